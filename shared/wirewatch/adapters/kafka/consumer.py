"""A member of a consumer group on Kafka."""

import asyncio
import logging
import time
from collections.abc import Iterable, Mapping, Sequence

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.errors import IllegalStateError, KafkaError

from wirewatch import flow
from wirewatch.adapters.kafka.assignment import SingleActiveAssignor
from wirewatch.adapters.kafka.connection import (
    REQUEST_TIMEOUT_SECONDS,
    KafkaConnection,
    translated,
)
from wirewatch.adapters.kafka.producer import KafkaProducer
from wirewatch.adapters.kafka.records import logical_names, received
from wirewatch.core.errors import Misconfigured, Retry
from wirewatch.core.message import Message, Received

SESSION_TIMEOUT_SECONDS = 10
HEARTBEAT_SECONDS = 2
MAX_POLL_INTERVAL_SECONDS = 600
"""How long one batch may take before the group gives its partitions to another member."""

FENCE_AFTER_SECONDS = SESSION_TIMEOUT_SECONDS / 2
"""A batch that took longer is written only after the group has confirmed the membership: who was
frozen for a session does not know yet that another has taken over, and may have decided already."""

FETCH_LIMIT_BYTES = 32 * 1024 * 1024
"""What one fetch from one broker, and one `poll`, returns at most, beside its first record."""

_FIRST_STEP_MESSAGES = 8
_IDLE_STEP_SECONDS = 1.0

_log = logging.getLogger(__name__)


