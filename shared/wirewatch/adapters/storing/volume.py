"""The volume over time: bars of equal length, as many as are asked for at most."""

from collections.abc import Mapping
from datetime import UTC, datetime

from wirewatch.core.ports import Count

_MINUTE = 60_000
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_LENGTHS_MS = (
    *(_MINUTE * n for n in (1, 5, 10, 30)),
    *(_HOUR * n for n in (1, 3, 6, 12)),
    *(_DAY * n for n in (1, 7, 30)),
)


def interval_ms(first_ms: int, last_ms: int, buckets: int) -> int:
    """The shortest familiar length with which at most `buckets` bars reach from first to last.

    Bars begin at whole multiples of their length since 1970.
    """
    for length in _LENGTHS_MS:
        if last_ms // length - first_ms // length < buckets:
            return length
    month = _LENGTHS_MS[-1]
    months = 2
    while last_ms // (month * months) - first_ms // (month * months) >= max(buckets, 2):
        months *= 2
    return month * months


def fill(counts: Mapping[int, int], length_ms: int) -> tuple[Count, ...]:
    """Bars from the first to the last that is not empty; `counts` is by start in milliseconds.

    A bar's value is its start, RFC 3339 in UTC.
    """
    if not counts:
        return ()
    starts = range(min(counts), max(counts) + 1, length_ms)
    return tuple(Count(_rfc3339(start), counts.get(start, 0)) for start in starts)


def days(counts: Mapping[int, int]) -> tuple[Count, ...]:
    """Counts by day, those of days without any left out; `counts` is by start in milliseconds.

    A value is a day, such as 2026-01-31.
    """
    return tuple(Count(_rfc3339(start)[:10], n) for start, n in sorted(counts.items()))


def _rfc3339(time_ms: int) -> str:
    moment = datetime.fromtimestamp(time_ms / 1000, UTC)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
