"""A backfill whose processes are killed: it goes on where it was, and one digest arrives.

Embedded, which needs no server; and on Kafka and Elasticsearch, a process per service.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.flow.test_backfill import grouped
from tests.live.fleet import Fleet, PostReceiver
from wirewatch.adapters.elastic import ElasticStore
from wirewatch.adapters.kafka import KafkaBus
from wirewatch.adapters.sqlite import SqliteBus
from wirewatch.adapters.sqlite.store import SqliteStore
from wirewatch.core import codec
from wirewatch.core.identity import hashed
from wirewatch.core.ports import ArticleStore, Bus
from wirewatch.events import Backfill, BackfillState

ARTICLES = 3_000
KILLS = 3
SERVICES = ("backfill", "match", "alert", "index", "notify")

pytestmark = [pytest.mark.live, pytest.mark.timeout(400, func_only=True)]


@pytest.fixture
async def receiver() -> AsyncIterator[PostReceiver]:
    made = PostReceiver()
    await made.start()
    yield made
    await made.close()


async def fill(store: ArticleStore) -> int:
    """Keep the history; every second story matches. Returns the number of these."""
    now = datetime.now(UTC).replace(microsecond=0)
    texts = ["A ferry deal. " * 30, "A ferry, and of cards a deal. " * 30]
    articles = [
        grouped(
            n,
            texts[n // 2 % 2],
            hashed("story", str(n // 2)),
            accepted=now - timedelta(days=20, seconds=-n),
        )
        for n in range(ARTICLES)
    ]
    await store.prepare()
    for start in range(0, ARTICLES, 500):
        assert not any(await store.upsert(articles[start : start + 500]))
    await store.close()
    return len({a.story_id for n, a in enumerate(articles) if n // 2 % 2 == 0})


async def state(bus: Bus) -> Backfill | None:
    """The backfill as its topic has it."""
    found: list[Any] = [codec.decode(r.message) async for r in bus.read("backfills")]
    return found[-1] if found else None


async def killed_on_the_way(fleet: Fleet, bus: Bus, name: str) -> tuple[Backfill, list[int]]:
    """Kill a process again and again while the backfill is under way; its end."""
    places: list[int] = []
    async with asyncio.timeout(300):
        while True:
            assert not fleet.dead(), fleet.dead()
            job = await state(bus)
            if job is not None and not job.state.is_open:
                return job, places
            moved = job is not None and job.examined > (places[-1] if places else 0)
            if moved and len(places) < KILLS:
                assert job is not None
                places.append(job.examined)
                await asyncio.to_thread(fleet.kill, name)
            await asyncio.sleep(0.05)


async def check(
    bus: Bus, receiver: PostReceiver, job: Backfill, places: list[int], stories: int
) -> None:
    assert job.state is BackfillState.DONE, job
    assert (job.stories, job.articles) == (stories, ARTICLES // 2)
    assert job.examined == job.candidates
    assert len(places) >= 1, "it was over before it could be killed"
    print(f"killed at {places} of {job.candidates}")
    async with asyncio.timeout(60):
        while not receiver.posts.posts_by_id:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)
        alerts: dict[str, Any] = {}
        while len(alerts) < stories:
            alerts = {
                e.alert_id: e for e in [codec.decode(r.message) async for r in bus.read("alerts")]
            }
            await asyncio.sleep(0.1)
    assert {a.backfill_id for a in alerts.values()} == {job.backfill_id}
    assert list(receiver.posts.kinds.values()) == ["digest"]
    assert receiver.posts.refused == 0


async def test_embedded(tmp_path: Path, receiver: PostReceiver) -> None:
    fleet = Fleet(tmp_path, kafka="", elasticsearch="", prefix="none", hooks=receiver.base)
    data = tmp_path / "data" / "run"
    data.mkdir(parents=True)
    fleet.environment |= {"WIREWATCH_SYSTEM": "embedded", "WIREWATCH_DATA_DIR": str(data)}
    stories = await fill(SqliteStore(data / "store.sqlite"))
    bus = SqliteBus(data / "bus.sqlite")
    try:
        fleet.start("run")
        await until_ready(bus)
        await ask(fleet)
        job, places = await killed_on_the_way(fleet, bus, "run")
        await check(bus, receiver, job, places, stories)
    finally:
        fleet.close()
        await bus.close()


async def test_on_kafka_and_elasticsearch(
    tmp_path: Path,
    receiver: PostReceiver,
    kafka: Any,
    elasticsearch: Any,
    topic_prefix: str,
) -> None:
    fleet = Fleet(
        tmp_path,
        kafka=kafka.endpoint,
        elasticsearch=elasticsearch.endpoint,
        prefix=topic_prefix,
        hooks=receiver.base,
    )
    names = topic_prefix.strip(".-")
    done = await asyncio.to_thread(fleet.wirewatch, "setup")
    assert done.returncode == 0, done.stderr
    stories = await fill(ElasticStore(elasticsearch.endpoint, prefix=names))
    bus = KafkaBus(kafka.endpoint, prefix=names)
    try:
        for service in SERVICES:
            fleet.start(service)
        await ask(fleet)
        job, places = await killed_on_the_way(fleet, bus, "backfill")
        await check(bus, receiver, job, places, stories)
    finally:
        fleet.close()
        await bus.close()


async def until_ready(bus: Bus) -> None:
    """The run has put the endpoints of its file onto their topic."""
    async with asyncio.timeout(60):
        while not [r async for r in bus.read("endpoints")]:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.1)


async def ask(fleet: Fleet) -> None:
    """What a person types."""
    rule = ("rule", "add", "deals", "ferry NEAR/0 deal", "--endpoint", "hook-a")
    done = await asyncio.to_thread(fleet.wirewatch, *rule, "--past", "digest", "--since", "30d")
    assert done.returncode == 0, done.stderr
