"""Tables: the latest event of each key, loaded and then followed."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import pytest
import structlog

from tests.contract.building import NOW, rule
from wirewatch.adapters.memory import MemoryBus
from wirewatch.core import codec
from wirewatch.core.errors import Retry
from wirewatch.core.message import Message, Received
from wirewatch.events import Event, Rule
from wirewatch.runtime import table as tables
from wirewatch.runtime.context import Context
from wirewatch.runtime.health import Health
from wirewatch.runtime.table import Table, following
from wirewatch.testing.clock import FakeClock

LOG = structlog.get_logger()


def saved(expression: str = "bridge", rule_id: str = "bridges", version: int = 1) -> Message:
    event = rule(expression, rule_id=rule_id, version=version)
    return codec.encode(event, service="cli", now=NOW)


@pytest.fixture
def context(tmp_path: Path) -> Context:
    clock = FakeClock()
    return Context(MemoryBus(clock=clock), clock, asyncio.Event(), Health(), tmp_path)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - a table has no event to wait for
            await asyncio.sleep(0.001)


def expressions(table: Table) -> dict[str, str]:
    return {k: r.expression for k, r in table.rows.items() if isinstance(r, Rule)}


async def test_loads_the_latest_state_and_skips_what_cannot_be_read(context: Context) -> None:
    await context.bus.produce(
        [
            saved("one"),
            saved("gone", "gone"),
            saved("two", version=2),
            codec.tombstone("rules", "gone"),
            Message("rules", "bridges", b"noise", saved().headers),
        ]
    )
    table = Table("rules", log=LOG)
    await table.load(context.bus)
    assert expressions(table) == {"bridges": "two"}


async def test_load_reads_on_from_where_it_was(context: Context) -> None:
    seen: list[Event] = []
    table = Table("rules", log=LOG, on_put=seen.append)
    await context.bus.produce([saved("one")])
    await table.load(context.bus)
    await context.bus.produce([saved("two", version=2)])
    await table.load(context.bus)
    await table.load(context.bus)
    assert [e.expression for e in seen if isinstance(e, Rule)] == ["one", "two"]


async def test_follows_what_comes_and_takes_nothing_twice(context: Context) -> None:
    seen: list[Event] = []
    gone: list[str] = []
    table = Table("rules", log=LOG, on_put=seen.append, on_delete=gone.append)
    await context.bus.produce([saved("one")])
    await table.load(context.bus)
    async with following(context, table):
        await context.bus.produce([saved("two", version=2)])
        await table.load(context.bus)
        await context.bus.produce([codec.tombstone("rules", "bridges")])
        await until(lambda: bool(gone))
    assert [e.expression for e in seen if isinstance(e, Rule)] == ["one", "two"]
    assert table.rows == {}


async def test_table_that_fails_ends_the_work(context: Context) -> None:
    def put(event: Event) -> None:
        raise ZeroDivisionError

    table = Table("rules", log=LOG, on_put=put)

    async def work() -> None:
        async with following(context, table):
            await context.bus.produce([saved()])
            await asyncio.sleep(5)

    with pytest.raises(ZeroDivisionError):
        await work()


class _AwayAtFirst(MemoryBus):
    """Its topics can be followed only at the third try."""

    tries = 0

    def follow(self, topic: str, start: Mapping[int, int] | None = None) -> AsyncIterator[Received]:
        self.tries += 1
        return super().follow(topic, start) if self.tries > 2 else self._away()

    async def _away(self) -> AsyncIterator[Received]:
        raise Retry("the broker is away")
        yield


async def test_bus_that_is_away_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "BACKOFF_SECONDS", (0.0,))
    bus = _AwayAtFirst()
    context = Context(bus, FakeClock(), asyncio.Event(), Health(), tmp_path)
    table = Table("rules", log=LOG)
    async with following(context, table):
        await bus.produce([saved()])
        await until(lambda: bool(table.rows))
    assert bus.tries == 3
