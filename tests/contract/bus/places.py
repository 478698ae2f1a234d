"""Where a bus keeps its records, and how a test puts records there and takes them out."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from wirewatch import flow
from wirewatch.adapters.kafka import KafkaBus
from wirewatch.adapters.kafka.topics import topic_settings
from wirewatch.adapters.memory import MemoryBus
from wirewatch.adapters.sqlite import SqliteBus
from wirewatch.adapters.topic_policy import topic_policy
from wirewatch.core.message import Message, Received
from wirewatch.core.ports import Bus, Consumer

TOPICS = ("pages", "enriched", "rules", "pages.dead")


class Place(ABC):
    """Where a bus keeps its records; `atomic` where outputs and offsets are one transaction."""

    atomic = True
    bus: Bus

    @abstractmethod
    async def reopen(self) -> Bus:
        """The process ends and starts again: a new bus on the same records."""

    async def close(self) -> None:
        await self.bus.close()


class MemoryPlace(Place):
    def __init__(self, partitions: int) -> None:
        self.bus = MemoryBus(partitions=partitions)

    async def reopen(self) -> Bus:
        return self.bus


class SqlitePlace(Place):
    def __init__(self, path: Path) -> None:
        self.path = path
        self.bus = SqliteBus(path)

    async def reopen(self) -> Bus:
        await self.bus.close()
        self.bus = SqliteBus(self.path)
        return self.bus


class KafkaPlace(Place):
    atomic = False

    def __init__(self, endpoint: str, prefix: str) -> None:
        self.endpoint, self.prefix = endpoint, prefix
        self.bus = KafkaBus(endpoint, prefix=prefix)

    async def create(self) -> None:
        await self._administer("create")

    async def reopen(self) -> Bus:
        await self.bus.close()
        self.bus = KafkaBus(self.endpoint, prefix=self.prefix)
        return self.bus

    async def close(self) -> None:
        await self.bus.close()
        await self._administer("delete")

    async def _administer(self, what: str) -> None:
        names = {flow.full_name(name, self.prefix): topic_policy(name) for name in TOPICS}
        admin = AIOKafkaAdminClient(bootstrap_servers=self.endpoint)
        await admin.start()
        try:
            if what == "delete":
                await admin.delete_topics(list(names))
                return
            await admin.create_topics(
                [
                    NewTopic(n, p.partitions, 1, topic_configs=topic_settings(p, 1))
                    for n, p in names.items()
                ]
            )
        finally:
            await admin.close()


def page(key: str, value: object = b"x") -> Message:
    """A record on `pages`."""
    return Message("pages", key, value if isinstance(value, bytes) else str(value).encode())


async def take(consumer: Consumer, count: int, *, at_most: int = 100) -> list[Received]:
    """Poll until so many records have come."""
    records: list[Received] = []
    async with asyncio.timeout(30):
        while len(records) < count:
            records += await consumer.poll(
                max_messages=min(at_most, count - len(records)), timeout_seconds=1
            )
    return records


async def everything(bus: Bus, topic: str) -> list[Received]:
    """What stands on a topic."""
    return [record async for record in bus.read(topic)]


def values(records: Sequence[Received]) -> list[bytes | None]:
    """The values in the order they came."""
    return [record.message.value for record in records]
