"""Story and revision: decided once, and the same for ever."""

import random
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contract.building import NOW, at, enriched
from wirewatch.core.grouping import STORY_WINDOW, Decisions, group
from wirewatch.core.identity import story_id
from wirewatch.core.revisions import outline
from wirewatch.core.stories import DEFAULT_THRESHOLD, Signature, containment_of, signature
from wirewatch.events import ArticleEnriched, ArticleGrouped, Outcome, PageSettled, StoryDecided
from wirewatch.group.decisions import StoryView


def likeness(mine: Signature, other: str) -> float | None:
    read = Signature.from_bytes(b64decode(other))
    return containment_of(mine, read, threshold=DEFAULT_THRESHOLD)


class Remembered:
    """The plainest decisions: a list."""

    def __init__(self) -> None:
        self.all: list[StoryDecided] = []

    def of_page(self, page_id: str) -> StoryDecided | None:
        return next((d for d in self.all if d.page_id == page_id), None)

    def latest_of_article(self, article_id: str) -> StoryDecided | None:
        mine = [d for d in self.all if d.article_id == article_id]
        return max(reversed(mine), key=lambda d: d.revision, default=None)

    def first_with_text(self, text_digest: str, since: datetime) -> StoryDecided | None:
        same = [d for d in self.all if d.text_digest == text_digest and d.accepted_at >= since]
        return min(same, key=lambda d: d.accepted_at, default=None)

    def nearest_text(self, signature: str, since: datetime) -> StoryDecided | None:
        mine = Signature.from_bytes(b64decode(signature))
        found = [
            (-share, n)
            for n, d in enumerate(self.all)
            if d.signature is not None and not d.unchanged and d.accepted_at >= since
            if (share := likeness(mine, d.signature))
        ]
        return self.all[min(found)[1]] if found else None

    def of_revision(self, article_id: str, revision: int) -> StoryDecided | None:
        return next(
            (
                d
                for d in self.all
                if (d.article_id, d.revision, d.unchanged) == (article_id, revision, False)
            ),
            None,
        )

    def apply(self, decision: StoryDecided) -> None:
        known = self.of_page(decision.page_id)
        if known is None:
            self.all.append(decision)
        elif decision.version > known.version:
            self.all[self.all.index(known)] = decision


def viewed() -> StoryView:
    return StoryView(None)


@pytest.fixture(params=[Remembered, viewed])
def decisions(request: pytest.FixtureRequest) -> Any:
    make: Callable[[], Any] = request.param
    return make()


def wire(text: str, **fields: Any) -> ArticleEnriched:
    """An article with the signature and outline that enrich gives it."""
    title = "A story"
    signed = b64encode(signature(f"{title}\n{text}")).decode()
    drawn = outline(title, text.split("\n"))
    return enriched(text, title=title, signature=signed, outline=drawn, **fields)


def take(decisions: Any, event: ArticleEnriched) -> ArticleGrouped | PageSettled:
    """Group one article, remember what is decided, return what follows."""
    *made, consequence = group(event, decisions, now=at(5))
    for decision in made:
        assert isinstance(decision, StoryDecided)
        decisions.apply(decision)
    assert isinstance(consequence, ArticleGrouped | PageSettled)
    return consequence


WORDS = [f"word{n}" for n in range(3000)]


def story_text(seed: int, paragraphs: int = 6) -> str:
    chance = random.Random(seed)
    return "\n".join(" ".join(chance.choices(WORDS, k=40)) for _ in range(paragraphs))


def edited(text: str, kind: str) -> str:
    """A wire story as other desks print it."""
    lines = text.split("\n")
    return {
        "cut": "\n".join(lines[:3]),
        "longer": "\n".join(["HARBOUR (Agency), our desk.", *lines, "All rights reserved."]),
        "moved": "\n".join([*lines[3:], *lines[:3]]),
        "reworded": text.replace(lines[1].split()[5], "another").replace(lines[4].split()[9], "x"),
    }[kind]


@pytest.mark.parametrize("kind", ["cut", "longer", "moved", "reworded"])
def test_edited_copy_joins_and_another_story_does_not(decisions: Any, kind: str) -> None:
    text = story_text(1)
    first = published(take(decisions, wire(text)))
    other = published(take(decisions, wire(story_text(2), url="https://b.example/")))
    copy = published(take(decisions, wire(edited(text, kind), url="https://c.example/")))
    assert copy.story_id == first.story_id != other.story_id


@pytest.mark.parametrize("late", [timedelta(0), timedelta(milliseconds=1)])
def test_edited_copy_joins_within_the_window_only(decisions: Any, late: timedelta) -> None:
    text = story_text(1)
    first = published(take(decisions, wire(text)))
    later = NOW + STORY_WINDOW + late
    copy = wire(edited(text, "cut"), url="https://c.example/", accepted_at=later)
    assert (published(take(decisions, copy)).story_id == first.story_id) is not bool(late)


