"""The bus over a log in this process."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime

from wirewatch.adapters.log.consumer import LogConsumer
from wirewatch.adapters.log.group import Group
from wirewatch.adapters.log.log import Log
from wirewatch.adapters.topic_policy import check_writable
from wirewatch.core.message import Message, Received
from wirewatch.core.ports import Clock

_READ_MESSAGES = 500


class LogBus:
    """Fills `Bus` over any `Log`. All services of one process share one."""

    def __init__(self, log: Log, clock: Clock) -> None:
        self._log = log
        self._clock = clock
        self._groups: dict[str, Group] = {}

    async def produce(self, messages: Sequence[Message]) -> None:
        """Write records, in order, in one transaction.

        Raises:
            Retry: none was written.
            Reject: `refused_by_broker`: a record can never be written; none was.
        """
        for message in messages:
            check_writable(message)
        if messages:
            await self._log.append(messages)

    async def consumer(
        self, service: str, topics: Sequence[str], *, single: bool = False
    ) -> LogConsumer:
        """Join the group of a service; with `single` only its longest member gets records."""
        slots = [(topic, p) for topic in topics for p in range(self._log.partitions(topic))]
        await self._log.joined(service, slots)
        group = self._groups.setdefault(service, Group())
        consumer = LogConsumer(
            self._log, group, group.join(slots, single=single), service, self._clock
        )
        self._log.arrivals.announce()
        return consumer

    def read(self, topic: str, start: Mapping[int, int] | None = None) -> AsyncIterator[Received]:
        """Every record from `start` to the end as it is at the call."""
        ends = asyncio.ensure_future(self.ends(topic))
        return self._read(topic, dict(start or {}), ends)

    def follow(self, topic: str, start: Mapping[int, int] | None = None) -> AsyncIterator[Received]:
        """The records from `start` (default: the end at the call), without end."""
        ends = asyncio.ensure_future(self.ends(topic))
        return self._follow(topic, start, ends)

    async def ends(self, topic: str) -> Mapping[int, int]:
        """The next offset of each partition."""
        return await self._log.ends(topic)

    async def lag(self, service: str, topics: Sequence[str]) -> Mapping[str, int]:
        """The number of records per topic that the group has not committed yet."""
        return {topic: await self._log.lag(service, topic) for topic in topics}

    async def maintain(self, now: datetime) -> int:
        """Compact and expire by the retention in `flow`; returns the number of records deleted.

        Of a compacted topic the newest record of each key stays, a tombstone for a day, and
        everything no longer than the topic's retention. Where a reader has not committed yet,
        nothing expires.

        Raises:
            Retry: not all was done; the next call goes on.
        """
        return await self._log.maintain(now)

    async def close(self) -> None:
        """Close the log; consumers must have been closed before."""
        await self._log.close()

    async def _read(
        self, topic: str, start: Mapping[int, int], ends: "asyncio.Future[Mapping[int, int]]"
    ) -> AsyncIterator[Received]:
        for partition, end in (await ends).items():
            position = start.get(partition, 0)
            while position < end:
                records = await self._log.fetch(
                    {(topic, partition): position}, max_messages=_READ_MESSAGES
                )
                if not records:
                    break
                for record in records:
                    if record.offset < end:
                        yield record
                position = records[-1].offset + 1

    async def _follow(
        self,
        topic: str,
        start: Mapping[int, int] | None,
        ends: "asyncio.Future[Mapping[int, int]]",
    ) -> AsyncIterator[Received]:
        positions = {(topic, p): end for p, end in (await ends).items()}
        if start is not None:
            positions = {slot: start.get(slot[1], 0) for slot in positions}
        while True:
            seen = self._log.arrivals.count
            records = await self._log.fetch(positions, max_messages=_READ_MESSAGES)
            for record in records:
                positions[topic, record.partition] = record.offset + 1
                yield record
            if not records:
                await self._log.arrivals.wait(seen, None)
