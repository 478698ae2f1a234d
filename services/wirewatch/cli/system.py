"""Puts services together: which ones, on which bus, over which store."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from wirewatch import flow
from wirewatch.adapters.clock import SystemClock
from wirewatch.adapters.sqlite.bus import SqliteBus
from wirewatch.adapters.sqlite.store import SqliteStore
from wirewatch.alert.app import run_alert
from wirewatch.backfill.app import run_backfill
from wirewatch.cli.registry import publish
from wirewatch.cli.settings import Settings
from wirewatch.core.errors import Misconfigured, Retry
from wirewatch.core.ports import ArticleStore, Bus
from wirewatch.enrich.app import run_enrich
from wirewatch.group.app import run_group
from wirewatch.index.app import run_index
from wirewatch.ingest.app import run_ingest
from wirewatch.match.app import run_match
from wirewatch.notify.app import run_notify
from wirewatch.runtime.context import Context
from wirewatch.runtime.health import Health, HealthServer
from wirewatch.runtime.logs import logger
from wirewatch.runtime.waiting import happens
from wirewatch.runtime.watchdog import watch

MAINTAIN_EVERY_SECONDS = 600.0
_INSTALL = "the distributed system needs more packages: pip install 'wirewatch[distributed]'"


@dataclass(frozen=True, slots=True)
class System:
    """A bus, a store, and what the services of this process share."""

    context: Context
    store: ArticleStore
    settings: Settings
    on_kafka: bool


@asynccontextmanager
async def embedded(settings: Settings, *, exclusive: bool = True) -> AsyncIterator[System]:
    """The system in one process, on SQLite in the data folder.

    Args:
        settings: the settings.
        exclusive: take the folder's run lock; without it only to read, or to write rules beside
            a live run.

    Raises:
        Misconfigured: the folder cannot be used, or another run holds it.
    """
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Misconfigured(f"data_dir {settings.data_dir}: {error.strerror}") from error
    clock = SystemClock()
    bus = SqliteBus(settings.data_dir / "bus.sqlite", clock=clock)
    store = SqliteStore(settings.data_dir / "store.sqlite")
    try:
        if exclusive:
            bus.acquire_run_lock()
        yield System(
            context=_context(bus, settings, clock), store=store, settings=settings, on_kafka=False
        )
    finally:
        await store.close()
        await bus.close()


@asynccontextmanager
async def distributed(settings: Settings, *, state: str = "local") -> AsyncIterator[System]:
    """The system on Kafka and Elasticsearch.

    Args:
        settings: the settings.
        state: a folder of its own below the data folder, for the local views of this process.

    Raises:
        Misconfigured: the packages for it are not installed.
    """
    try:
        from elasticsearch import AsyncElasticsearch

        from wirewatch.adapters.elastic.store import ElasticStore
        from wirewatch.adapters.kafka.bus import KafkaBus
    except ImportError as error:
        raise Misconfigured(_INSTALL) from error
    clock = SystemClock()
    bus = KafkaBus(
        settings.kafka.bootstrap, prefix=settings.kafka.prefix, client=kafka_client(settings)
    )
    elastic = settings.elasticsearch
    client = AsyncElasticsearch(
        elastic.url,
        api_key=None if elastic.api_key is None else elastic.api_key.get_secret_value(),
        request_timeout=elastic.timeout_seconds,
        max_retries=0,
    )
    store = ElasticStore(client, prefix=elastic.prefix)
    try:
        yield System(
            context=_context(bus, settings, clock, state),
            store=store,
            settings=settings,
            on_kafka=True,
        )
    finally:
        await store.close()
        await bus.close()


def kafka_client(settings: Settings) -> dict[str, object]:
    """The settings of aiokafka's clients beside the brokers."""
    kafka = settings.kafka
    client: dict[str, object] = {"security_protocol": kafka.security_protocol}
    if kafka.security_protocol.startswith("SASL"):
        if kafka.sasl_username is None or kafka.sasl_password is None:
            raise Misconfigured(
                "kafka.security_protocol is SASL: set sasl_username and sasl_password"
            )
        client |= {
            "sasl_mechanism": kafka.sasl_mechanism,
            "sasl_plain_username": kafka.sasl_username,
            "sasl_plain_password": kafka.sasl_password.get_secret_value(),
        }
    if kafka.security_protocol.endswith("SSL"):
        from aiokafka.helpers import create_ssl_context

        client["ssl_context"] = create_ssl_context()
    return client


