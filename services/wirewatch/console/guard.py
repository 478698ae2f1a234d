"""Who may do what: stands before every page, so that no page can forget to ask.

Without a token the console answers this machine alone, and only under the machine's own names (a
page on the web can let its own name point here: DNS rebinding). With a token people sign in, and
programs send `Authorization: Bearer`. What changes something must come from the console's own
pages: same origin, and the token of the session in the form or in a header.
"""

import hmac
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wirewatch.console.pacing import DEAR, Pace
from wirewatch.console.problems import problem_response
from wirewatch.console.request_origin import (
    is_embedded_elsewhere,
    is_local,
    is_same_origin,
    needs_preflight,
)
from wirewatch.console.sessions import Attempts, Sessions
from wirewatch.console.settings import ConsoleSettings
from wirewatch.core.ports import Clock

BODY_LIMIT_BYTES = 256 * 1024
"""A rule of 20,000 characters, percent-encoded, is well below this."""

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
OPEN_PATHS = ("/signin", "/healthz", "/readyz", "/static/")
"""What needs no signing in."""

_SAFE_METHODS = frozenset({"GET", "HEAD"})
_KNOWN_METHODS = _SAFE_METHODS | {"POST", "PUT", "DELETE"}
_CSRF_HEADER = "x-csrf-token"
_CSRF_FIELD = "csrf"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: a session ("" where nobody need sign in), or a program with the token."""

    session: str | None
    is_program: bool = False

    @property
    def may_enter(self) -> bool:
        """Whether the pages behind the sign-in are open."""
        return self.session is not None or self.is_program


class Guard:
    """ASGI middleware around the whole console."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        settings: ConsoleSettings,
        clock: Clock,
        sessions: Sessions,
        attempts: Attempts,
    ) -> None:
        self._app = app
        self._token = settings.token
        self._cookie = cookie_name(settings)
        self._clock = clock
        self._sessions = sessions
        self._attempts = attempts
        self._pace = Pace()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or hand on with the visitor in `scope["state"]`."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        out = _with_security_headers(send, scope["path"])
        refusal, visitor = self._who(scope)
        if refusal is None and scope["method"] not in _SAFE_METHODS:
            body = await _body(receive)
            if body is None:
                refusal = problem_response(scope, 413, "That is more than the console takes.")
            else:
                refusal = self._unwanted(scope, visitor, body)
                receive = _replayed(body, receive)
        if refusal is not None:
            await refusal(scope, receive, out)
            return
        refusal = self._too_fast(scope, visitor)
        if refusal is not None:
            await refusal(scope, receive, out)
            return
        state: MutableMapping[str, Any] = scope.setdefault("state", {})
        state["visitor"] = visitor
        state["csrf"] = self._sessions.csrf(visitor.session or "")
        await self._app(scope, receive, out)

    def _too_fast(self, scope: Scope, visitor: Visitor) -> Response | None:
        """A refusal where one visitor asks for too much dear work."""
        if scope["path"] not in DEAR:
            return None
        who = visitor.session or address_of(scope)
        wait = self._pace.wait_seconds(who, self._clock.now().timestamp())
        if not wait:
            return None
        response = problem_response(scope, 429, f"That is too fast. Wait {wait} s.")
        response.headers["retry-after"] = str(wait)
        return response

    def _who(self, scope: Scope) -> tuple[Response | None, Visitor]:
        headers = Headers(scope=scope)
        nobody = Visitor(None)
        if scope["method"] not in _KNOWN_METHODS:
            return problem_response(scope, 405, "There is no such method here."), nobody
        if is_embedded_elsewhere(scope, headers):
            return problem_response(scope, 403, "This came from another site."), nobody
        if self._token is None:
            if not is_local(headers.getlist("host")):
                message = "Without a token the console answers only as localhost or 127.0.0.1."
                return problem_response(scope, 421, message), nobody
            return None, Visitor("")
        authorization = headers.get("authorization", "")
        if authorization[:7].lower() == "bearer ":
            return self._program(scope, authorization[7:].strip())
        session = HTTPConnection(scope).cookies.get(self._cookie, "")
        if session and self._sessions.is_open(session, self._clock.now()):
            return None, Visitor(session)
        if _is_open(scope["path"]):
            return None, nobody
        return _sign_in_first(scope), nobody

    def _program(self, scope: Scope, token: str) -> tuple[Response | None, Visitor]:
        assert self._token is not None
        address, now = address_of(scope), self._clock.now()
        wait = self._attempts.wait_seconds(address, now)
        if wait:
            return too_many_attempts(scope, wait), Visitor(None)
        if not is_same_secret(token, self._token.get_secret_value()):
            self._attempts.failed(address, now)
            return _sign_in_first(scope, force_json=True), Visitor(None)
        self._attempts.succeeded(address)
        return None, Visitor(None, is_program=True)

    def _unwanted(self, scope: Scope, visitor: Visitor, body: bytes) -> Response | None:
        """A refusal where a change does not come from the console's own pages."""
        if visitor.is_program:
            return None  # No browser adds the token by itself.
        headers = Headers(scope=scope)
        if not is_same_origin(headers):
            return problem_response(scope, 403, "This came from another site.")
        token = headers.get(_CSRF_HEADER) or _form_token(headers, body)
        if token is not None and self._sessions.is_csrf(visitor.session or "", token):
            return None
        if token is None and visitor.session == "" and needs_preflight(scope, headers):
            return None
        return problem_response(
            scope, 403, "This form is from an earlier session. Go back, load the page again, retry."
        )


