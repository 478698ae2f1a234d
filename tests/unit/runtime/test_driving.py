"""Processor, driver and runner over a bus in memory, with faults at every seam."""

import asyncio
import errno
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import structlog

from tests.contract.building import NOW, enriched, page
from wirewatch.adapters.memory import MemoryBus
from wirewatch.core import codec
from wirewatch.core.dead_letters import DeadLetter, read_dead_letter
from wirewatch.core.errors import Misconfigured, Reason, Reject, Retry
from wirewatch.core.message import Message
from wirewatch.core.ports import Bus
from wirewatch.events import ArticleEnriched, Event, Outcome, PageFetched, PageSettled
from wirewatch.runtime import runner
from wirewatch.runtime.ceiling import StageStopped
from wirewatch.runtime.health import Health
from wirewatch.runtime.processing import BatchHandler, Handled, Processor, each
from wirewatch.runtime.runner import Runner
from wirewatch.testing.clock import FakeClock

LOG = structlog.get_logger()
Stage = Callable[[Event], Sequence[Event]]


def to_article(event: Event) -> Sequence[Event]:
    """A stage: the page's text is the article."""
    assert isinstance(event, PageFetched)
    return [
        enriched(
            event.content.decode(),
            url=event.url,
            page_id=event.page_id,
            accepted_at=event.accepted_at,
        )
    ]


class Place:
    """A service under test: its bus, its clock, and what came out."""

    def __init__(self) -> None:
        self.clock = FakeClock(auto=True)
        self.bus = MemoryBus(clock=self.clock)
        self.health = Health()
        self.stop = asyncio.Event()

    async def feed(self, *pages: PageFetched) -> None:
        await self.bus.produce([codec.encode(p, service="ingest", now=NOW) for p in pages])

    async def run(
        self, stage: Stage | None = None, *, handler: BatchHandler | None = None, **options: Any
    ) -> None:
        """Run enrich with this stage until everything is committed."""
        processor = Processor(
            "enrich", handler or each(stage or to_article), clock=self.clock, log=LOG
        )
        service = Runner(
            processor, self.bus, stop=self.stop, health=self.health, log=LOG, **options
        )
        work = asyncio.ensure_future(service.run())
        async with asyncio.timeout(10):
            while not work.done():
                if sum((await self.bus.lag("enrich", ["pages"])).values()) == 0:
                    break
                await asyncio.sleep(0.001)
        self.stop.set()
        await work
        self.stop.clear()

    async def events(self, topic: str) -> list[Any]:
        return [codec.decode(r.message) async for r in self.bus.read(topic)]

    async def texts(self) -> list[str]:
        return [e.article.body[0].text for e in await self.events("enriched")]

    async def dead(self, topic: str = "pages") -> list[DeadLetter]:
        return [read_dead_letter(r) async for r in self.bus.read(topic + ".dead")]

    async def outcomes(self) -> dict[str, tuple[Outcome, str | None]]:
        return {e.url: (e.outcome, e.reason) for e in await self.events("outcomes")}


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(runner, "POLL_SECONDS", 0.01)
    return Place()


def pages(count: int, *, sources: int = 1) -> list[PageFetched]:
    return [
        page(
            f"text {n}".encode(),
            url=f"https://site{n % sources}.example/{n}",
            source_id=f"source-{n % sources}",
        )
        for n in range(count)
    ]


async def test_pages_come_out_once_and_in_order(place: Place) -> None:
    await place.feed(*pages(7))
    await place.run(max_batch=3)
    assert await place.texts() == [f"text {n}" for n in range(7)]
    assert await place.dead() == []


async def test_retry_from_the_stage_repeats_the_batch(place: Place) -> None:
    failures = [Retry("the model is away", after_seconds=7), Retry("still away")]

    def stage(event: Event) -> Sequence[Event]:
        if failures and isinstance(event, PageFetched) and event.content == b"text 1":
            raise failures.pop(0)
        return to_article(event)

    await place.feed(*pages(3))
    await place.run(stage)
    assert await place.texts() == ["text 0", "text 1", "text 2"]
    assert place.clock.slept[0] == 7, "no sooner than the error asks for"


async def test_a_full_disk_is_waited_for(place: Place) -> None:
    """Not the input's fault: neither a file that cannot grow nor a database that cannot."""
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    failures = [OSError(errno.ENOSPC, "No space left on device"), full]

    def stage(event: Event) -> Sequence[Event]:
        if failures:
            raise failures.pop(0)
        return to_article(event)

    await place.feed(*pages(2))
    await place.run(stage)
    assert await place.texts() == ["text 0", "text 1"]
    assert await place.events("outcomes") == []


