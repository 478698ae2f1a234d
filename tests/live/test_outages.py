"""A broker, a search engine or a receiver goes away under load and comes back: nothing is lost.

Each test has servers of its own, since it kills them.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web

from tests.live.account import check_audit, check_deliveries, check_index, until_quiet
from tests.live.fleet import Fleet, PostReceiver
from wirewatch.testing.newsroom import GeneratedPage, Newsroom
from wirewatch.testing.servers import ElasticsearchServer, KafkaServer
from wirewatch.testing.servers.jdk import find_jdk

PAGES = 200

pytestmark = [
    pytest.mark.live,
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.skipif(
        os.environ.get("WIREWATCH_TEST_LONG") != "1", reason="minutes long; `make live` runs it"
    ),
]


class MoodyReceiver(PostReceiver):
    """`down` are the endpoints that hang up before they read anything."""

    def __init__(self) -> None:
        super().__init__()
        self.down: set[str] = set()
        self.hung_up = 0

    async def _receive(self, request: web.Request) -> web.Response:
        if request.match_info["endpoint"] in self.down and request.transport is not None:
            self.hung_up += 1
            request.transport.abort()
            return web.Response()
        return await super()._receive(request)


@dataclass
class Ground:
    """One process with every service, on servers that may be killed."""

    kafka: KafkaServer
    elasticsearch: ElasticsearchServer
    fleet: Fleet
    receiver: MoodyReceiver
    pages: list[GeneratedPage]

    async def under_load(self) -> None:
        """Until the first alerts are out: every service is up, and most pages are on their way."""
        async with asyncio.timeout(60):
            while not self.receiver.posts.ids_by_delivery:
                assert not self.fleet.dead(), self.fleet.dead()
                await asyncio.sleep(0.1)

    async def feed(self, start: int, end: int) -> None:
        await asyncio.to_thread(self.fleet.feed, self.pages[start:end])

    async def check(self) -> None:
        """The account of every page and of every delivery, and no process that gave up."""
        await until_quiet(self.fleet, self.receiver, self.pages)
        audit = await asyncio.to_thread(
            self.fleet.wirewatch, "audit", "--grace-seconds", "0", "--json"
        )
        assert not self.fleet.dead(), self.fleet.dead()
        check_audit(audit.stdout, audit.stderr, audit.returncode, self.pages)
        await check_index(self.fleet, self.pages)
        await check_deliveries(self.fleet, self.receiver, self.pages)


@pytest.fixture(scope="module")
def kafka_of_our_own() -> Iterator[KafkaServer]:
    jdk = find_jdk()
    if jdk is None:
        pytest.skip("no JDK")
    with KafkaServer.on_java(jdk) as server:
        yield server


@pytest.fixture(scope="module")
def elasticsearch_of_our_own() -> Iterator[ElasticsearchServer]:
    jdk = find_jdk()
    if jdk is None:
        pytest.skip("no JDK")
    with ElasticsearchServer.on_java(jdk) as server:
        yield server


@pytest.fixture
async def ground(
    kafka_of_our_own: KafkaServer,
    elasticsearch_of_our_own: ElasticsearchServer,
    topic_prefix: str,
    tmp_path: Path,
) -> AsyncIterator[Ground]:
    receiver = MoodyReceiver()
    await receiver.start()
    fleet = Fleet(
        tmp_path,
        kafka=kafka_of_our_own.endpoint,
        elasticsearch=elasticsearch_of_our_own.endpoint,
        prefix=topic_prefix,
        hooks=receiver.base,
    )
    setup = await asyncio.to_thread(fleet.wirewatch, "setup")
    assert setup.returncode == 0, setup.stderr
    fleet.start("all")
    pages = list(Newsroom(seed=11).pages(PAGES))
    try:
        yield Ground(kafka_of_our_own, elasticsearch_of_our_own, fleet, receiver, pages)
    finally:
        fleet.close()
        await receiver.close()


async def test_broker_restarted_and_killed_under_load(ground: Ground) -> None:
    await ground.feed(0, 80)
    await ground.under_load()
    await asyncio.to_thread(ground.kafka.restart)
    await ground.feed(80, 160)
    await asyncio.sleep(3)
    await asyncio.to_thread(ground.kafka.kill)
    await ground.feed(160, PAGES)
    await asyncio.sleep(5)
    await asyncio.to_thread(ground.kafka.start)
    await ground.check()


async def test_search_engine_killed_under_load(ground: Ground) -> None:
    await ground.feed(0, 80)
    await ground.under_load()
    await asyncio.to_thread(ground.elasticsearch.kill)
    await ground.feed(80, PAGES)
    await asyncio.sleep(5)
    await asyncio.to_thread(ground.elasticsearch.start)
    await ground.check()


async def test_receiver_that_goes_away_is_tried_again_and_holds_up_no_other(
    ground: Ground,
) -> None:
    """Its breaker pauses it for a minute, which is what this test mostly waits for."""
    receiver = ground.receiver
    await ground.feed(0, 60)
    await ground.under_load()
    receiver.down = {"hook-a"}
    healthy = _delivered(receiver, "hook-b")
    await ground.feed(60, PAGES)
    async with asyncio.timeout(60):
        # The one is tried in vain, and the other gets what is new all the same.
        while True:
            if receiver.hung_up and _delivered(receiver, "hook-b") >= healthy + 10:
                break
            await asyncio.sleep(0.1)
    receiver.down = set()
    await ground.check()


async def test_group_that_was_frozen_for_longer_than_its_session_changes_nothing(
    ground: Ground,
) -> None:
    """Another group takes over meanwhile; the first one wakes up with a batch in its hands."""
    await ground.feed(0, 80)
    await ground.under_load()
    ground.fleet.start("group", name="group-2")
    frozen = ground.fleet.processes["all"]
    await ground.feed(80, PAGES)
    await asyncio.sleep(2)
    frozen.send_signal(signal.SIGSTOP)
    await asyncio.sleep(25)
    frozen.send_signal(signal.SIGCONT)
    await ground.check()


def _delivered(receiver: PostReceiver, endpoint: str) -> int:
    return sum(place[2] == endpoint for place in receiver.posts.ids_by_delivery)
