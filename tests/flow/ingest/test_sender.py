"""Webhooks against a real receiver, kind and hostile."""

import asyncio
import time

import pytest
from aiohttp import web

from wirewatch.adapters.clock import SystemClock
from wirewatch.adapters.http.guard import AddressGuard
from wirewatch.adapters.http.sender import WebhookSender
from wirewatch.core import signing

SECRET = signing.new_secret(bytes(32))


@pytest.fixture
async def sender():
    made = WebhookSender(
        AddressGuard(allow_private=["127.0.0.0/8"]), SystemClock(), deadline_seconds=0.5
    )
    yield made
    await made.close()


async def test_a_signed_message_arrives_as_it_was_sent(site, sender):
    bodies = []

    async def receive(request):
        bodies.append(await request.read())
        return web.Response(status=202, text="thanks")

    body = '{"a": "é"}'.encode()
    now = int(time.time())
    headers = {**signing.headers(SECRET, "msg_1", now, body), "content-type": "application/json"}
    result = await sender.send(site.on("/hook", receive), headers, body)
    assert (result.status_code, result.error, result.retry_after_seconds) == (202, None, None)
    assert result.elapsed_ms >= 0
    (request,) = site.seen
    assert (request.method, request.headers["content-type"]) == ("POST", "application/json")
    signing.verify(SECRET, request.headers, bodies[0], now)


@pytest.mark.parametrize("status", [200, 204, 400, 410, 500])
async def test_answers(site, sender, status):
    result = await sender.send(site.page("/hook", status=status), {}, b"{}")
    assert (result.status_code, result.error) == (status, None)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_redirects_are_answers_and_not_followed(site, sender, status):
    result = await sender.send(site.page("/hook", status=status, location="/other"), {}, b"{}")
    assert result.status_code == status
    assert site.paths() == ["/hook"]


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        ("30", 30, 30),
        ("999999999999", 86400, 86400),
        ("Fri, 31 Dec 2066 23:59:59 GMT", 86400, 86400),
        ("Mon, 05 Jan 2004 10:00:00 GMT", 0, 0),
        ("soon", None, None),
        ("-5", None, None),
    ],
)
async def test_retry_after(site, sender, value, low, high):
    url = site.page("/hook", status=429, retry_after=value)
    wait = (await sender.send(url, {}, b"{}")).retry_after_seconds
    assert wait is None if low is None else low <= wait <= high


async def test_slow_endless_and_huge_answers(site, sender, endless):
    async def silent(request):
        await asyncio.sleep(30)

    for path, handler in (("/silent", silent), ("/endless", endless)):
        result = await sender.send(site.on(path, handler), {}, b"{}")
        assert (result.status_code, result.error) == (None, "no answer within 0.5 s")
        assert result.elapsed_ms < 2500

    async def huge(request):
        response = web.StreamResponse(status=500)
        await response.prepare(request)
        while True:
            await response.write(bytes(100_000))

    result = await sender.send(site.on("/huge", huge), {}, b"{}")
    assert (result.status_code, result.error) == (500, None)


@pytest.mark.parametrize(
    "url",
    ["http://10.0.0.1/h?token=secret", "http://[::1]/h?token=secret", "http://[::ffff:10.0.0.1]/",
     "http://169.254.169.254/latest", "ftp://a.example/", "nonsense", "http://u:p@8.8.8.8/"],
)  # fmt: skip
async def test_forbidden_places(sender, url):
    result = await sender.send(url, {}, b"{}")
    assert result.status_code is None
    assert result.error.startswith("forbidden")
    assert "secret" not in result.error


async def test_faults_are_told_without_the_url(site, sender):
    for url in ("http://nowhere.invalid/?token=secret", "http://127.0.0.1:9/?token=secret"):
        result = await sender.send(url, {}, b"{}")
        assert result.status_code is None
        assert result.error
        assert "secret" not in result.error

    async def cut(request):
        request.transport.abort()
        return web.Response()

    result = await sender.send(site.on("/cut", cut), {}, b"{}")
    assert (result.status_code, result.error) == (None, "ServerDisconnectedError")
    tls = site.base.replace("http:", "https:")
    assert (await sender.send(tls, {}, b"{}")).error.startswith("TLS:")
