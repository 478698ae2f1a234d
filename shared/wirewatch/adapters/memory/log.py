"""Records and committed offsets in lists and dictionaries."""

import zlib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from wirewatch.adapters.log import FETCH_LIMIT_BYTES, Advance, Arrivals, Slot
from wirewatch.adapters.topic_policy import TOMBSTONE_RETENTION_HOURS, topic_policy
from wirewatch.core.errors import Retry
from wirewatch.core.message import Message, Received
from wirewatch.core.ports import Clock


@dataclass(slots=True)
class _Partition:
    end: int = 0
    records: list[Received] = field(default_factory=list)


class MemoryLog:
    """Fills `Log`. Every operation is one step of the event loop, so each is a transaction."""

    def __init__(self, partitions: int, clock: Clock) -> None:
        self._partition_count = partitions
        self._clock = clock
        self._slots: dict[Slot, _Partition] = {}
        self._offsets: dict[tuple[str, Slot], int] = {}
        self._arrivals = Arrivals()
        self._failures: list[Exception] = []

    @property
    def arrivals(self) -> Arrivals:
        """Announced after each append."""
        return self._arrivals

    def fail_next(self, error: Exception) -> None:
        """Let the next append raise this; several calls queue up."""
        self._failures.append(error)

    def partitions(self, topic: str) -> int:
        """As many for each topic as the bus was made with, but no more than `flow` wants."""
        return min(self._partition_count, topic_policy(topic).partitions)

    async def append(self, messages: Sequence[Message], advances: Sequence[Advance] = ()) -> None:
        """Write the records and the steps, or nothing."""
        if self._failures:
            raise self._failures.pop(0)
        for step in advances:
            if self._offsets.get((step.service, step.slot), 0) != step.before:
                raise Retry(f"another consumer of {step.service} was faster on {step.slot[0]}")
        now_ms = int(self._clock.now().timestamp() * 1000)
        for message in messages:
            number = zlib.crc32(message.key.encode()) % self.partitions(message.topic)
            partition = self._partition((message.topic, number))
            partition.records.append(Received(message, number, partition.end, now_ms))
            partition.end += 1
        for step in advances:
            self._offsets[step.service, step.slot] = step.after
        self._arrivals.announce()

    async def fetch(
        self,
        positions: Mapping[Slot, int],
        *,
        max_messages: int,
        max_bytes: int = FETCH_LIMIT_BYTES,
    ) -> Sequence[Received]:
        """Records from those offsets on, within both limits."""
        found: list[Received] = []
        room = max_bytes
        for slot, position in positions.items():
            records = self._partition(slot).records
            for record in records[_index(records, position) :]:
                if len(found) == max_messages or (found and room <= 0):
                    return found
                found.append(record)
                room -= len(record.message.value or b"")
        return found

    async def ends(self, topic: str) -> Mapping[int, int]:
        """The next offset of each partition."""
        return {p: self._partition((topic, p)).end for p in range(self.partitions(topic))}

    async def committed(self, service: str, slots: Sequence[Slot]) -> Mapping[Slot, int]:
        """The committed offset of each slot, 0 where there is none."""
        return {slot: self._offsets.get((service, slot), 0) for slot in slots}

    async def joined(self, service: str, slots: Sequence[Slot]) -> None:
        """Remember the reader."""
        for slot in slots:
            self._offsets.setdefault((service, slot), 0)

    async def lag(self, service: str, topic: str) -> int:
        """How many records stand at or after the committed offsets."""
        lag = 0
        for number in range(self.partitions(topic)):
            records = self._partition((topic, number)).records
            committed = self._offsets.get((service, (topic, number)), 0)
            lag += len(records) - _index(records, committed)
        return lag

    async def maintain(self, now: datetime) -> int:
        """Compact and expire."""
        deleted = 0
        for slot, partition in self._slots.items():
            kept = self._kept(slot, partition, now)
            deleted += len(partition.records) - len(kept)
            partition.records = kept
        return deleted

    async def close(self) -> None:
        """Nothing to close; the records stay readable."""

    def _kept(self, slot: Slot, partition: _Partition, now: datetime) -> list[Received]:
        policy = topic_policy(slot[0])
        readers = {s for s, at in self._offsets if at == slot} | set(policy.readers)
        done = min((self._offsets.get((s, slot), 0) for s in readers), default=partition.end)
        expired_ms = _ms(now - timedelta(days=policy.retention_days))
        tombstone_ms = _ms(now - timedelta(hours=TOMBSTONE_RETENTION_HOURS))
        newest = {record.message.key: record.offset for record in partition.records}

        def stays(record: Received) -> bool:
            if policy.compacted and newest[record.message.key] != record.offset:
                return False
            if record.offset >= done:
                return True
            if policy.compacted and record.message.value is None:
                return record.timestamp_ms >= tombstone_ms
            return record.timestamp_ms >= expired_ms

        return [record for record in partition.records if stays(record)]

    def _partition(self, slot: Slot) -> _Partition:
        return self._slots.setdefault(slot, _Partition())


def _index(records: Sequence[Received], offset: int) -> int:
    """The place of the first record at or after an offset."""
    return bisect_left(records, offset, key=lambda record: record.offset)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
