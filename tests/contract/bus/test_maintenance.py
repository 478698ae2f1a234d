"""What goes by itself: superseded records, old tombstones, and what is past its retention."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.contract.bus.places import everything, page, take, values
from wirewatch.adapters.log import LogBus
from wirewatch.adapters.memory import MemoryBus
from wirewatch.adapters.sqlite import SqliteBus
from wirewatch.adapters.topic_policy import DEAD_RETENTION_DAYS
from wirewatch.core.message import Message
from wirewatch.testing.clock import FakeClock

DAY_SECONDS = 24 * 3600


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(params=["memory", "memory-3", "sqlite"])
async def bus(
    request: pytest.FixtureRequest, tmp_path: Path, clock: FakeClock
) -> AsyncIterator[LogBus]:
    made: LogBus
    if request.param == "sqlite":
        made = SqliteBus(tmp_path / "bus.sqlite", clock=clock)
    else:
        made = MemoryBus(partitions=3 if request.param == "memory-3" else 1, clock=clock)
    yield made
    await made.close()


def rule(key: str, value: bytes | None) -> Message:
    return Message("rules", key, value)


async def commit_all(bus: LogBus, service: str, topic: str) -> None:
    consumer = await bus.consumer(service, [topic])
    while records := await consumer.poll(max_messages=100, timeout_seconds=0):
        await consumer.commit([], records)
    await consumer.close()


async def test_only_the_newest_of_each_key_stays(bus: LogBus, clock: FakeClock) -> None:
    await bus.produce([rule(key, f"{key}{n}".encode()) for n in range(150) for key in "abc"])
    ends = await bus.ends("rules")

    assert await bus.maintain(clock.now()) == 447

    assert values(await everything(bus, "rules")) == [b"a149", b"b149", b"c149"]
    assert await bus.ends("rules") == ends
    assert await bus.maintain(clock.now()) == 0
    await bus.produce([rule("a", b"next")])
    assert [r.offset for r in await everything(bus, "rules")][-1] == 450


async def test_a_tombstone_stays_for_a_day(bus: LogBus, clock: FakeClock) -> None:
    await bus.produce([rule("a", b"1"), rule("b", b"1"), rule("a", None)])
    await bus.maintain(clock.now())
    assert values(await everything(bus, "rules")) == [b"1", None]

    clock.advance(DAY_SECONDS + 1)
    await bus.maintain(clock.now())

    assert values(await everything(bus, "rules")) == [b"1"]


async def test_records_expire_when_all_readers_have_them(bus: LogBus, clock: FakeClock) -> None:
    await bus.produce([page(f"k{n}", n) for n in range(10)])
    await commit_all(bus, "enrich", "pages")
    clock.advance(29 * DAY_SECONDS)
    await bus.produce([page("young", b"young")])
    assert await bus.maintain(clock.now()) == 0
    clock.advance(2 * DAY_SECONDS)

    assert await bus.maintain(clock.now()) == 10

    assert values(await everything(bus, "pages")) == [b"young"]
    consumer = await bus.consumer("enrich", ["pages"])
    assert values(await take(consumer, 1)) == [b"young"]


async def test_what_a_group_has_not_committed_does_not_expire(
    bus: LogBus, clock: FakeClock
) -> None:
    articles = [Message("articles", "a", str(n).encode()) for n in range(6)]
    await bus.produce(articles)
    await commit_all(bus, "index", "articles")
    clock.advance(400 * DAY_SECONDS)

    assert await bus.maintain(clock.now()) == 0  # match has never come, and will

    match = await bus.consumer("match", ["articles"])
    await match.commit([], (await take(match, 6))[:4])
    assert await bus.maintain(clock.now()) == 4
    assert await bus.lag("match", ["articles"]) == {"articles": 2}
    assert await bus.lag("index", ["articles"]) == {"articles": 0}


async def test_a_reader_of_its_own_choice_is_waited_for_too(bus: LogBus, clock: FakeClock) -> None:
    await bus.produce([page("a", 0)])
    await commit_all(bus, "enrich", "pages")
    visitor = await bus.consumer("visitor", ["pages"])
    clock.advance(400 * DAY_SECONDS)
    assert await bus.maintain(clock.now()) == 0

    await visitor.commit([], await take(visitor, 1))

    assert await bus.maintain(clock.now()) == 1


async def test_dead_letters_expire_later(bus: LogBus, clock: FakeClock) -> None:
    await bus.produce([Message("pages.dead", "a", b"dead")])
    clock.advance((DEAD_RETENTION_DAYS - 1) * DAY_SECONDS)
    assert await bus.maintain(clock.now()) == 0

    assert await bus.maintain(clock.now() + timedelta(days=2)) == 1


async def test_the_file_shrinks(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "bus.sqlite"
    bus = SqliteBus(path, clock=clock)
    await bus.produce([rule("a", bytes(1_000_000)) for _ in range(5)])
    await bus.close()
    before = path.stat().st_size

    await bus_again(path, clock)

    assert path.stat().st_size < before / 2


async def bus_again(path: Path, clock: FakeClock) -> None:
    bus = SqliteBus(path, clock=clock)
    await bus.maintain(clock.now())
    await bus.close()
