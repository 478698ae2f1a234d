"""The machine's clock."""

import asyncio
from datetime import UTC, datetime


class SystemClock:
    """Fills `Clock` with the time of the machine."""

    def now(self) -> datetime:
        """The instant, in UTC, cut to milliseconds."""
        moment = datetime.now(UTC)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
