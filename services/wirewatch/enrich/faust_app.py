"""enrich on Kafka: a Faust agent that takes pages in batches and acknowledges them itself.

The only module that knows Faust. What it must not do, measured on 0.15.3: let an exception leave
the agent (Faust acknowledges the record), use a concurrency above 1 (records are lost on kill -9),
or acknowledge before the broker has the outputs.
"""

import asyncio
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import faust

from wirewatch import flow
from wirewatch.adapters.kafka.connection import translating
from wirewatch.core.errors import Retry
from wirewatch.core.message import Message, Received
from wirewatch.core.ports import Bus
from wirewatch.enrich.stage import EnrichSettings, EnrichStage
from wirewatch.runtime.context import Context
from wirewatch.runtime.driver import BACKOFF_SECONDS, Driver
from wirewatch.runtime.logs import logger
from wirewatch.runtime.processing import Processor

HEARTBEAT_SECONDS = 5.0
"""How often the service says that it lives, also when no page comes."""

WITHIN_SECONDS = 0.05
"""How long a batch is waited for after its first page."""


class _Acknowledger:
    """Ends a batch: outputs to the broker, then the pages are acknowledged in offset order."""

    def __init__(
        self, bus: Bus, stream: Any, events: Sequence[Any], stopping: Callable[[], bool]
    ) -> None:
        self._bus = bus
        self._stopping = stopping
        self._stream = stream
        self._events = {(e.message.partition, e.message.offset): e for e in events}

    def left(self, received: Sequence[Received]) -> list[Received]:
        """What is not acknowledged yet; Faust itself does not hand a page out twice."""
        return [r for r in received if (r.partition, r.offset) in self._events]

    async def commit(self, outputs: Sequence[Message], handled: Sequence[Received]) -> None:
        """Outputs first. A broker that is away is waited for, since the pages cannot go back.

        Raises:
            Retry: the broker is away, and the process is to stop: the pages come again.
        """
        attempt = 0
        while outputs:
            try:
                await self._bus.produce(outputs)
                break
            except Retry as error:
                if self._stopping():
                    raise
                wait = BACKOFF_SECONDS[min(attempt, len(BACKOFF_SECONDS) - 1)]
                await self.idle(max(wait, error.after_seconds or 0.0))
                attempt += 1
        for record in handled:
            await self._stream.ack(self._events.pop((record.partition, record.offset)))

    async def idle(self, seconds: float) -> None:
        """Faust keeps the membership; the batch's pages hold back the fetching of more."""
        await asyncio.sleep(seconds)


def build(
    bootstrap: str,
    *,
    prefix: str,
    settings: EnrichSettings,
    client: Mapping[str, Any],
    datadir: Path,
) -> faust.App:
    """The Faust application; nothing connects before it is started.

    Args:
        bootstrap: host:port of the brokers, with commas.
        prefix: first part of topic and group names.
        settings: how pages are enriched.
        client: security settings as aiokafka's clients take them.
        datadir: a folder for Faust's state, which is not used.
    """
    brokers = ";".join(f"kafka://{server}" for server in bootstrap.split(","))
    return faust.App(
        flow.group_id("enrich", prefix),
        broker=brokers,
        store="memory://",
        autodiscover=False,
        web_enabled=False,
        web_tables_enabled=False,
        topic_disable_leader=True,
        topic_allow_declare=False,
        processing_guarantee="at_least_once",
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=flow.MESSAGE_LIMIT_BYTES,
        broker_commit_interval=0.5,
        broker_session_timeout=10.0,
        broker_heartbeat_interval=2.0,
        broker_max_poll_records=settings.batch,
        broker_max_poll_interval=1800.0,
        stream_buffer_maxsize=settings.batch * 2,
        stream_wait_empty=True,
        producer_acks=-1,
        broker_credentials=_credentials(client),
        datadir=str(datadir),
    )


