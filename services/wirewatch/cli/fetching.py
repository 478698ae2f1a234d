"""Fetches the one page that a person asks for by its address."""

from wirewatch import flow
from wirewatch.adapters.clock import SystemClock
from wirewatch.adapters.http.fetcher import FetcherOptions, HttpFetcher
from wirewatch.adapters.http.guard import WEB_PORTS, AddressGuard
from wirewatch.core.errors import Misconfigured
from wirewatch.events import FetchResult
from wirewatch.ingest.settings import IngestSettings


async def fetch_one(url: str, settings: IngestSettings) -> tuple[bytes, str, str]:
    """The page's bytes, its final address and its content type.

    Raises:
        Misconfigured: there is no page at that address, and why.
    """
    guard = AddressGuard(
        allow_private=settings.allow_private, ports=WEB_PORTS | set(settings.extra_ports)
    )
    options = FetcherOptions(
        contact_url=settings.contact_url, deadline_seconds=settings.deadline_seconds
    )
    fetcher = HttpFetcher(guard, SystemClock(), options)
    try:
        # A person asks for this one page: robots.txt speaks to crawlers.
        fetched = await fetcher.fetch(url, max_bytes=flow.PAGE_LIMIT_BYTES, obey_robots=False)
    finally:
        await fetcher.close()
    if fetched.result is not FetchResult.ACCEPTED:
        told = fetched.detail or fetched.status or ""
        raise Misconfigured(f"{url}: {fetched.result.value} {told}".rstrip())
    return fetched.content, fetched.url, fetched.content_type
