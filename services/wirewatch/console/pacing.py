"""How many dear requests one visitor may make: searches and previews work through articles."""

from collections import OrderedDict

BURST = 60
PER_SECOND = 4.0
"""Somebody who types asks three times a second at most."""

_VISITORS = 10_000

DEAR = ("/search", "/rules/check", "/api/v1/search", "/api/v1/rules/check")
"""The paths that count."""


class Pace:
    """A bucket of requests for each visitor that fills up with time."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_seconds(self, visitor: str, now_seconds: float) -> int:
        """Take one request out of the bucket; 0, or the time to wait where it is empty."""
        left, at = self._buckets.pop(visitor, (float(BURST), now_seconds))
        left = min(BURST, left + max(now_seconds - at, 0.0) * PER_SECOND)
        empty = left < 1
        self._buckets[visitor] = (left if empty else left - 1, now_seconds)
        if len(self._buckets) > _VISITORS:
            self._buckets.popitem(last=False)
        return max(1, round((1 - left) / PER_SECOND)) if empty else 0