def test_copy_joins_the_nearest_story(decisions: Any) -> None:
    """Half of one text and a little of another: the one that more of it is from."""
    one, two = story_text(1), story_text(2)
    take(decisions, wire(one, url="https://a.example/"))
    second = published(take(decisions, wire(two, url="https://b.example/")))
    mixed = "\n".join([*one.split("\n")[:2], *two.split("\n")[:4]])
    copy = published(take(decisions, wire(mixed, url="https://c.example/")))
    assert copy.story_id == second.story_id


def test_stories_never_merge(decisions: Any) -> None:
    """A text that joins both halves comes too late for what was decided about them."""
    lines = story_text(1, paragraphs=8).split("\n")
    halves = ["\n".join(lines[:4]), "\n".join(lines[4:])]
    events = [wire(h, url=f"https://{n}.example/") for n, h in enumerate(halves)]
    before = [published(take(decisions, e)) for e in events]
    take(decisions, wire("\n".join(lines), url="https://whole.example/"))
    after = [published(take(decisions, e)) for e in events]
    assert after == before
    assert before[0].story_id != before[1].story_id


def test_revision_says_what_it_changed(decisions: Any) -> None:
    lines = story_text(1).split("\n")
    first = published(take(decisions, wire("\n".join(lines))))
    reworded = lines[2].replace(lines[2].split()[7], "corrected")
    later = [*lines[:2], reworded, *lines[4:], "A new line at the end of it all."]
    event = wire("\n".join(later), accepted_at=at(1))
    revised = published(take(decisions, event))
    assert first.difference is None
    assert revised.difference is not None
    assert not revised.difference.title_changed
    assert revised.difference.changed == ((2, 2),)
    assert revised.difference.removed == (3,)
    assert revised.difference.added == (5,)
    [again] = group(event, decisions, now=at(5))
    assert again == revised


def published(result: ArticleGrouped | PageSettled) -> ArticleGrouped:
    assert isinstance(result, ArticleGrouped), result
    return result


def test_text_that_goes_there_and_back_is_three_revisions(decisions: Any) -> None:
    results = [
        published(take(decisions, enriched(text, accepted_at=at(n))))
        for n, text in enumerate(("It opens.", "It shuts.", "It opens."))
    ]
    assert [r.revision for r in results] == [1, 2, 3]
    assert len({r.story_id for r in results}) == 1
    assert len({r.article.page_id for r in results}) == 3
    assert {r.first_seen for r in results} == {NOW}


def test_same_text_again_is_unchanged(decisions: Any) -> None:
    take(decisions, enriched("It opens."))
    again = take(decisions, enriched("It opens.", accepted_at=at(60)))
    assert isinstance(again, PageSettled)
    assert (again.outcome, again.stage) == (Outcome.UNCHANGED, "group")
    changed = published(take(decisions, enriched("It shuts.", accepted_at=at(90))))
    assert changed.revision == 2
    back = take(decisions, enriched("It shuts.", accepted_at=at(120)))
    assert isinstance(back, PageSettled), "unchanged is against the latest text"


def remembered(text: str, whole: str, minutes: int) -> ArticleEnriched:
    """An article out of which the template memory took a part of `whole`."""
    event = enriched(text, accepted_at=at(minutes))
    without = enriched(whole).article.text_digest
    return ArticleEnriched(
        article=event.article.model_copy(update={"digest_without_memory": without})
    )


def test_what_the_template_memory_learnt_is_no_revision(decisions: Any) -> None:
    published(take(decisions, enriched("It opens. Our letter.")))
    # It has learnt the letter; then the letter changes; then the memory is lost.
    for event in (
        remembered("It opens.", "It opens. Our letter.", 10),
        remembered("It opens.", "It opens. Our other letter.", 20),
        enriched("It opens. Our other letter.", accepted_at=at(30)),
    ):
        assert isinstance(take(decisions, event), PageSettled)
    edited = published(take(decisions, remembered("It shuts.", "It shuts. Our letter.", 40)))
    assert edited.revision == 2, "an edit beside it is one"


def test_revision_stays_in_its_story(decisions: Any) -> None:
    """Also when another story says the new text already."""
    mine = published(take(decisions, enriched("Mine.", url="https://a.example/1")))
    other = published(take(decisions, enriched("Theirs.", url="https://b.example/1")))
    revised = published(
        take(decisions, enriched("Theirs.", url="https://a.example/1", accepted_at=at(9)))
    )
    assert revised.story_id == mine.story_id != other.story_id
    assert revised.revision == 2


@pytest.mark.parametrize(
    ("later", "joins"),
    [
        (timedelta(0), True),
        (STORY_WINDOW, True),
        (STORY_WINDOW + timedelta(milliseconds=1), False),
    ],
)
def test_same_text_joins_within_the_window(decisions: Any, later: timedelta, joins: bool) -> None:
    first = published(take(decisions, enriched("Wire.", url="https://a.example/1")))
    copy = published(
        take(decisions, enriched("Wire.", url="https://b.example/1", accepted_at=NOW + later))
    )
    assert (copy.story_id == first.story_id) is joins
    assert copy.revision == 1


