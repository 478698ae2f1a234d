"""A compacted topic held in memory and kept current: rules, sources, endpoints."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog

from wirewatch.core import codec
from wirewatch.core.errors import Reject, Retry
from wirewatch.core.message import Received
from wirewatch.core.ports import Bus
from wirewatch.events import Event
from wirewatch.runtime.context import Context
from wirewatch.runtime.driver import BACKOFF_SECONDS

OnPut = Callable[[Event], None]
OnDelete = Callable[[str], None]


class Table:
    """The latest event of each key. `load` first, then keep `follow` running beside the work."""

    def __init__(
        self,
        topic: str,
        *,
        log: structlog.typing.FilteringBoundLogger,
        on_put: OnPut | None = None,
        on_delete: OnDelete | None = None,
    ) -> None:
        self._topic = topic
        self._log = log
        self._on_put = on_put
        self._on_delete = on_delete
        self._next: dict[int, int] = {}
        self.rows: dict[str, Event] = {}

    async def load(self, bus: Bus) -> None:
        """Read on to the end as it is now.

        Raises:
            Retry: the bus is not ready; what was read stays.
        """
        async for received in bus.read(self._topic, dict(self._next)):
            self._apply(received)

    async def follow(self, bus: Bus) -> None:
        """Apply what comes, until cancelled; a bus that is away is waited for."""
        attempt = 0
        while True:
            try:
                async for received in bus.follow(self._topic, dict(self._next)):
                    self._apply(received)
                    attempt = 0
            except Retry as error:
                self._log.warning("table_waits", topic=self._topic, detail=str(error))
            await asyncio.sleep(BACKOFF_SECONDS[min(attempt, len(BACKOFF_SECONDS) - 1)])
            attempt += 1

    def _apply(self, received: Received) -> None:
        if received.offset < self._next.get(received.partition, 0):
            return  # `load` was faster than `follow`, or the other way round
        self._next[received.partition] = received.offset + 1
        message = received.message
        if message.value is None:
            self.rows.pop(message.key, None)
            if self._on_delete is not None:
                self._on_delete(message.key)
            return
        try:
            event = codec.decode(message)
        except Reject as error:
            self._log.error(
                "table_record_refused",
                topic=self._topic,
                reason=error.reason.value,
                detail=str(error),
            )
            return
        self.rows[message.key] = event
        if self._on_put is not None:
            self._on_put(event)


@asynccontextmanager
async def following(context: Context, *tables: Table) -> AsyncIterator[None]:
    """Keep loaded tables current while the body runs; a table that fails ends the body."""
    work = asyncio.current_task()
    failures: list[BaseException] = []

    def failed(task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            failures.append(error)
            if work is not None:
                work.cancel()

    tasks = [asyncio.create_task(table.follow(context.bus)) for table in tables]
    for task in tasks:
        task.add_done_callback(failed)
    try:
        yield
    except asyncio.CancelledError:
        if failures:
            raise failures[0] from None
        raise
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
