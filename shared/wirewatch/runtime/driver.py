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


class View(Protocol):
    """A local view of a compacted topic, changed inside a batch and kept when it is committed."""

    async def catch_up(self, bus: Bus) -> int: ...

    def commit(self) -> None: ...

    def rollback(self) -> None: ...


class Committer(Protocol):
    """The part of a consumer that a batch ends with (see `core.ports.Consumer`)."""

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

    async def drive(self, received: Sequence[Received], committer: Committer) -> bool:
        """Process and commit a batch; False when it will come again.

        Raises:
            StageStopped: too much was refused.
        """
        outputs = await self._process(committer, received)
        if outputs is None:
            return False
        try:
            await committer.commit(outputs, received)
        except Retry as error:
            self._rollback()
            await self.wait(committer, 0, error)
            return False
        except Reject as reject:
            self._rollback()
            return await self._singly(committer, received, reject)
        self._committed()
        return True

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

    async def _singly(
        self, committer: Committer, received: Sequence[Received], reject: Reject
    ) -> bool:
        """One output of the batch can never be written: find whose, and make it a dead letter."""
        self._log.warning("output_refused", reason=reject.reason.value, detail=str(reject))
        for record in received:
            outputs = await self._process(committer, [record])
            if outputs is None:
                return False
            try:
                await committer.commit(outputs, [record])
            except Reject as error:
                self._rollback()
                await committer.commit(self._processor.refuse(record, error), [record])
            except Retry as error:
                self._rollback()
                await self.wait(committer, 0, error)
                return False
            self._committed()
        return True

    def _committed(self) -> None:
        if self._view is not None:
            self._view.commit()
        self._health.moved(self._processor.service)
        if self._on_commit is not None:
            self._on_commit()

    def _rollback(self) -> None:
        if self._view is not None:
            self._view.rollback()
