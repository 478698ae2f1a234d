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
from wirewatch.core.errors import Misconfigured, Reason, Reject, Retry
from wirewatch.core.message import Message, Received
from wirewatch.core.ports import Clock
from wirewatch.core.settling import settled
from wirewatch.events import (
    Alert,
    ArticleEnriched,
    ArticleGrouped,
    Event,
    Outcome,
    PageFetched,
    PageSettled,
    RuleMatched,
)
from wirewatch.runtime import metrics
from wirewatch.runtime.ceiling import DeadLetterCeiling
from wirewatch.runtime.machine_faults import machine_fault

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
        self._counted: dict[tuple[str, int], int] = {}
        """The last offset of each partition that was counted: a batch may come several times."""

    async def process(self, received: Sequence[Received]) -> list[Message]:
        """The records to write for a batch, in order, dead letters among them.

        Raises:
            Retry: the outside world is not ready; the whole batch is to be tried again.
            StageStopped: too much was refused.
        """
        started = time.perf_counter()
        decoded: list[Event | Reject | None] = [self._decode(r) for r in received]
        results = iter(await self._handle([d for d in decoded if isinstance(d, Event)]))
        outputs: list[Message] = []
        elapsed_ms = round((time.perf_counter() - started) * 1000)
        for record, event in zip(received, decoded, strict=True):
            fresh = self._is_fresh(record)
            if event is None:
                if fresh:
                    metrics.RECORDS.labels(self.service, record.message.topic, "tombstone").inc()
                continue
            result: Handled = event if isinstance(event, Reject) else next(results)
            outputs += self._outputs(record, event, result, elapsed_ms, fresh=fresh)
        return outputs

    def refuse(self, record: Received, reject: Reject, *, whole: bool = True) -> list[Message]:
        """The records to write for an input whose outputs the broker refuses.

        Without `whole` the dead letter names the original's place and does not hold it, for an
        original that leaves no room for the reason.
        """
        event = self._decode(record)
        if event is None:
            return []
        if not whole:
            place = f"{record.message.topic}/{record.partition}/{record.offset}"
            reject = Reject(reject.reason, f"{reject}; too large to be kept here, it is {place}")
            named = Message(record.message.topic, record.message.key[:200], b"")
            record = Received(named, record.partition, record.offset, record.timestamp_ms)
        return self._refused(record, event, reject, fresh=True)

    async def _handle(self, events: Sequence[Event]) -> Sequence[Handled]:
        """The handler's results, where it fails as a whole one event at a time.

        Raises:
            Retry: the outside world is not ready.
            Misconfigured: somebody must change a setting.
        """
        if not events:
            return ()
        try:
            results = await self._handler(events)
        except (Retry, Misconfigured):
            raise
        except Exception as error:
            _raise_machine_fault(error)
            if len(events) == 1:
                return (error,)
            return [(await self._handle([event]))[0] for event in events]
        for result in results:
            if isinstance(result, Retry | Misconfigured):
                raise result
            if isinstance(result, Exception):
                _raise_machine_fault(result)
        return results

    def _is_fresh(self, record: Received) -> bool:
        """Whether a record comes for the first time, so that repeats are not counted again."""
        partition = record.message.topic, record.partition
        fresh = record.offset > self._counted.get(partition, -1)
        if fresh:
            self._counted[partition] = record.offset
        return fresh

    def _decode(self, record: Received) -> Event | Reject | None:
        if record.message.value is None and flow.topic(record.message.topic).compacted:
            return None
        try:
            return codec.decode(record.message)
        except Reject as error:
            return error

    def _outputs(
        self,
        record: Received,
        event: Event | Reject,
        result: Handled,
        elapsed_ms: int,
        *,
        fresh: bool,
    ) -> list[Message]:
        if not isinstance(result, Exception):
            try:
                outputs = self._encode(result)
            except Exception as error:  # an event that cannot be written is a defect of its stage
                result = error
        if isinstance(result, Exception):
            return self._refused(record, event, self._as_reject(result), fresh=fresh)
        topic = record.message.topic
        if fresh:
            self._ceiling.accepted(_source_of(record, event))
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
        return outputs

    def _as_reject(self, error: Exception) -> Reject:
        if isinstance(error, Reject):
            return error
        detail = "".join(traceback.format_exception(error))
        self._log.error("stage_failed", exception=detail)
        return Reject(Reason.UNEXPECTED, f"{type(error).__name__}: {error}")

    def _refused(
        self, record: Received, event: Event | Reject, reject: Reject, *, fresh: bool
    ) -> list[Message]:
        now = self._clock.now()
        topic = record.message.topic
        self._log.warning(
            "record_refused",
            topic=topic,
            partition=record.partition,
            offset=record.offset,
            reason=reject.reason.value,
            detail=str(reject),
            **(_described(event) if isinstance(event, Event) else {}),
        )
        if fresh:
            self._count_refusal(record, event, reject)
        outputs = [dead_letter(record, reject, stage=self.service, now=now)]
        dead = self._dead_outcome(event, reject)
        return outputs + (self._encode([dead]) if dead is not None else [])

    def _count_refusal(self, record: Received, event: Event | Reject, reject: Reject) -> None:
        topic, reason = record.message.topic, reject.reason
        metrics.RECORDS.labels(self.service, topic, "refused").inc()
        metrics.DEAD_LETTERS.labels(self.service, topic, reason.value).inc()
        source = _source_of(record, event)
        if self._ceiling.refused(reason, source):
            metrics.SOURCE_BREAKER.labels(self.service).inc()
            self._log.error("source_breaker_tripped", source_id=source, reason=reason.value)

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
            return settled(
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


def _raise_machine_fault(error: Exception) -> None:
    fault = machine_fault(error)
    if fault is not None:
        raise fault from error


def _source_of(record: Received, event: Event | Reject) -> str:
    """Whose input it is; of what cannot be decoded the record's key is the best witness."""
    if isinstance(event, PageFetched | PageSettled):
        return event.source_id
    if isinstance(event, ArticleEnriched | ArticleGrouped):
        return event.article.source_id
    if isinstance(event, RuleMatched | Alert):
        return event.snapshot.source_id
    return record.message.key


def _described(event: Any) -> dict[str, Any]:
    described: dict[str, Any] = {"subject": event.subject}
    if event.trace_id is not None:
        described["page_id"] = event.trace_id
    return described
