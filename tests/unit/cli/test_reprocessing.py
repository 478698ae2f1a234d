"""Which records a numbered run sends, and how an interrupted one goes on."""

from datetime import timedelta

import pytest

from tests.contract.building import NOW, at, enriched, grouped, page
from wirewatch.adapters.memory import MemoryBus
from wirewatch.cli.moments import moment
from wirewatch.cli.reprocessing import LAST_RUN, planned, reprocess
from wirewatch.core import codec
from wirewatch.core.errors import Misconfigured, Retry
from wirewatch.core.message import Message
from wirewatch.events import Event, PageFetched
from wirewatch.testing.clock import FakeClock


class Bus(MemoryBus):
    """A bus that takes no more than so many records."""

    room = 10**9

    async def produce(self, messages: list[Message]) -> None:  # type: ignore[override]
        if len(messages) > self.room:
            raise Retry("the bus is full")
        self.room -= len(messages)
        await super().produce(messages)


@pytest.fixture
def bus() -> Bus:
    return Bus(clock=FakeClock())


async def put(bus: Bus, *events: Event) -> None:
    await bus.produce([codec.encode(e, service="tests", now=NOW) for e in events])


async def kept(bus: Bus, topic: str = "pages") -> list[Event]:
    return [codec.decode(r.message) async for r in bus.read(topic)]


def pages(count: int) -> list[PageFetched]:
    return [
        page(f"page {n}".encode(), url=f"https://a.example/{n}", accepted_at=at(n))
        for n in range(count)
    ]


async def run(bus: Bus, stage: str = "enrich", number: int | None = None) -> int:
    async with planned(bus, stage, at(0), at(1000), run=number) as plan:
        return await reprocess(
            bus, plan, clock=FakeClock(auto=True), per_second=1e9, progress=lambda count: None
        )


async def test_pages_go_out_again_with_the_number_and_nothing_else_changed(bus: Bus) -> None:
    await put(bus, *pages(3))
    assert await run(bus) == 3
    found = await kept(bus)
    originals = {p.page_id: p for p in found if p.pipeline_epoch == 0}  # type: ignore[attr-defined]
    again = [p for p in found if p.pipeline_epoch == 1]  # type: ignore[attr-defined]
    assert len(again) == 3
    for sent in again:
        assert isinstance(sent, PageFetched)
        assert sent.model_copy(update={"pipeline_epoch": 0}) == originals[sent.page_id]


async def test_only_what_was_accepted_in_the_time_is_sent(bus: Bus) -> None:
    await put(bus, *pages(10))
    async with planned(bus, "enrich", at(3), at(6)) as plan:
        assert (plan.total, plan.left, plan.run) == (3, 3, 1)


async def test_an_interrupted_run_goes_on_and_sends_nothing_twice(bus: Bus) -> None:
    await put(bus, *pages(120))
    bus.room = 60
    with pytest.raises(Retry):
        await run(bus)
    bus.room = 10**9
    assert await run(bus, number=1) == 70
    sent = [p.event_id for p in await kept(bus) if p.event_id.endswith(".1")]
    assert len(sent) == len(set(sent)) == 120


async def test_a_new_run_begins_with_the_latest_result(bus: Bus) -> None:
    old = enriched("Old text.")
    new = enriched("New text.", epoch=4, page_id=old.article.page_id)
    await put(bus, new, old)
    assert await run(bus, "group") == 1
    sent = [e for e in await kept(bus, "enriched") if e.event_id.endswith(".5")]
    assert [e.article.body for e in sent] == [new.article.body]  # type: ignore[attr-defined]
    assert sent[0].article.version > new.article.version  # type: ignore[attr-defined]


async def test_articles_can_be_sent_to_the_store_again(bus: Bus) -> None:
    await put(bus, grouped("Text."))
    assert await run(bus, "index") == 1
    assert [e.event_id.rsplit(".")[-1] for e in await kept(bus, "articles")] == ["0", "1"]


async def test_mistakes_are_named(bus: Bus) -> None:
    await put(bus, *pages(1), page(b"last", url="https://a.example/z", pipeline_epoch=LAST_RUN))
    for wrong, number in (("match", None), ("enrich", LAST_RUN + 1), ("enrich", None)):
        with pytest.raises(Misconfigured):
            await run(bus, wrong, number)


async def test_records_that_are_none_are_left_out(bus: Bus) -> None:
    await bus.produce([Message("pages", "a", b"no event", ())])
    await put(bus, *pages(1))
    assert await run(bus) == 1


def test_moments() -> None:
    assert moment("30d", NOW) == NOW - timedelta(days=30)
    assert moment("2w", NOW) == NOW - timedelta(weeks=2)
    assert moment("2026-03-14", NOW).isoformat() == "2026-03-14T00:00:00+00:00"
    assert moment("2026-03-14T10:00+02:00", NOW).utcoffset() == timedelta(hours=2)
    for wrong in ("", "soon", "30", "-3d", "99999999w"):
        with pytest.raises(Misconfigured):
            moment(wrong, NOW)
