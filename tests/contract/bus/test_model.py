"""Any schedule of producers and consumers against a plain model of a log."""

import random
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.contract.bus.places import MemoryPlace, Place, SqlitePlace, everything
from wirewatch.core.errors import Retry
from wirewatch.core.message import Message, Received
from wirewatch.core.ports import Consumer

SERVICES = {"enrich": ["pages"], "index": ["pages", "enriched"]}
Slot = tuple[str, int]

MEMBERS = 4
STEPS = 120
WEIGHTS = {"produce": 3, "join": 2, "poll": 6, "commit": 5, "leave": 1, "restart": 0.2}


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

    async def run(self, chance: random.Random) -> None:
        step = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        if step == "produce":
            await self.produce(chance.choices("abcde", k=chance.randint(1, 6)))
        elif step == "join" and len(self.members) < MEMBERS:
            await self.join(chance.choice(list(SERVICES)))
        elif step == "restart":
            await self.restart()
        elif self.members:
            member = chance.choice(self.members)
            if step == "poll":
                await self.poll(member, chance.randint(1, 5))
            elif step == "commit":
                await self.commit(member, chance.randint(0, 2))
            elif step == "leave":
                await self.leave(member)

    async def produce(self, keys: list[str]) -> None:
        messages = self.messages("pages", keys)
        await self.place.bus.produce(messages)
        self.remember(messages)

    async def join(self, service: str) -> None:
        self.disturb(service)
        consumer = await self.place.bus.consumer(service, SERVICES[service])
        self.members.append(ModelMember(service, consumer))

    async def leave(self, member: ModelMember) -> None:
        self.members.remove(member)
        await member.consumer.close()
        self.disturb(member.service)

    async def restart(self) -> None:
        for member in self.members:
            await member.consumer.close()
        self.members.clear()
        await self.place.reopen()

    async def poll(self, member: ModelMember, count: int) -> None:
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

    async def commit(self, member: ModelMember, outputs: int) -> None:
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
        await self.restart()
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
            rest_polled = await consumer.poll(max_messages=10_000, timeout_seconds=0)
            assert sorted((r.message.topic, r.partition, r.offset) for r in rest_polled) == rest
            await consumer.close()


async def _play(place: Place, seed: int) -> None:
    chance = random.Random(seed)
    model = Model(place)
    try:
        for _ in range(STEPS):
            await model.run(chance)
        await model.check()
    finally:
        await place.close()


@pytest.mark.parametrize("partitions", [1, 3])
async def test_memory_bus_behaves_like_the_model(partitions: int) -> None:
    for seed in range(150):
        await _play(MemoryPlace(partitions), seed)


async def test_sqlite_bus_behaves_like_the_model(tmp_path: Path) -> None:
    for seed in range(15):
        await _play(SqlitePlace(tmp_path / f"{seed}.sqlite"), seed)
