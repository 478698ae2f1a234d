"""A bus over a log of one process: what the SQLite bus and the in-memory bus have in common.

The log keeps records and committed offsets; groups, positions, waiting and reading stand here.
"""

from wirewatch.adapters.log.arrivals import Arrivals
from wirewatch.adapters.log.bus import LogBus
from wirewatch.adapters.log.log import FETCH_LIMIT_BYTES, Advance, Log, Slot

__all__ = ["FETCH_LIMIT_BYTES", "Advance", "Arrivals", "Log", "LogBus", "Slot"]
