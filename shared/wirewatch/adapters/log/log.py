"""What a bus in one process needs from its storage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from wirewatch.adapters.log.arrivals import Arrivals
from wirewatch.core.message import Message, Received

Slot = tuple[str, int]
"""A topic's logical name and a partition of it."""

FETCH_LIMIT_BYTES = 32 * 1024 * 1024
"""How many bytes of values one fetch returns at most, beside its first record."""


@dataclass(frozen=True, slots=True)
class Advance:
    """A group's step forward on one slot: valid only while the committed offset is `before`."""

    service: str
    slot: Slot
    before: int
    after: int


class Log(Protocol):
    """Records in slots, each with a growing offset, and committed offsets."""

    @property
    def arrivals(self) -> Arrivals:
        """Announced after each append, whoever made it."""
        ...

    def partitions(self, topic: str) -> int: ...

    async def append(self, messages: Sequence[Message], advances: Sequence[Advance] = ()) -> None:
        """Write the records and the steps in one transaction.

        Raises:
            Retry: nothing was written; also where another has moved a committed offset.
        """
        ...

    async def fetch(
        self,
        positions: Mapping[Slot, int],
        *,
        max_messages: int,
        max_bytes: int = FETCH_LIMIT_BYTES,
    ) -> Sequence[Received]:
        """Records from those offsets on: the slots in the mapping's order, within both limits."""
        ...

    async def ends(self, topic: str) -> Mapping[int, int]: ...

    async def committed(self, service: str, slots: Sequence[Slot]) -> Mapping[Slot, int]:
        """The committed offset of each slot, 0 where there is none."""
        ...

    async def joined(self, service: str, slots: Sequence[Slot]) -> None:
        """Remember that the service reads these slots, so that retention waits for it."""
        ...

    async def lag(self, service: str, topic: str) -> int: ...

    async def maintain(self, now: datetime) -> int:
        """Compact and expire; returns the number of records deleted."""
        ...

    async def close(self) -> None: ...
