"""Consumer groups: at least once, one holder per partition, commits that hold or fail whole."""

import asyncio
import time

import pytest

from tests.contract.bus.places import Place, everything, page, take, values
from wirewatch import flow
from wirewatch.core.errors import Reason, Reject, Retry
from wirewatch.core.message import Message
from wirewatch.core.ports import Bus

TOO_LARGE = Message("enriched", "a", bytes(flow.MESSAGE_LIMIT_BYTES))


async def test_a_group_begins_with_the_earliest_record(bus: Bus) -> None:
    await bus.produce([page("a", 0)])
    consumer = await bus.consumer("enrich", ["pages"])

    assert consumer.generation == 1
    assert values(await take(consumer, 1)) == [b"0"]


async def test_what_is_committed_does_not_come_again(place: Place) -> None:
    await place.bus.produce([page("a", n) for n in range(4)])
    consumer = await place.bus.consumer("enrich", ["pages"])
    await consumer.commit([], await take(consumer, 2))
    await consumer.close()

    bus = await place.reopen()
    again = await bus.consumer("enrich", ["pages"])

    assert values(await take(again, 2)) == [b"2", b"3"]


async def test_what_is_not_committed_comes_again(place: Place) -> None:
    await place.bus.produce([page("a", n) for n in range(3)])
    consumer = await place.bus.consumer("enrich", ["pages"])
    await take(consumer, 3)
    await consumer.close()

    again = await place.bus.consumer("enrich", ["pages"])

    assert values(await take(again, 3)) == [b"0", b"1", b"2"]


async def test_a_part_of_what_was_polled_can_be_committed(bus: Bus) -> None:
    await bus.produce([page("a", n) for n in range(4)])
    consumer = await bus.consumer("enrich", ["pages"])
    records = await take(consumer, 4)
    await consumer.commit([], records[:2])
    await consumer.commit([], records[2:3])
    await consumer.close()

    again = await bus.consumer("enrich", ["pages"])

    assert values(await take(again, 1)) == [b"3"]


async def test_groups_do_not_see_each_other(bus: Bus) -> None:
    await bus.produce([page("a", 0)])
    first = await bus.consumer("enrich", ["pages"])
    await first.commit([], await take(first, 1))

    second = await bus.consumer("index", ["pages"])

    assert values(await take(second, 1)) == [b"0"]


async def test_a_commit_writes_the_outputs_in_order(bus: Bus) -> None:
    await bus.produce([page("a", n) for n in range(3)])
    consumer = await bus.consumer("enrich", ["pages"])
    records = await take(consumer, 3)

    await consumer.commit(
        [Message("enriched", r.message.key, r.message.value) for r in records], records
    )

    assert values(await everything(bus, "enriched")) == [b"0", b"1", b"2"]
    assert await consumer.poll(max_messages=10, timeout_seconds=0) == []


async def test_outputs_without_inputs_and_nothing_at_all_can_be_committed(bus: Bus) -> None:
    consumer = await bus.consumer("enrich", ["pages"])

    await consumer.commit([Message("enriched", "a", b"x")], [])
    await consumer.commit([], [])
    await bus.produce([])

    assert values(await everything(bus, "enriched")) == [b"x"]


async def test_a_refused_commit_writes_nothing_and_the_records_come_again(bus: Bus) -> None:
    await bus.produce([page("a", n) for n in range(3)])
    consumer = await bus.consumer("enrich", ["pages"])
    records = await take(consumer, 3)

    with pytest.raises(Reject) as refusal:
        await consumer.commit([Message("enriched", "a", b"x"), TOO_LARGE], records)

    assert refusal.value.reason is Reason.REFUSED_BY_BROKER
    assert await everything(bus, "enriched") == []
    again = await take(consumer, 3)
    assert again == records
    await consumer.commit([], again)
    assert await bus.lag("enrich", ["pages"]) == {"pages": 0}