class KafkaConsumer(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka is untyped
    """Fills `Consumer`. Outputs are acknowledged before offsets are committed.

    Any rebalance ends the claim on what was polled before it: such a batch cannot be committed
    and comes again, so that two members never commit the same records.
    """

    def __init__(
        self,
        connection: KafkaConnection,
        producer: KafkaProducer,
        service: str,
        topics: Sequence[str],
        *,
        single: bool,
    ) -> None:
        self._connection = connection
        self._producer = producer
        self._service = service
        self._topics = [connection.full(topic) for topic in topics]
        self._logical = logical_names(connection)
        self._since_ms = int(time.time() * 1000)
        self._single = single
        self._consumer: AIOKafkaConsumer | None = None
        self._generation = 0
        self._polled_at = 0.0
        self._claims: dict[TopicPartition, tuple[int, int]] = {}
        """The first uncommitted offset and the next one to fetch, of each partition polled since
        the last rebalance or failed commit."""

    @property
    def generation(self) -> int:
        """Starts at 1 and grows whenever partitions are newly assigned."""
        return self._generation

    @property
    def active(self) -> bool:
        """Whether it holds any partition now."""
        return self._consumer is not None and bool(self._consumer.assignment())

    async def start(self) -> None:
        """Join the group and wait for the first assignment, which may be empty.

        Raises:
            Retry: the brokers do not answer.
            Misconfigured: a topic is missing, or may not be read.
        """
        for name in self._topics:
            await self._producer.partitions(self._logical[name])
        assignor = SingleActiveAssignor(self._since_ms) if self._single else None
        consumer = AIOKafkaConsumer(
            **self._connection.settings(self._service),
            group_id=flow.group_id(self._service, self._connection.prefix),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=SESSION_TIMEOUT_SECONDS * 1000,
            heartbeat_interval_ms=HEARTBEAT_SECONDS * 1000,
            max_poll_interval_ms=MAX_POLL_INTERVAL_SECONDS * 1000,
            fetch_max_bytes=FETCH_LIMIT_BYTES,
            max_partition_fetch_bytes=flow.MESSAGE_LIMIT_BYTES,
            partition_assignment_strategy=(assignor or RoundRobinPartitionAssignor,),
        )
        consumer.subscribe(self._topics, listener=self)
        self._consumer = consumer
        try:
            async with asyncio.timeout(REQUEST_TIMEOUT_SECONDS):
                await consumer.start()
            # Who stands by counts from here, so that its first partitions are news.
            self._generation = max(self._generation, 1)
        except (KafkaError, TimeoutError, OSError) as error:
            await self.close()
            raise translated(error, f"joining the group of {self._service}") from error
        except BaseException:
            await self.close()
            raise

    def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Called by aiokafka: a rebalance begins, and with it the end of all claims."""
        del revoked
        self._claims.clear()

    def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Called by aiokafka: a rebalance has ended."""
        self._claims.clear()
        if list(assigned):
            self._generation += 1

    async def poll(self, *, max_messages: int, timeout_seconds: float) -> Sequence[Received]:
        """The next records in order of each partition; empty when none came in time.

        Raises:
            Retry: the group or the brokers are in trouble; the next call joins anew.
            Misconfigured: a topic or the group may not be read.
        """
        consumer = await self._joined()
        self._polled_at = time.monotonic()
        found: list[Received] = []
        room, step, wait_seconds = FETCH_LIMIT_BYTES, _FIRST_STEP_MESSAGES, timeout_seconds
        try:
            while room > 0 and len(found) < max_messages:
                batches = await consumer.getmany(
                    timeout_ms=int(wait_seconds * 1000),
                    max_records=min(step, max_messages - len(found)),
                )
                if not batches:
                    break
                records = self._claimed(batches)
                found += records
                sizes = [len(r.message.value or b"") for r in records]
                room -= sum(sizes)
                step = max(_FIRST_STEP_MESSAGES, room // max(*sizes, 1024))
                wait_seconds = 0
        except KafkaError as error:
            if not found:
                raise await self._gave_up(error) from error
            _log.warning("%s polls fewer records than asked for: %s", self._service, error)
        return found

    async def commit(self, outputs: Sequence[Message], handled: Sequence[Received]) -> None:
        """Write the outputs, wait for their acknowledgement, then commit the offsets.

        Raises:
            Retry: no offset is committed; the records come again from `poll`, here or at another
                member. The outputs may have been written.
            Reject: `refused_by_broker`: an output can never be written.
        """
        after: dict[TopicPartition, int] = {}
        for record in handled:
            partition = TopicPartition(
                self._connection.full(record.message.topic), record.partition
            )
            after[partition] = max(after.get(partition, 0), record.offset + 1)
        done = False
        try:
            self._check_claims(after)
            if outputs and after and time.monotonic() - self._polled_at > FENCE_AFTER_SECONDS:
                # Committing where we stand already is refused to who is no member any more.
                await self._commit_offsets({p: self._claims[p][0] for p in after})
                self._check_claims(after)
            await self._producer.send(outputs)
            if after:
                self._check_claims(after)
                await self._commit_offsets(after)
            done = True
        finally:
            if not done:
                self._go_back()
        for partition, offset in after.items():
            if partition in self._claims:
                self._claims[partition] = (offset, self._claims[partition][1])

    async def idle(self, seconds: float) -> None:
        """Wait without fetching, and without the group taking us for dead.

        Raises:
            Misconfigured: the group may not be read any more.
        """
        deadline = time.monotonic() + seconds
        if self._consumer is not None:
            try:
                await self._idle_in_group(self._consumer, deadline)
            except Retry as error:
                _log.warning("%s waits outside of its group: %s", self._service, error)
        # Who has left the group has nothing to hold back; the next poll joins anew.
        await asyncio.sleep(max(0.0, deadline - time.monotonic()))

    async def _idle_in_group(self, consumer: AIOKafkaConsumer, deadline: float) -> None:
        try:
            while (remaining := deadline - time.monotonic()) > 0:
                # Again each time: a rebalance may bring new partitions, not paused.
                consumer.pause(*consumer.assignment())
                wait_seconds = min(remaining, _IDLE_STEP_SECONDS)
                batches = await consumer.getmany(timeout_ms=int(wait_seconds * 1000) + 1)
                for partition, records in batches.items():
                    consumer.seek(partition, records[0].offset)
        except KafkaError as error:
            raise await self._gave_up(error) from error
        finally:
            if self._consumer is not None:
                consumer.resume(*(consumer.paused() & consumer.assignment()))

    async def close(self) -> None:
        """Leave the group; safe to repeat."""
        consumer, self._consumer = self._consumer, None
        self._claims.clear()
        if consumer is not None:
            try:
                async with asyncio.timeout(REQUEST_TIMEOUT_SECONDS):
                    await consumer.stop()
            except (KafkaError, TimeoutError) as error:
                _log.warning("%s left its group untidily: %s", self._service, error)

    async def _joined(self) -> AIOKafkaConsumer:
        if self._consumer is None:
            await self.start()
        assert self._consumer is not None
        return self._consumer

    async def _gave_up(self, error: KafkaError) -> Exception:
        """Leave the group after an error that aiokafka does not get over; the next poll rejoins."""
        await self.close()
        return translated(error, f"reading for {self._service}")

    def _claimed(self, batches: "dict[TopicPartition, list[ConsumerRecord]]") -> list[Received]:
        found = []
        for partition, records in batches.items():
            first = self._claims.get(partition, (records[0].offset, 0))[0]
            self._claims[partition] = (first, records[-1].offset + 1)
            topic = self._logical[partition.topic]
            found += [received(record, topic) for record in records]
        return found

    def _check_claims(self, after: Mapping[TopicPartition, int]) -> None:
        for partition, offset in after.items():
            if offset > self._claims.get(partition, (0, 0))[1]:
                raise Retry(
                    f"{self._service} no longer holds {partition.topic}/{partition.partition}"
                )

    async def _commit_offsets(self, after: dict[TopicPartition, int]) -> None:
        if self._consumer is None:
            raise Retry(f"{self._service} has left its group")
        try:
            # aiokafka itself repeats what may work again, without an end.
            async with asyncio.timeout(REQUEST_TIMEOUT_SECONDS):
                await self._consumer.commit(after)
        except (KafkaError, TimeoutError) as error:
            meaning = translated(error, f"committing for {self._service}")
            raise (
                meaning if isinstance(meaning, Misconfigured) else Retry(str(meaning))
            ) from error

    def _go_back(self) -> None:
        """Fetch again what was polled and not committed."""
        claims = dict(self._claims)
        self._claims.clear()
        for partition, (offset, _) in claims.items():
            if self._consumer is not None:
                try:
                    self._consumer.seek(partition, offset)
                except IllegalStateError as error:
                    # Lost in a rebalance: its next holder begins at the committed offset.
                    _log.info("%s does not go back: %s", self._service, error)