async def test_retry_from_the_commit_loses_and_doubles_nothing(place: Place) -> None:
    await place.feed(*pages(5))
    for _ in range(4):
        place.bus.fail_next(Retry("the broker is away"))
    await place.run(max_batch=2)
    assert await place.texts() == [f"text {n}" for n in range(5)]
    assert place.clock.slept == sorted(place.clock.slept), "the waits grow"


async def test_retry_after_the_poll_keeps_what_was_polled(place: Place) -> None:
    """The view cannot be brought up to date at first: the batch polled meanwhile waits."""

    class View:
        failures = 2

        async def catch_up(self, bus: Bus) -> int:
            if self.failures:
                self.failures -= 1
                raise Retry("the topic cannot be read")
            return 0

        def commit(self) -> None: ...

        def rollback(self) -> None: ...

    await place.feed(*pages(4))
    await place.run(view=View(), max_batch=2)
    assert await place.texts() == [f"text {n}" for n in range(4)]


async def test_one_output_that_the_broker_refuses(place: Place) -> None:
    def stage(event: Event) -> Sequence[Event]:
        made = to_article(event)[0]
        assert isinstance(made, ArticleEnriched)
        if made.article.body[0].text == "text 2":
            huge = made.article.model_copy(update={"title": "x" * 13_000_000})
            return [made.model_copy(update={"article": huge})]
        return [made]

    await place.feed(*pages(5))
    await place.run(stage)
    assert await place.texts() == ["text 0", "text 1", "text 3", "text 4"]
    [letter] = await place.dead()
    assert (letter.reason, letter.message.value) == ("refused_by_broker", b"text 2")
    assert await place.outcomes() == {
        "https://site0.example/2": (Outcome.DEAD, "refused_by_broker")
    }


async def test_dead_letter_that_leaves_no_room_for_the_reason(place: Place) -> None:
    """A page of another's making that fills its record: the letter says where it stands."""
    filler = Message("pages", "a.example", b"x" * (12 * 1024 * 1024 - 64 * 1024 - 9))
    await place.bus.produce([filler])
    await place.feed(*pages(1))
    await place.run()
    assert await place.texts() == ["text 0"]
    [letter] = await place.dead()
    assert letter.reason == "refused_by_broker"
    assert "pages/0/0" in letter.detail


async def test_view_keeps_what_is_committed_and_forgets_what_is_not(place: Place) -> None:
    class View:
        def __init__(self) -> None:
            self.kept: list[str] = []
            self.staged: list[str] = []

        async def catch_up(self, bus: Bus) -> int:
            assert not self.staged, "caught up in the middle of a batch"
            return 0

        def commit(self) -> None:
            self.kept += self.staged
            self.staged = []

        def rollback(self) -> None:
            self.staged = []

    view = View()

    def stage(event: Event) -> Sequence[Event]:
        assert isinstance(event, PageFetched)
        view.staged.append(event.content.decode())
        return to_article(event)

    await place.feed(*pages(3))
    place.bus.fail_next(Retry("once"))
    place.bus.fail_next(Reject(Reason.REFUSED_BY_BROKER, "twice"))
    await place.run(stage, view=view)
    assert view.kept == ["text 0", "text 1", "text 2"]


async def test_malformed_messages_are_dead_letters_to_the_byte(place: Place) -> None:
    whole = codec.encode(page(b"fine"), service="ingest", now=NOW)
    without_type = Message("pages", "k", b"\xff\x00 raw", (("odd", b"\xfe"), ("odd", b"2")))
    newer = Message(
        "pages",
        "k",
        b"x",
        tuple((k, b"wirewatch.page.fetched.v9" if k == "ce_type" else v) for k, v in whole.headers),
    )
    no_value = Message("pages", "k", None, whole.headers)
    ancient = Message(
        "pages",
        "k",
        b"x",
        tuple((k, b"1815-06-18T11:00:00Z" if "accepted" in k else v) for k, v in whole.headers),
    )
    far = Message(
        "pages",
        "k",
        b"x",
        tuple((k, b"9815-06-18T11:00:00Z" if "accepted" in k else v) for k, v in whole.headers),
    )
    sent = [without_type, newer, no_value, ancient, far]
    await place.bus.produce([*sent, whole])
    await place.run()
    assert await place.texts() == ["fine"]
    letters = await place.dead()
    assert [letter.message for letter in letters] == sent
    assert [letter.reason for letter in letters] == [
        "malformed_message",
        "unknown_schema",
        "malformed_message",
        "malformed_message",
        "malformed_message",
    ]


async def test_tombstone_on_a_compacted_topic_is_no_error(place: Place) -> None:
    seen: list[Event] = []

    async def handle(events: Sequence[Event]) -> Sequence[Handled]:
        seen.extend(events)
        return [[] for _ in events]

    await place.bus.produce([codec.tombstone("outcomes", "gone")])
    processor = Processor("index", handle, clock=place.clock, log=LOG)
    received = [r async for r in place.bus.read("outcomes")]
    assert await processor.process(received) == []
    assert seen == []


