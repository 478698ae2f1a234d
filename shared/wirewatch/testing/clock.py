"""A clock that stands still until a test moves it."""

import asyncio
from datetime import UTC, datetime, timedelta

START = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
"""A Monday noon; where a FakeClock begins unless told otherwise."""


class FakeClock:
    """Fills `Clock`. Sleepers wake when `advance` passes their time.

    With `auto` each sleep advances the clock by itself, so that code with long waits runs through
    at once.
    """

    def __init__(self, start: datetime = START, *, auto: bool = False) -> None:
        self._now = start
        self._auto = auto
        self._sleepers: list[tuple[datetime, asyncio.Future[None]]] = []
        self.slept: list[float] = []
        """The seconds of each sleep asked for, in order."""

    @property
    def sleepers(self) -> int:
        """How many coroutines are waiting for the time to pass."""
        return sum(not future.done() for _, future in self._sleepers)

    def now(self) -> datetime:
        """The instant, in UTC, cut to milliseconds."""
        return self._now.replace(microsecond=self._now.microsecond // 1000 * 1000)

    def advance(self, seconds: float) -> None:
        """Let time pass, and wake who has slept enough."""
        self._now += timedelta(seconds=seconds)
        due = [f for at, f in self._sleepers if at <= self._now]
        self._sleepers = [(at, f) for at, f in self._sleepers if at > self._now]
        for future in due:
            if not future.done():
                future.set_result(None)

    async def sleep(self, seconds: float) -> None:
        """Wait until `advance` has passed `seconds`; with `auto`, pass them."""
        self.slept.append(seconds)
        if self._auto:
            self.advance(max(seconds, 0.0))
        if self._auto or seconds <= 0:
            await asyncio.sleep(0)
            return
        future = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._now + timedelta(seconds=seconds), future))
        await future
