"""Any schedule of producers and consumers against a plain model of a log."""

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.bus.places import MemoryPlace, Place, SqlitePlace, everything

from wirewatch.core.errors import Retry
from wirewatch.core.message import Message, Received
from wirewatch.core.ports import Consumer

SERVICES = {"enrich": ["pages"], "index": ["pages", "enriched"]}
Slot = tuple[str, int]

_produce = st.tuples(st.just("produce"), st.lists(st.sampled_from("abcde"), min_size=3, max_size=9))
_join = st.tuples(st.just("join"), st.sampled_from(sorted(SERVICES)))
_poll = st.tuples(st.just("poll"), st.integers(0, 7), st.integers(1, 5))
_commit = st.tuples(st.just("commit"), st.integers(0, 7), st.integers(0, 2))
_leave = st.tuples(st.just("leave"), st.integers(0, 7))
_restart = st.tuples(st.just("restart"))
# Often what makes trouble, rarely what ends it.
steps = st.one_of(_produce, _join, _join, _poll, _poll, _poll, _poll, _commit, _commit, _leave)
schedules = st.lists(st.one_of(*[steps] * 9, _restart), min_size=30, max_size=60)


@dataclass(eq=False)
class ModelMember:
    service: str
    consumer: Consumer
    polled: list[Received] = field(default_factory=list)
    undisturbed: bool = True


class Model:
    """What a bus must remember: records per slot, offsets per service."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.members: list[ModelMember] = []
        self.written: dict[str, list[bytes]] = {"pages": [], "enriched": []}
        self.committed: dict[tuple[str, Slot], int] = {}
        self.number = 0

    def messages(self, topic: str, keys: list[str]) -> list[Message]:
        made = []
        for key in keys:
            self.number += 1
            made.append(Message(topic, key, f"{key}{self.number}".encode()))
        return made

    def remember(self, messages: list[Message]) -> None:
        for message in messages:
            self.written[message.topic].append(message.value or b"")

    def disturb(self, service: str) -> None:
        for member in self.members:
            if member.service == service:
                member.undisturbed = False

    async def run(self, step: tuple[object, ...]) -> None:
        await getattr(self, f"do_{step[0]}")(*step[1:])

    async def do_produce(self, keys: list[str]) -> None:
        messages = self.messages("pages", keys)
        await self.place.bus.produce(messages)
        self.remember(messages)

    async def do_join(self, service: str) -> None:
        self.disturb(service)
        consumer = await self.place.bus.consumer(service, SERVICES[service])
        self.members.append(ModelMember(service, consumer))

    async def do_leave(self, index: int) -> None:
        if self.members:
            member = self.members.pop(index % len(self.members))
            await member.consumer.close()
            self.disturb(member.service)

    async def do_restart(self) -> None:
        for member in self.members:
            await member.consumer.close()
        self.members.clear()
        await self.place.reopen()

    async def do_poll(self, index: int, count: int) -> None:
        if not self.members:
            return
        member = self.members[index % len(self.members)]
        records = await member.consumer.poll(max_messages=count, timeout_seconds=0)
        assert len(records) <= count
        for record in records:
            self.check_next(member, record)
            member.polled.append(record)

    def check_next(self, member: ModelMember, record: Received) -> None:
        """Records of a slot come one after another, from the committed offset on."""
        slot = (record.message.topic, record.partition)
        before = [r.offset for r in member.polled if (r.message.topic, r.partition) == slot]
        committed = self.committed.get((member.service, slot), 0)
        if before and member.undisturbed:
            assert record.offset == before[-1] + 1
        elif before:
            assert record.offset in (before[-1] + 1, committed)
        else:
            assert record.offset == committed

    async def do_commit(self, index: int, outputs: int) -> None:
        if not self.members:
            return
        member = self.members[index % len(self.members)]
        messages = self.messages("enriched", ["k"] * outputs)
        polled, member.polled = member.polled, []
        try:
            await member.consumer.commit(messages, polled)
        except Retry:
            assert not member.undisturbed, "a commit failed though nothing had changed"
            return
        self.remember(messages)
        for record in polled:
            slot = (record.message.topic, record.partition)
            self.committed[member.service, slot] = record.offset + 1

    async def check(self) -> None:
        """The bus holds what the model holds; a newcomer gets the rest and only the rest."""
        bus = self.place.bus
        for topic, expected in self.written.items():
            records = await everything(bus, topic)
            for key in {r.message.key for r in records}:
                of_key = [r.message.value for r in records if r.message.key == key]
                assert of_key == [v for v in expected if v.startswith(key.encode())]
            assert len(records) == len(expected)
        await self.do_restart()
        for service, topics in SERVICES.items():
            rest = [
                (topic, partition, offset)
                for topic in sorted(topics)
                for partition, end in (await self.place.bus.ends(topic)).items()
                for offset in range(self.committed.get((service, (topic, partition)), 0), end)
            ]
            lag = await self.place.bus.lag(service, topics)
            assert sum(lag.values()) == len(rest)
            consumer = await self.place.bus.consumer(service, topics)
            records = await consumer.poll(max_messages=10_000, timeout_seconds=0)
            assert sorted((r.message.topic, r.partition, r.offset) for r in records) == rest
            await consumer.close()


async def _play(make: Callable[[], Place], schedule: list[tuple[object, ...]]) -> None:
    place = make()
    model = Model(place)
    try:
        async with asyncio.timeout(30):
            for step in schedule:
                await model.run(step)
            await model.check()
    finally:
        await place.close()


@pytest.mark.parametrize("partitions", [1, 3])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(schedule=schedules)
def test_memory_bus_behaves_like_the_model(
    partitions: int, schedule: list[tuple[object, ...]]
) -> None:
    asyncio.run(_play(lambda: MemoryPlace(partitions), schedule))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(schedule=schedules)
def test_sqlite_bus_behaves_like_the_model(schedule: list[tuple[object, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_play(lambda: SqlitePlace(Path(folder) / "bus.sqlite"), schedule))