async def test_unexpected_error_touches_no_other_page(place: Place) -> None:
    def stage(event: Event) -> Sequence[Event]:
        assert isinstance(event, PageFetched)
        if event.content == b"text 1":
            raise ZeroDivisionError("a defect")
        return to_article(event)

    await place.feed(*pages(3))
    await place.run(stage)
    assert await place.texts() == ["text 0", "text 2"]
    [letter] = await place.dead()
    assert (letter.reason, letter.detail) == ("unexpected", "ZeroDivisionError: a defect")


async def test_handler_that_fails_as_a_whole_is_asked_one_by_one(place: Place) -> None:
    async def handle(events: Sequence[Event]) -> Sequence[Handled]:
        if any(isinstance(e, PageFetched) and e.content == b"text 1" for e in events):
            raise ZeroDivisionError("the batch")
        return [to_article(e) for e in events]

    await place.feed(*pages(3))
    await place.run(handler=handle)
    assert await place.texts() == ["text 0", "text 2"]
    assert [x.reason for x in await place.dead()] == ["unexpected"]


async def test_misconfigured_ends_the_service_and_refuses_nothing(place: Place) -> None:
    def stage(event: Event) -> Sequence[Event]:
        raise Misconfigured("a setting")

    await place.feed(*pages(1))
    with pytest.raises(Misconfigured):
        await place.run(stage)
    assert await place.dead() == []
    assert (await place.bus.lag("enrich", ["pages"]))["pages"] == 1


async def test_event_that_cannot_be_written(place: Place) -> None:
    def stage(event: Event) -> Sequence[Event]:
        made = to_article(event)[0]
        assert isinstance(made, ArticleEnriched)
        broken = made.article.model_copy(update={"title": "half a \ud83d"})
        return [made.model_copy(update={"article": broken})]

    await place.feed(*pages(1))
    await place.run(stage)
    assert [x.reason for x in await place.dead()] == ["unexpected"]


def refusing(reason: Reason) -> Stage:
    def stage(event: Event) -> Sequence[Event]:
        assert isinstance(event, PageFetched)
        if event.source_id == "source-0":
            raise Reject(reason, "never")
        return to_article(event)

    return stage


async def test_one_bad_source_does_not_stop_the_stage(place: Place) -> None:
    await place.feed(*pages(120))
    await place.run(refusing(Reason.UNDECODABLE))
    assert len(await place.dead()) == 120
    assert {o for o, _ in (await place.outcomes()).values()} == {Outcome.DEAD}


async def test_fifty_unexpected_in_a_row_stop_the_stage(place: Place) -> None:
    await place.feed(*pages(60))
    with pytest.raises(StageStopped, match="50 records in a row"):
        await place.run(refusing(Reason.UNEXPECTED), max_batch=1)
    assert len(await place.dead()) == 49


async def test_one_reason_over_five_sources_stops_the_stage(place: Place) -> None:
    def stage(event: Event) -> Sequence[Event]:
        raise Reject(Reason.BINARY, "all of them")

    await place.feed(*pages(80, sources=6))
    with pytest.raises(StageStopped):
        await place.run(stage, max_batch=1)


async def test_malformed_messages_of_many_keys_stop_the_stage(place: Place) -> None:
    """Nobody's input alone: a producer of another version, say."""
    await place.bus.produce([Message("pages", f"site{n % 7}.example", b"?") for n in range(80)])
    with pytest.raises(StageStopped):
        await place.run(max_batch=1)


async def test_repeats_of_a_batch_are_not_counted_again(place: Place) -> None:
    """One unexpected error, and a broker that is away for long: no ceiling is reached."""

    def stage(event: Event) -> Sequence[Event]:
        raise ZeroDivisionError

    await place.feed(*pages(1))
    for _ in range(60):
        place.bus.fail_next(Retry("away"))
    await place.run(stage)
    assert [x.reason for x in await place.dead()] == ["unexpected"]


async def test_health_says_what_is_waited_for(place: Place) -> None:
    seen: list[dict[str, str]] = []

    def stage(event: Event) -> Sequence[Event]:
        seen.append(place.health.report())
        if len(seen) < 2:
            raise Retry("the store")
        return to_article(event)

    await place.feed(*pages(1))
    await place.run(stage)
    assert seen == [{"enrich": "ready"}, {"enrich": "waiting: the store"}]
    assert place.health.report() == {}


async def test_a_settled_page_is_told_once_with_its_reason(place: Place) -> None:
    await place.feed(*pages(2, sources=2))
    await place.run(refusing(Reason.EMPTY))
    [settled] = [e for e in await place.events("outcomes") if isinstance(e, PageSettled)]
    assert (settled.url, settled.stage, settled.reason) == (
        "https://site0.example/0",
        "enrich",
        "empty",
    )
