"""The bus of the distributed system."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from wirewatch import flow
from wirewatch.adapters.kafka.connection import (
    REQUEST_TIMEOUT_SECONDS,
    KafkaConnection,
    translated,
)
from wirewatch.adapters.kafka.consumer import KafkaConsumer
from wirewatch.adapters.kafka.producer import KafkaProducer
from wirewatch.adapters.kafka.reader import KafkaReader
from wirewatch.core.message import Message, Received


class KafkaBus:
    """Fills `Bus` on Kafka. Nothing connects before the first use; make it in a running loop.

    Args:
        bootstrap: `host:port`, several separated by commas.
        prefix: begins the names of topics and consumer groups.
        client: security settings that every client shares; see `KafkaConnection`.
    """

    def __init__(
        self, bootstrap: str, *, prefix: str = "wirewatch", client: Mapping[str, Any] | None = None
    ) -> None:
        self._connection = KafkaConnection(bootstrap, prefix, client or {})
        self._producer = KafkaProducer(self._connection)
        self._reader = KafkaReader(self._connection)
        self._consumers: list[KafkaConsumer] = []
        self._offsets: AIOKafkaConsumer | None = None
        self._connecting = asyncio.Lock()

    async def produce(self, messages: Sequence[Message]) -> None:
        """Write records, in order; when this returns all replicas in sync have them.

        Raises:
            Retry: not all were written.
            Reject: `refused_by_broker`: a record can never be written.
        """
        await self._producer.send(messages)

    async def consumer(
        self, service: str, topics: Sequence[str], *, single: bool = False
    ) -> KafkaConsumer:
        """Join the group of a service; with `single` only the member that came first is active.

        Raises:
            Retry: the brokers do not answer.
            Misconfigured: a topic is missing, or may not be read.
        """
        consumer = KafkaConsumer(self._connection, self._producer, service, topics, single=single)
        await consumer.start()
        self._consumers.append(consumer)
        return consumer

    def read(self, topic: str, start: Mapping[int, int] | None = None) -> AsyncIterator[Received]:
        """Every record from `start` to the end as it is at the call."""
        return self._read(topic, dict(start or {}), asyncio.ensure_future(self.ends(topic)))

    def follow(self, topic: str, start: Mapping[int, int] | None = None) -> AsyncIterator[Received]:
        """The records from `start` (default: the end at the call), without end.

        The end is asked for at the call and known a moment later: a record that is produced in
        between may be left out.
        """
        return self._follow(topic, start, asyncio.ensure_future(self.ends(topic)))

    async def ends(self, topic: str) -> Mapping[int, int]:
        """The next offset of each partition.

        Raises:
            Retry: the brokers do not answer.
            Misconfigured: there is no such topic.
        """
        slots = await self._slots(topic)
        consumer = await self._offset_client()
        try:
            ends = await consumer.end_offsets(slots)
        except (KafkaError, TimeoutError) as error:
            raise translated(error, f"asking for the end of {topic}") from error
        return {slot.partition: ends[slot] for slot in slots}

    async def lag(self, service: str, topics: Sequence[str]) -> Mapping[str, int]:
        """How far the group's commits are behind the ends.

        Offsets are counted: of a compacted topic some of them may be gone.

        Raises:
            Retry: the brokers do not answer.
        """
        slots = {topic: await self._slots(topic) for topic in topics}
        every = [slot for some in slots.values() for slot in some]
        consumer = await self._offset_client()
        try:
            begins = await consumer.beginning_offsets(every)
            ends = await consumer.end_offsets(every)
            committed = await self._committed(service, every)
        except (KafkaError, TimeoutError, OSError) as error:
            raise translated(error, f"asking for the lag of {service}") from error
        return {
            topic: sum(ends[s] - max(committed.get(s, 0), begins[s]) for s in some)
            for topic, some in slots.items()
        }

    async def close(self) -> None:
        """Leave the groups, send what is under way, disconnect; safe to repeat."""
        consumers, self._consumers = self._consumers, []
        await asyncio.gather(*(consumer.close() for consumer in consumers))
        await self._reader.close()
        await self._producer.close()
        offsets, self._offsets = self._offsets, None
        if offsets is not None:
            await offsets.stop()

    async def _read(
        self, topic: str, start: Mapping[int, int], ends: "asyncio.Future[Mapping[int, int]]"
    ) -> AsyncIterator[Received]:
        async for record in self._reader.read(topic, start, await ends):
            yield record

    async def _follow(
        self,
        topic: str,
        start: Mapping[int, int] | None,
        ends: "asyncio.Future[Mapping[int, int]]",
    ) -> AsyncIterator[Received]:
        begin = await ends
        if start is not None:
            begin = {partition: start.get(partition, 0) for partition in begin}
        async for record in self._reader.follow(topic, begin):
            yield record

    async def _slots(self, topic: str) -> list[TopicPartition]:
        name = self._connection.full(topic)
        return [TopicPartition(name, p) for p in await self._producer.partitions(topic)]

    async def _committed(
        self, service: str, slots: Sequence[TopicPartition]
    ) -> Mapping[TopicPartition, int]:
        admin = AIOKafkaAdminClient(**self._connection.settings("lag"))
        try:
            async with asyncio.timeout(REQUEST_TIMEOUT_SECONDS):
                await admin.start()
                group = flow.group_id(service, self._connection.prefix)
                answer = await admin.list_consumer_group_offsets(group, partitions=list(slots))
        finally:
            await admin.close()
        return {slot: max(at.offset, 0) for slot, at in answer.items()}

    async def _offset_client(self) -> AIOKafkaConsumer:
        """A client without a group that is asked for offsets only."""
        async with self._connecting:
            if self._offsets is None:
                consumer = AIOKafkaConsumer(**self._connection.settings("offsets"))
                try:
                    async with asyncio.timeout(REQUEST_TIMEOUT_SECONDS):
                        await consumer.start()
                except (KafkaError, TimeoutError, OSError) as error:
                    await consumer.stop()
                    raise translated(error, "connecting to Kafka") from error
                self._offsets = consumer
            return self._offsets
