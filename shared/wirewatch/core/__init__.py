"""The thinking: pure and synchronous, without I/O, clock, randomness, settings or logging."""
