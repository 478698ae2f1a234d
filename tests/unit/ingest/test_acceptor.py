"""Identity, order and sameness of pages, with the time in the test's hand."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from wirewatch.core.errors import Reason, Reject
from wirewatch.events import Outcome, PageFetched, PageSettled
from wirewatch.flow import PAGE_LIMIT_BYTES
from wirewatch.ingest import Acceptor, open_state
from wirewatch.ingest.candidate import Candidate, Hints
from wirewatch.ingest.state import IngestState, Latest

NOW = datetime(2026, 1, 12, 7, 0, 0, 123_000, tzinfo=UTC)


class StandingClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def state(tmp_path: Path) -> IngestState:
    return open_state(tmp_path)


@pytest.fixture
def acceptor(state: IngestState, clock: StandingClock) -> Acceptor:
    return Acceptor(state, clock)


def page(content: bytes = b"one", url: str | None = "https://www.a.example/1") -> Candidate:
    return Candidate("s", url, content, "text/html", NOW, "here")


def durable(acceptor: Acceptor, event: PageFetched | PageSettled) -> None:
    """What intake does once the bus has the page."""
    assert isinstance(event, PageFetched)
    at_ms = int(event.accepted_at.timestamp() * 1000 + 0.5)
    acceptor.state.remember([(event.article_id, Latest(event.content_hash, at_ms))])


def test_a_page_carries_the_country_of_its_source(state: IngestState, clock: StandingClock) -> None:
    known = Acceptor(state, clock, country_of={"s": "fr"}.get)
    accepted = known.accept(page())
    assert isinstance(accepted, PageFetched)
    assert accepted.source_country == "fr"
    assert Acceptor(state, clock).accept(page(b"two")).source_country is None  # type: ignore[union-attr]


def test_identity_follows_the_normalised_url(acceptor: Acceptor) -> None:
    first = acceptor.accept(page(url="https://WWW.a.example/1?utm_source=x#part"))
    assert (first.url, first.site) == ("https://www.a.example/1", "a.example")
    assert first.article_id == acceptor.accept(page()).article_id
    assert first.accepted_at == NOW


@pytest.mark.parametrize("url", [None, "nonsense", "urn:isbn:1"])
def test_without_a_usable_url_the_content_is_the_identity(
    acceptor: Acceptor, url: str | None
) -> None:
    event = acceptor.accept(page(url=url))
    assert event.url.startswith("urn:sha256:")
    assert event.site == "s"
    assert event.article_id == acceptor.accept(page(url=None)).article_id
    assert event.article_id != acceptor.accept(page(b"two", None)).article_id


def test_there_and_back_again_is_three_pages(acceptor: Acceptor) -> None:
    ids = set()
    for content in (b"A", b"B", b"A"):
        event = acceptor.accept(page(content))
        durable(acceptor, event)
        ids.add(event.page_id)
    assert len(ids) == 3


def test_the_latest_text_again_is_unchanged(acceptor: Acceptor) -> None:
    first = acceptor.accept(page())
    durable(acceptor, first)
    again = acceptor.accept(page())
    assert isinstance(again, PageSettled)
    assert (again.outcome, again.stage) == (Outcome.UNCHANGED, "ingest")
    assert again.page_id != first.page_id
    assert again.version > first.version


def test_nothing_is_unchanged_before_it_is_durable(acceptor: Acceptor) -> None:
    assert isinstance(acceptor.accept(page()), PageFetched)
    assert isinstance(acceptor.accept(page()), PageFetched)


def test_times_of_an_article_grow_even_when_the_clock_does_not(
    acceptor: Acceptor, clock: StandingClock
) -> None:
    versions = [acceptor.accept(page(bytes([n]))).version for n in range(5)]
    clock.at -= timedelta(hours=1)
    versions.append(acceptor.accept(page(b"later")).version)
    assert versions == sorted(set(versions))


def test_times_grow_over_a_restart(
    state: IngestState, clock: StandingClock, acceptor: Acceptor
) -> None:
    event = acceptor.accept(page())
    durable(acceptor, event)
    clock.at -= timedelta(days=1)
    later = Acceptor(state, clock).accept(page(b"two"))
    assert later.version > event.version


def test_an_older_page_never_replaces_the_latest_one(state: IngestState) -> None:
    state.remember([("a", Latest("new", 2)), ("a", Latest("old", 1))])
    assert state.latest("a") == Latest("new", 2)


def test_a_page_over_the_limit_is_refused(acceptor: Acceptor) -> None:
    assert isinstance(acceptor.accept(page(bytes(PAGE_LIMIT_BYTES))), PageFetched)
    with pytest.raises(Reject) as caught:
        acceptor.accept(page(bytes(PAGE_LIMIT_BYTES + 1)))
    assert caught.value.reason is Reason.TOO_LARGE


def test_hints_are_one_printable_line(acceptor: Acceptor) -> None:
    hints = Hints(title="a\r\nX-Evil: 1\x00\u202eb " + "c" * 9_000, published=" \n", language=None)
    event = acceptor.accept(Candidate("s", None, b"", "te\nxt/html", NOW, "here", hints=hints))
    assert isinstance(event, PageFetched)
    assert event.hint_title is not None
    assert event.hint_title.startswith("a X-Evil: 1 b c")
    assert len(event.hint_title) == 1_000
    assert (event.hint_published, event.content_type) == (None, "te xt/html")
