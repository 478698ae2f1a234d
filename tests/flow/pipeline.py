"""The whole system in this process, on any bus, with everything real from ingest to the webhook."""

import asyncio
import base64
import json
import shutil
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from tests.flow.hooks import SECRET, Hooks
from wirewatch import flow
from wirewatch.adapters.clock import SystemClock
from wirewatch.adapters.kafka import KafkaBus
from wirewatch.adapters.kafka.topics import create_topics
from wirewatch.adapters.memory import MemoryBus
from wirewatch.adapters.memory.store import MemoryStore
from wirewatch.adapters.sqlite import SqliteBus
from wirewatch.adapters.sqlite.store import SqliteStore
from wirewatch.cli.settings import Settings
from wirewatch.cli.system import System, publish_registry, service_runner
from wirewatch.core import codec
from wirewatch.core.message import Message
from wirewatch.core.ports import ArticleStore, Bus
from wirewatch.events import Delivery, DeliveryStatus, Event
from wirewatch.runtime.context import Context
from wirewatch.runtime.health import Health

DEADLINE_SECONDS = 90
SERVICES = ("ingest", "enrich", "group", "index", "match", "backfill", "alert", "notify")
CONSUMERS = tuple(s for s in SERVICES if flow.service(s).reads)


class ShiftedClock(SystemClock):
    """The real time, and what a test adds to it."""

    shift = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.shift


class Ground(ABC):
    """Where a system's records stand; it outlives the system's process."""

    on_kafka = False
    clock: ShiftedClock

    @abstractmethod
    async def open(self) -> tuple[Bus, ArticleStore]: ...

    @abstractmethod
    async def rewind(self) -> None:
        """Forget what every service has read; the system is not running."""

    def settings(self) -> dict[str, Any]:
        return {}


class MemoryGround(Ground):
    def __init__(self, clock: ShiftedClock) -> None:
        self.bus = MemoryBus(partitions=3, clock=clock)
        self.store = MemoryStore()

    async def open(self) -> tuple[Bus, ArticleStore]:
        return self.bus, self.store

    async def rewind(self) -> None:
        self.bus._memory._offsets.clear()


class SqliteGround(Ground):
    def __init__(self, folder: Path, clock: ShiftedClock) -> None:
        self.folder, self.clock = folder, clock

    async def open(self) -> tuple[Bus, ArticleStore]:
        bus = SqliteBus(self.folder / "bus.sqlite", clock=self.clock)
        bus.acquire_run_lock()
        return bus, SqliteStore(self.folder / "store.sqlite")

    async def rewind(self) -> None:
        import sqlite3

        db = sqlite3.connect(self.folder / "bus.sqlite")
        db.execute("UPDATE offsets SET next_offset = 0")
        db.commit()
        db.close()


class KafkaGround(Ground):
    on_kafka = True

    def __init__(self, endpoint: str, prefix: str) -> None:
        self.endpoint, self.prefix = endpoint, prefix
        self.store = MemoryStore()
        self._created = False

    async def open(self) -> tuple[Bus, ArticleStore]:
        if not self._created:
            await create_topics(self.endpoint, prefix=self.prefix)
            self._created = True
        return KafkaBus(self.endpoint, prefix=self.prefix), self.store

    async def rewind(self) -> None:
        for service in CONSUMERS:
            consumer = AIOKafkaConsumer(
                bootstrap_servers=self.endpoint,
                group_id=flow.group_id(service, self.prefix),
                enable_auto_commit=False,
            )
            await consumer.start()
            slots = [
                TopicPartition(flow.full_name(topic, self.prefix), partition)
                for topic in flow.service(service).reads
                for partition in range(flow.topic(topic).partitions)
            ]
            consumer.assign(slots)
            await consumer.commit(dict.fromkeys(slots, 0))
            await consumer.stop()

    def settings(self) -> dict[str, Any]:
        return {"kafka": {"bootstrap": self.endpoint, "prefix": self.prefix}}


