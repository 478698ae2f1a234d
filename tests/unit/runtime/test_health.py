"""Health over HTTP, and the watchdog."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import structlog

from tests.contract.building import NOW, page
from wirewatch.adapters.memory import MemoryBus
from wirewatch.core import codec
from wirewatch.core.errors import Misconfigured
from wirewatch.runtime import health as healths
from wirewatch.runtime import watchdog
from wirewatch.runtime.context import Context
from wirewatch.runtime.health import Health, HealthServer
from wirewatch.runtime.watchdog import Stuck, watch
from wirewatch.testing.clock import FakeClock


class Time:
    """Monotonic time that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def passing(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr(healths, "time", made)
    monkeypatch.setattr(watchdog, "time", made)
    return made


@pytest.fixture
def health(passing: Time) -> Health:
    return Health()


@pytest.fixture
async def base(health: Health) -> AsyncIterator[str]:
    server = HealthServer(health, host="127.0.0.1", port=0)
    port = await server.start()
    yield f"http://127.0.0.1:{port}"
    await server.close()


async def get(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.text()


async def test_pages(health: Health, base: str) -> None:
    assert await get(base + "/readyz") == (503, "{}")
    health.starting("match")
    assert await get(base + "/readyz") == (503, '{"match": "starting"}')
    health.ready("match")
    assert await get(base + "/readyz") == (200, '{"match": "ready"}')
    assert (await get(base + "/healthz"))[0] == 200
    health.waiting("match", "the broker")
    assert await get(base + "/readyz") == (503, '{"match": "waiting: the broker"}')
    assert (await get(base + "/healthz"))[0] == 200, "a broker away is no reason to be killed"
    health.progress("match")
    assert (await get(base + "/readyz"))[0] == 200
    status, told = await get(base + "/metrics")
    assert (status, "wirewatch_records_total" in told) == (200, True)
    health.gone("match")
    assert await get(base + "/readyz") == (503, "{}")


async def test_stuck_is_who_polled_and_polls_no_more(
    health: Health, base: str, passing: Time
) -> None:
    health.ready("ingest")
    health.ready("enrich")
    health.progress("enrich")
    passing.now += 61
    assert await get(base + "/healthz") == (503, '{"stuck": ["enrich"]}')
    assert health.report() == {"enrich": "stuck", "ingest": "ready"}
    health.moved("enrich")
    assert (await get(base + "/healthz"))[0] == 200, "a page of a long batch is done"


async def test_port_that_is_taken_is_a_mistake() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        server = HealthServer(Health(), host="127.0.0.1", port=taken.getsockname()[1])
        with pytest.raises(Misconfigured, match="health cannot listen on 127"):
            await server.start()
        await server.close()


@pytest.fixture
async def context(health: Health, tmp_path: Path) -> Context:
    bus = MemoryBus()
    await bus.consumer("enrich", ["pages"])
    health.ready("enrich")
    return Context(bus, FakeClock(), asyncio.Event(), health, tmp_path)


async def checks(context: Context, passing: Time, *steps: float) -> None:
    """Let the watchdog look once after each step of time."""
    since: dict[str, float] = {}
    log = structlog.get_logger()
    for seconds in steps:
        passing.now += seconds
        await watchdog._check(context, "enrich", log, since)


async def feed(context: Context) -> None:
    await context.bus.produce([codec.encode(page(), service="ingest", now=NOW)])


async def test_first_record_after_a_quiet_hour_is_no_standstill(
    context: Context, passing: Time
) -> None:
    passing.now += 3600
    await feed(context)
    await checks(context, passing, 0, 10)


async def test_standstill_with_work_waiting(context: Context, passing: Time) -> None:
    await feed(context)
    with pytest.raises(Stuck, match="enrich has 1 records waiting"):
        await checks(context, passing, 0, 30, 31)


async def test_service_that_moves_waits_or_holds_nothing_is_left_alone(
    context: Context, passing: Time
) -> None:
    await feed(context)
    await checks(context, passing, 0, 50)
    context.health.moved("enrich")
    await checks(context, passing, 0, 50)
    context.health.waiting("enrich", "the store")
    await checks(context, passing, 0, 500)
    context.health.progress("enrich", active=False)
    await checks(context, passing, 0, 500)


async def test_watch_ends_when_asked_to(context: Context) -> None:
    work = asyncio.ensure_future(watch(context, ["enrich"], structlog.get_logger()))
    await asyncio.sleep(0)
    context.stop.set()
    await asyncio.wait_for(work, 2)