async def test_after_a_partial_commit_a_failed_one_goes_back_to_it(bus: Bus) -> None:
    await bus.produce([page("a", n) for n in range(3)])
    consumer = await bus.consumer("enrich", ["pages"])
    records = await take(consumer, 3)
    await consumer.commit([], records[:1])

    with pytest.raises(Reject):
        await consumer.commit([TOO_LARGE], records[1:])

    assert values(await take(consumer, 2)) == [b"1", b"2"]


async def test_two_members_share_the_records(bus: Bus) -> None:
    first = await bus.consumer("index", ["pages", "enriched"])
    second = await bus.consumer("index", ["pages", "enriched"])
    sent = [page(f"k{n}", f"p{n}") for n in range(30)]
    sent += [Message("enriched", f"k{n}", f"e{n}".encode()) for n in range(30)]
    await bus.produce(sent)

    seen: dict[str, list[bytes | None]] = {"first": [], "second": []}
    async with asyncio.timeout(30):
        while sum(map(len, seen.values())) < 60:
            for name, member in (("first", first), ("second", second)):
                records = await member.poll(max_messages=100, timeout_seconds=0.1)
                await member.commit([], records)
                seen[name] += values(records)

    assert seen["first"]
    assert seen["second"]
    assert sorted(v or b"" for v in seen["first"] + seen["second"]) == sorted(
        m.value or b"" for m in sent
    )


async def test_who_lost_its_partitions_cannot_commit(bus: Bus) -> None:
    await bus.produce([page(f"k{n}", n) for n in range(20)])
    await bus.produce([Message("enriched", f"k{n}", b"e") for n in range(20)])
    first = await bus.consumer("index", ["pages", "enriched"])
    records = await take(first, 40)
    second = await bus.consumer("index", ["pages", "enriched"])

    with pytest.raises(Retry):
        await first.commit([Message("rules", "r", b"stale")], records)

    assert await everything(bus, "rules") == []
    await first.close()
    assert len(await take(second, 40)) == 40


async def test_the_generation_grows_with_new_partitions(bus: Bus) -> None:
    first = await bus.consumer("index", ["pages", "enriched"])
    second = await bus.consumer("index", ["pages", "enriched"])
    await first.poll(max_messages=1, timeout_seconds=0.1)
    before = first.generation

    await second.close()

    async with asyncio.timeout(30):
        while first.generation == before:
            await first.poll(max_messages=1, timeout_seconds=0.1)
    assert before >= 1
    assert first.generation > before
    await bus.produce([page("a"), Message("enriched", "a", b"e")])
    assert len(await take(first, 2)) == 2


async def test_a_single_consumer_is_alone_until_it_leaves(bus: Bus) -> None:
    active = await bus.consumer("group", ["pages", "enriched"], single=True)
    standby = await bus.consumer("group", ["pages", "enriched"], single=True)
    waiting = standby.generation
    sent = [page(f"k{n}", n) for n in range(20)]
    await bus.produce([*sent, *(Message("enriched", m.key, m.value) for m in sent)])

    await active.commit([], await take(active, 40))
    assert await standby.poll(max_messages=100, timeout_seconds=0.2) == []
    assert standby.generation == waiting

    await active.close()
    await bus.produce([page("after", b"after")])
    assert values(await take(standby, 1)) == [b"after"]
    assert standby.generation > waiting


async def test_a_member_that_joins_does_not_take_over_from_a_single_one(bus: Bus) -> None:
    active = await bus.consumer("group", ["pages"], single=True)
    later = [await bus.consumer("group", ["pages"], single=True) for _ in range(3)]
    await bus.produce([page(f"k{n}", n) for n in range(20)])

    assert len(await take(active, 20)) == 20
    for member in later:
        assert await member.poll(max_messages=100, timeout_seconds=0.1) == []


