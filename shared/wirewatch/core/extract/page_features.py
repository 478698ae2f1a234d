"""What a page's lines say about each other: what both modes share, one row per feature."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.extract.lines import LINE_FEATURES, ROW, Lines, Matrix
from wirewatch.core.extract.word_hashes import Hashes, to_next

_NEAR = (
    "words", "ends_sentence", "commas", "capitals", "digits", "date", "vocabulary_function",
    "vocabulary_comment", "vocabulary_related", "vocabulary_share", "vocabulary_footer",
    "vocabulary_byline",
)  # fmt: skip
_OFFSETS = (-3, -2, -1, 1, 2, 3)
_MARKERS = ("comment", "related", "share", "signup", "footer", "caption", "byline")
_MARKER_ROWS = [ROW["vocabulary_" + name] for name in _MARKERS]
_SEGMENT_COST = 12.0
_LONG = 15
_FAR = 60
_WINDOW = 6
"""The farthest that a window reaches."""

CONTEXT_FEATURES: tuple[str, ...] = (
    *LINE_FEATURES,
    *(f"{name}[{offset:+d}]" for offset in _OFFSETS for name in _NEAR),
    "position", "words_before", "words_after", "blocks", "page_words", "long_share",
    "repeats", "title_share", "title_cover", "equals_title", "after_title", "cohesion",
    "cohesion_body", "novelty", "in_segment", "segment_distance", "segment_words",
    "segment_share",
    "window3", "window6", "window12", "long_window6", "long_window12", "before6", "after6",
    "short_run_before", "short_run_after", "same_script", "script_body",
    *(f"since_{name}" for name in _MARKERS), *(f"until_{name}" for name in _MARKERS[:4]),
    "since_dated", "until_dated", "dated_window", "dated_page", "first_word_repeats",
    "date_window",
)  # fmt: skip


def context_rows(n: int, lines: Lines, title: int) -> Matrix:
    """`CONTEXT_FEATURES` of each of the first `n` measured lines.

    `title` is the number of the measured line that holds the title, -1 for none.
    """
    base: Matrix = lines.rows[:, :n]
    size: Matrix = lines.size[:n]
    out = np.empty((len(CONTEXT_FEATURES), n), dtype=np.float32)
    out[: len(base)] = base
    at = _shift(out, len(base), base[[ROW[name] for name in _NEAR]])
    start, end = best_segment(size)
    for column in (
        *_position_columns(size),
        *_title_columns(lines, n, title, start),
        *_cohesion_columns(lines, n, start, end),
        *_segment_columns(size, start, end),
        *_window_columns(size, lines.row("ends_sentence")[:n]),
        *_script_columns(lines, n, start, end),
        *_marker_columns(lines, size),
        *_pattern_columns(lines, size),
    ):
        out[at] = column
        at += 1
    if at != len(CONTEXT_FEATURES):
        raise AssertionError("features and their names differ in number")
    return out


def _alike(numbers: Hashes) -> Matrix:
    """How often each number occurs."""
    order = numbers.argsort()
    ordered = numbers.take(order)
    fresh = np.ones(len(numbers), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    counts = to_next(fresh.nonzero()[0], len(numbers))
    found = np.empty(len(numbers), dtype=np.float32)
    found[order] = counts.repeat(counts)
    return found


def best_segment(size: Matrix) -> tuple[int, int]:
    """The run of blocks with the largest sum of (words, at most 60) minus a cost per block."""
    if not len(size):
        return 0, 0
    sums = np.concatenate([[0.0], np.cumsum(np.minimum(size, 60.0) - _SEGMENT_COST)])
    lowest = np.minimum.accumulate(sums)
    gain = sums - lowest
    end = int(np.argmax(gain))
    if gain[end] <= 0:
        return 0, 0
    return int(np.flatnonzero(sums[: end + 1] == lowest[end])[-1]), end


def _shift(out: Matrix, at: int, picked: Matrix) -> int:
    """Write the neighbours' values, -1 beyond the page's ends; returns the next free row."""
    width, n = picked.shape
    for offset in _OFFSETS:
        target = out[at : at + width]
        if offset < 0:
            target[:, :-offset] = -1
            target[:, -offset:] = picked[:, :offset]
        else:
            target[:, max(n - offset, 0) :] = -1
            target[:, : max(n - offset, 0)] = picked[:, offset:]
        at += width
    return at


def _position_columns(size: Matrix) -> list[NDArray[Any] | float]:
    n = len(size)
    total = float(size.sum()) or 1.0
    before = np.cumsum(size) - size
    return [
        np.arange(n, dtype=np.float32) / n, before / total, (total - before - size) / total,
        float(n), total, float(size[size >= _LONG].sum()) / total,
    ]  # fmt: skip


def _title_columns(lines: Lines, n: int, title: int, start: int) -> list[NDArray[np.float32]]:
    prints = lines.prints[:n]
    same = prints == lines.prints[title] if 0 <= title < n else np.zeros(n, dtype=bool)
    shared: NDArray[Any] = np.zeros(n)
    own: NDArray[Any] = np.ones(n)
    cover = 1.0
    if title >= 0:
        shared = lines.sharing(lines.pair_lines == title)[:n]
        own = lines.pair_counts[:n]
        cover = max(float(lines.pair_counts[title]), 1.0)
    share = shared / np.maximum(own, 1)
    short = lines.size[:n] <= 1.5 * max(float(lines.size[title]), 4.0)
    equal = (share >= 0.99) & (shared >= 0.6 * cover) & (shared >= 1) & short
    equal |= same
    last = np.flatnonzero(equal[: max(start, 1) + 3])
    after = np.arange(n) - int(last[-1]) if len(last) else np.full(n, -99)
    return [
        _alike(prints), share.astype(np.float32), (shared / cover).astype(np.float32),
        equal.astype(np.float32), np.clip(after, -99, 99).astype(np.float32),
    ]  # fmt: skip


def _cohesion_columns(lines: Lines, n: int, start: int, end: int) -> list[NDArray[np.float64]]:
    """Share of a block's content words that other long blocks, the best run, or nobody else use."""
    mine = lines.pair_lines < n
    where, word = lines.pair_lines[mine], lines.pair_words[mine]
    if not len(word):
        return [np.zeros(n)] * 3
    count = np.maximum(lines.pair_counts[:n], 1)
    long_line = (lines.size[:n] >= _LONG).astype(np.float64)
    body_line = long_line.copy()
    body_line[:start] = 0
    body_line[end:] = 0
    columns = []
    for weight in (long_line, body_line):
        held = weight[where]
        others = np.bincount(word, held)[word] - held
        columns.append(np.bincount(where[others > 0], minlength=n) / count)
    alone = np.bincount(word)[word] == 1
    return [*columns, np.bincount(where[alone], minlength=n) / count]


