"""A news site of our own on loopback, and the pieces of ingest around a memory bus."""

import asyncio
import contextlib
import gzip
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from wirewatch.adapters.clock import SystemClock
from wirewatch.adapters.http.fetcher import FetcherOptions, HttpFetcher
from wirewatch.adapters.http.guard import AddressGuard
from wirewatch.adapters.memory.bus import MemoryBus
from wirewatch.adapters.sqlite.bus import SqliteBus
from wirewatch.core.codec import decode
from wirewatch.events import Event
from wirewatch.ingest import Acceptor, open_state

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Site:
    """A server whose answers a test sets by path. `seen` is every request in order."""

    pages: dict[str, Handler] = field(default_factory=dict)
    seen: list[web.Request] = field(default_factory=list)
    base: str = ""

    def page(self, path: str, body: str | bytes = "", *, status: int = 200, **headers: str) -> str:
        """Answer a path with a fixed body; the URL. Underscores in header names are dashes."""
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named.setdefault("content-type", "text/html; charset=utf-8")

        async def answer(request: web.Request) -> web.Response:
            etag = named.get("etag")
            if etag is not None and request.headers.get("if-none-match") == etag:
                return web.Response(status=304, headers={"etag": etag})
            return web.Response(body=data, status=status, headers=named)

        return self.on(path, answer)

    def on(self, path: str, handler: Handler) -> str:
        """Answer a path by a function; the URL."""
        self.pages[path] = handler
        return self.base + path

    def paths(self) -> list[str]:
        """The paths that were asked for."""
        return [request.path for request in self.seen]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.seen.append(request)
        handler = self.pages.get(request.path)
        if handler is None:
            return web.Response(status=404)
        return await handler(request)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """The site, served; without a robots.txt unless the test sets one."""
    found = Site()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", found.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    listener = web.TCPSite(runner, "127.0.0.1", 0)
    await listener.start()
    port = runner.addresses[0][1]
    found.base = f"http://127.0.0.1:{port}"
    yield found
    await runner.cleanup()


@pytest.fixture(scope="session")
def bomb() -> bytes:
    """256 MiB of zeros as gzip."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(bytes(1024 * 1024)) for _ in range(256)]
    return b"".join(parts) + packer.flush()


@pytest.fixture
def endless() -> Handler:
    """Sends a byte now and then, for ever."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            while True:
                await response.write(b".")
                await asyncio.sleep(0.02)
        return response

    return answer


@pytest.fixture
def zipped() -> Callable[[bytes], bytes]:
    return gzip.compress


@pytest.fixture
async def fetcher() -> AsyncIterator[HttpFetcher]:
    """A fetcher that may use loopback addresses that begin with 127.0.0, and does not wait."""
    options = FetcherOptions(
        contact_url="https://us.example/contact", deadline_seconds=0.8, pause_seconds=0.0
    )
    guard = AddressGuard(allow_private=["127.0.0.0/24"])
    made = HttpFetcher(guard, SystemClock(), options)
    yield made
    await made.close()


@pytest.fixture
def clock() -> SystemClock:
    return SystemClock()


@pytest.fixture
async def bus(
    request: pytest.FixtureRequest, clock: SystemClock, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[MemoryBus | SqliteBus]:
    """A bus; the one in memory unless the test is parametrised with another kind."""
    made: MemoryBus | SqliteBus = MemoryBus(clock=clock)
    if getattr(request, "param", "memory") == "sqlite":
        made = SqliteBus(tmp_path_factory.mktemp("bus") / "bus.sqlite", clock=clock)
    yield made
    await made.close()


@pytest.fixture
def acceptor(tmp_path_factory: pytest.TempPathFactory, clock: SystemClock) -> Acceptor:
    return Acceptor(open_state(tmp_path_factory.mktemp("state")), clock)


@pytest.fixture
def events(bus: MemoryBus | SqliteBus) -> Callable[[str], Awaitable[list[Event]]]:
    """Every event of a topic so far."""

    async def read(topic: str) -> list[Event]:
        return [decode(received.message) async for received in bus.read(topic)]

    return read
