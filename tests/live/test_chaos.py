"""Nothing is lost and nothing is sent twice, whichever process is killed while pages flow."""

import asyncio
import os
import random
from pathlib import Path
from typing import Any

import pytest

from tests.live.account import (
    DEADLINE_SECONDS,
    check_audit,
    check_deliveries,
    check_index,
    until_quiet,
)
from tests.live.fleet import Fleet, PostReceiver
from wirewatch import flow
from wirewatch.testing.newsroom import GeneratedPage, Newsroom

PAGES = int(os.environ.get("CHAOS_PAGES", "2000"))
SEED = int(os.environ.get("CHAOS_SEED", "7"))

pytestmark = [pytest.mark.live, pytest.mark.timeout(DEADLINE_SECONDS + 120, func_only=True)]


async def test_every_service_killed_while_pages_flow(
    kafka: Any, elasticsearch: Any, topic_prefix: str, tmp_path: Path
) -> None:
    print(f"seed {SEED}, {PAGES} pages")
    receiver = PostReceiver(fail_every=23)
    await receiver.start()
    fleet = Fleet(
        tmp_path,
        kafka=kafka.endpoint,
        elasticsearch=elasticsearch.endpoint,
        prefix=topic_prefix,
        hooks=receiver.base,
    )
    pages = list(Newsroom(seed=SEED).pages(PAGES))
    try:
        setup = fleet.wirewatch("setup")
        assert setup.returncode == 0, setup.stderr
        fleet.start_all()
        await _flow_and_kill(fleet, pages)
        await _rebalance_and_terminate(fleet)
        await until_quiet(fleet, receiver, pages)
        audit = await asyncio.to_thread(fleet.wirewatch, "audit", "--grace-seconds", "0", "--json")
    finally:
        fleet.close()
        await receiver.close()
    assert all(fleet.kills[s.name] >= 1 for s in flow.TOPOLOGY), dict(fleet.kills)
    check_audit(audit.stdout, audit.stderr, audit.returncode, pages)
    await check_index(fleet, pages)
    await check_deliveries(fleet, receiver, pages)


async def _flow_and_kill(fleet: Fleet, pages: list[GeneratedPage]) -> None:
    """Feed in portions; between them kill each service at least once, at random moments."""
    order = [s.name for s in flow.TOPOLOGY] + ["enrich", "group", "alert", "notify"]
    chance = random.Random(SEED)
    chance.shuffle(order)
    portion = max(1, len(pages) // len(order))
    # The console and the others must be up once before they are killed for the first time.
    await asyncio.sleep(6)
    for number, victim in enumerate(order):
        last = number == len(order) - 1
        end = len(pages) if last else (number + 1) * portion
        await asyncio.to_thread(fleet.feed, pages[number * portion : end])
        await asyncio.sleep(chance.uniform(1.0, 4.0))
        assert not fleet.dead(), fleet.dead()
        await asyncio.to_thread(fleet.kill, victim)


async def _rebalance_and_terminate(fleet: Fleet) -> None:
    """A second enrich joins in the middle of the work, and is asked to leave in a batch."""
    fleet.start("enrich", name="enrich-2")
    await asyncio.sleep(15)
    # On a busy machine it may still be starting, and would end as any program does.
    while not fleet.heeds_termination("enrich-2"):  # noqa: ASYNC110 - another process
        await asyncio.sleep(0.2)
    assert await asyncio.to_thread(fleet.terminate, "enrich-2") == 0
