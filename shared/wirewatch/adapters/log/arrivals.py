"""Waking who waits for new records."""

import asyncio


class Arrivals:
    """A counter of changes that coroutines of one event loop can wait on.

    Read `count`, look for records, and where there are none `wait(count)`: a change in between is
    not missed.
    """

    def __init__(self) -> None:
        self.count = 0
        self._waiting: set[asyncio.Future[None]] = set()

    def announce(self) -> None:
        """Something changed: wake everybody. Call it on the event loop's thread."""
        self.count += 1
        for future in self._waiting:
            if not future.done():
                future.set_result(None)

    async def wait(self, count: int, timeout_seconds: float | None) -> None:
        """Return when there was a change since `count` was read, or the time is over."""
        if self.count != count:
            return
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await asyncio.wait((future,), timeout=timeout_seconds)
        finally:
            self._waiting.discard(future)
