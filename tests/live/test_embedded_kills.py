"""The embedded system is killed at random moments: every page has one outcome, nobody hears twice.

It needs no server; it is here because it takes its time, and because it is about real processes.
"""

import asyncio
import json
import os
import random
from pathlib import Path
from typing import Any

import pytest

from tests.live.fleet import Fleet, PostReceiver, endpoints_of
from wirewatch.adapters.sqlite import SqliteBus
from wirewatch.core import codec
from wirewatch.events import ArticleGrouped
from wirewatch.testing.newsroom import GeneratedPage, Newsroom

PAGES = int(os.environ.get("KILLS_PAGES", "240"))
KILLS = int(os.environ.get("KILLS", "4"))
SEED = int(os.environ.get("KILLS_SEED", "3"))

pytestmark = [
    pytest.mark.live,
    pytest.mark.timeout(300, func_only=True),
    pytest.mark.skipif(
        os.environ.get("WIREWATCH_TEST_LONG") != "1", reason="minutes long; `make live` runs it"
    ),
]


async def test_embedded_system_killed_at_random(tmp_path: Path) -> None:
    print(f"seed {SEED}, {PAGES} pages, {KILLS} kills")
    receiver = PostReceiver()
    await receiver.start()
    fleet = Fleet(tmp_path, kafka="", elasticsearch="", prefix="none", hooks=receiver.base)
    data = tmp_path / "data" / "run"
    fleet.environment |= {"WIREWATCH_SYSTEM": "embedded", "WIREWATCH_DATA_DIR": str(data)}
    pages = list(Newsroom(seed=SEED).pages(PAGES))
    chance = random.Random(SEED)
    try:
        fleet.start("run")
        for number in range(KILLS):
            portion = slice(number * PAGES // KILLS, (number + 1) * PAGES // KILLS)
            await asyncio.to_thread(fleet.feed, pages[portion])
            before = len(receiver.posts.posts_by_id)
            async with asyncio.timeout(90):
                while True:
                    assert not fleet.dead(), fleet.dead()
                    if len(receiver.posts.posts_by_id) > before:
                        break
                    await asyncio.sleep(0.05)
            await asyncio.sleep(chance.uniform(0.0, 2.0))
            await asyncio.to_thread(fleet.kill, "run")
        expected = _expected(pages)
        report = await _account(fleet, receiver, len(pages), expected)
    finally:
        fleet.close()
        await receiver.close()
    assert report["holes"] == []
    assert sum(report["outcomes"].values()) == report["accepted"] >= len(pages)
    again = report["accepted"] - len(pages)
    for outcome in ("dead", "not_an_article"):
        count = sum(p.outcome == outcome for p in pages)
        assert count <= report["outcomes"][outcome] <= count + again
    stories = await _stories(data / "bus.sqlite")
    assert set(receiver.posts.ids_by_delivery) == {
        (marker, stories[url], endpoint) for marker, url, endpoint in _wanted(pages)
    }
    assert len(receiver.posts.ids_by_delivery) == expected
    assert all(len(ids) == 1 for ids in receiver.posts.ids_by_delivery.values())


async def _account(
    fleet: Fleet, receiver: PostReceiver, pages: int, expected: int
) -> dict[str, Any]:
    """The audit, once everything has gone through."""
    async with asyncio.timeout(150):
        while True:
            assert not fleet.dead(), fleet.dead()
            audit = await asyncio.to_thread(
                fleet.wirewatch, "audit", "--grace-seconds", "0", "--json"
            )
            report: dict[str, Any] = json.loads(audit.stdout)
            arrived = len(receiver.posts.ids_by_delivery)
            if not report["holes"] and report["accepted"] >= pages and arrived >= expected:
                return report


def _wanted(pages: list[GeneratedPage]) -> set[tuple[str, str, str]]:
    return {(m, p.url, e) for p in pages for m in p.markers for e in endpoints_of(m)}


def _expected(pages: list[GeneratedPage]) -> int:
    return len({(m, p.story, e) for p in pages for m in p.markers for e in endpoints_of(m)})


async def _stories(path: Path) -> dict[str, str]:
    """The story of each URL; an article never moves to another."""
    bus = SqliteBus(path)
    stories: dict[str, str] = {}
    async for received in bus.read("articles"):
        event = codec.decode(received.message)
        assert isinstance(event, ArticleGrouped)
        assert stories.setdefault(event.article.url, event.story_id) == event.story_id
    await bus.close()
    return stories
