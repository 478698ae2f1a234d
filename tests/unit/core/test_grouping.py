"""Story and revision: decided once, and the same for ever."""

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
from wirewatch.events import ArticleEnriched, ArticleGrouped, Outcome, PageSettled, StoryDecided
from wirewatch.group.decisions import StoryView


class Remembered:
    """The plainest decisions: a list."""

    def __init__(self) -> None:
        self.all: list[StoryDecided] = []

    def of_page(self, page_id: str) -> StoryDecided | None:
        return next((d for d in self.all if d.page_id == page_id), None)

    def latest_of_article(self, article_id: str) -> StoryDecided | None:
        mine = [d for d in self.all if d.article_id == article_id and not d.unchanged]
        return max(mine, key=lambda d: d.revision, default=None)

    def first_with_text(self, text_digest: str, since: datetime) -> StoryDecided | None:
        same = [d for d in self.all if d.text_digest == text_digest and d.accepted_at >= since]
        return min(same, key=lambda d: d.accepted_at, default=None)

    def apply(self, decision: StoryDecided) -> None:
        self.all.append(decision)


def viewed() -> StoryView:
    return StoryView(None)


@pytest.fixture(params=[Remembered, viewed])
def decisions(request: pytest.FixtureRequest) -> Any:
    make: Callable[[], Any] = request.param
    return make()


def take(decisions: Any, event: ArticleEnriched) -> ArticleGrouped | PageSettled:
    """Group one article, remember what is decided, return what follows."""
    *made, consequence = group(event, decisions, now=at(5))
    for decision in made:
        assert isinstance(decision, StoryDecided)
        decisions.apply(decision)
    assert isinstance(consequence, ArticleGrouped | PageSettled)
    return consequence


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