def _segment_columns(size: Matrix, start: int, end: int) -> list[NDArray[np.float32] | float]:
    index = np.arange(len(size), dtype=np.float32)
    inside = ((index >= start) & (index < end)).astype(np.float32)
    distance = np.where(index < start, index - start, np.where(index >= end, index - end + 1, 0))
    words = float(size[start:end].sum())
    return [inside, np.clip(distance, -60, 60), words, words / (float(size.sum()) or 1.0)]


def _window_columns(size: Matrix, ends: Matrix) -> list[NDArray[np.float64]]:
    n = len(size)
    total, longs = np.zeros((2, n + 2 * _WINDOW + 1))
    np.cumsum(np.minimum(size, 80), out=total[_WINDOW + 1 : _WINDOW + 1 + n])
    np.cumsum((size >= _LONG) & (ends > 0), out=longs[_WINDOW + 1 : _WINDOW + 1 + n])
    total[_WINDOW + 1 + n :] = total[_WINDOW + n]
    longs[_WINDOW + 1 + n :] = longs[_WINDOW + n]
    index = np.arange(n)

    def window(sums: NDArray[np.float64], before: int, after: int) -> NDArray[np.float64]:
        high, low = _WINDOW + after + 1, _WINDOW - before
        result: NDArray[np.float64] = sums[high : high + n] - sums[low : low + n]
        return result / (before + after + 1)

    tall = size >= 8
    since = index - np.maximum.accumulate(np.where(tall, index, -1)) - 1
    before = np.concatenate([[0], since[:-1] + 1])
    back = (size >= 8)[::-1]
    until = (index - np.maximum.accumulate(np.where(back, index, -1)) - 1)[::-1]
    after = np.concatenate([until[1:] + 1, [0]])
    return [
        window(total, 1, 1), window(total, 3, 3), window(total, 6, 6), window(longs, 3, 3),
        window(longs, 6, 6), window(total, 6, -1), window(total, -1, 6),
        np.minimum(before, 30), np.minimum(after, 30),
    ]  # fmt: skip


def _script_columns(lines: Lines, n: int, start: int, end: int) -> list[NDArray[np.bool_]]:
    """Whether the block is in the page's main script, and in the best run's script."""
    script = lines.script[:n]
    chars = lines.row("chars")[:n]
    found = script >= 0
    page = np.bincount(script[found], chars[found], minlength=1)
    inner = found.copy()
    inner[:start] = False
    inner[end:] = False
    body = np.bincount(script[inner], chars[inner], minlength=1)
    main = int(np.argmax(page))
    other = int(np.argmax(body)) if body.any() else main
    return [~found | (script == main), ~found | (script == other)]


def _marker_columns(lines: Lines, size: Matrix) -> list[NDArray[np.int64]]:
    """Blocks since the last (until the next) short line made of one kind of furniture words, and
    since the last (until the next) short dated one.
    """
    n = len(size)
    marked = np.empty((len(_MARKERS) + 1, n), dtype=bool)
    marked[:-1] = (lines.rows[_MARKER_ROWS, :n] > 0.2) & (size <= 8)
    marked[-1] = _dated(lines, size)
    *since, since_dated = _since(marked)
    *until, until_dated = _since(marked[[0, 1, 2, 3, -1], ::-1])[:, ::-1]
    return [*since, *until, since_dated, until_dated]


def _dated(lines: Lines, size: Matrix) -> NDArray[np.bool_]:
    dated: NDArray[np.bool_] = (lines.row("date")[: len(size)] > 0) & (size <= 12)
    return dated


def _since(marked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Places since the last marked one along the last axis, itself included, at most 60."""
    index = np.arange(marked.shape[-1])
    last = np.maximum.accumulate(np.where(marked, index, -_FAR), axis=-1)
    return np.minimum(index - last, _FAR)


def _pattern_columns(lines: Lines, size: Matrix) -> list[Matrix | NDArray[np.int64] | float]:
    """Short dated lines, which comments and teasers repeat, and lines that begin alike."""
    n = len(size)
    index = np.arange(n)
    sums = np.zeros((2, n + 1), dtype=np.int64)
    _dated(lines, size).cumsum(out=sums[0, 1:])
    (lines.row("date")[:n] > 0).cumsum(out=sums[1, 1:])
    dated, dates = sums
    return [
        dated[np.minimum(index + 11, n)] - dated[np.maximum(index - 10, 0)],
        float(dated[-1]), _alike(lines.first_words[:n]),
        dates[np.minimum(index + 4, n)] - dates[np.maximum(index - 3, 0)],
    ]  # fmt: skip
