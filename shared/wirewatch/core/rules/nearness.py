"""Which spans of words are near one another, in time linear in the number of spans.

A span is its first and last place in the document's row of tokens; lists of spans are sorted.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

from wirewatch.core.rules.layout import DocumentTokens, Span
from wirewatch.core.rules.syntax import Near, Unit


class Nearness:
    """The operator of one NEAR held against one document."""

    def __init__(self, near: Near, tokens: DocumentTokens) -> None:
        self._reach = near.reach
        self._ordered = near.ordered
        self._tokens = tokens

    def with_partner(
        self, spans: Sequence[Span], others: Sequence[Span], *, left: bool = True
    ) -> list[Span]:
        """Return those spans that have one of `others` in reach; `left`: they are the left side.

        Two spans that overlap are no partners.
        """
        others = self._usable(others)
        if not others:
            return []
        begins = [other[0] for other in others]
        ends = sorted([other[1] for other in others])
        found: list[Span] = []
        for span in spans:
            bounds = self._bounds(span)
            if bounds is None:
                continue
            if left or not self._ordered:
                index = bisect_right(begins, span[1])
                if index < len(begins) and begins[index] <= bounds[1]:
                    found.append(span)
                    continue
            if not left or not self._ordered:
                index = bisect_left(ends, span[0]) - 1
                if index >= 0 and ends[index] >= bounds[0]:
                    found.append(span)
        return found

    def without_partner(self, spans: Sequence[Span], others: Sequence[Span]) -> list[Span]:
        """Return those left-side spans that have none of `others` in reach and overlap none."""
        near = set(self.with_partner(spans, others))
        if not others:
            return list(spans)
        begins = [other[0] for other in others]
        furthest = list(accumulate([other[1] for other in others], max))
        found: list[Span] = []
        for span in spans:
            if span not in near:
                before = bisect_right(begins, span[1])
                if not before or furthest[before - 1] < span[0]:
                    found.append(span)
        return found

    def stretches(self, lefts: Sequence[Span], rights: Sequence[Span]) -> list[Span]:
        """Return the shortest stretches from one side to the other: none contains another."""
        rights = self._usable(rights)
        by_end = sorted(rights, key=lambda span: span[1])
        begins, ends = [span[0] for span in rights], [span[1] for span in by_end]
        # From each on: the first end; up to each: the last begin. A unit holds its partners whole,
        # so what these say of all spans is true of those in the unit.
        first_end = list(accumulate([span[1] for span in reversed(rights)], min))[::-1]
        last_begin = list(accumulate([span[0] for span in by_end], max))
        found: set[Span] = set()
        for span in lefts:
            bounds = self._bounds(span)
            if bounds is None:
                continue
            index, stop = bisect_right(begins, span[1]), bisect_right(begins, bounds[1])
            if index < stop:
                if isinstance(self._reach, Unit):
                    end = first_end[index]
                else:
                    end = min([other[1] for other in rights[index:stop]])
                found.add((span[0], end))
            if not self._ordered:
                index, stop = bisect_left(ends, bounds[0]), bisect_left(ends, span[0])
                if index < stop:
                    if isinstance(self._reach, Unit):
                        begin = last_begin[stop - 1]
                    else:
                        begin = max([other[0] for other in by_end[index:stop]])
                    found.add((begin, span[1]))
        return _shortest(found)

    def _usable(self, spans: Sequence[Span]) -> Sequence[Span]:
        if self._reach is not Unit.SENTENCE:
            return spans
        numbers = self._tokens.sentences
        return [span for span in spans if numbers[span[0]] == numbers[span[1]]]

    def _bounds(self, span: Span) -> Span | None:
        """The first and last place that may belong to a partner's nearer end."""
        if self._reach is Unit.SENTENCE:
            numbers = self._tokens.sentences
            number = numbers[span[0]]
            if numbers[span[1]] != number:
                return None
            return bisect_left(numbers, number), bisect_right(numbers, number) - 1
        starts = self._tokens.starts
        paragraph = self._tokens.paragraph_at(span[0])
        low, high = starts[paragraph], starts[paragraph + 1] - 1
        if isinstance(self._reach, Unit):
            return low, high
        return max(low, span[0] - self._reach - 1), min(high, span[1] + self._reach + 1)


def count_apart(spans: Sequence[Span]) -> int:
    """Return how many of the spans one can choose so that no two overlap."""
    counted, end = 0, -1
    for span in sorted(spans, key=lambda span: span[1]):
        if span[0] > end:
            counted += 1
            end = span[1]
    return counted


def _shortest(spans: set[Span]) -> list[Span]:
    kept: list[Span] = []
    for begin, end in sorted(spans, key=lambda span: (-span[0], span[1])):
        if not kept or end < kept[-1][1]:
            kept.append((begin, end))
    return kept[::-1]
