"""The account of a live run: every page has its outcome, every alert was told once."""

import asyncio
import json
import time

from aiokafka import AIOKafkaConsumer
from elasticsearch import AsyncElasticsearch

from tests.live.fleet import Fleet, PostReceiver, endpoints_of
from wirewatch import flow
from wirewatch.adapters.kafka.bus import KafkaBus
from wirewatch.testing.newsroom import GeneratedPage

DEADLINE_SECONDS = 600


async def until_quiet(fleet: Fleet, receiver: PostReceiver, pages: list[GeneratedPage]) -> None:
    """Until every page has gone through, and every first delivery has arrived."""
    expected = _expected_count(pages)
    prefix = fleet.environment["WIREWATCH_KAFKA__PREFIX"]
    bus = KafkaBus(fleet.environment["WIREWATCH_KAFKA__BOOTSTRAP"], prefix=prefix)
    deadline = time.monotonic() + DEADLINE_SECONDS
    quiet = 0
    try:
        while quiet < 3:
            assert time.monotonic() < deadline, await _state(bus, receiver, expected)
            assert not fleet.dead(), fleet.dead()
            await asyncio.sleep(1)
            accepted = sum((await bus.ends("pages")).values())
            waiting = 0
            for service in flow.TOPOLOGY:
                if service.reads:
                    waiting += sum((await bus.lag(service.name, service.reads)).values())
            arrived = len(receiver.posts.ids_by_delivery) >= expected
            done = accepted >= _least_on_pages(pages) and waiting == 0 and arrived
            quiet = quiet + 1 if done else 0
    finally:
        await bus.close()


async def _state(bus: KafkaBus, receiver: PostReceiver, expected: int) -> str:
    lags = {s.name: await bus.lag(s.name, s.reads) for s in flow.TOPOLOGY if s.reads}
    return f"lags {lags}, {len(receiver.posts.ids_by_delivery)} of {expected} deliveries"


def check_audit(stdout: str, stderr: str, code: int, pages: list[GeneratedPage]) -> None:
    assert code == 0, stdout[-2000:] + stderr
    report = json.loads(stdout)
    assert report["holes"] == []
    assert sum(report["outcomes"].values()) == report["accepted"] >= len(pages)
    # What ingest took twice around its kill is a page of its own, and said the same again.
    again = report["accepted"] - len(pages)
    print(f"audit: {report['outcomes']}, {again} pages taken again")
    for outcome in ("dead", "not_an_article"):
        count = sum(p.outcome == outcome for p in pages)
        assert count <= report["outcomes"][outcome] <= count + again


async def check_index(fleet: Fleet, pages: list[GeneratedPage]) -> None:
    """Each article once."""
    client = AsyncElasticsearch(fleet.environment["WIREWATCH_ELASTICSEARCH__URL"])
    alias = fleet.environment["WIREWATCH_ELASTICSEARCH__PREFIX"] + "-articles"
    try:
        await client.indices.refresh(index=alias)
        urls = {p.url for p in pages if p.story is not None}
        assert (await client.count(index=alias))["count"] == len(urls)
        seen: set[str] = set()
        found = await client.search(
            index=alias, size=10_000, source_includes=["url.full"], track_total_hits=True
        )
        for hit in found["hits"]["hits"]:
            seen.add(hit["_source"]["url"]["full"])
        assert seen == urls
    finally:
        await client.close()


async def check_deliveries(
    fleet: Fleet, receiver: PostReceiver, pages: list[GeneratedPage]
) -> None:
    """The expected (rule, story, endpoint) and no other, each with one first delivery."""
    posts = receiver.posts
    assert posts.refused == 0
    stories = await _stories(fleet)
    expected = {
        (marker, stories[page.url], endpoint)
        for page in pages
        for marker in page.markers
        for endpoint in endpoints_of(marker)
    }
    assert set(posts.ids_by_delivery) == expected
    assert len(expected) == _expected_count(pages)
    several = {place: ids for place, ids in posts.ids_by_delivery.items() if len(ids) > 1}
    assert not several, "more than one first delivery"
    repeated = sum(n - 1 for n in posts.posts_by_id.values())
    print(f"{len(expected)} first deliveries, {repeated} repeated POSTs under their own ids")


async def _stories(fleet: Fleet) -> dict[str, str]:
    """The story of each URL, as any consumer of `articles` sees it."""
    prefix = fleet.environment["WIREWATCH_KAFKA__PREFIX"]
    consumer = AIOKafkaConsumer(
        flow.full_name("articles", prefix),
        bootstrap_servers=fleet.environment["WIREWATCH_KAFKA__BOOTSTRAP"],
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    await consumer.start()
    stories: dict[str, str] = {}
    try:
        while batches := await consumer.getmany(timeout_ms=3000, max_records=500):
            for records in batches.values():
                for record in records:
                    value = json.loads(record.value)
                    known = stories.setdefault(value["article"]["url"], value["story_id"])
                    assert known == value["story_id"], "an article has moved to another story"
    finally:
        await consumer.stop()
    return stories


def _expected_count(pages: list[GeneratedPage]) -> int:
    return len({(m, p.story, e) for p in pages for m in p.markers for e in endpoints_of(m)})


def _least_on_pages(pages: list[GeneratedPage]) -> int:
    """Ingest settles by itself only pages whose bytes are those of the latest one."""
    return sum(p.outcome != "unchanged" for p in pages)
