"""Reading a topic without a group."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from wirewatch import flow
from wirewatch.adapters.kafka.connection import (
    REQUEST_TIMEOUT_SECONDS,
    KafkaConnection,
    translated,
)
from wirewatch.adapters.kafka.consumer import FETCH_LIMIT_BYTES
from wirewatch.adapters.kafka.records import received
from wirewatch.core.errors import Retry
from wirewatch.core.message import Received

_STEP_MESSAGES = 200
_STEP_SECONDS = 1.0
_EMPTY_ANSWERS = 2
"""So many empty answers of the broker short of the end mean that nothing stands there any more."""


class KafkaReader:
    """Reads topics from given offsets, each call with a client of its own."""

    def __init__(self, connection: KafkaConnection) -> None:
        self._connection = connection
        self._open: set[AIOKafkaConsumer] = set()

    async def read(
        self, topic: str, start: Mapping[int, int], ends: Mapping[int, int]
    ) -> AsyncIterator[Received]:
        """Every record from `start` to before `ends`, partition by partition.

        The position decides what has been read, not the records: the last ones may be
        transaction markers, or gone.

        Raises:
            Retry: the broker does not answer.
        """
        wanted = {p: end for p, end in ends.items() if start.get(p, 0) < end}
        if not wanted:
            return
        name = self._connection.full(topic)
        # One partition at a time, so that an empty answer is about that partition.
        async with self._client("reader") as consumer:
            for partition, end in wanted.items():
                slot = TopicPartition(name, partition)
                consumer.assign([slot])
                consumer.seek(slot, start.get(partition, 0))
                async for record in _read_slot(consumer, slot, end, topic):
                    yield record

    async def follow(self, topic: str, start: Mapping[int, int]) -> AsyncIterator[Received]:
        """The records of these partitions from these offsets, without end.

        Raises:
            Retry: the broker is in trouble.
        """
        name = self._connection.full(topic)
        async with self._client("follower") as consumer:
            slots = {TopicPartition(name, p): offset for p, offset in start.items()}
            consumer.assign(list(slots))
            for slot, offset in slots.items():
                consumer.seek(slot, offset)
            while True:
                batches = await consumer.getmany(
                    timeout_ms=int(_STEP_SECONDS * 1000), max_records=_STEP_MESSAGES
                )
                for records in batches.values():
                    for record in records:
                        yield received(record, topic)

    async def close(self) -> None:
        """Disconnect whoever still reads."""
        for consumer in list(self._open):
            await consumer.stop()

    @asynccontextmanager
    async def _client(self, purpose: str) -> AsyncIterator[AIOKafkaConsumer]:
        consumer = AIOKafkaConsumer(
            **self._connection.settings(purpose),
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            fetch_max_bytes=FETCH_LIMIT_BYTES,
            max_partition_fetch_bytes=flow.MESSAGE_LIMIT_BYTES,
        )
        self._open.add(consumer)
        try:
            async with asyncio.timeout(REQUEST_TIMEOUT_SECONDS):
                await consumer.start()
            yield consumer
        except (KafkaError, TimeoutError, OSError) as error:
            raise translated(error, "reading from Kafka") from error
        finally:
            self._open.discard(consumer)
            await consumer.stop()


async def _read_slot(
    consumer: AIOKafkaConsumer, slot: TopicPartition, end: int, topic: str
) -> AsyncIterator[Received]:
    progress, empty_answers, answered_ms = time.monotonic(), 0, 0
    while await consumer.position(slot) < end and empty_answers < _EMPTY_ANSWERS:
        batches = await consumer.getmany(
            timeout_ms=int(_STEP_SECONDS * 1000), max_records=_STEP_MESSAGES
        )
        for record in batches.get(slot, ()):
            if record.offset < end:
                yield received(record, topic)
        now_ms = consumer.last_poll_timestamp(slot) or 0
        if batches:
            progress, empty_answers, answered_ms = time.monotonic(), 0, now_ms
        elif now_ms > answered_ms and (consumer.highwater(slot) or 0) >= end:
            progress, empty_answers, answered_ms = time.monotonic(), empty_answers + 1, now_ms
        elif time.monotonic() - progress > REQUEST_TIMEOUT_SECONDS:
            raise Retry(f"Kafka does not answer for {slot.topic}/{slot.partition}")
