"""The bus of the embedded system: every topic in one file, every commit one transaction."""

from collections.abc import Callable, Sequence
from pathlib import Path

from wirewatch.adapters.clock import SystemClock
from wirewatch.adapters.log import LogBus
from wirewatch.adapters.sqlite.bus_log import SqliteLog
from wirewatch.adapters.sqlite.run_lock import RunLock
from wirewatch.core.message import Received
from wirewatch.core.ports import Clock


class SqliteBus(LogBus):
    """Fills `Bus` on one SQLite file. All services of a process share one.

    Nothing is opened before the first use. Another process may produce, read and follow beside
    it, and its records are seen within 0.2 s; consuming is for the holder of the run lock.

    Args:
        path: the file, created with its folder where there is none.
        clock: stamps the records.
    """

    def __init__(self, path: Path, *, clock: Clock | None = None) -> None:
        clock = clock or SystemClock()
        self._sqlite = SqliteLog(path, clock)
        super().__init__(self._sqlite, clock)
        self._run_lock = RunLock(path.with_name(path.name + ".lock"))

    def acquire_run_lock(self) -> None:
        """Become the one process that runs services on this file, until `close`.

        Raises:
            Misconfigured: another runs already.
        """
        self._run_lock.acquire()

    async def forget(self, topics: Sequence[str], doomed: Callable[[Received], bool]) -> int:
        """Delete records of topics for good, tombstones excepted; returns how many.

        Their bytes are overwritten. Who has not read them never will.

        Raises:
            Retry: the file cannot be written now.
        """
        return await self._sqlite.forget(topics, doomed)

    async def close(self) -> None:
        """Finish what is under way, close the file, give back the run lock; safe to repeat."""
        await super().close()
        self._run_lock.release()
