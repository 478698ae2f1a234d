"""Who may do what, over every route there is."""

from itertools import product
from typing import Any

import aiohttp
import pytest
from fastapi.routing import iter_route_contexts
from yarl import URL

from wirewatch.adapters.memory.bus import MemoryBus
from wirewatch.adapters.memory.store import MemoryStore
from wirewatch.console.app import create_app
from wirewatch.console.guard import BODY_LIMIT_BYTES, CONTENT_SECURITY_POLICY
from wirewatch.console.pages.signin import local_path
from wirewatch.console.sessions import FREE_ATTEMPTS, SESSION_HOURS
from wirewatch.console.settings import ConsoleSettings
from wirewatch.runtime.health import Health
from wirewatch.testing.clock import FakeClock

OPEN = {("GET", "/signin"), ("POST", "/signin"), ("GET", "/healthz"), ("GET", "/readyz")}
OPEN |= {("GET", "/static/console.css")}
UNSAFE = ("POST", "PUT", "DELETE", "PATCH")


def _routes() -> list[tuple[str, str]]:
    clock = FakeClock()
    app = create_app(MemoryBus(clock=clock), MemoryStore(), clock, ConsoleSettings(), Health())
    found = {("GET", "/static/console.css")}
    for route in iter_route_contexts(app.routes):
        path = getattr(route, "path", None)
        methods = getattr(route, "methods", None) or ()
        if path:
            for name in ("rule_id", "list_id", "alert_id", "article_id", "page_id", "letter_id"):
                path = path.replace("{" + name + "}", "some-id")
            assert "{" not in path
            found |= {(method, path) for method in methods if method != "HEAD"}
    assert len(found) > 35
    return sorted(found)


ROUTES = _routes()


@pytest.mark.parametrize("with_body", [False, True], ids=["bare", "form"])
async def test_with_a_token_nothing_is_open_but_the_sign_in(
    start: Any, token: str, with_body: bool
) -> None:
    stage = await start(token=token)
    data = {"expression": "a", "csrf": "0" * 64} if with_body else None
    for method, path in ROUTES:
        for headers in ({}, {"Authorization": "Basic eDp5"}, {"Cookie": "wirewatch=made-up"}):
            async with stage.client.request(
                method, path, headers=headers, data=data, allow_redirects=False
            ) as answer:
                told = f"{method} {path}: {answer.status}"
                if (method, path) in OPEN:
                    assert answer.status in (200, 403), told
                elif method == "GET" and not path.startswith(("/api/", "/metrics")):
                    assert answer.status == 303, told
                    assert answer.headers["location"].startswith("/signin?next="), told
                else:
                    assert answer.status == 401, told


async def test_with_the_token_every_route_lets_a_program_in(start: Any, token: str) -> None:
    stage = await start(token=token)
    bearer = {"Authorization": f"Bearer {token}"}
    for method, path in ROUTES:
        if path.endswith("/stream") or (method, path) == ("POST", "/signin"):
            continue  # The one never ends, the other asks for the token in its form.
        async with stage.client.request(
            method, path, headers=bearer, allow_redirects=False
        ) as answer:
            assert answer.status not in (401, 403, 500), f"{method} {path}: {answer.status}"


@pytest.mark.parametrize("signed_in", [False, True])
async def test_nothing_is_changed_without_the_forms_own_token(
    start: Any, token: str, signed_in: bool
) -> None:
    stage = await start(token=token if signed_in else None)
    if signed_in:
        await stage.client.post("/signin", data={"token": token, "csrf": await _signin_csrf(stage)})
    for method, path in ROUTES:
        if method not in UNSAFE:
            continue
        for body in ("", "csrf=", "csrf=" + "0" * 64, "csrf=a&csrf=b"):
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            async with stage.client.request(
                method, path, data=body, headers=headers, allow_redirects=False
            ) as answer:
                # Without sign-in a browser asks before it sends these, and is refused.
                asked_before = not signed_in and method in ("PUT", "DELETE") and "0" not in body
                assert answer.status == 403 or asked_before, f"{method} {path}: {answer.status}"


