"""The numbers on top of the live page: what became of today's pages."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from wirewatch.core.ports import ArticleStore, Clock
from wirewatch.events import Outcome

FRESH_SECONDS = 4.0
PAGES_COUNTED = 50_000
"""More of one day are not counted; the numbers then say so."""

_BATCH = 500
_OVERLAP = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Today's pages by outcome (days are UTC), all alerts, and the time of the last page."""

    outcomes: tuple[tuple[str, int], ...]
    pages: int
    at_least: bool
    alerts: int
    last_page: datetime | None


class Today:
    """Counts today's outcomes, reading only those that are new since the last look."""

    def __init__(self, store: ArticleStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = asyncio.Lock()
        self._day: datetime | None = None
        self._outcomes: dict[str, str] = {}
        self._newest: datetime | None = None
        self._last_page: datetime | None = None
        self._at_least = False
        self._numbers: Numbers | None = None
        self._looked: datetime | None = None

    async def numbers(self) -> Numbers:
        """The numbers, at most a few seconds old.

        Raises:
            Retry: the store is not ready.
        """
        async with self._lock:
            now = self._clock.now()
            fresh = self._looked is not None and now - self._looked < timedelta(
                seconds=FRESH_SECONDS
            )
            if self._numbers is None or not fresh:
                self._numbers = await self._look(now)
                self._looked = now
            return self._numbers

    async def _look(self, now: datetime) -> Numbers:
        day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        if day != self._day:
            self._day, self._outcomes, self._newest, self._at_least = day, {}, None, False
        since = day if self._newest is None else max(day, self._newest - _OVERLAP)
        before: str | None = None
        while True:
            records = await self._store.records("outcomes", limit=_BATCH, before=before)
            if records and before is None:
                self._last_page = _settled(records[0])
                self._newest = self._last_page
            for record in records:
                if _settled(record) < since:
                    break
                self._outcomes[str(record["page_id"])] = str(record["outcome"])
            else:
                if len(records) == _BATCH and len(self._outcomes) < PAGES_COUNTED:
                    before = str(records[-1]["cursor"])
                    continue
                self._at_least = self._at_least or len(self._outcomes) >= PAGES_COUNTED
            break
        counts = Counter(self._outcomes.values())
        return Numbers(
            outcomes=tuple((outcome.value, counts[outcome.value]) for outcome in Outcome),
            pages=len(self._outcomes),
            at_least=self._at_least,
            alerts=await self._store.count("alerts"),
            last_page=self._last_page,
        )


def _settled(record: Any) -> datetime:
    return datetime.fromisoformat(str(record["settled_at"]))
