"""A rule that finds many stories in the past: no limit, exact counts, also after a kill."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.contract.store.conftest import remove_indices
from tests.flow.test_backfill import grouped
from wirewatch.adapters.clock import SystemClock
from wirewatch.adapters.elastic import ElasticStore
from wirewatch.adapters.memory import MemoryBus
from wirewatch.adapters.sqlite.store import SqliteStore
from wirewatch.backfill import worker
from wirewatch.backfill.app import run_backfill
from wirewatch.core import backfilling, codec
from wirewatch.core.identity import hashed
from wirewatch.core.ports import ArticleStore
from wirewatch.events import Backfill, BackfillState, Past, Rule
from wirewatch.runtime.context import Context
from wirewatch.runtime.health import Health

NOW = datetime.now(UTC).replace(microsecond=0)


async def run(store: ArticleStore, folder: Path, stories: int) -> tuple[Backfill, list[Backfill]]:
    """Each story has an article; every tenth a late copy. Killed half-way; the states it was in."""
    begin = NOW - timedelta(days=20)
    articles = [
        grouped(n, "Ferry.", hashed(str(n)), accepted=begin + timedelta(seconds=n))
        for n in range(stories)
    ]
    articles += [
        grouped(stories + n, "Ferry.", hashed(str(n)), accepted=NOW - timedelta(days=1, seconds=-n))
        for n in range(0, stories, 10)
    ]
    for n in range(0, len(articles), 2_000):
        assert not any(await store.upsert(articles[n : n + 2_000]))
    clock = SystemClock()
    bus = MemoryBus(clock=clock)
    rule = Rule(rule_id="ferry", name="Ferry", expression="ferry", active_from=NOW, updated_at=NOW)
    job = backfilling.requested(
        rule, past=Past.DIGEST, since=NOW - timedelta(days=30), now=NOW, origin="test"
    )
    await bus.produce([codec.encode(e, service="test", now=NOW) for e in (rule, job)])

    async def states() -> list[Any]:
        return [codec.decode(r.message) async for r in bus.read("backfills")]

    async def life(until: Any) -> None:
        context = Context(bus, clock, asyncio.Event(), Health(), folder)
        task = asyncio.create_task(run_backfill(context, store))
        async with asyncio.timeout(120):
            while not until((await states())[-1]):  # noqa: ASYNC110 - another task works
                await asyncio.sleep(0.05)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    await life(lambda state: state.examined > stories // 2)
    assert (await states())[-1].state is BackfillState.RUNNING
    await life(lambda state: not state.state.is_open)
    found = await states()
    matches = {r.message.key async for r in bus.read("matches")}
    assert len(matches) == stories, "an alert for each story"
    return found[-1], found


def check(last: Backfill, states: list[Backfill], stories: int) -> None:
    assert (last.state, last.detail) == (BackfillState.DONE, None)
    assert (last.stories, last.articles) == (stories, stories + stories // 10)
    assert last.examined == last.candidates == last.articles
    assert len(last.digest) == backfilling.DIGEST_STORIES
    progress = [state.examined for state in states]
    assert progress == sorted(progress)
    assert max(len(state.model_dump_json()) for state in states) < 40_000, "the record is small"


async def test_twelve_thousand_stories(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "store.sqlite")
    await store.prepare()
    last, states = await run(store, tmp_path, 12_000)
    check(last, states, 12_000)
    await store.close()


async def test_on_elasticsearch(
    elasticsearch: Any, index_prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "STEP", 50)
    store = ElasticStore(
        elasticsearch.endpoint, prefix=f"{index_prefix}ww", searchable_at_once=True
    )
    await store.prepare()
    last, states = await run(store, tmp_path, 1_000)
    check(last, states, 1_000)
    await remove_indices(elasticsearch.endpoint, store)
    await store.close()
