"""Pushes that would hold others up, or are not meant for us."""

import asyncio

import pytest

from tests.flow.ingest.test_sources import source
from wirewatch.events import SourceKind
from wirewatch.ingest import IngestSettings
from wirewatch.ingest.push import push_app


class Sender:
    """One request to the application, whose body comes as far as it is told to."""

    def __init__(self, app, host=b"127.0.0.1"):
        self._app = app
        self._host = host
        self._parts = asyncio.Queue()
        self.status = None

    def body(self, part, *, more=False):
        self._parts.put_nowait({"type": "http.request", "body": part, "more_body": more})

    async def run(self):
        headers = [(b"host", self._host), (b"content-type", b"text/html")]
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
            "path": "/v1/pages", "raw_path": b"/v1/pages", "query_string": b"", "root_path": "",
            "scheme": "http", "headers": headers, "client": ("127.0.0.1", 1), "server": ("x", 80),
        }  # fmt: skip
        await self._app(scope, self._parts.get, self._sent)
        return self.status

    async def _sent(self, message):
        if message["type"] == "http.response.start":
            self.status = message["status"]


@pytest.fixture
def app(bus, acceptor, clock):
    pushed = [source(SourceKind.PUSH, source_id="desk")]
    return push_app(bus, acceptor, clock, sources=lambda: pushed, body_seconds=0.2)


@pytest.mark.parametrize("bus", ["memory"], indirect=True)
async def test_slow_senders_do_not_keep_the_places_of_others(app, bus):
    slow = [Sender(app) for _ in range(8)]
    for sender in slow:
        sender.body(b"<p>", more=True)
    waiting = [asyncio.create_task(sender.run()) for sender in slow]
    assert await asyncio.wait_for(asyncio.gather(*waiting), 10) == [408] * 8
    quick = Sender(app)
    quick.body(b"<p>A</p>")
    assert await quick.run() == 202


@pytest.mark.parametrize("host", [b"[::", b"[x]", b"", b"evil.example", b"localhost.evil.example"])
async def test_a_host_that_is_not_this_machine_is_refused(app, host):
    sender = Sender(app, host)
    sender.body(b"<p>A</p>")
    assert await sender.run() == 403


@pytest.mark.parametrize("token", ["", "short", "x" * 15])
def test_a_short_token_is_refused(token):
    with pytest.raises(ValueError, match="push_token: at least 16"):
        IngestSettings(push_token=token)