async def test_lag_counts_what_is_not_committed(bus: Bus) -> None:
    await bus.produce([page(f"k{n}", n) for n in range(10)])
    assert await bus.lag("enrich", ["pages", "enriched"]) == {"pages": 10, "enriched": 0}
    consumer = await bus.consumer("enrich", ["pages"])
    records = await take(consumer, 10)
    assert await bus.lag("enrich", ["pages"]) == {"pages": 10}

    await consumer.commit([], records)

    assert await bus.lag("enrich", ["pages"]) == {"pages": 0}
    assert await bus.lag("index", ["pages"]) == {"pages": 10}


async def test_a_poll_takes_no_more_than_it_is_allowed(bus: Bus) -> None:
    await bus.produce([page(f"k{n}", n) for n in range(30)])
    consumer = await bus.consumer("enrich", ["pages"])

    counts: list[int] = []
    async with asyncio.timeout(30):
        while sum(counts) < 30:
            counts.append(len(await consumer.poll(max_messages=7, timeout_seconds=1)))

    assert max(counts) <= 7


async def test_an_empty_poll_ends_in_time(bus: Bus) -> None:
    consumer = await bus.consumer("enrich", ["pages"])
    began = time.monotonic()

    assert await consumer.poll(max_messages=1, timeout_seconds=0.3) == []

    assert 0.25 < time.monotonic() - began < 3


async def test_a_new_record_wakes_a_waiting_poll(bus: Bus) -> None:
    consumer = await bus.consumer("enrich", ["pages"])
    waiting = asyncio.ensure_future(consumer.poll(max_messages=1, timeout_seconds=30))
    await asyncio.sleep(0)
    began = time.monotonic()
    await bus.produce([page("a", b"new")])

    assert values(await waiting) == [b"new"]
    assert time.monotonic() - began < 5


async def test_idling_keeps_what_was_polled_and_loses_nothing(bus: Bus) -> None:
    await bus.produce([page("a", n) for n in range(2)])
    consumer = await bus.consumer("enrich", ["pages"])
    records = await take(consumer, 1)
    idle = asyncio.ensure_future(consumer.idle(1.2))
    await bus.produce([page("b", n) for n in range(2, 5)])
    await idle

    await consumer.commit([], records)

    rest = await take(consumer, 4)
    assert sorted(v or b"" for v in values(rest)) == [b"1", b"2", b"3", b"4"]
    assert await bus.lag("enrich", ["pages"]) == {"pages": 4}


async def test_all_topics_of_a_group_get_their_turn(bus: Bus) -> None:
    await bus.produce([page("a", n) for n in range(200)])
    await bus.produce([Message("enriched", "a", b"e")])
    consumer = await bus.consumer("index", ["pages", "enriched"])

    seen: list[str] = []
    async with asyncio.timeout(30):
        while "enriched" not in seen:
            records = await consumer.poll(max_messages=20, timeout_seconds=1)
            seen += [r.message.topic for r in records]

    assert "enriched" in seen


async def test_a_cancelled_commit_leaves_nothing_lost(place: Place) -> None:
    await place.bus.produce([page("a", n) for n in range(3)])
    consumer = await place.bus.consumer("enrich", ["pages"])
    records = await take(consumer, 3)
    outputs = [Message("enriched", "a", r.message.value) for r in records]
    commit = asyncio.ensure_future(consumer.commit(outputs, records))
    await asyncio.sleep(0)
    commit.cancel()
    await asyncio.gather(commit, return_exceptions=True)

    # Either it went through, or all comes again.
    again = await consumer.poll(max_messages=10, timeout_seconds=0 if place.atomic else 2)
    if again:
        await consumer.commit([Message("enriched", "a", r.message.value) for r in again], again)

    written = values(await everything(place.bus, "enriched"))
    assert set(written) == {b"0", b"1", b"2"}
    if place.atomic:
        assert len(written) == 3
    assert await place.bus.lag("enrich", ["pages"]) == {"pages": 0}