async def test_a_session_alone_changes_nothing_through_the_api(start: Any, token: str) -> None:
    stage = await start(token=token)
    await stage.client.post("/signin", data={"token": token, "csrf": await _signin_csrf(stage)})
    rule = {"name": "doha", "expression": "doha"}
    async with stage.client.post("/api/v1/rules", json=rule) as answer:
        assert answer.status == 403
    headers = {"x-csrf-token": await stage.csrf()}
    async with stage.client.post("/api/v1/rules", json=rule, headers=headers) as answer:
        assert answer.status == 201


async def _signin_csrf(stage: Any) -> str:
    page = await stage.text("/signin", allow_redirects=True)
    return page.partition('name="csrf" content="')[2].partition('"')[0]


SITES = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
]


async def test_nothing_is_changed_from_another_site(stage: Any) -> None:
    csrf = await stage.csrf()
    unsafe = [(m, p) for m, p in ROUTES if m in UNSAFE]
    for (method, path), site in product(unsafe, SITES):
        headers = {**site, "x-csrf-token": csrf}
        async with stage.client.request(
            method, path, json={}, headers=headers, allow_redirects=False
        ) as answer:
            assert answer.status == 403, f"{method} {path} {site}: {answer.status}"


async def test_another_site_may_lead_here_and_nothing_else(stage: Any) -> None:
    link = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    for site in ("cross-site", "same-site"):
        await stage.text("/", headers={"Sec-Fetch-Site": site, **link})
        for other in (
            {},
            {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
            {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
            {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
        ):
            await stage.text("/search?q=a", status=403, headers={"Sec-Fetch-Site": site, **other})
    for site in ("same-origin", "none"):
        await stage.text("/", headers={"Sec-Fetch-Site": site})


async def test_the_consoles_own_pages_change_things(stage: Any) -> None:
    csrf = await stage.csrf()
    own = [{"Sec-Fetch-Site": "same-origin"}, {"Origin": stage.address}, {"Origin": "null"}, {}]
    for headers in own:
        async with stage.client.post(
            "/rules/check", data={"expression": "doha", "csrf": csrf}, headers=headers
        ) as answer:
            assert answer.status == 200, headers


HOSTS = {
    "127.0.0.1": 200,
    "127.0.0.1:9": 200,
    "localhost": 200,
    "LOCALHOST:8080": 200,
    "[::1]:8080": 200,
    "evil.example": 421,
    "localhost.evil.example": 421,
    "127.0.0.1.evil.example:80": 421,
    "0.0.0.0": 421,
    "": 421,
    "localhost:8080:evil": 421,
}


async def test_without_a_token_only_names_of_this_machine_are_answered(stage: Any) -> None:
    for host, status in HOSTS.items():
        for path in ("/", "/api/v1/rules", "/static/console.css", "/healthz"):
            await stage.text(path, status=status, headers={"Host": host})


async def test_with_a_token_any_name_is_answered(start: Any, token: str) -> None:
    stage = await start(token=token)
    headers = {"Host": "news.example", "Authorization": f"Bearer {token}"}
    await stage.text("/", headers=headers)


async def test_every_answer_carries_the_security_headers(start: Any, token: str) -> None:
    for stage in (await start(), await start(token=token)):
        for path in ("/", "/nope", "/api/v1/nope", "/static/live.js", "/signin", "/healthz"):
            async with stage.client.get(path, allow_redirects=False) as answer:
                assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
                assert answer.headers["x-content-type-options"] == "nosniff"
                assert answer.headers["referrer-policy"] == "no-referrer"
                assert "server" not in answer.headers


async def test_a_session_is_opened_with_the_token_and_ends(start: Any, token: str) -> None:
    stage = await start(token=token)
    csrf = await _signin_csrf(stage)
    async with stage.client.post(
        "/signin",
        data={"token": token, "csrf": csrf, "next": "/rules"},
        allow_redirects=False,
    ) as answer:
        assert answer.headers["location"] == "/rules"
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
    assert "<h1>Rules" in await stage.text("/rules")
    stage.clock.advance(SESSION_HOURS * 3600)
    await stage.text("/rules", status=303, allow_redirects=False)


async def test_signing_out_ends_the_session_for_the_cookie_too(start: Any, token: str) -> None:
    stage = await start(token=token)
    await stage.client.post("/signin", data={"token": token, "csrf": await _signin_csrf(stage)})
    cookie = {c.key: c.value for c in stage.client.cookie_jar}
    status, target = await stage.post("/signout")
    assert (status, target) == (303, "/signin")
    async with (
        aiohttp.ClientSession(stage.address, cookies=cookie) as stolen,
        stolen.get("/", allow_redirects=False) as answer,
    ):
        assert answer.status == 303


async def test_wrong_tokens_must_wait_longer_and_longer(start: Any, token: str) -> None:
    stage = await start(token=token)
    csrf = await _signin_csrf(stage)
    for _ in range(FREE_ATTEMPTS):
        status, page = await stage.post("/signin", csrf=csrf, token="wrong")
        assert status == 403
        assert "not the token" in page
    status, _ = await stage.post("/signin", csrf=csrf, token=token)
    assert status == 429
    bearer = {"Authorization": f"Bearer {token}"}
    await stage.text("/api/v1/rules", status=429, headers=bearer)
    stage.clock.advance(2)
    status, _ = await stage.post("/signin", csrf=csrf, token=token)
    assert status == 303


async def test_a_wrong_bearer_counts_as_an_attempt(start: Any, token: str) -> None:
    stage = await start(token=token)
    for _ in range(FREE_ATTEMPTS):
        await stage.text("/api/v1/rules", status=401, headers={"Authorization": "Bearer x"})
    await stage.text("/api/v1/rules", status=429, headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/rules?done=x", "/rules?done=x"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        ("/a\r\nSet-Cookie: x", "/"),
    ],
)
def test_after_signing_in_one_stays_here(target: str, path: str) -> None:
    assert local_path(target) == path


async def test_a_body_over_the_limit_is_refused(stage: Any) -> None:
    csrf = await stage.csrf()
    for size, status in ((BODY_LIMIT_BYTES - 5_000, 422), (BODY_LIMIT_BYTES + 1, 413)):
        async with stage.client.post(
            "/api/v1/rules/check",
            json={"expression": "a" * size},
            headers={"x-csrf-token": csrf},
        ) as answer:
            assert answer.status == status


async def test_other_methods_are_not_known(stage: Any) -> None:
    for method in ("TRACE", "OPTIONS", "PATCH", "MADE-UP"):
        async with stage.client.request(method, "/") as answer:
            assert answer.status == 405
            assert "access-control-allow-origin" not in answer.headers


async def test_odd_requests_are_no_defects(start: Any, token: str) -> None:
    bearer = {"Authorization": f"Bearer {token}"}
    odd_headers: list[dict[str, str]] = [
        {"Origin": "http://["},
        {"Origin": "\xff"},
        {"Cookie": "wirewatch=\xff; ;;=;"},
        {"Authorization": "Bearer \xff"},
        {"Authorization": "Bearer"},
        {"x-csrf-token": "\xff"},
        {"Content-Type": "application/x-www-form-urlencoded; charset=\xff"},
    ]
    odd_paths = [
        "/articles/%00",
        "/rules/%ff",
        "/alerts/%2e%2e%2f",
        "/outcomes/%ED%A0%80",
        "/dead/pages:0:99999999999999999999",
        "/search?q=%00&language=%ff&entity=%ED%A0%80",
        "/search?q=a&before=99999999999999999999~x",
        "/?rule=%00&before=1~%00",
        "/static/%2e%2e/app.py",
        "/static/../app.py",
        "/signin?next=%00",
    ]
    for stage in (await start(), await start(token=token)):
        for headers in odd_headers:
            for data in (b"csrf=%ff%00", b"\xff", b"csrf=" + b"a&" * 1_000):
                async with stage.client.post("/rules", data=data, headers=headers) as answer:
                    assert 400 <= answer.status < 500, headers
        for path in odd_paths:
            url = URL(stage.address + path, encoded=True)
            async with stage.client.get(url, headers=bearer) as answer:
                assert answer.status < 500, path
                assert "import" not in await answer.text() or "static" not in path
