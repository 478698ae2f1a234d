"""Carries a batch from its records to a commit, whatever the bus: retries, refusals, the view."""

from collections.abc import Callable, Sequence
from typing import Protocol

import structlog

from wirewatch.core.errors import Reject, Retry
from wirewatch.core.message import Message, Received
from wirewatch.core.ports import Bus
from wirewatch.runtime import metrics
from wirewatch.runtime.health import Health
from wirewatch.runtime.processing import Processor

BACKOFF_SECONDS = (0.2, 0.5, 1, 2, 5, 10)

_Place = tuple[str, int, int]


class View(Protocol):
    """A local view of a compacted topic, changed inside a batch and kept when it is committed."""

    async def catch_up(self, bus: Bus) -> int: ...

    def commit(self) -> None: ...

    def rollback(self) -> None: ...


class Committer(Protocol):
    """The part of a consumer that a batch ends with (see `core.ports.Consumer`).

    A part of a batch may be committed by itself. After a commit that failed nothing of the batch
    may be committed any more: what is not committed yet is handed out again.
    """

    async def commit(self, outputs: Sequence[Message], handled: Sequence[Received]) -> None: ...

    async def idle(self, seconds: float) -> None: ...


class Driver:
    """One service's way of handling a batch."""

    def __init__(
        self,
        processor: Processor,
        *,
        health: Health,
        log: structlog.typing.FilteringBoundLogger,
        stopping: Callable[[], bool],
        view: View | None = None,
        on_commit: Callable[[], None] | None = None,
    ) -> None:
        self._processor = processor
        self._health = health
        self._log = log
        self._stopping = stopping
        self._view = view
        self._on_commit = on_commit
        self._failures = 0
        self._suspects: set[_Place] = set()
        """Records of a batch with an output that the broker refuses; each is handled alone."""
        self._refused: dict[_Place, list[Reject]] = {}
        """The refusals of each suspect that was found guilty."""

    async def drive(self, received: Sequence[Received], committer: Committer) -> bool:
        """Process and commit a batch; False when what is not committed of it will come again.

        Raises:
            StageStopped: too much was refused.
        """
        if not self._suspects.isdisjoint(map(_place, received)):
            for record in received:
                if not await self._alone(record, committer):
                    return False
            return True
        outputs = await self._process(committer, received)
        if outputs is None:
            return False
        try:
            return await self._commit(committer, outputs, received)
        except Reject as reject:
            self._log.warning("output_refused", reason=reject.reason.value, detail=str(reject))
            self._suspects.update(map(_place, received))
            return False

    async def wait(self, committer: Committer, attempt: int, error: Retry) -> None:
        """Back off, and say what for."""
        service = self._processor.service
        seconds = max(
            BACKOFF_SECONDS[min(attempt, len(BACKOFF_SECONDS) - 1)], error.after_seconds or 0.0
        )
        metrics.RETRIES.labels(service).inc()
        self._health.waiting(service, str(error))
        self._log.warning("retrying", detail=str(error), wait_seconds=seconds)
        await committer.idle(seconds)

    async def _process(
        self, committer: Committer, received: Sequence[Received]
    ) -> list[Message] | None:
        """The outputs of a batch, however long the outside world takes; None when stopped."""
        attempt = 0
        while True:
            try:
                return await self._processor.process(received)
            except Retry as error:
                self._rollback()
                if self._stopping():
                    return None
                await self.wait(committer, attempt, error)
                attempt += 1

    async def _commit(
        self, committer: Committer, outputs: Sequence[Message], received: Sequence[Received]
    ) -> bool:
        """Commit; False when it is to be tried again. A Reject goes to the caller."""
        try:
            await committer.commit(outputs, received)
        except Retry as error:
            self._rollback()
            await self.wait(committer, self._failures, error)
            self._failures += 1
            return False
        except Reject:
            self._rollback()
            raise
        self._failures = 0
        if self._view is not None:
            self._view.commit()
        self._health.moved(self._processor.service)
        if self._on_commit is not None:
            self._on_commit()
        return True

    async def _alone(self, record: Received, committer: Committer) -> bool:
        """One record that may be the one whose output can never be written."""
        place = _place(record)
        refusals = self._refused.get(place, [])
        outputs: list[Message] | None
        if not refusals:
            outputs = await self._process(committer, [record])
        elif len(refusals) == 1:
            outputs = self._processor.refuse(record, refusals[0])
        else:
            # Not even its dead letter can be written: one that says where the original stands.
            outputs = self._processor.refuse(record, refusals[0], whole=False)
        if outputs is None:
            return False
        try:
            committed = await self._commit(committer, outputs, [record])
        except Reject as reject:
            if len(refusals) > 1:
                raise
            self._refused[place] = [*refusals, reject]
            return False
        if committed:
            self._suspects.discard(place)
            self._refused.pop(place, None)
        return committed

    def _rollback(self) -> None:
        if self._view is not None:
            self._view.rollback()


def _place(record: Received) -> _Place:
    return record.message.topic, record.partition, record.offset
