"""Sends webhooks."""

import asyncio
import time
from collections.abc import Mapping

import aiohttp

from wirewatch.adapters.http.guard import AddressGuard, ForbiddenAddress, forbidden_in
from wirewatch.adapters.http.retry_after import retry_after_seconds
from wirewatch.core.ports import Clock
from wirewatch.core.sending import SendResult

DEADLINE_SECONDS = 15.0
RESPONSE_LIMIT_BYTES = 64 * 1024
_CONNECTIONS_PER_HOST = 8


class WebhookSender:
    """Fills `Sender` with aiohttp.

    No redirects, no cookies, no proxies from the environment; the whole exchange has one deadline;
    of the answer at most 64 KiB are read, and nothing of it is kept or shown.
    """

    def __init__(
        self, guard: AddressGuard, clock: Clock, *, deadline_seconds: float = DEADLINE_SECONDS
    ) -> None:
        self._guard = guard
        self._clock = clock
        self._deadline_seconds = deadline_seconds
        self._session: aiohttp.ClientSession | None = None

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> SendResult:
        """POST a body; see `Sender.send`."""
        started = time.monotonic()
        status: int | None = None
        error: str | None = None
        wait: float | None = None
        try:
            async with asyncio.timeout(self._deadline_seconds):
                status, wait = await self._post(url, headers, body)
        except TimeoutError:
            error = f"no answer within {self._deadline_seconds:g} s"
        except (ForbiddenAddress, aiohttp.ClientError, OSError, ValueError) as fault:
            error = forbidden_in(fault) or _without_url(fault)
        elapsed_ms = int((time.monotonic() - started) * 1000)
        return SendResult(status, error, wait, elapsed_ms)

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    async def _post(
        self, url: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, float | None]:
        self._guard.check_url(url)
        session = self._session
        if session is None:
            session = self._session = aiohttp.ClientSession(
                connector=self._guard.connector(limit_per_host=_CONNECTIONS_PER_HOST),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None),
                trust_env=False,
                auto_decompress=False,
            )
        async with session.post(
            url, data=body, headers={**headers}, allow_redirects=False
        ) as response:
            wait = retry_after_seconds(response.headers.get("Retry-After"), self._clock.now())
            read = 0
            try:
                async for part in response.content.iter_chunked(16 * 1024):
                    read += len(part)
                    if read >= RESPONSE_LIMIT_BYTES:
                        response.close()
                        break
            except (aiohttp.ClientError, OSError):
                # The answer's status is here; a body that breaks off says nothing more.
                response.close()
            return response.status, wait


def _without_url(fault: BaseException) -> str:
    """What happened, without the URL: a webhook's URL is often itself a secret."""
    if isinstance(fault, aiohttp.InvalidURL):
        return "the URL is malformed"
    if isinstance(fault, aiohttp.ClientConnectorCertificateError | aiohttp.ClientSSLError):
        return "TLS: the certificate or the handshake was refused"
    if isinstance(fault, aiohttp.ClientConnectorDNSError):
        return "the host name cannot be resolved"
    if isinstance(fault, aiohttp.ClientConnectorError):
        return f"no connection: {fault.os_error.strerror or type(fault.os_error).__name__}"
    return type(fault).__name__
