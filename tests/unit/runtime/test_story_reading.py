"""A story as the store has it: first, fullest, sites; and other tellings of its event."""

from datetime import timedelta
from typing import Any

from tests.contract.building import NOW, article, at
from wirewatch.adapters.memory.store import MemoryStore
from wirewatch.events import (
    ArticleGrouped,
    Entity,
    Mention,
    RevisionDifference,
    Topic,
)
from wirewatch.runtime.story_reading import changes_in_words, other_tellings, story_of


def copy(number: int, text: str, *, story: str = "one", **fields: Any) -> ArticleGrouped:
    site = f"site{number % 3}.example"
    given = {"url": f"https://{site}/{number}", "site": site, "accepted_at": at(number), **fields}
    made = article(text, **given)
    return ArticleGrouped(article=made, story_id=story, revision=1, first_seen=made.accepted_at)


async def store_of(*articles: ArticleGrouped) -> MemoryStore:
    store = MemoryStore()
    assert not any(await store.upsert(articles))
    return store


async def test_first_fullest_and_sites() -> None:
    copies = [copy(0, "Short."), copy(1, "The longest text of all."), copy(2, "Cut."), copy(3, "X")]
    story = await story_of(await store_of(*copies, copy(9, "Y", story="two")), copies[2])
    assert list(story.copies) == copies
    assert (story.first, story.fullest) == (copies[0], copies[1])
    assert story.sites == ["site0.example", "site1.example", "site2.example"]
    assert story.complete


async def test_of_a_very_large_story_the_newest_are_read_and_that_is_said() -> None:
    copies = [copy(n, f"Text {n}.") for n in range(620)]
    story = await story_of(await store_of(*copies), copies[0])
    assert not story.complete
    assert len(story.copies) == 501, "the newest, and the one that was asked about"


def told(number: int, *, story: str, deaths: int = 4711, **fields: Any) -> ArticleGrouped:
    entities = tuple(
        Entity(
            entity_id=each,
            name=each,
            kind="place",
            mentions=(Mention(paragraph=0, start=0, end=1, surface="x"),),
            salience=1,
        )
        for each in ("place:herat", "organisation:who", "organisation:taliban")
    )
    topic = Topic(code="medtop:03000000", name="disaster", score=1)
    return copy(
        number, f"{deaths} people.", story=story, entities=entities, topics=(topic,), **fields
    )


async def test_other_tellings_are_other_stories_of_the_same_days() -> None:
    own = told(0, story="one")
    store = await store_of(
        own,
        told(1, story="one"),
        told(2, story="two"),
        told(3, story="two"),
        told(4, story="three", deaths=83),
        told(5, story="four", accepted_at=NOW + timedelta(days=4)),
    )
    assert [other.story_id for other in await other_tellings(store, own)] == ["two"]


async def test_an_article_that_names_nobody_has_no_other_telling() -> None:
    own = copy(0, "4711 people.")
    assert await other_tellings(await store_of(own, told(1, story="two")), own) == []


def test_changes_are_said_in_words() -> None:
    revised = copy(0, "Text.").model_copy(
        update={
            "difference": RevisionDifference(
                title_changed=True, added=(2,), removed=(0, 1), changed=((2, 0),)
            )
        }
    )
    assert changes_in_words(revised) == (
        "another title, 1 paragraph added, 1 paragraph reworded, 2 paragraphs removed"
    )
    assert changes_in_words(copy(0, "Text.")) == ""
