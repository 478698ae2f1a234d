"""What goes onto a topic comes back as it was, in order, and no more of it."""

import asyncio
import os

import pytest

from tests.contract.bus.places import Place, everything, page, take, values
from wirewatch import flow
from wirewatch.core.errors import Reason, Reject
from wirewatch.core.message import Message
from wirewatch.core.ports import Bus

MIB = 1024 * 1024


async def test_a_record_comes_back_byte_for_byte(bus: Bus) -> None:
    sent = [
        Message("pages", "ключ/مفتاح", b"", (("a", b"\xff\x00\xfe"), ("a", b"twice"), ("é", b""))),
        Message("pages", "", bytes(range(256)), (("content-type", b"text/html"),)),
    ]
    await bus.produce(sent)

    records = await everything(bus, "pages")

    assert sorted((r.message for r in records), key=lambda m: m.key, reverse=True) == sent


async def test_a_tombstone_is_not_an_empty_value(bus: Bus) -> None:
    await bus.produce([Message("rules", "r", b"1"), Message("rules", "r", None)])

    assert values(await everything(bus, "rules")) == [b"1", None]


async def test_records_of_one_key_stay_in_order(bus: Bus) -> None:
    for batch in range(5):
        await bus.produce([page(f"site{n % 7}", f"{batch:02}-{n:02}") for n in range(40)])
    consumer = await bus.consumer("enrich", ["pages"])

    records = await take(consumer, 200, at_most=13)

    for key in {r.message.key for r in records}:
        of_key = [r.message.value for r in records if r.message.key == key]
        assert of_key == sorted(of_key, key=lambda v: v or b"")
    assert len({r.message.value for r in records}) == 200


async def test_a_key_stays_in_its_partition_and_offsets_grow(bus: Bus) -> None:
    await bus.produce([page(f"site{n % 5}", n) for n in range(50)])

    records = await everything(bus, "pages")

    homes = {(r.message.key, r.partition) for r in records}
    assert len(homes) == 5
    for partition in {r.partition for r in records}:
        offsets = [r.offset for r in records if r.partition == partition]
        assert offsets == sorted(set(offsets))


async def test_a_page_at_its_limit_comes_through(bus: Bus) -> None:
    content = os.urandom(flow.PAGE_LIMIT_BYTES)  # incompressible
    await bus.produce([page("a", content), page("a", b"small"), page("a", content[: 9 * MIB])])
    consumer = await bus.consumer("enrich", ["pages"])

    assert values(await take(consumer, 3)) == [content, b"small", content[: 9 * MIB]]


async def test_a_poll_is_bounded_in_bytes(bus: Bus) -> None:
    await bus.produce([page("a", os.urandom(9 * MIB)) for _ in range(12)])
    consumer = await bus.consumer("enrich", ["pages"])

    records = await consumer.poll(max_messages=100, timeout_seconds=30)

    assert 1 <= len(records) < 12
    assert len(await take(consumer, 12 - len(records))) == 12 - len(records)


async def test_a_record_that_is_too_large_is_refused_with_its_batch(bus: Bus) -> None:
    too_large = page("a", bytes(flow.MESSAGE_LIMIT_BYTES))

    with pytest.raises(Reject) as refusal:
        await bus.produce([page("a"), too_large])

    assert refusal.value.reason is Reason.REFUSED_BY_BROKER
    assert await everything(bus, "pages") == []


async def test_a_record_is_stamped_with_its_time(bus: Bus) -> None:
    await bus.produce([page("a")])

    (record,) = await everything(bus, "pages")

    assert 1_767_225_600_000 < record.timestamp_ms < 4_102_444_800_000


async def test_dead_letters_have_a_topic_of_their_own(bus: Bus) -> None:
    await bus.produce([page("a", b"alive"), Message("pages.dead", "a", b"dead")])

    assert values(await everything(bus, "pages")) == [b"alive"]
    assert values(await everything(bus, "pages.dead")) == [b"dead"]


async def test_a_topic_that_is_not_ours_is_a_defect(bus: Bus) -> None:
    with pytest.raises(KeyError):
        await bus.produce([Message("nonsense", "a", b"")])


async def test_records_outlive_the_process(place: Place) -> None:
    await place.bus.produce([page("a", n) for n in range(3)])

    assert values(await everything(await place.reopen(), "pages")) == [b"0", b"1", b"2"]


async def test_read_ends_where_the_topic_ended_at_the_call(bus: Bus) -> None:
    await bus.produce([page(f"k{n}", n) for n in range(5)])

    seen = []
    async for record in bus.read("pages"):
        seen.append(record)
        await bus.produce([page(f"k{n}", b"later") for n in range(5)])

    assert sorted(values(seen), key=lambda v: v or b"") == [b"0", b"1", b"2", b"3", b"4"]


async def test_read_of_an_empty_topic_ends_at_once(bus: Bus) -> None:
    assert await everything(bus, "rules") == []


async def test_read_starts_at_the_offsets_given(bus: Bus) -> None:
    await bus.produce([Message("rules", "r", str(n).encode()) for n in range(5)])

    assert values([r async for r in bus.read("rules", {0: 3})]) == [b"3", b"4"]
    assert values([r async for r in bus.read("rules", {0: 5})]) == []
    assert values([r async for r in bus.read("rules", {0: 99})]) == []


async def test_ends_are_the_next_offsets(bus: Bus) -> None:
    assert set((await bus.ends("pages")).values()) == {0}
    await bus.produce([page(f"k{n}", n) for n in range(20)])

    ends = await bus.ends("pages")

    records = await everything(bus, "pages")
    assert sum(ends.values()) == 20
    for partition, end in ends.items():
        assert end == max((r.offset + 1 for r in records if r.partition == partition), default=0)


async def test_follow_sees_what_comes_after_the_call(bus: Bus) -> None:
    await bus.produce([Message("rules", "r", b"before")])
    follower = bus.follow("rules")
    first = asyncio.ensure_future(anext(follower))
    # The end is known once the next question for it has been answered.
    await bus.ends("rules")
    await bus.ends("rules")
    async with asyncio.timeout(20):
        while not first.done():
            await bus.produce([Message("rules", "r", b"after")])
            await asyncio.wait((first,), timeout=0.2)

    assert first.result().message.value == b"after"
    await follower.aclose()  # type: ignore[attr-defined]


async def test_follow_begins_where_it_is_told(bus: Bus) -> None:
    await bus.produce([Message("rules", "r", str(n).encode()) for n in range(3)])
    follower = bus.follow("rules", {0: 1})

    async with asyncio.timeout(20):
        seen = [await anext(follower), await anext(follower)]
        await bus.produce([Message("rules", "r", b"3")])
        seen.append(await anext(follower))

    assert values(seen) == [b"1", b"2", b"3"]
    await follower.aclose()  # type: ignore[attr-defined]