async def run(system: System, services: Sequence[str]) -> None:
    """Run services until SIGINT, SIGTERM, or the context's stop; the first failure ends them all.

    Raises:
        Misconfigured, StageStopped, Stuck, WorkerFailed: the failure of a service.
    """
    context = system.context
    stop_on_signals(context.stop)
    health = system.settings.health
    server = HealthServer(context.health, host=health.host, port=health.port)
    if health.port:
        await server.start()
    for name in services:
        context.health.starting(name)
    log = logger("cli")
    _spare_the_collector()
    try:
        async with asyncio.TaskGroup() as tasks:
            running = [
                tasks.create_task(service_runner(system, name)(), name=name) for name in services
            ]
            consuming = [n for n in services if flow.service(n).reads]
            background = [tasks.create_task(watch(context, consuming, log))]
            if not system.on_kafka:
                background.append(tasks.create_task(_maintain(context)))
            await asyncio.wait(running)
            context.stop.set()
            await asyncio.wait(background)
    except BaseExceptionGroup as group:
        raise first_failure(group) from group
    finally:
        await server.close()


def service_runner(system: System, name: str) -> Callable[[], Coroutine[Any, Any, None]]:
    """The coroutine function that runs one service.

    Raises:
        KeyError: there is no such service.
    """
    context, settings = system.context, system.settings

    async def enrich() -> None:
        if not system.on_kafka:
            await run_enrich(context, settings.enrich)
            return
        from wirewatch.enrich.faust_app import run_enrich_on_kafka

        await run_enrich_on_kafka(
            context,
            settings.enrich,
            bootstrap=settings.kafka.bootstrap,
            prefix=settings.kafka.prefix,
            client=kafka_client(settings),
        )

    async def console() -> None:
        from wirewatch.console.app import run_console

        await run_console(context, system.store, settings.console)

    runners: Mapping[str, Callable[[], Coroutine[Any, Any, None]]] = {
        "ingest": lambda: run_ingest(context, settings.ingest),
        "enrich": enrich,
        "group": lambda: run_group(context, settings.group),
        "index": lambda: run_index(context, system.store),
        "match": lambda: run_match(context),
        "backfill": lambda: run_backfill(context, system.store),
        "alert": lambda: run_alert(context),
        "notify": lambda: run_notify(context, settings.notify, secrets_of(settings)),
        "console": console,
    }
    return runners[name]


def secrets_of(settings: Settings) -> Mapping[str, Sequence[SecretStr]]:
    """The signing secrets by endpoint id."""
    return {endpoint.id: endpoint.secrets() for endpoint in settings.endpoints}


async def publish_registry(system: System) -> int:
    """Bring the file's rules, sources and endpoints onto their topics."""
    return await publish(system.settings, system.context.bus, system.context.clock)


def stop_on_signals(stop: asyncio.Event) -> None:
    """The first SIGINT or SIGTERM asks for a stop."""
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, stop.set)


def _spare_the_collector() -> None:
    """What is loaded by now stays, and records are no cycles: look for garbage less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


async def _maintain(context: Context) -> None:
    """Compaction and retention of the embedded bus, now and then."""
    bus = context.bus
    assert isinstance(bus, SqliteBus)
    log = logger("cli")
    while not context.stop.is_set():
        try:
            await bus.maintain(context.clock.now())
        except Retry as error:
            log.warning("maintenance_goes_on_later", detail=str(error))
        await happens(context.stop, MAINTAIN_EVERY_SECONDS)


def _context(bus: Bus, settings: Settings, clock: SystemClock, state: str = "local") -> Context:
    return Context(
        bus=bus,
        clock=clock,
        stop=asyncio.Event(),
        health=Health(),
        state_dir=settings.data_dir / state,
    )


def first_failure(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first error of a group of groups: the one that ended the others."""
    error = group.exceptions[0]
    return first_failure(error) if isinstance(error, BaseExceptionGroup) else error