class Pipeline:
    """One system on its ground. It can be stopped, killed, rewound and started again."""

    def __init__(
        self,
        ground: Ground,
        folder: Path,
        hooks: Hooks,
        *,
        rules: Sequence[dict[str, Any]],
        endpoints: Sequence[str],
        sources: Sequence[dict[str, Any]],
        clock: ShiftedClock,
    ) -> None:
        self.ground, self.folder, self.hooks, self.clock = ground, folder, hooks, clock
        self.lines = folder / "pages.jsonl"
        self.lines.touch()
        self.settings = Settings(
            data_dir=folder,
            enrich={
                "batch": 8,
                "topics": [{"id": "armed", "name": "Armed groups", "expression": "haqqani"}],
            },
            notify={"allow_private": ["127.0.0.0/8"], "timeout_seconds": 5},
            ingest={"settle_seconds": 0, "sources_refresh_seconds": 0.2},
            sources=[
                *sources,
                {
                    "id": "lines",
                    "kind": "jsonl",
                    "location": str(self.lines),
                    "interval_seconds": 1,
                },
            ],
            rules=rules,
            endpoints=[{"id": e, "url": f"{hooks.base}/{e}", "secret": SECRET} for e in endpoints],
            **ground.settings(),
        )
        self._life = 0
        self._tasks: list[asyncio.Task[None]] = []
        self.system: System

    @property
    def bus(self) -> Bus:
        return self.system.context.bus

    async def start(self) -> None:
        bus, store = await self.ground.open()
        context = Context(
            bus=bus,
            clock=self.clock,
            stop=asyncio.Event(),
            health=Health(),
            state_dir=self.folder / f"state-{self._life}",
        )
        self.system = System(
            context=context, store=store, settings=self.settings, on_kafka=self.ground.on_kafka
        )
        await store.prepare()
        await publish_registry(self.system)
        self._tasks = [
            asyncio.create_task(service_runner(self.system, name)(), name=name) for name in SERVICES
        ]

    async def stop(self) -> None:
        """As SIGTERM does."""
        self.system.context.stop.set()
        await asyncio.wait(self._tasks, timeout=60)
        for task in self._tasks:
            task.result()
        await self._close()

    async def kill(self) -> None:
        """The nearest to SIGKILL that one process allows: every task is cut where it stands."""
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks, timeout=60)
        await self._close()

    async def _close(self) -> None:
        self._tasks = []
        if not isinstance(self.ground, MemoryGround):
            await self.system.store.close() if isinstance(self.ground, SqliteGround) else None
            await self.bus.close()

    def forget_state(self) -> None:
        """The local views are lost; ingest's memory of what it took stays."""
        old, self._life = self.folder / f"state-{self._life}", self._life + 1
        new = self.folder / f"state-{self._life}"
        new.mkdir()
        for file in old.glob("ingest*"):
            shutil.copy(file, new / file.name)

    def feed(self, *pages: dict[str, Any]) -> None:
        """Append pages to the source of lines; `content` is bytes."""
        with self.lines.open("a", encoding="utf-8") as file:
            for page in pages:
                line = {k: v for k, v in page.items() if k != "content"}
                line["content_base64"] = base64.b64encode(page["content"]).decode()
                file.write(json.dumps(line) + "\n")

    async def until(self, what: str, condition: Any, seconds: float = DEADLINE_SECONDS) -> None:
        """Until a condition holds; a service that ends fails the test at once."""
        deadline = time.monotonic() + seconds
        while not await condition():
            for task in self._tasks:
                if task.done():
                    task.result()
            assert time.monotonic() < deadline, f"not in time: {what}: {await self._state()}"
            await asyncio.sleep(0.5 if self.ground.on_kafka else 0.1)

    async def _state(self) -> str:
        settled = len({e.page_id for e in await self.events("outcomes")})
        pages = len(await self.events("pages"))
        waiting = [
            (d.kind, d.endpoint_id, d.status.value, d.attempts_total, d.next_attempt_at)
            for d in (await self.deliveries()).values()
            if d.status is DeliveryStatus.PENDING
        ]
        return f"{pages} pages, {settled} settled, waiting {waiting}, lags {await self.lags()}"

    async def lags(self) -> dict[str, Any]:
        return {s: await self.bus.lag(s, flow.service(s).reads) for s in CONSUMERS}

    async def quiet(self, *, pages: int) -> None:
        """So many pages are settled, nothing waits for a service, no first delivery is due.

        An endpoint that answers with errors is left out: its breaker may hold deliveries back.
        """

        async def is_quiet() -> bool:
            if len({e.page_id for e in await self.events("outcomes")}) < pages:
                return False
            for service in CONSUMERS:
                if sum((await self.bus.lag(service, flow.service(service).reads)).values()):
                    return False
            return not [
                d
                for d in (await self.deliveries()).values()
                if d.status is DeliveryStatus.PENDING
                and d.attempts_total == 0
                and d.kind == "first"
                and d.endpoint_id not in self.hooks.answers
            ]

        await self.until(f"{pages} pages settled", is_quiet)

    async def deliveries(self) -> dict[str, Delivery]:
        """The latest state of each delivery."""
        return {d.delivery_id: d for d in await self.events("deliveries")}

    async def events(self, topic: str) -> list[Any]:
        """Every event on a topic that can be read."""
        found: list[Event] = []
        async for received in self.bus.read(topic):
            if received.message.value is None:
                continue
            try:
                found.append(codec.decode(received.message))
            except Exception:
                assert received.message.header("x-made-by-hand"), received
        return found

    async def put(self, *messages: Message) -> None:
        await self.bus.produce(messages)


def newsroom_lines(pages: Iterable[Any]) -> list[dict[str, Any]]:
    """Generated pages as lines of the source."""
    return [{"url": p.url, "content_type": p.content_type, "content": p.content} for p in pages]
