"""A member of a consumer group over a log in this process."""

import asyncio
from collections.abc import Sequence

from wirewatch.adapters.log.group import Group, Member
from wirewatch.adapters.log.log import Advance, Log, Slot
from wirewatch.adapters.topic_policy import check_writable
from wirewatch.core.errors import Retry
from wirewatch.core.message import Message, Received
from wirewatch.core.ports import Clock


class LogConsumer:
    """Fills `Consumer`; outputs and offsets are one transaction of the log."""

    def __init__(self, log: Log, group: Group, member: Member, service: str, clock: Clock) -> None:
        self._log = log
        self._group = group
        self._member = member
        self._service = service
        self._clock = clock
        self._positions: dict[Slot, int] = {}
        self._committed: dict[Slot, int] = {}
        self._tenures: dict[Slot, int] = {}
        self._claims: set[Slot] = set()
        """Slots with records polled in the present tenure and since the last failed commit."""
        self._turn = 0
        self._lost = False

    @property
    def generation(self) -> int:
        """Starts at 1 and grows whenever slots are newly assigned."""
        return self._member.generation

    @property
    def active(self) -> bool:
        """Whether it holds any slot now."""
        return bool(self._member.held)

    async def poll(self, *, max_messages: int, timeout_seconds: float) -> Sequence[Received]:
        """The next records in order of each partition; empty when none came in time."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_seconds
        while True:
            seen = self._log.arrivals.count
            await self._take_over()
            records = await self._log.fetch(self._in_turn(), max_messages=max_messages)
            # What was reassigned while the log answered belongs to another by now.
            records = [r for r in records if self._holds((r.message.topic, r.partition))]
            for record in records:
                slot = (record.message.topic, record.partition)
                self._positions[slot] = record.offset + 1
                self._claims.add(slot)
            remaining = deadline - loop.time()
            if records or remaining <= 0:
                return records
            await self._log.arrivals.wait(seen, remaining)

    async def commit(self, outputs: Sequence[Message], handled: Sequence[Received]) -> None:
        """Write outputs and offsets in one transaction.

        Raises:
            Retry: nothing is committed; the records come again from `poll`.
            Reject: `refused_by_broker`: an output can never be written. The records come again
                from `poll`, too.
        """
        done = False
        try:
            for message in outputs:
                check_writable(message)
            advances = self._advances(handled)
            await self._log.append(outputs, advances)
            for advance in advances:
                self._committed[advance.slot] = advance.after
            done = True
        finally:
            # Also after a cancellation, when nobody knows whether the transaction went through.
            self._lost = self._lost or not done

    async def idle(self, seconds: float) -> None:
        """Wait; a member of a group in this process cannot be lost by waiting."""
        await self._clock.sleep(seconds)

    async def close(self) -> None:
        """Leave the group; what is not committed goes to another member."""
        self._group.leave(self._member)
        self._log.arrivals.announce()

    def _holds(self, slot: Slot) -> bool:
        return slot in self._tenures and self._member.held.get(slot) == self._tenures[slot]

    def _may_commit(self, slot: Slot, offset: int) -> bool:
        """Whether these records were polled in the present tenure, and not in an earlier one."""
        return self._holds(slot) and slot in self._claims and offset <= self._positions[slot]

    def _in_turn(self) -> dict[Slot, int]:
        """The positions, beginning with another slot each time, so that none waits forever."""
        slots = list(self._positions)
        self._turn += 1
        first = self._turn % len(slots) if slots else 0
        return {slot: self._positions[slot] for slot in slots[first:] + slots[:first]}

    async def _take_over(self) -> None:
        """Go to the committed offset of each slot that is new, or of all after a failed commit."""
        held = dict(self._member.held)
        lost, self._lost = self._lost, False
        stale = [s for s, tenure in held.items() if lost or self._tenures.get(s) != tenure]
        if stale:
            try:
                committed = await self._log.committed(self._service, stale)
            except BaseException:
                self._lost = True
                raise
            self._committed.update(committed)
            self._positions.update(committed)
        self._claims = {s for s in self._claims if s in held and s not in stale}
        self._tenures = held
        self._positions = {slot: self._positions[slot] for slot in held}

    def _advances(self, handled: Sequence[Received]) -> list[Advance]:
        after: dict[Slot, int] = {}
        for record in handled:
            slot = (record.message.topic, record.partition)
            after[slot] = max(after.get(slot, 0), record.offset + 1)
        gone = [slot for slot, offset in after.items() if not self._may_commit(slot, offset)]
        if gone:
            raise Retry(f"{self._service} no longer holds {gone[0][0]}/{gone[0][1]}")
        return [
            Advance(self._service, slot, self._committed[slot], offset)
            for slot, offset in after.items()
        ]
