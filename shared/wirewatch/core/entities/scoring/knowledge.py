"""What a first reading and the gazetteer say of each stretch, as numbers for the scorer."""

from collections.abc import Iterator, Sequence

import numpy as np

from wirewatch.core.entities.entity import Kind, Span
from wirewatch.core.entities.name_matching import NameMatch
from wirewatch.core.entities.scoring.reading import Floats

KINDS: tuple[Kind, ...] = ("person", "organisation", "place", "event")
_NUMBER = {kind: number for number, kind in enumerate(KINDS)}
_GUESSED, _FIRST, _KNOWN, _MATCH, _CAREFUL, _WITHIN = 0, 4, 8, 12, 16, 20
_AROUND, _LENGTH = 24, 28
_LENGTHS = 6
_AT_ONCE = 500
"""Stretches compared with the names around them at a time: a long text has tens of thousands."""
WIDTH = _LENGTH + _LENGTHS


def knowledge(
    bounds: Sequence[tuple[int, int]],
    lengths: Sequence[int],
    guessed: Sequence[Span],
    first: Sequence[Span],
    matches: Sequence[NameMatch],
) -> Floats:
    """A row for each stretch with these `bounds` in characters and `lengths` in words.

    `guessed` is what the model took for names, `first` the same put together with the gazetteer's
    names that stand, `matches` are all that the gazetteer has here.
    """
    parts = []
    for start in range(0, len(bounds), _AT_ONCE):
        own = bounds[start : start + _AT_ONCE]
        reach = own[0][0], max(end for _, end in own)
        parts.append(
            _rows(
                own,
                lengths[start : start + _AT_ONCE],
                _within(guessed, reach),
                _within(first, reach),
                [match for match in matches if _meets(match.span, reach)],
            )
        )
    return np.concatenate(parts)


def _within(spans: Sequence[Span], reach: tuple[int, int]) -> list[Span]:
    return [span for span in spans if _meets(span, reach)]


def _meets(span: Span, reach: tuple[int, int]) -> bool:
    return span.start < reach[1] and span.end > reach[0]


def _rows(
    bounds: Sequence[tuple[int, int]],
    lengths: Sequence[int],
    guessed: Sequence[Span],
    first: Sequence[Span],
    matches: Sequence[NameMatch],
) -> Floats:
    rows = np.zeros((len(bounds), WIDTH), np.float32)
    numbers = {bound: number for number, bound in enumerate(bounds)}
    for span in guessed:
        _mark(rows, numbers.get((span.start, span.end)), _GUESSED + _NUMBER[span.kind])
    for span in first:
        number = numbers.get((span.start, span.end))
        _mark(rows, number, _FIRST + _NUMBER[span.kind])
        if span.known:
            _mark(rows, number, _KNOWN + _NUMBER[span.kind])
    for match in matches:
        number = numbers.get((match.span.start, match.span.end))
        column = _CAREFUL if match.care else _MATCH
        _mark(rows, number, column + _NUMBER[match.span.kind])
    starts = np.array([start for start, _ in bounds])
    ends = np.array([end for _, end in bounds])
    for span_bounds, column in _by_column(first, matches):
        begin, finish = np.array(span_bounds).T[:, :, None]
        same = (starts == begin) & (ends == finish)
        within = (starts >= begin) & (ends <= finish) & ~same
        around = (starts <= begin) & (ends >= finish) & ~same
        if column == _AROUND:
            crosses = (starts < finish) & (ends > begin) & ~(within | around | same)
            rows[:, _AROUND] = within.any(axis=0)
            rows[:, _AROUND + 1] = around.any(axis=0)
            rows[:, _AROUND + 2] = crosses.any(axis=0)
        else:
            rows[:, column] = around.any(axis=0)
    counts = np.array(lengths)
    rows[np.arange(len(counts)), _LENGTH + np.minimum(counts, _LENGTHS) - 1] = 1
    return rows


def _by_column(
    first: Sequence[Span], matches: Sequence[NameMatch]
) -> Iterator[tuple[list[tuple[int, int]], int]]:
    if first:
        yield [(span.start, span.end) for span in first], _AROUND
    for kind, number in _NUMBER.items():
        own = [(m.span.start, m.span.end) for m in matches if m.span.kind == kind]
        if own:
            yield own, _WITHIN + number


def _mark(rows: Floats, number: int | None, column: int) -> None:
    if number is not None:
        rows[number, column] = 1
