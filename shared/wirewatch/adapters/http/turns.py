"""Politeness: one request at a time per host, and a pause between two."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from wirewatch.core.ports import Clock

_HOSTS_LIMIT = 10_000


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    free_at: float = 0.0


class HostTurns:
    """Gives each host's requests their turn. It remembers when at most 10,000 idle hosts were
    asked; the pause counts from the end of a request, so that a slow server gets more of it.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._hosts: OrderedDict[str, _Host] = OrderedDict()

    @asynccontextmanager
    async def turn(self, host: str, pause_seconds: float) -> AsyncIterator[None]:
        """Wait for this host's turn; hold it for the duration of the block."""
        entry = self._hosts.setdefault(host, _Host())
        self._hosts.move_to_end(host)
        entry.waiting += 1
        try:
            async with entry.lock:
                wait = entry.free_at - time.monotonic()
                if wait > 0:
                    await self._clock.sleep(wait)
                try:
                    yield
                finally:
                    entry.free_at = time.monotonic() + pause_seconds
        finally:
            entry.waiting -= 1
            self._forget_idle()

    def _forget_idle(self) -> None:
        while len(self._hosts) > _HOSTS_LIMIT:
            oldest = next(iter(self._hosts))
            if self._hosts[oldest].waiting:
                self._hosts.move_to_end(oldest)
                return
            del self._hosts[oldest]
