"""The stretches that stand together: none overlaps another, and their worth is the highest."""

from bisect import bisect_right
from collections.abc import Sequence


def selected(spans: Sequence[tuple[int, int]], worth: Sequence[float]) -> list[int]:
    """Numbers of the spans (start, end) without overlaps whose positive worth sums highest.

    Weighted interval scheduling by dynamic programming (Kleinberg and Tardos, section 6.1).
    """
    order = sorted(
        (number for number, value in enumerate(worth) if value > 0), key=lambda n: spans[n][1]
    )
    ends: list[int] = []
    best = [0.0]
    before: list[int | None] = []
    for number in order:
        free = bisect_right(ends, spans[number][0])
        value = best[free] + worth[number]
        better = value > best[-1]
        before.append(free if better else None)
        best.append(value if better else best[-1])
        ends.append(spans[number][1])
    kept = []
    place = len(order)
    while place:
        free_before = before[place - 1]
        if free_before is None:
            place -= 1
        else:
            kept.append(order[place - 1])
            place = free_before
    return kept[::-1]
