"""Drives a stage over any bus: poll, handle, commit, and keep the view caught up."""

import asyncio
import time
from collections.abc import Callable

import structlog

from wirewatch import flow
from wirewatch.core.errors import Retry
from wirewatch.core.ports import Bus, Consumer
from wirewatch.runtime import metrics
from wirewatch.runtime.driver import Driver, View
from wirewatch.runtime.health import Health
from wirewatch.runtime.processing import Processor

POLL_SECONDS = 1.0
CATCH_UP_EVERY_SECONDS = 60.0


class Runner:
    """One service's loop over its topics."""

    def __init__(
        self,
        processor: Processor,
        bus: Bus,
        *,
        stop: asyncio.Event,
        health: Health,
        log: structlog.typing.FilteringBoundLogger,
        view: View | None = None,
        max_batch: int = 100,
        on_commit: Callable[[], None] | None = None,
    ) -> None:
        self._service = flow.service(processor.service)
        self._bus = bus
        self._stop = stop
        self._health = health
        self._log = log
        self._view = view
        self._max_batch = max_batch
        self._driver = Driver(
            processor,
            health=health,
            log=log,
            stopping=stop.is_set,
            view=view,
            on_commit=on_commit,
        )
        self._consumer: Consumer | None = None
        self._generation = 0
        self._last_catch_up = 0.0
        self._poll_failures = 0

    @property
    def active(self) -> bool:
        """Whether this instance holds partitions, and its view knows all about them."""
        consumer = self._consumer
        if consumer is None or not consumer.active:
            return False
        return self._view is None or consumer.generation == self._generation

    async def run(self) -> None:
        """Handle records until `stop` is set; what is in work then is finished.

        Raises:
            StageStopped: too much was refused.
            Misconfigured: the bus or the store says so.
        """
        name = self._service.name
        consumer = await self._bus.consumer(name, self._service.reads, single=self._service.single)
        self._consumer = consumer
        self._health.ready(name)
        self._log.info("service_started", topics=list(self._service.reads))
        try:
            while not self._stop.is_set():
                await self._step(consumer)
        finally:
            await consumer.close()
            self._health.gone(name)
            self._log.info("service_stopped")

    async def _step(self, consumer: Consumer) -> None:
        try:
            received = await consumer.poll(
                max_messages=self._max_batch, timeout_seconds=POLL_SECONDS
            )
        except Retry as error:
            await self._driver.wait(consumer, self._poll_failures, error)
            self._poll_failures += 1
            return
        self._poll_failures = 0
        if not await self._caught_up(consumer):
            return
        self._health.progress(self._service.name, active=consumer.active)
        if not received:
            return
        started = time.perf_counter()
        if await self._driver.drive(received, consumer):
            metrics.HANDLING_SECONDS.labels(self._service.name).observe(
                time.perf_counter() - started
            )
        else:
            self._generation = 0

    async def _caught_up(self, consumer: Consumer) -> bool:
        """Bring the view up to date; False when stopped meanwhile.

        What was polled before waits for it here: the consumer does not hand it out again.
        """
        attempt = 0
        while True:
            try:
                await self._catch_up(consumer)
            except Retry as error:
                if self._stop.is_set():
                    return False
                await self._driver.wait(consumer, attempt, error)
                attempt += 1
            else:
                return True

    async def _catch_up(self, consumer: Consumer) -> None:
        """After partitions were newly assigned, and now and then, so that a start is quick."""
        if self._view is None:
            return
        due = time.monotonic() - self._last_catch_up > CATCH_UP_EVERY_SECONDS
        if consumer.generation == self._generation and not due:
            return
        generation = consumer.generation
        # While the view is brought up to date, and perhaps built anew, nobody acts on it.
        self._generation = 0
        self._view.rollback()
        applied = await self._view.catch_up(self._bus)
        self._generation = generation
        self._last_catch_up = time.monotonic()
        self._log.debug("view_caught_up", records=applied, generation=generation)
