"""When to come back: intervals, back-off, and a spread that needs no randomness."""

from wirewatch.core.identity import hashed

_SPREAD = 0.1


def spread(seconds: float, *parts: str) -> float:
    """`seconds` and up to a tenth more, the same for the same parts, so that many sources with one
    interval do not all come at once.
    """
    fraction = int(hashed("spread", *parts)[:8], 16) / 0xFFFF_FFFF
    return seconds * (1 + _SPREAD * fraction)


def backoff(first_seconds: float, failures: int, longest_seconds: float) -> float:
    """The wait after so many failures in a row: doubled each time, up to the longest."""
    doublings = min(max(failures - 1, 0), 40)
    return min(first_seconds * 2.0**doublings, max(longest_seconds, first_seconds))
