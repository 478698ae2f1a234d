"""Sends what is due: a few at a time per endpoint, one endpoint never holding up another."""

import asyncio
from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from datetime import timedelta

import structlog

from wirewatch.core import codec
from wirewatch.core.delivering import after_attempt
from wirewatch.core.errors import Retry
from wirewatch.core.ports import Bus, Clock
from wirewatch.core.sending import Sender, SendResult
from wirewatch.core.signing import headers as signed_headers
from wirewatch.events import Attempt, Delivery, DeliveryStatus, Endpoint, Event
from wirewatch.notify.deliveries import DeliveryView
from wirewatch.runtime import metrics
from wirewatch.runtime.waiting import happens

PER_ENDPOINT = 4
TICK_SECONDS = 0.5
BREAKER_FAILURES = 5
BREAKER_PAUSE = timedelta(seconds=60)
LAST_SECONDS = 20.0
"""How long attempts under way are waited for at the end; later ones are made again."""


class Dispatcher:
    """Attempts deliveries and records each attempt before it counts."""

    def __init__(
        self,
        view: DeliveryView,
        bus: Bus,
        sender: Sender,
        *,
        endpoints: Mapping[str, Event],
        secrets: Callable[[str], Sequence[str]],
        held: Container[str],
        is_erased: Callable[[Delivery], bool],
        clock: Clock,
        log: structlog.typing.FilteringBoundLogger,
    ) -> None:
        self._view = view
        self._bus = bus
        self._sender = sender
        self._endpoints = endpoints
        self._secrets = secrets
        self._held = held
        self._is_erased = is_erased
        self._clock = clock
        self._log = log
        self._busy: Counter[str] = Counter()
        self._failures: Counter[str] = Counter()
        self._blocked_until: dict[str, float] = {}
        self._wake = asyncio.Event()
        self.in_flight: set[str] = set()

    def wake(self) -> None:
        """Something new may be due."""
        self._wake.set()

    async def run(self, *, stop: asyncio.Event, active: Callable[[], bool]) -> None:
        """Send until `stop` is set, while this instance is the active one.

        Raises:
            Reject: an attempt cannot be written down.
        """
        tasks: set[asyncio.Task[None]] = set()
        try:
            while not stop.is_set():
                self._wake.clear()
                if active():
                    tasks |= {self._start(delivery) for delivery in self._startable()}
                await happens(self._wake, TICK_SECONDS)
                tasks = _unfinished(tasks)
            if tasks:
                await asyncio.wait(tasks, timeout=LAST_SECONDS)
                tasks = _unfinished(tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _start(self, delivery: Delivery) -> asyncio.Task[None]:
        self.in_flight.add(delivery.delivery_id)
        self._busy[delivery.endpoint_id] += 1
        return asyncio.create_task(self._attempt(delivery))

    def _startable(self) -> list[Delivery]:
        now = self._clock.now()
        chosen: list[Delivery] = []
        for endpoint in self._view.endpoints_due(now):
            if self._blocked_until.get(endpoint, 0) > now.timestamp():
                continue
            probing = self._failures[endpoint] >= BREAKER_FAILURES
            room = (1 if probing else PER_ENDPOINT) - self._busy[endpoint]
            if room <= 0:
                continue
            # Those in flight still stand as due; those held come after the commit, which wakes.
            due = self._view.due(endpoint, now, limit=room + self._busy[endpoint])
            self._forget([d for d in due if self._is_erased(d)])
            free = [d for d in due if not self._is_taken(d.delivery_id) and not self._is_erased(d)]
            chosen += free[:room]
        return chosen

    def _forget(self, erased: Sequence[Delivery]) -> None:
        """Take out what was erased before the view has its tombstone."""
        for delivery in erased:
            self._view.delete(delivery.delivery_id)
        if erased:
            self._view.commit()

    def _is_taken(self, delivery_id: str) -> bool:
        return delivery_id in self.in_flight or delivery_id in self._held

    async def _attempt(self, delivery: Delivery) -> None:
        try:
            started = self._clock.now()
            result = await self._send(delivery)
            attempt = Attempt(
                at=started,
                status_code=result.status_code,
                error=result.error,
                elapsed_ms=result.elapsed_ms,
            )
            after = after_attempt(delivery, attempt, retry_after_seconds=result.retry_after_seconds)
            await self._record(after)
            self._account(after, attempt)
        finally:
            self._busy[delivery.endpoint_id] -= 1
            self.in_flight.discard(delivery.delivery_id)
            self.wake()

    async def _send(self, delivery: Delivery) -> SendResult:
        endpoint = self._endpoints.get(delivery.endpoint_id)
        if not isinstance(endpoint, Endpoint) or not endpoint.enabled:
            return SendResult(None, "the endpoint is not known or switched off", None, 0)
        secrets = self._secrets(endpoint.endpoint_id)
        if not secrets:
            return SendResult(None, "the endpoint has no secret in the settings of notify", None, 0)
        body = (delivery.body or "").encode()
        now_seconds = int(self._clock.now().timestamp())
        try:
            signed = signed_headers(secrets, delivery.delivery_id, now_seconds, body)
        except ValueError as error:
            return SendResult(None, f"the endpoint's secret cannot sign: {error}", None, 0)
        headers = {"content-type": "application/json; charset=utf-8", **signed}
        return await self._sender.send(endpoint.url, headers, body)

    async def _record(self, after: Delivery) -> None:
        """The attempt is written down; until then it would be made again under the same id."""
        if self._is_erased(after):
            return  # while it was under way
        message = codec.encode(after, service="notify", now=self._clock.now())
        while True:
            try:
                await self._bus.produce([message])
                break
            except Retry as error:
                self._log.warning("retrying", detail=str(error))
                await self._clock.sleep(1.0)
        self._view.apply(after)
        self._view.commit()

    def _account(self, after: Delivery, attempt: Attempt) -> None:
        endpoint = after.endpoint_id
        if after.status is DeliveryStatus.DELIVERED:
            self._failures.pop(endpoint, None)
            self._blocked_until.pop(endpoint, None)
            if after.kind == "first" and after.page_accepted_at and after.finished_at:
                waited = after.finished_at - after.page_accepted_at
                metrics.PAGE_TO_ALERT_SECONDS.observe(waited.total_seconds())
        else:
            self._failures[endpoint] += 1
            if self._failures[endpoint] >= BREAKER_FAILURES:
                self._blocked_until[endpoint] = (self._clock.now() + BREAKER_PAUSE).timestamp()
        metrics.DELIVERIES.labels(after.status.value).inc()
        self._log.info(
            "delivery_attempted",
            subject=after.delivery_id,
            endpoint_id=endpoint,
            status=after.status.value,
            status_code=attempt.status_code,
            detail=attempt.error,
            attempt=after.attempts_total,
            elapsed_ms=attempt.elapsed_ms,
        )


def _unfinished(tasks: set[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
    """Those that still run; raises what a finished one ended with."""
    for task in tasks:
        if task.done():
            task.result()
    return {task for task in tasks if not task.done()}
