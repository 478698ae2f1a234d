"""Fetches pages, feeds and robots.txt."""

import asyncio
import time
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

import aiohttp

from wirewatch.adapters.http.decoding import STEP_BYTES, Decoder, Oversized, Undecodable
from wirewatch.adapters.http.guard import AddressGuard, ForbiddenAddress, forbidden_in
from wirewatch.adapters.http.retry_after import retry_after_seconds
from wirewatch.adapters.http.robots import MAX_BYTES as ROBOTS_BYTES
from wirewatch.adapters.http.robots import Robots
from wirewatch.adapters.http.turns import HostTurns
from wirewatch.core.fetching import Fetched, Validators
from wirewatch.core.ports import Clock
from wirewatch.core.urls import host_of
from wirewatch.events import FetchResult

AGENT = "wirewatch"
"""Our product token, as robots.txt names it."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,*/*;q=0.5"


@dataclass(frozen=True, slots=True)
class FetcherOptions:
    """How to fetch.

    `contact_url` stands in the User-Agent header, so that a site's owner can find us.
    `deadline_seconds` bounds the whole exchange with its redirects, without the wait for a host's
    turn. `pause_seconds` is the least time between two requests to one host.
    """

    contact_url: str
    version: str = "0.1"
    deadline_seconds: float = 30.0
    connect_seconds: float = 10.0
    silence_seconds: float = 15.0
    pause_seconds: float = 1.0
    max_redirects: int = 5
    max_concurrent: int = 32

    @property
    def user_agent(self) -> str:
        """Who we say we are."""
        return f"{AGENT}/{self.version} (+{self.contact_url})"


class _Ended(Exception):
    """The fetch is over without content."""

    def __init__(self, result: FetchResult, detail: str) -> None:
        super().__init__(detail)
        self.result = result
        self.detail = detail


@dataclass(slots=True)
class _Progress:
    """Where a fetch stands."""

    url: str
    max_bytes: int
    validators: Validators
    obey_robots: bool
    remaining_seconds: float
    status: int | None = None
    permanent: bool = True
    redirects: int = 0


class HttpFetcher:
    """Fills `Fetcher` with aiohttp: guarded, polite, bounded in time and size."""

    def __init__(self, guard: AddressGuard, clock: Clock, options: FetcherOptions) -> None:
        self._guard = guard
        self._clock = clock
        self._options = options
        self._turns = HostTurns(clock)
        self._slots = asyncio.Semaphore(options.max_concurrent)
        self._robots = Robots(AGENT, self._fetch_robots, clock)
        self._session: aiohttp.ClientSession | None = None

    async def fetch(
        self,
        url: str,
        *,
        validators: Validators = Validators(),  # noqa: B008 (frozen)
        max_bytes: int,
        obey_robots: bool = True,
    ) -> Fetched:
        """Fetch a URL; see `Fetcher.fetch`."""
        started = time.monotonic()
        progress = _Progress(
            url, max_bytes, validators, obey_robots, self._options.deadline_seconds
        )
        try:
            fetched = await self._follow(progress)
        except _Ended as ended:
            fetched = self._failed(url, progress, ended.result, ended.detail)
        elapsed_ms = int((time.monotonic() - started) * 1000)
        return replace(fetched, requested_url=url, elapsed_ms=elapsed_ms)

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    async def _fetch_robots(self, url: str) -> Fetched:
        return await self.fetch(url, max_bytes=ROBOTS_BYTES, obey_robots=False)

    async def _follow(self, progress: _Progress) -> Fetched:
        while True:
            fetched = await self._hop(progress)
            if fetched.status not in _REDIRECTS or "location" not in fetched.headers:
                moved = progress.permanent and progress.redirects > 0
                return replace(fetched, moved_permanently=moved)
            progress.redirects += 1
            progress.permanent = progress.permanent and fetched.status in _PERMANENT
            if progress.redirects > self._options.max_redirects:
                raise _Ended(FetchResult.HTTP_ERROR, "too many redirects")
            progress.url = _target(progress.url, fetched.headers["location"])

    async def _hop(self, progress: _Progress) -> Fetched:
        """One request; a redirect comes back as an HTTP error that carries its target."""
        try:
            self._guard.check_url(progress.url)
            host = host_of(progress.url)
        except ForbiddenAddress as error:
            raise _Ended(FetchResult.FORBIDDEN_ADDRESS, str(error)) from error
        pause = self._options.pause_seconds
        if progress.obey_robots:
            permission = await self._robots.permission(progress.url)
            if not permission.allowed:
                raise _Ended(FetchResult.DISALLOWED_BY_ROBOTS, permission.reason or "")
            pause = max(pause, permission.crawl_delay_seconds)
        async with self._turns.turn(host, pause), self._slots:
            began = time.monotonic()
            try:
                async with asyncio.timeout(max(progress.remaining_seconds, 0.0)):
                    return await self._request(progress)
            except TimeoutError as error:
                deadline = f"not done within {self._options.deadline_seconds:g} s"
                raise _Ended(FetchResult.TIMED_OUT, str(error) or deadline) from error
            except Oversized as error:
                raise _Ended(FetchResult.TOO_LARGE, str(error)) from error
            except Undecodable as error:
                raise _Ended(FetchResult.UNREADABLE, str(error)) from error
            except (aiohttp.ClientError, OSError, ValueError) as error:
                forbidden = forbidden_in(error)
                if forbidden is not None:
                    raise _Ended(FetchResult.FORBIDDEN_ADDRESS, forbidden) from error
                detail = f"{type(error).__name__}: {error}"[:300]
                raise _Ended(FetchResult.NETWORK_ERROR, detail) from error
            finally:
                progress.remaining_seconds -= time.monotonic() - began

    async def _request(self, progress: _Progress) -> Fetched:
        async with self._client().get(
            progress.url, headers=_conditional(progress.validators), allow_redirects=False
        ) as response:
            headers = {name.lower(): value for name, value in response.headers.items()}
            progress.status = response.status
            if response.status == 304:
                return self._got(progress, FetchResult.NOT_MODIFIED, headers)
            if not 200 <= response.status < 300:
                response.close()
                detail = f"status {response.status}"
                return self._got(progress, FetchResult.HTTP_ERROR, headers, detail=detail)
            declared = response.content_length
            if declared is not None and declared > progress.max_bytes:
                response.close()
                raise Oversized(f"{declared} bytes announced, the limit is {progress.max_bytes}")
            decoder = Decoder(headers.get("content-encoding", ""), progress.max_bytes)
            try:
                async for part in response.content.iter_chunked(STEP_BYTES):
                    decoder.feed(part)
                content = decoder.finish()
            except (Oversized, Undecodable):
                response.close()
                raise
            return self._got(progress, FetchResult.ACCEPTED, headers, content=content)

    def _got(
        self,
        progress: _Progress,
        result: FetchResult,
        headers: dict[str, str],
        *,
        content: bytes = b"",
        detail: str | None = None,
    ) -> Fetched:
        now = self._clock.now()
        return Fetched(
            requested_url=progress.url,
            url=progress.url,
            result=result,
            fetched_at=now,
            elapsed_ms=0,
            status=progress.status,
            headers=headers,
            content=content,
            detail=detail,
            retry_after_seconds=retry_after_seconds(headers.get("retry-after"), now),
        )

    def _failed(self, url: str, progress: _Progress, result: FetchResult, detail: str) -> Fetched:
        return Fetched(
            requested_url=url,
            url=progress.url,
            result=result,
            fetched_at=self._clock.now(),
            elapsed_ms=0,
            status=progress.status,
            detail=detail,
        )

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=self._guard.connector(limit=self._options.max_concurrent),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(
                    total=None,
                    sock_connect=self._options.connect_seconds,
                    sock_read=self._options.silence_seconds,
                ),
                headers={
                    "User-Agent": self._options.user_agent,
                    "Accept": _ACCEPT,
                    "Accept-Encoding": "gzip, deflate",
                },
                trust_env=False,
                auto_decompress=False,
            )
        return self._session


def _conditional(validators: Validators) -> dict[str, str]:
    headers = {}
    if validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    return headers


def _target(base: str, location: str) -> str:
    try:
        target = urljoin(base, location.strip())
        return urlsplit(target)._replace(fragment="").geturl()
    except ValueError as error:
        raise _Ended(FetchResult.HTTP_ERROR, f"malformed redirect: {error}") from error
