"""The view of stories finds copies in memory and on disk, and forgets what was not committed."""

import random
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.contract.building import NOW, at
from wirewatch.adapters.memory import MemoryBus
from wirewatch.core import codec
from wirewatch.core.stories import signature
from wirewatch.events import StoryDecided
from wirewatch.group.copies import KEPT_LATER_MS
from wirewatch.group.decisions import StoryView
from wirewatch.runtime import metrics

WORDS = [f"word{n}" for n in range(4000)]
LONG_AGO = NOW - timedelta(days=365)


def text(number: int) -> str:
    return " ".join(random.Random(number).choices(WORDS, k=200))


def part(number: int) -> str:
    """A copy with its end cut off."""
    return text(number)[: len(text(number)) // 2]


def signed(said: str) -> str:
    return b64encode(signature(said)).decode()


def decision(number: int, accepted_at: datetime = NOW) -> StoryDecided:
    return StoryDecided(
        page_id=f"page-{number}",
        article_id=f"article-{number}",
        story_id=f"story-{number}",
        revision=1,
        unchanged=False,
        text_digest=f"digest-{number}",
        signature=signed(text(number)),
        first_seen=accepted_at,
        accepted_at=accepted_at,
        version=number + 1,
    )


def found(view: StoryView, said: str, since: datetime = LONG_AGO) -> str | None:
    nearest = view.nearest_text(signed(said), since)
    return None if nearest is None else nearest.page_id


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "group.sqlite"


@pytest.fixture
def view(path: Path) -> Iterator[StoryView]:
    made = StoryView(path)
    yield made
    made.close()


def test_what_is_applied_counts_at_once_and_goes_with_a_rollback(view: StoryView) -> None:
    view.apply(decision(1))
    view.commit()
    view.apply(decision(2))
    assert [found(view, part(n)) for n in (1, 2)] == ["page-1", "page-2"]
    view.rollback()
    assert [found(view, part(n)) for n in (1, 2)] == ["page-1", None]
    view.apply(decision(3))
    view.commit()
    assert [found(view, part(n)) for n in (1, 2, 3)] == ["page-1", None, "page-3"]


def test_applied_twice_is_kept_once(view: StoryView) -> None:
    for _ in range(2):
        view.apply(decision(1))
        view.commit()
    assert view.db.execute("SELECT count(*) FROM signatures").fetchone() == (1,)


async def test_of_two_decisions_about_a_page_the_later_version_stands_in_any_order(
    path: Path,
) -> None:
    first = decision(1)
    renewed = first.model_copy(update={"text_digest": "new", "version": first.version + 1})
    for order in ([first, renewed], [renewed, first], [renewed]):
        bus, view = MemoryBus(), StoryView(None)
        await bus.produce([codec.encode(d, service="group", now=NOW) for d in order])
        await view.catch_up(bus)
        assert view.of_page("page-1") == renewed.model_copy(update={"signature": None})
        assert view.first_with_text("new", LONG_AGO) is not None
        assert view.first_with_text(first.text_digest, LONG_AGO) is None
        assert found(view, part(1)) == "page-1"
        view.close()


async def test_rebuilt_from_the_topic_it_finds_the_same(path: Path) -> None:
    bus = MemoryBus()
    decisions = [decision(n, at(n)) for n in range(50)]
    await bus.produce([codec.encode(d, service="group", now=NOW) for d in decisions])
    one, two = StoryView(None), StoryView(path)
    for each in decisions:
        one.apply(each)
    one.commit()
    assert await two.catch_up(bus) == 50
    assert [found(two, part(n)) for n in range(50)] == [found(one, part(n)) for n in range(50)]
    two.apply(decision(99))
    assert await two.catch_up(bus) == 0, "what was not committed is rolled back"
    assert found(two, part(99)) is None
    two.close()
    again = StoryView(path)
    await again.catch_up(bus)
    assert found(again, part(7)) == "page-7"
    again.close()
    one.close()


@pytest.mark.parametrize("restarted", [False, True])
def test_beyond_the_limit_of_memory_copies_are_found_on_disk(path: Path, restarted: bool) -> None:
    view = StoryView(path, signatures_in_memory=10)
    before = metrics.STORY_SIGNATURES_EVICTED._value.get()
    for n in range(60):
        view.apply(decision(n, at(n)))
        if n % 7 == 0:
            view.commit()
    view.commit()
    assert metrics.STORY_SIGNATURES_EVICTED._value.get() - before == 50
    assert metrics.STORY_SIGNATURES._value.get() == 10
    if restarted:
        view.close()
        view = StoryView(path, signatures_in_memory=10)
        view.commit()
        assert metrics.STORY_SIGNATURES._value.get() == 10
    assert [found(view, part(n)) for n in range(60)] == [f"page-{n}" for n in range(60)]
    assert found(view, text(1000)) is None
    view.close()


async def test_a_topic_larger_than_memory_is_read_in(path: Path) -> None:
    bus = MemoryBus()
    decisions = [decision(n, at(n)) for n in range(60)]
    await bus.produce([codec.encode(d, service="group", now=NOW) for d in decisions])
    view = StoryView(path, signatures_in_memory=10)
    await view.catch_up(bus)
    assert [found(view, part(n)) for n in range(60)] == [f"page-{n}" for n in range(60)]
    view.close()


@pytest.mark.parametrize("limit", [5, 1000])
def test_what_left_the_window_leaves_memory_and_disk(path: Path, limit: int) -> None:
    window = timedelta(hours=1)
    view = StoryView(path, window=window, signatures_in_memory=limit)
    for n in range(20):
        view.apply(decision(n, at(n)))
    view.commit()
    later = at(10) + window + timedelta(milliseconds=KEPT_LATER_MS)
    view.apply(decision(100, later))
    view.commit()
    expected = [None] * 10 + [f"page-{n}" for n in range(10, 20)]
    assert [found(view, part(n)) for n in range(20)] == expected
    assert view.db.execute("SELECT count(*) FROM signatures").fetchone() == (11,)
    bands = view.db.execute("SELECT DISTINCT seq FROM bands ORDER BY seq").fetchall()
    assert bands == ([(seq,) for seq in range(11, 17)] if limit == 5 else [])
    assert view.of_page("page-0") is not None, "decisions stay as long as the topic keeps them"
    view.close()


def test_only_what_was_accepted_since_then_counts(view: StoryView) -> None:
    view.apply(decision(1, at(0)))
    view.commit()
    assert found(view, part(1), since=at(0)) == "page-1"
    assert found(view, part(1), since=at(0.001)) is None


def test_a_deleted_decision_is_no_longer_found(view: StoryView) -> None:
    view.apply(decision(1))
    view.commit()
    view.delete("page-1")
    view.commit()
    assert found(view, part(1)) is None


@pytest.mark.parametrize("damaged", [None, "", "AA==", "!", b64encode(b"\xff" * 45).decode()])
def test_a_signature_that_cannot_be_read_is_compared_with_nothing(
    view: StoryView, damaged: str | None
) -> None:
    view.apply(decision(1).model_copy(update={"signature": damaged}))
    view.commit()
    assert found(view, text(1)) is None
    assert view.of_page("page-1") is not None
    if damaged is not None:
        assert view.nearest_text(damaged, LONG_AGO) is None


def test_same_history_same_answers_after_a_restart(path: Path) -> None:
    chance = random.Random(5)
    view = StoryView(path, signatures_in_memory=40)
    for n in range(120):
        made = decision(n, at(n))
        mixed = " ".join(text(chance.randrange(30)).split()[:100] + text(n + 500).split()[:60])
        view.apply(made.model_copy(update={"signature": signed(mixed)}))
        if chance.random() < 0.2:
            view.commit()
    view.commit()
    asked = [text(n) for n in range(30)]
    before = [found(view, a) for a in asked]
    view.close()
    again = StoryView(path, signatures_in_memory=40)
    again.commit()
    assert [found(again, a) for a in asked] == before
    assert sum(b is not None for b in before) > 20
    again.close()
