"""The port through which pages and feeds are fetched."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from wirewatch.events import FetchResult


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said about the version it sent last, for a conditional request (RFC 9110)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one fetch.

    `result` is ACCEPTED where there is content, NOT_MODIFIED where the server has nothing newer,
    else the reason why there is none. `url` is the last one asked, after redirects;
    `requested_url` the first. `headers` have lower-case names. `content` is decoded from its
    content encoding. `moved_permanently` tells that every redirect on the way was a permanent one.
    """

    requested_url: str
    url: str
    result: FetchResult
    fetched_at: datetime
    elapsed_ms: int
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""
    detail: str | None = None
    retry_after_seconds: float | None = None
    moved_permanently: bool = False

    @property
    def content_type(self) -> str:
        """The content type as received; empty where there was none."""
        return self.headers.get("content-type", "")

    @property
    def validators(self) -> Validators:
        """What to send along the next time."""
        return Validators(self.headers.get("etag"), self.headers.get("last-modified"))


class Fetcher(Protocol):
    """Fetches over HTTP, politely. It never raises for what the other side does."""

    async def fetch(
        self,
        url: str,
        *,
        validators: Validators = Validators(),
        max_bytes: int,
        obey_robots: bool = True,
    ) -> Fetched:
        """Fetch a URL.

        Args:
            url: an absolute http(s) URL.
            validators: those of the version that the caller has.
            max_bytes: the greatest content, decoded.
            obey_robots: ask robots.txt first.
        """
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...
