"""What is told of a line of plain text, where no markup helps: itself, and the stretch it is in.

A line alone says little: a teaser reads like a lead, a reader's comment like a paragraph. What
surrounds it for some lines in both directions says more: whether lines there end sentences, use
the article's words and the title's, are of even length, and where the page's runs of text lie.
"""

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.extract.lines import LINE_FEATURES, ROW, Lines, Matrix
from wirewatch.core.extract.page_features import CONTEXT_FEATURES, context_rows

_AT = {name: i for i, name in enumerate(CONTEXT_FEATURES)}
_BESIDE = ("words", "ends_sentence", "capitals", "vocabulary_share", "vocabulary_byline",
           "vocabulary_related", "vocabulary_comment")  # fmt: skip
_CHOSEN = (
    *LINE_FEATURES,
    *(f"{name}[{offset:+d}]" for offset in (-2, -1, 1, 2) for name in _BESIDE),
    *CONTEXT_FEATURES[_AT["position"] :],
)
_CHOSEN_ROWS = np.array([_AT[name] for name in _CHOSEN])

_RADII = (2, 5, 10)
_SHARES = ("ended", "function", "cohesion", "commas", "capitals", "short", "title", "numbers",
           "quotes", "repeated")  # fmt: skip
_RUNS = ("short", "long", "ended", "function")
_RUN_PLACES = ("inside", "since_start", "since_end", "words", "share")
_PAGE = ("even", "mean_long", "length_beside", "ended_before", "ended_after", "words_before10",
         "words_after10", "sentences_before", "sentences_after", "page_ended",
         "page_function", "east_asian")  # fmt: skip
TEXT_FEATURES: tuple[str, ...] = (
    *_CHOSEN,
    *(f"{name}_within{radius}" for radius in _RADII for name in _SHARES),
    *(f"run_{name}_{place}" for place in _RUN_PLACES for name in _RUNS),
    *_PAGE,
)
_WIDE, _LONG, _TALL, _MOST = 6, 12, 8, 60.0
_ENOUGH_DIGITS = 0.1
_UNKNOWN_LENGTH = 20.0
_EAST_ASIAN = 4


def text_rows(n: int, lines: Lines, title: int) -> Matrix:
    """`TEXT_FEATURES` of the first `n` measured lines, a column per line.

    `title` is the number of the measured line that holds the title, -1 for none.
    """
    context = context_rows(n, lines, title)
    out = np.empty((len(TEXT_FEATURES), n), dtype=np.float32)
    context.take(_CHOSEN_ROWS, axis=0, out=out[: len(_CHOSEN)])
    size = lines.size[:n].astype(np.float64)
    capped = np.minimum(size, _MOST)
    at = len(_CHOSEN)
    sums, ended = _sums(lines, context, size, capped)
    for radius in _RADII:
        out[at : at + len(_SHARES)] = _shares(sums, radius)
        at += len(_SHARES)
    worth = np.array([
        capped - 8,
        capped - 20,
        np.where(ended, capped, capped * 0.3) - 10,
        capped * np.minimum(lines.rows[ROW["vocabulary_function"], :n] * 4, 1.2) - 9,
    ])  # fmt: skip
    starts, ends = _best_runs(worth)
    at = _write_runs(out, at, starts, ends, sums[_SIZE, _FAR : _FAR + n + 1])
    run = slice(int(starts[2]), int(ends[2]))
    tall = size[run][size[run] >= _TALL]
    mean = float(tall.mean()) if len(tall) else _UNKNOWN_LENGTH
    _write_page(out[at:], lines, size, ended, sums, mean)
    return out


_TALLIES = (*_SHARES, "wide", "size", "capped", "squares", "tall_words", "tall", "good")
_T = {name: i for i, name in enumerate(_TALLIES)}
_SIZE = _T["size"]
_FAR = 10
"""The farthest a window reaches."""


