"""What a site's robots.txt allows: RFC 9309, with protego as the reader."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego

from wirewatch.core.fetching import Fetched
from wirewatch.core.ports import Clock
from wirewatch.events import FetchResult

MAX_BYTES = 512 * 1024
"""RFC 9309, 2.5, asks for 500 KiB at least; a site with more is left alone."""
TTL_SECONDS = 24 * 3600
"""RFC 9309, 2.4: no longer than a day."""
FAILURE_TTL_SECONDS = 600
MAX_CRAWL_DELAY_SECONDS = 60.0

_ORIGINS_LIMIT = 2_000


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether a URL may be fetched, and the pause that the site asks for."""

    allowed: bool
    crawl_delay_seconds: float = 0.0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Rules:
    """A parsed robots.txt, or one answer for the whole site."""

    parsed: Protego | None
    everything: bool
    reason: str | None
    expires: datetime


class Robots:
    """Answers for URLs; asks each origin once in `TTL_SECONDS`, once at a time."""

    def __init__(
        self, agent: str, fetch: Callable[[str], Awaitable[Fetched]], clock: Clock
    ) -> None:
        """Make a reader.

        Args:
            agent: our product token, which the rules are matched with.
            fetch: fetches a robots.txt, following redirects.
            clock: the time.
        """
        self._agent = agent
        self._fetch = fetch
        self._clock = clock
        self._rules: OrderedDict[str, _Rules] = OrderedDict()
        self._pending: dict[str, asyncio.Task[_Rules]] = {}

    async def permission(self, url: str) -> Permission:
        """Whether our agent may fetch a URL."""
        parts = urlsplit(url)
        origin = f"{parts.scheme.lower()}://{parts.netloc.rpartition('@')[2].lower()}"
        rules = self._rules.get(origin)
        if rules is None or rules.expires <= self._clock.now():
            rules = await self._load(origin)
        self._rules.move_to_end(origin)
        if rules.parsed is None:
            return Permission(rules.everything, reason=rules.reason)
        delay = rules.parsed.crawl_delay(self._agent) or 0.0
        return Permission(
            allowed=bool(rules.parsed.can_fetch(url, self._agent)),
            crawl_delay_seconds=min(max(float(delay), 0.0), MAX_CRAWL_DELAY_SECONDS),
            reason="robots.txt disallows it",
        )

    async def _load(self, origin: str) -> _Rules:
        task = self._pending.get(origin)
        if task is None:
            task = asyncio.create_task(self._ask(origin))
            self._pending[origin] = task
            task.add_done_callback(lambda _: self._pending.pop(origin, None))
        # Shielded: who gives up waiting must not take the answer away from the others.
        rules = await asyncio.shield(task)
        self._rules[origin] = rules
        while len(self._rules) > _ORIGINS_LIMIT:
            self._rules.popitem(last=False)
        return rules

    async def _ask(self, origin: str) -> _Rules:
        fetched = await self._fetch(f"{origin}/robots.txt")
        if fetched.result is FetchResult.ACCEPTED:
            text = fetched.content.decode("utf-8", "replace").removeprefix("\ufeff")
            parsed = await asyncio.to_thread(Protego.parse, text)
            return _Rules(parsed, True, None, self._until(TTL_SECONDS))
        status = fetched.status
        if fetched.result is FetchResult.HTTP_ERROR and status and 400 <= status < 500:
            if status == 429:
                return self._closed(f"robots.txt answers {status}")
            # RFC 9309, 2.3.1.3: unavailable, nothing is restricted.
            return _Rules(None, True, None, self._until(TTL_SECONDS))
        # 2.3.1.4: unreachable, so that everything counts as disallowed for now.
        return self._closed(f"robots.txt cannot be read: {fetched.detail or status}")

    def _closed(self, reason: str) -> _Rules:
        return _Rules(None, False, reason, self._until(FAILURE_TTL_SECONDS))

    def _until(self, seconds: float) -> datetime:
        return self._clock.now() + timedelta(seconds=seconds)