def test_copy_of_an_earlier_revision_joins(decisions: Any) -> None:
    first = published(take(decisions, enriched("Wire.", url="https://a.example/1")))
    take(decisions, enriched("Wire, corrected.", url="https://a.example/1", accepted_at=at(1)))
    copy = published(
        take(decisions, enriched("Wire.", url="https://c.example/", accepted_at=at(2)))
    )
    assert copy.story_id == first.story_id


def test_known_page_gets_its_decision_again(decisions: Any) -> None:
    events = [
        enriched("One.", accepted_at=at(0)),
        enriched("One.", accepted_at=at(1)),
        enriched("Two.", accepted_at=at(2)),
        enriched("Two.", url="https://b.example/", accepted_at=at(3)),
    ]
    before = [take(decisions, e) for e in events]
    for event, result in zip(reversed(events), reversed(before), strict=True):
        again = group(event, decisions, now=at(5))
        assert again == [result], "no new decision, the same consequence"


def test_reprocessing_moves_nothing(decisions: Any) -> None:
    """A newer extractor finds another text on the same page: same story, same revision."""
    first = published(take(decisions, enriched("Old text.")))
    page_id = first.article.page_id
    again = published(take(decisions, enriched("New text.", epoch=1, page_id=page_id)))
    assert (again.story_id, again.revision) == (first.story_id, 1)
    assert again.article.version > first.article.version


def test_after_an_upgrade_and_a_reprocessing_an_unchanged_page_is_unchanged(decisions: Any) -> None:
    """The newer extractor reads one more line; the page is fetched again, with it, and edited."""
    line, more = "A first line about the bridge.", "A line that was overlooked."
    first = published(take(decisions, wire(line)))
    page_id = first.article.page_id
    newer = wire(f"{line}\n{more}", epoch=1, page_id=page_id)
    [recorded, again] = group(newer, decisions, now=at(5))
    assert isinstance(recorded, StoryDecided)
    assert isinstance(again, ArticleGrouped)
    assert (recorded.page_id, recorded.story_id, recorded.revision) == (page_id, first.story_id, 1)
    decisions.apply(recorded)
    for known in (newer, wire(line)):
        assert len(group(known, decisions, now=at(5))) == 1, (
            "once only; a replay takes nothing back"
        )
    refetched = take(decisions, wire(f"{line}\n{more}", accepted_at=at(1)))
    assert isinstance(refetched, PageSettled)
    assert refetched.outcome is Outcome.UNCHANGED
    edited = published(take(decisions, wire(f"{line}\n{more}\nAn edit.", accepted_at=at(2))))
    assert edited.revision == 2
    assert edited.difference is not None
    assert (edited.difference.added, edited.difference.changed) == ((2,), ())
    copied = wire(f"{line}\n{more}", url="https://b.example/", accepted_at=at(3))
    assert published(take(decisions, copied)).story_id == first.story_id


def test_a_reprocessing_that_reads_the_same_records_nothing(decisions: Any) -> None:
    first = published(take(decisions, remembered("Told.", "Told.\nOurs.", 0)))
    again = remembered("Told.\nOurs.", "Told.\nOurs.", 0).article
    newer = again.model_copy(
        update={"page_id": first.article.page_id, "version": first.article.version + 1}
    )
    assert len(group(ArticleEnriched(article=newer), decisions, now=at(5))) == 1


def test_story_is_named_after_its_first_page(decisions: Any) -> None:
    first = published(take(decisions, enriched()))
    assert first.story_id == story_id(first.article.page_id)


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 100)),
        min_size=1,
        max_size=12,
    )
)
def test_view_decides_like_the_plain_list_and_replay_changes_nothing(
    history: list[tuple[int, int, int]],
) -> None:
    plain, view = Remembered(), StoryView(None)
    events = [
        enriched(f"Text {text}", url=f"https://{url}.example/", accepted_at=at(n * 3600 * hours))
        for n, (url, text, hours) in enumerate(history)
    ]
    results = [take(plain, e) for e in events]
    assert [take(view, e) for e in events] == results
    for event, result in zip(events, results, strict=True):
        [again] = group(event, view, now=at(5))
        assert type(again) is type(result)
    stories: dict[str, set[str]] = {}
    for decision in plain.all:
        stories.setdefault(decision.article_id, set()).add(decision.story_id)
    assert all(len(s) == 1 for s in stories.values()), "an article stays in its story"
    view.close()


def test_view_outlives_its_process(tmp_path: Path) -> None:
    view = StoryView(tmp_path / "group.sqlite")
    result = take(view, enriched())
    view.commit()
    uncommitted = enriched("Lost.", url="https://b.example/")
    take(view, uncommitted)
    view.close()
    again = StoryView(tmp_path / "group.sqlite")
    checked: Decisions = again
    assert group(enriched(), checked, now=at(5)) == [result]
    assert len(group(uncommitted, checked, now=at(5))) == 2
    again.close()
