"""enrich in the middle of a batch: another member joins, one is asked to leave, one is killed."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.live.fleet import Fleet
from wirewatch import flow
from wirewatch.adapters.kafka.bus import KafkaBus
from wirewatch.core import codec
from wirewatch.core.identity import article_id, content_hash, page_id
from wirewatch.events import PageFetched
from wirewatch.testing.newsroom import GeneratedPage, Newsroom

PAGES = 600
DEADLINE_SECONDS = 240

pytestmark = [pytest.mark.live, pytest.mark.timeout(DEADLINE_SECONDS + 60, func_only=True)]


@pytest.fixture
async def fleet(kafka: Any, elasticsearch: Any, topic_prefix: str, tmp_path: Path) -> Any:
    fleet = Fleet(
        tmp_path,
        kafka=kafka.endpoint,
        elasticsearch=elasticsearch.endpoint,
        prefix=topic_prefix,
        hooks="http://127.0.0.1:9",
    )
    done = await asyncio.to_thread(fleet.wirewatch, "setup")
    assert done.returncode == 0, done.stderr
    yield fleet
    fleet.close()


async def test_no_page_is_lost_when_members_come_and_go_in_a_batch(fleet: Fleet) -> None:
    bus = KafkaBus(
        fleet.environment["WIREWATCH_KAFKA__BOOTSTRAP"],
        prefix=fleet.environment["WIREWATCH_KAFKA__PREFIX"],
    )
    try:
        published = await _publish(bus, list(Newsroom(seed=3).pages(PAGES)))
        fleet.start("enrich")
        await _until_done(bus, 40)
        fleet.start("enrich", name="enrich-2")  # a rebalance while the first has a batch in work
        await _until_done(bus, 160)
        lag = await bus.lag("enrich", flow.service("enrich").reads)
        assert sum(lag.values()) > 50, "there must be work in hand when the first one is ended"
        assert await asyncio.to_thread(fleet.terminate, "enrich") == 0
        await _until_done(bus, 320)
        await asyncio.to_thread(fleet.kill, "enrich-2")
        await _until_done(bus, PAGES)
        settled = await _settled(bus)
    finally:
        await bus.close()
    assert set(settled) == published
    again = sum(settled.values()) - PAGES
    print(f"{again} of {PAGES} pages were done twice, by the kill and the hand-overs")


async def _publish(bus: KafkaBus, pages: Sequence[GeneratedPage]) -> set[str]:
    now = datetime.now(UTC).replace(microsecond=0)
    messages = []
    ids = set()
    for page in pages:
        article, digest = article_id(page.url), content_hash(page.content)
        event = PageFetched(
            page_id=page_id(article, digest, page.number),
            article_id=article,
            url=page.url,
            site=page.url.split("/")[2],
            source_id="generated",
            content_type=page.content_type,
            content=page.content,
            content_hash=digest,
            fetched_at=now,
            accepted_at=now,
        )
        ids.add(event.page_id)
        messages.append(codec.encode(event, service="ingest", now=now))
    await bus.produce(messages)
    return ids


async def _settled(bus: KafkaBus) -> Counter[str]:
    """How often each page came out of enrich: as an article, or with an outcome."""
    found: Counter[str] = Counter()
    async for received in bus.read("enriched"):
        event: Any = codec.decode(received.message)
        found[event.article.page_id] += 1
    async for received in bus.read("outcomes"):
        outcome: Any = codec.decode(received.message)
        found[outcome.page_id] += 1
    return found


async def _until_done(bus: KafkaBus, pages: int) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while len(await _settled(bus)) < pages:
        assert time.monotonic() < deadline, f"fewer than {pages} pages came out"
        await asyncio.sleep(0.2)