def _credentials(client: Mapping[str, Any]) -> Any:
    protocol = client.get("security_protocol", "PLAINTEXT")
    context = client.get("ssl_context")
    if protocol.startswith("SASL"):
        return faust.SASLCredentials(
            username=client["sasl_plain_username"],
            password=client["sasl_plain_password"],
            mechanism=client["sasl_mechanism"],
            ssl_context=context,
        )
    return faust.SSLCredentials(context) if protocol == "SSL" else None


async def run_enrich_on_kafka(
    context: Context,
    settings: EnrichSettings,
    *,
    bootstrap: str,
    prefix: str,
    client: dict[str, Any] | None = None,
) -> None:
    """Run the agent until the context's stop is set.

    Raises:
        StageStopped: too much was refused.
        Retry: the brokers do not answer at the start.
        Misconfigured: they do not let us in.
    """
    log = logger("enrich")
    stage = EnrichStage(
        settings,
        context.state_file("enrich"),
        clock=context.clock,
        log=log,
        on_page=lambda: context.health.moved("enrich"),
    )
    await stage.start()
    scratch = tempfile.TemporaryDirectory(prefix="wirewatch-faust-")
    app = build(
        bootstrap,
        prefix=prefix,
        settings=settings,
        client=client or {},
        datadir=Path(scratch.name),
    )
    failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    driver = Driver(
        Processor("enrich", stage, clock=context.clock, log=log),
        health=context.health,
        log=log,
        stopping=context.stop.is_set,
    )
    _declare_agent(app, prefix, settings, driver, context, failed)
    stopped: asyncio.Future[Any] = asyncio.ensure_future(context.stop.wait())
    try:
        with translating("starting enrich"):
            await app.start()
        context.health.ready("enrich")
        log.info("service_started", topics=["pages"])
        while not stopped.done() and not failed.done():
            await asyncio.wait(
                {stopped, failed}, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
            context.health.progress("enrich", active=bool(app.consumer.assignment()))
    finally:
        stopped.cancel()
        await app.stop()
        await stage.close()
        scratch.cleanup()
        context.health.gone("enrich")
        log.info("service_stopped")
    if failed.done():
        failed.result()


def _declare_agent(
    app: faust.App,
    prefix: str,
    settings: EnrichSettings,
    driver: Driver,
    context: Context,
    failed: asyncio.Future[None],
) -> None:
    pages = app.topic(
        flow.full_name("pages", prefix),
        key_type=bytes,
        value_type=bytes,
        key_serializer="raw",
        value_serializer="raw",
    )

    async def enrich(stream: Any) -> None:
        try:
            async for events in stream.noack_take(settings.batch, within=WITHIN_SECONDS):
                received = [_received(event) for event in events]
                context.health.progress("enrich")
                # A cancellation (rebalance, shutdown) must not cut a batch between its outputs and
                # its acknowledgements: it waits for the batch, as the broker's rebalance does.
                acknowledger = _Acknowledger(context.bus, stream, events, context.stop.is_set)
                work = asyncio.ensure_future(_finish(driver, acknowledger, received, context))
                try:
                    await asyncio.shield(work)
                except asyncio.CancelledError:
                    await asyncio.wait({work})
                    raise
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            # Faust would restart the agent and go on behind the failed page.
            if not failed.done():
                failed.set_exception(error)
            await asyncio.Event().wait()

    app.agent(pages, name="wirewatch.enrich", concurrency=1)(enrich)


async def _finish(
    driver: Driver, acknowledger: _Acknowledger, received: Sequence[Received], context: Context
) -> None:
    """A batch to its end, unless the process is to stop: then it comes again after the start."""
    left = list(received)
    while left:
        if not await driver.drive(left, acknowledger) and context.stop.is_set():
            return
        left = acknowledger.left(left)


def _received(event: Any) -> Received:
    message = event.message
    headers = message.headers or ()
    pairs = headers.items() if isinstance(headers, dict) else headers
    return Received(
        message=Message(
            topic="pages",
            key=(message.key or b"").decode("utf-8", "replace"),
            value=message.value,
            headers=tuple((k, v or b"") for k, v in pairs),
        ),
        partition=message.partition,
        offset=message.offset,
        timestamp_ms=int((message.timestamp or 0) * 1000),
    )
