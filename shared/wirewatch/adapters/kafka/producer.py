"""Writing records: acknowledged by all replicas in sync, each once, in order."""

import asyncio
from collections.abc import Sequence

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from wirewatch import flow
from wirewatch.adapters.kafka.connection import (
    COMPRESSION,
    REQUEST_TIMEOUT_SECONDS,
    KafkaConnection,
    translated,
)
from wirewatch.adapters.topic_policy import check_writable
from wirewatch.core.message import Message

_BATCH_BYTES = 256 * 1024


def in_order_of_flow(messages: Sequence[Message]) -> dict[str, list[Message]]:
    """The messages by topic, one topic after the other as they stand in `flow`.

    A decision (`stories`) is then durable before any article (`articles`) that follows from it,
    also where a batch begins with an article whose decision is known. Dead letters come first.
    """
    place = {topic.name: number for number, topic in enumerate(flow.TOPICS)}
    by_topic: dict[str, list[Message]] = {}
    for message in sorted(messages, key=lambda message: place.get(message.topic, -1)):
        by_topic.setdefault(message.topic, []).append(message)
    return by_topic


class KafkaProducer:
    """One idempotent producer, connected on first use and replaced after a failure.

    After a lost batch an idempotent producer may be out of step with the broker for good; a new
    one has a new identity.
    """

    def __init__(self, connection: KafkaConnection) -> None:
        self._connection = connection
        self._producer: AIOKafkaProducer | None = None
        self._connecting = asyncio.Lock()
        self._retiring: set[asyncio.Task[None]] = set()

    async def send(self, messages: Sequence[Message]) -> None:
        """Write the records; when this returns all are acknowledged.

        Raises:
            Retry: not all were written.
            Reject: `refused_by_broker`: a record can never be written.
            Misconfigured: a topic is missing, or may not be written.
        """
        for message in messages:
            check_writable(message)
        if not messages:
            return
        by_topic = in_order_of_flow(messages)
        producer = await self._connected()
        acks: list[asyncio.Future[object]] = []
        try:
            for topic, group in by_topic.items():
                for message in group:
                    ack = await producer.send(
                        self._connection.full(topic),
                        value=message.value,
                        key=message.key.encode(),
                        headers=list(message.headers),
                    )
                    acks.append(ack)
                await asyncio.gather(*acks)
        except (KafkaError, TimeoutError) as error:
            # Each ack's error is looked at, so that none is reported as never retrieved.
            await asyncio.gather(*acks, return_exceptions=True)
            names = sorted({self._connection.full(message.topic) for message in messages})
            # Also after a refusal: the refused batch has used up a sequence number.
            self._retire(producer)
            raise translated(error, f"writing to {', '.join(names)}") from error

    async def partitions(self, topic: str) -> Sequence[int]:
        """The partitions of a topic as the broker has them.

        Raises:
            Retry: the broker does not answer.
            Misconfigured: there is no such topic.
        """
        producer = await self._connected()
        try:
            # aiokafka itself gives up after the request timeout.
            return sorted(await producer.partitions_for(self._connection.full(topic)))
        except (KafkaError, TimeoutError) as error:
            raise translated(error, f"looking for {self._connection.full(topic)}") from error

    async def close(self) -> None:
        """Send what is under way and disconnect; safe to repeat."""
        if self._producer is not None:
            self._retire(self._producer)
        await asyncio.gather(*self._retiring, return_exceptions=True)

    async def _connected(self) -> AIOKafkaProducer:
        async with self._connecting:
            if self._producer is None:
                producer = AIOKafkaProducer(
                    **self._connection.settings("producer"),
                    acks="all",
                    enable_idempotence=True,
                    compression_type=COMPRESSION,
                    max_request_size=flow.MESSAGE_LIMIT_BYTES,
                    max_batch_size=_BATCH_BYTES,
                )
                try:
                    async with asyncio.timeout(REQUEST_TIMEOUT_SECONDS):
                        await producer.start()
                except (KafkaError, TimeoutError, OSError) as error:
                    await producer.stop()
                    raise translated(error, "connecting to Kafka") from error
                except BaseException:
                    await producer.stop()
                    raise
                self._producer = producer
            return self._producer

    def _retire(self, producer: AIOKafkaProducer) -> None:
        if self._producer is producer:
            self._producer = None
        task = asyncio.create_task(_stop(producer))
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)


async def _stop(producer: AIOKafkaProducer) -> None:
    async with asyncio.timeout(REQUEST_TIMEOUT_SECONDS):
        await producer.stop()
