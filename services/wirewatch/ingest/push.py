"""Pages that others push over HTTP: `POST /v1/pages`."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import SecretStr

from wirewatch import flow
from wirewatch.core.errors import Retry
from wirewatch.core.ports import Bus, Clock
from wirewatch.core.urls import normalise
from wirewatch.events import Outcome, PageFetched, PageSettled, Source, SourceKind
from wirewatch.ingest.accept import Acceptor
from wirewatch.ingest.candidate import Candidate
from wirewatch.ingest.intake import ERASED, Intake
from wirewatch.ingest.json_lines import LINE_LIMIT_BYTES, read_object

URL_HEADER = "x-wirewatch-url"
SOURCE_HEADER = "x-wirewatch-source"

_JSON = "application/json"
_TYPES = frozenset(
    {"text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", _JSON}
)
_AT_ONCE = 8
"""Bodies held in memory at once, each up to `LINE_LIMIT_BYTES`; more are asked to come back."""
_BODY_SECONDS = 60.0
"""In which a body must have come: a slow sender does not keep the others' places."""
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def push_app(
    bus: Bus,
    acceptor: Acceptor,
    clock: Clock,
    *,
    sources: Callable[[], Sequence[Source]],
    token: SecretStr | None = None,
    body_seconds: float = _BODY_SECONDS,
) -> FastAPI:
    """The application that takes pushed pages.

    The body is the page's own bytes with its content type, and the URL in the header
    `X-Wirewatch-Url` or the parameter `url`; or a JSON object as a line of a `jsonl` source. The
    source is named by the header `X-Wirewatch-Source` or the parameter `source`, and needs no name
    where one push source is enabled only. Answers:

    - 202 `{"page_id", "outcome"}` once the page is durable; `outcome` is `unchanged` or null;
    - 400 for a body or a URL that cannot be read, 401 without the token, 403 for a web page that
      posts in its visitor's name, 404 for no such source;
    - 408 for a body that does not end in time, 410 for an address whose page was erased;
    - 413 for more than 10 MiB, 415 for another type or an encoded body;
    - 503 with `Retry-After` when the bus is not ready or too many come at once.

    Args:
        bus: where the pages go.
        acceptor: identity.
        clock: the time.
        sources: the sources as they are now.
        token: what `Authorization: Bearer …` must carry; None for an application that is bound to
            loopback only.
        body_seconds: in which a body must have come.
    """
    intake = Intake(bus, acceptor, clock)
    app = FastAPI(title="wirewatch ingest", docs_url=None, redoc_url=None)
    under_way = 0

    @app.post("/v1/pages", status_code=202)
    async def push(request: Request) -> JSONResponse:
        """Take one page."""
        nonlocal under_way
        _authorise(request, token)
        source_id = _source_id(request, sources())
        media_type = _media_type(request)
        if under_way >= _AT_ONCE:
            raise _come_back("too many pages at once")
        under_way += 1
        try:
            body = await _in_time(_body(request, _limit(media_type)), body_seconds)
            candidate = _candidate(request, body, media_type, source_id, clock.now())
            event = (await intake.take([candidate], wait=False))[0]
        except Retry as retry:
            raise _come_back("the bus is not ready", retry.after_seconds) from retry
        finally:
            under_way -= 1
        outcome = event.outcome if isinstance(event, PageSettled) else None
        if outcome is Outcome.DEAD:
            raise _refused(event)
        return JSONResponse({"page_id": event.page_id, "outcome": outcome}, 202)

    return app


def _refused(event: PageFetched | PageSettled) -> HTTPException:
    if isinstance(event, PageSettled) and event.reason == ERASED:
        return HTTPException(410, "the page of this address was erased")
    return HTTPException(413, "the page is larger than the broker takes")


def _authorise(request: Request, token: SecretStr | None) -> None:
    if token is not None:
        given = request.headers.get("authorization", "").encode()
        wanted = b"Bearer " + token.get_secret_value().encode()
        if not hmac.compare_digest(given, wanted):
            raise HTTPException(401, "a bearer token is needed", {"WWW-Authenticate": "Bearer"})
        return
    # Without a token anybody on this machine may push, but no page in this machine's browser.
    if not _is_local(request.headers.get("host", "")) or "origin" in request.headers:
        raise HTTPException(403, "without a token only local programs may push")


def _is_local(host: str) -> bool:
    try:
        return urlsplit(f"//{host}").hostname in _LOOPBACK_NAMES
    except ValueError:
        return False


def _source_id(request: Request, sources: Sequence[Source]) -> str:
    enabled = [s.source_id for s in sources if s.enabled and s.kind is SourceKind.PUSH]
    named = request.headers.get(SOURCE_HEADER) or request.query_params.get("source")
    if named is None and len(enabled) == 1:
        return enabled[0]
    if named is None:
        raise HTTPException(400 if enabled else 404, f"name a push source in {SOURCE_HEADER}")
    if named not in enabled:
        raise HTTPException(404, "there is no enabled push source of that name")
    return named


def _media_type(request: Request) -> str:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in _TYPES:
        raise HTTPException(415, f"the content type must be one of {', '.join(sorted(_TYPES))}")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise HTTPException(415, "send the body without a content encoding")
    return media_type


def _candidate(
    request: Request, body: bytes, media_type: str, source_id: str, now: datetime
) -> Candidate:
    if media_type == _JSON:
        read = read_object(body, source_id, "push", now)
        if isinstance(read, str):
            raise HTTPException(400, read)
        if read.oversized is not None:
            raise HTTPException(413, f"the page is larger than {flow.PAGE_LIMIT_BYTES} bytes")
        _check_url(read.url)
        return read
    url = request.headers.get(URL_HEADER) or request.query_params.get("url")
    _check_url(url)
    content_type = request.headers["content-type"]
    return Candidate(source_id, url, body, content_type, now, url or "push")


def _limit(media_type: str) -> int:
    return LINE_LIMIT_BYTES if media_type == _JSON else flow.PAGE_LIMIT_BYTES


async def _in_time(body: Awaitable[bytes], seconds: float) -> bytes:
    try:
        async with asyncio.timeout(seconds):
            return await body
    except TimeoutError as error:
        raise HTTPException(408, "the body did not come in time") from error


async def _body(request: Request, limit: int) -> bytes:
    too_large = HTTPException(413, f"the body is larger than {limit} bytes")
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > limit:
        raise too_large
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > limit:
            raise too_large
    return bytes(body)


def _check_url(url: str | None) -> None:
    if url is None:
        return
    try:
        normalise(url)
    except ValueError as error:
        raise HTTPException(400, f"the URL cannot be used: {error}"[:300]) from error


def _come_back(why: str, seconds: float | None = None) -> HTTPException:
    return HTTPException(503, why, {"Retry-After": str(max(1, round(seconds or 1)))})