def cookie_name(settings: ConsoleSettings) -> str:
    """The name of the session's cookie; `__Host-` binds it to this host, over HTTPS only."""
    return "__Host-wirewatch" if settings.behind_https else "wirewatch"


def address_of(scope: Scope) -> str:
    """The address of who asks."""
    client = scope.get("client")
    return str(client[0]) if client else "unknown"


def is_same_secret(given: str, secret: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())


def too_many_attempts(scope: Scope, wait_seconds: int) -> Response:
    """429, with the time to wait."""
    response = problem_response(
        scope, 429, f"Too many wrong tokens from your address. Wait {wait_seconds} s."
    )
    response.headers["retry-after"] = str(wait_seconds)
    return response


def _is_open(path: str) -> bool:
    return any(path == p or (p.endswith("/") and path.startswith(p)) for p in OPEN_PATHS)


def _sign_in_first(scope: Scope, *, force_json: bool = False) -> Response:
    path: str = scope["path"]
    wants_page = scope["method"] == "GET" and not path.startswith("/api/") and path != "/metrics"
    if wants_page and not force_json:
        query = scope["query_string"].decode("latin-1")
        target = path + ("?" + query if query else "")
        return RedirectResponse(f"/signin?next={quote(target, safe='')}", 303)
    return JSONResponse(
        {"detail": "Sign in first, or send the token as Authorization: Bearer."},
        401,
        {"www-authenticate": "Bearer"},
    )


def _form_token(headers: Headers, body: bytes) -> str | None:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return None
    try:
        fields = parse_qs(body.decode("ascii"), max_num_fields=200)
    except ValueError:
        return None
    found = fields.get(_CSRF_FIELD, [])
    return found[0] if len(found) == 1 else None


async def _body(receive: Receive) -> bytes | None:
    """The whole body; None where it is over the limit."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b"".join(parts)
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > BODY_LIMIT_BYTES:
            return None
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _replayed(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def _with_security_headers(send: Send, path: str) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = _completed(message.get("headers", ()), path)
        await send(message)

    return sending


def _completed(headers: Iterable[tuple[bytes, bytes]], path: str) -> list[tuple[bytes, bytes]]:
    own = list(headers)
    if path.startswith("/static/"):
        own.append((b"cache-control", b"no-cache"))  # Kept, but asked for each time.
    present = {name.lower() for name, _ in own}
    added = [
        (name.encode(), value.encode())
        for name, value in SECURITY_HEADERS.items()
        if name.encode() not in present
    ]
    return own + added
