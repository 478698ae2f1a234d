"""The in-memory twins of the real adapters, for tests and experiments."""

from wirewatch.adapters.memory.bus import MemoryBus

__all__ = ["MemoryBus"]
