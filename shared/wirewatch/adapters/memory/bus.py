"""The bus of tests and experiments: everything in this process, nothing on disk."""

from wirewatch.adapters.clock import SystemClock
from wirewatch.adapters.log import LogBus
from wirewatch.adapters.memory.log import MemoryLog
from wirewatch.core.ports import Clock


class MemoryBus(LogBus):
    """Fills `Bus` in memory.

    Args:
        partitions: how many each topic has, up to its number in `flow`; records go by the hash
            of their key.
        clock: stamps the records.
    """

    def __init__(self, *, partitions: int = 1, clock: Clock | None = None) -> None:
        clock = clock or SystemClock()
        self._memory = MemoryLog(partitions, clock)
        super().__init__(self._memory, clock)

    def fail_next(self, error: Exception) -> None:
        """Let the next `produce` or `commit` raise this and write nothing; calls queue up."""
        self._memory.fail_next(error)
