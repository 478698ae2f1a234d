"""What every driver does around a stage: decode, handle, encode, and what errors mean.

A driver (the runner over any bus, the Faust agent) hands in records and gets back the records to
write before it commits. The stage knows neither.
"""

import time
import traceback
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog

from wirewatch import flow
from wirewatch.core import codec
from wirewatch.core.dead_letters import dead_letter
from wirewatch.core.enriching import settled
from wirewatch.core.errors import Reason, Reject, Retry
from wirewatch.core.grouping import article_settled
from wirewatch.core.message import Message, Received
from wirewatch.core.ports import Clock
from wirewatch.events import (
    ArticleEnriched,
    ArticleGrouped,
    Event,
    Outcome,
    PageFetched,
    PageSettled,
)
from wirewatch.runtime import metrics
from wirewatch.runtime.ceiling import DeadLetterCeiling

Handled = Sequence[Event | Message] | Exception
BatchHandler = Callable[[Sequence[Event]], Awaitable[Sequence[Handled]]]
"""Events in, for each the events (or records) that follow from it, or how it failed."""


class Processor:
    """One service's handling of batches, errors included."""

    def __init__(
        self,
        service: str,
        handler: BatchHandler,
        *,
        clock: Clock,
        log: structlog.typing.FilteringBoundLogger,
    ) -> None:
        self.service = service
        self._handler = handler
        self._clock = clock
        self._log = log
        self._ceiling = DeadLetterCeiling()

    async def process(self, received: Sequence[Received]) -> list[Message]:
        """The records to write for a batch, in order, dead letters among them.

        Raises:
            Retry: the outside world is not ready; the whole batch is to be tried again.
            StageStopped: too much was refused.
        """
        started = time.perf_counter()
        decoded: list[Event | Reject | None] = [self._decode(r) for r in received]
        events = [d for d in decoded if isinstance(d, Event)]
        results = iter(await self._handler(events) if events else ())
        outputs: list[Message] = []
        elapsed_ms = round((time.perf_counter() - started) * 1000)
        for record, event in zip(received, decoded, strict=True):
            if event is None:
                metrics.RECORDS.labels(self.service, record.message.topic, "tombstone").inc()
                continue
            result: Handled = event if isinstance(event, Reject) else next(results)
            if isinstance(result, Retry):
                raise result
            outputs += self._outputs(record, event, result, elapsed_ms)
        return outputs

    def refuse(self, record: Received, reject: Reject) -> list[Message]:
        """The records to write for an input whose outputs the broker refuses."""
        try:
            event: Event | Reject = codec.decode(record.message)
        except Reject as error:
            event = error
        return self._refused(record, event, reject)

    def _decode(self, record: Received) -> Event | Reject | None:
        if record.message.value is None and flow.topic(record.message.topic).compacted:
            return None
        try:
            return codec.decode(record.message)
        except Reject as error:
            return error

    def _outputs(
        self, record: Received, event: Event | Reject, result: Handled, elapsed_ms: int
    ) -> list[Message]:
        if isinstance(result, Exception):
            return self._refused(record, event, self._as_reject(result))
        self._ceiling.accepted(_source_of(event))
        topic = record.message.topic
        metrics.RECORDS.labels(self.service, topic, "handled").inc()
        for output in result:
            if isinstance(output, PageSettled):
                metrics.OUTCOMES.labels(self.service, output.outcome.value).inc()
        self._log.info(
            "record_handled",
            topic=topic,
            partition=record.partition,
            offset=record.offset,
            **_described(event),
            outputs=[o.topic if isinstance(o, Message) else flow.topic_of(o).name for o in result],
            batch_ms=elapsed_ms,
        )
        return self._encode(result)

    def _as_reject(self, error: Exception) -> Reject:
        if isinstance(error, Reject):
            return error
        detail = "".join(traceback.format_exception(error))
        self._log.error("stage_failed", exception=detail)
        return Reject(Reason.UNEXPECTED, f"{type(error).__name__}: {error}")

    def _refused(self, record: Received, event: Event | Reject, reject: Reject) -> list[Message]:
        now = self._clock.now()
        topic = record.message.topic
        metrics.RECORDS.labels(self.service, topic, "refused").inc()
        metrics.DEAD_LETTERS.labels(self.service, topic, reject.reason.value).inc()
        self._log.warning(
            "record_refused",
            topic=topic,
            partition=record.partition,
            offset=record.offset,
            reason=reject.reason.value,
            detail=str(reject),
            **(_described(event) if isinstance(event, Event) else {}),
        )
        source = _source_of(event)
        if self._ceiling.refused(reject.reason, source):
            metrics.SOURCE_BREAKER.labels(self.service).inc()
            self._log.error("source_breaker_tripped", source_id=source, reason=reject.reason.value)
        outputs = [dead_letter(record, reject, stage=self.service, now=now)]
        dead = self._dead_outcome(event, reject)
        return outputs + (self._encode([dead]) if dead is not None else [])

    def _dead_outcome(self, event: Event | Reject, reject: Reject) -> PageSettled | None:
        """Up to the index, a refused record is the end of its page."""
        now = self._clock.now()
        reason, detail = reject.reason.value, str(reject)
        if isinstance(event, PageFetched):
            return settled(
                event, Outcome.DEAD, stage=self.service, now=now, reason=reason, detail=detail
            )
        if isinstance(event, ArticleEnriched) or (
            isinstance(event, ArticleGrouped) and self.service == "index"
        ):
            return article_settled(
                event.article,
                Outcome.DEAD,
                stage=self.service,
                now=now,
                reason=reason,
                detail=detail,
            )
        return None

    def _encode(self, events: Sequence[Event | Message]) -> list[Message]:
        now = self._clock.now()
        return [
            event
            if isinstance(event, Message)
            else codec.encode(event, service=self.service, now=now)
            for event in events
        ]


def each(stage: Callable[[Event], Sequence[Event]]) -> BatchHandler:
    """A batch handler of a pure stage: each event by itself, an exception touches no other."""

    async def handle(events: Sequence[Event]) -> Sequence[Handled]:
        results: list[Handled] = []
        for event in events:
            try:
                results.append(stage(event))
            except Exception as error:  # a driver decides what an error means
                results.append(error)
        return results

    return handle


def _source_of(event: Event | Reject) -> str:
    if isinstance(event, PageFetched):
        return event.source_id
    if isinstance(event, ArticleEnriched | ArticleGrouped):
        return event.article.source_id
    return getattr(event, "source_id", "")


def _described(event: Any) -> dict[str, Any]:
    described: dict[str, Any] = {"subject": event.subject}
    if event.trace_id is not None:
        described["page_id"] = event.trace_id
    return described