def _sums(
    lines: Lines, context: Matrix, size: NDArray[np.float64], capped: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Running sums of `_TALLIES`, from nothing before the first line to all; which lines end.

    Both ends are repeated `_FAR` times, so that no window reaches beyond them.
    """
    n = len(size)
    rows = lines.rows[:, :n]
    ended = lines.ended[:n]
    wide, tall = size >= _WIDE, size >= _TALL
    sums = np.zeros((len(_TALLIES), n + 2 * _FAR + 1))
    values = sums[:, _FAR + 1 : _FAR + 1 + n]
    values[_T["ended"]] = ended & wide
    values[_T["wide"]] = wide
    values[_T["function"]] = rows[ROW["vocabulary_function"]] * size
    values[_T["size"]] = size
    values[_T["capped"]] = capped
    values[_T["squares"]] = tall * capped * capped
    values[_T["tall_words"]] = tall * capped
    values[_T["tall"]] = tall
    values[_T["cohesion"]] = context[_AT["cohesion_body"]] * size
    values[_T["title"]] = context[_AT["title_cover"]]
    values[_T["commas"]] = rows[ROW["commas"]] * size
    values[_T["short"]] = size < _WIDE
    values[_T["capitals"]] = rows[ROW["capitals"]] * size
    values[_T["numbers"]] = rows[ROW["digits"]] > _ENOUGH_DIGITS
    values[_T["quotes"]] = rows[ROW["quotes"]] > 0
    values[_T["repeated"]] = context[_AT["repeats"]] > 1
    values[_T["good"]] = ended & (size >= _LONG)
    np.cumsum(values, axis=1, out=values)
    sums[:, _FAR + 1 + n :] = values[:, -1:]
    return sums, ended


def _within(sums: NDArray[np.float64], before: int, after: int) -> NDArray[np.float64]:
    """Of each padded running sum what falls on the lines from `before` back to `after` on."""
    n = sums.shape[1] - 2 * _FAR - 1
    high, low = _FAR + after + 1, _FAR - before
    found: NDArray[np.float64] = sums[:, high : high + n] - sums[:, low : low + n]
    return found


def _shares(sums: NDArray[np.float64], radius: int) -> NDArray[np.float64]:
    """`_SHARES` of the lines around each one: of the wider ones, of words, or of all lines."""
    found = _within(sums, radius, radius)
    n = found.shape[1]
    shares = found[: len(_SHARES)]
    shares[0] += 0.5
    shares[0] /= found[_T["wide"]] + 1
    shares[1:5] /= np.maximum(found[_SIZE], 1)
    index = np.arange(n)
    shares[5:] /= np.minimum(index + radius + 1, n) - np.maximum(index - radius, 0)
    return shares


def _best_runs(worth: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """For each row the bounds of the run with the largest sum; both 0 where none is above 0."""
    sums = np.zeros((worth.shape[0], worth.shape[1] + 1))
    np.cumsum(worth, axis=1, out=sums[:, 1:])
    lowest = np.minimum.accumulate(sums, axis=1)
    ends = np.argmax(sums - lowest, axis=1)
    rows = np.arange(len(worth))
    floor = lowest[rows, ends]
    index = np.arange(sums.shape[1])
    at_floor = (sums == floor[:, None]) & (index <= ends[:, None])
    starts = sums.shape[1] - 1 - np.argmax(at_floor[:, ::-1], axis=1)
    none = sums[rows, ends] <= floor
    return np.where(none, 0, starts), np.where(none, 0, ends)


def _write_runs(
    out: Matrix,
    at: int,
    starts: NDArray[np.intp],
    ends: NDArray[np.intp],
    words: NDArray[np.float64],
) -> int:
    """Where each line stands to the page's runs of text by four measures; the next free row."""
    index = np.arange(out.shape[1])
    start, end = starts[:, None], ends[:, None]
    held = (words[ends] - words[starts])[:, None]
    count = len(_RUNS)
    for values in (
        (index >= start) & (index < end),
        np.clip(index - start, -40, 60),
        np.clip(index - end, -60, 40),
        held,
        held / max(float(words[-1]), 1.0),
    ):
        out[at : at + count] = values
        at += count
    return at


def _write_page(
    out: Matrix,
    lines: Lines,
    size: NDArray[np.float64],
    ended: NDArray[np.bool_],
    sums: NDArray[np.float64],
    mean: float,
) -> None:
    """Write `_PAGE`: evenness of length, what stands before and after, the page as a whole."""
    n = len(size)
    near = _within(sums, 6, 6)
    tall = np.maximum(near[_T["tall"]], 1)
    average = near[_T["tall_words"]] / tall
    spread = np.sqrt(np.maximum(near[_T["squares"]] / tall - average**2, 0))
    before, after = _within(sums, 10, -1), _within(sums, -1, 10)
    good = sums[_T["good"], _FAR : _FAR + n + 1]
    long = size >= _LONG
    columns: dict[str, NDArray[np.float64] | float] = {
        "even": spread / np.maximum(average, 1),
        "mean_long": average,
        "length_beside": size / mean,
        "ended_before": (before[_T["ended"]] + 0.5) / (before[_T["wide"]] + 1),
        "ended_after": (after[_T["ended"]] + 0.5) / (after[_T["wide"]] + 1),
        "words_before10": before[_T["capped"]] / 10,
        "words_after10": after[_T["capped"]] / 10,
        "sentences_before": np.minimum(good[:-1], 40),
        "sentences_after": np.minimum(good[-1] - good[1:], 40),
        "page_ended": float((ended & long).sum()) / max(float(long.sum()), 1),
        "page_function": float(sums[_T["function"], -1]) / max(float(sums[_SIZE, -1]), 1),
        "east_asian": float((lines.script[:n] == _EAST_ASIAN).mean()),
    }
    for number, name in enumerate(_PAGE):
        out[number] = columns[name]
