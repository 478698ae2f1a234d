"""Rows of numbers for all blocks of a page, from the text alone: what both modes share."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.extract.line_features import LINE_FEATURES, line_row, words_of

Matrix = NDArray[np.float32]
_NEIGHBOUR_COLUMNS = (
    "words", "ends_sentence", "commas", "capitals", "digits", "date", "vocabulary_function",
    "vocabulary_comment", "vocabulary_related", "vocabulary_share", "vocabulary_footer",
    "vocabulary_byline",
)  # fmt: skip
_OFFSETS = (-3, -2, -1, 1, 2, 3)
_MARKERS = ("comment", "related", "share", "signup", "footer", "caption", "byline")
_SEGMENT_COST = 12.0
_LONG = 15
_LETTER = re.compile("[A-Za-z]")

CONTEXT_FEATURES: tuple[str, ...] = (
    *LINE_FEATURES,
    *(f"{name}[{offset:+d}]" for offset in _OFFSETS for name in _NEIGHBOUR_COLUMNS),
    "position", "words_before", "words_after", "blocks", "page_words", "long_share",
    "repeats", "title_share", "title_cover", "equals_title", "after_title", "cohesion",
    "cohesion_body", "in_segment", "segment_distance", "segment_words", "segment_share",
    "window3", "window6", "window12", "long_window6", "long_window12", "before6", "after6",
    "short_run_before", "short_run_after", "same_script", "script_body",
    *(f"since_{name}" for name in _MARKERS), *(f"until_{name}" for name in _MARKERS[:3]),
    "first_word_repeats", "date_window",
)  # fmt: skip


def context_rows(texts: Sequence[str], title: str) -> Matrix:
    """One row of `CONTEXT_FEATURES` for each text, in page order; `title` may be empty."""
    n = len(texts)
    base = np.array([line_row(t) for t in texts], dtype=np.float32).reshape(n, len(LINE_FEATURES))
    column = {name: base[:, i] for i, name in enumerate(LINE_FEATURES)}
    words = column["words"]
    # Half a word for each character of unspaced scripts, so that lengths compare.
    size: Matrix = (words * (1 - 0.5 * np.minimum(column["unspaced"], 1))).astype(np.float32)
    picked = base[:, [LINE_FEATURES.index(name) for name in _NEIGHBOUR_COLUMNS]]
    start, end = best_segment(size)
    bags = [_content_words(t) for t in texts]
    columns = [
        *_shifted(picked),
        *_position_columns(size),
        *_title_columns(texts, bags, title, start),
        *_cohesion_columns(bags, size, start, end),
        *_segment_columns(size, start, end),
        *_window_columns(size, column["ends_sentence"]),
        *_script_columns(texts, start, end),
        *_marker_columns(column, size),
        *_pattern_columns(texts, column["date"]),
    ]
    return np.hstack([base, np.stack(columns, axis=1).astype(np.float32)])


def best_segment(size: Matrix) -> tuple[int, int]:
    """The run of blocks with the largest sum of (words, at most 60) minus a cost per block."""
    best, total, first, span = 0.0, 0.0, 0, (0, 0)
    for i, value in enumerate(size.tolist()):
        if total <= 0:
            total, first = 0.0, i
        total += min(value, 60.0) - _SEGMENT_COST
        if total > best:
            best, span = total, (first, i + 1)
    return span


def _content_words(text: str) -> frozenset[str]:
    return frozenset(w for w in words_of(text[:3000].lower()) if len(w) > 3 or w > "\u3000")


def _shifted(picked: Matrix) -> list[Matrix]:
    n, width = picked.shape
    columns: list[Matrix] = []
    for offset in _OFFSETS:
        moved = np.full((n, width), -1, dtype=np.float32)
        if offset < 0 and n > -offset:
            moved[-offset:] = picked[:offset]
        elif offset > 0 and n > offset:
            moved[:-offset] = picked[offset:]
        columns.extend(moved.T)
    return columns


def _position_columns(size: Matrix) -> list[Matrix]:
    n = len(size)
    total = float(size.sum()) or 1.0
    before = np.cumsum(size) - size
    ones = np.ones(n, dtype=np.float32)
    return [
        np.arange(n, dtype=np.float32) / n, before / total, (total - before - size) / total,
        ones * n, ones * total, ones * float(size[size >= _LONG].sum()) / total,
    ]  # fmt: skip


def _title_columns(
    texts: Sequence[str], bags: Sequence[frozenset[str]], title: str, start: int
) -> list[Matrix]:
    n = len(texts)
    title_bag = _content_words(title)
    folded = [t.lower() for t in texts]
    repeats = Counter(folded)
    repeated = np.array([repeats[t] for t in folded], dtype=np.float32)
    shared = np.array([len(b & title_bag) for b in bags], dtype=np.float32)
    sizes = np.array([len(b) for b in bags], dtype=np.float32)
    low = title.lower()
    equal = np.array(
        [bool(t) and (t == low or (len(t) > 20 and t in low)) for t in folded], dtype=np.float32
    )
    last = np.flatnonzero(equal[: max(start, 1) + 3])
    where = int(last[-1]) if len(last) else -1
    after = np.arange(n, dtype=np.float32) - where if where >= 0 else np.full(n, -99.0)
    return [
        repeated, shared / np.maximum(sizes, 1), shared / max(len(title_bag), 1), equal,
        np.clip(after, -99, 99).astype(np.float32),
    ]  # fmt: skip


def _cohesion_columns(
    bags: Sequence[frozenset[str]], size: Matrix, start: int, end: int
) -> list[Matrix]:
    """Share of a block's content words that other long blocks, or the best run, use too."""
    frequency: Counter[str] = Counter()
    body: Counter[str] = Counter()
    long_blocks = size >= _LONG
    for i, bag in enumerate(bags):
        if long_blocks[i]:
            frequency.update(bag)
            if start <= i < end:
                body.update(bag)
    overall, inside = [], []
    for i, bag in enumerate(bags):
        own = int(long_blocks[i])
        own_body = own if start <= i < end else 0
        count = len(bag) or 1
        overall.append(sum(frequency[w] > own for w in bag) / count if bag else 0.0)
        inside.append(sum(body[w] > own_body for w in bag) / count if bag else 0.0)
    return [np.array(overall, dtype=np.float32), np.array(inside, dtype=np.float32)]


def _segment_columns(size: Matrix, start: int, end: int) -> list[Matrix]:
    n = len(size)
    index = np.arange(n, dtype=np.float32)
    inside = ((index >= start) & (index < end)).astype(np.float32)
    distance = np.where(index < start, index - start, np.where(index >= end, index - end + 1, 0))
    words = float(size[start:end].sum())
    ones = np.ones(n, dtype=np.float32)
    share = words / (float(size.sum()) or 1.0)
    return [inside, np.clip(distance, -60, 60), ones * words, ones * share]


def _window_columns(size: Matrix, ends: Matrix) -> list[Matrix]:
    n = len(size)
    capped = np.minimum(size, 80)
    is_long = ((size >= _LONG) & (ends > 0)).astype(np.float32)
    total = np.concatenate([[0.0], np.cumsum(capped)])
    longs = np.concatenate([[0.0], np.cumsum(is_long)])
    index = np.arange(n)

    def window(sums: NDArray[np.float64], before: int, after: int) -> NDArray[np.float64]:
        high = np.minimum(index + after + 1, n)
        low = np.maximum(index - before, 0)
        result: NDArray[np.float64] = (sums[high] - sums[low]) / (before + after + 1)
        return result

    short_before, run = np.zeros(n), 0
    short_after = np.zeros(n)
    short = size < 8
    for i in range(n):
        short_before[i] = run
        run = run + 1 if short[i] else 0
    run = 0
    for i in range(n - 1, -1, -1):
        short_after[i] = run
        run = run + 1 if short[i] else 0
    columns = [
        window(total, 1, 1), window(total, 3, 3), window(total, 6, 6), window(longs, 3, 3),
        window(longs, 6, 6), window(total, 6, -1), window(total, -1, 6),
        np.minimum(short_before, 30), np.minimum(short_after, 30),
    ]  # fmt: skip
    return [c.astype(np.float32) for c in columns]


def _script(text: str) -> int:
    """A coarse number for the script of most letters in the first 60 characters."""
    if text[:60].isascii():
        return 0 if _LETTER.search(text[:60]) else -1
    counts = [0, 0, 0, 0, 0, 0]
    for c in text[:60]:
        o = ord(c)
        if o < 0x250:
            if c.isalpha():
                counts[0] += 1
        elif o < 0x400:
            counts[1] += 1
        elif o < 0x530:
            counts[2] += 1
        elif 0x590 <= o < 0x780:
            counts[3] += 1
        elif 0x2E80 <= o < 0xD7B0:
            counts[4] += 2
        elif o >= 0x900 and c.isalpha():
            counts[5] += 1
    best = max(counts)
    return counts.index(best) if best else -1


def _script_columns(texts: Sequence[str], start: int, end: int) -> list[Matrix]:
    """Whether the block is in the page's main script, and in the best run's script."""
    scripts = [_script(t) for t in texts]
    weights: Counter[int] = Counter()
    body: Counter[int] = Counter()
    for i, (script, text) in enumerate(zip(scripts, texts, strict=True)):
        weights[script] += len(text)
        if start <= i < end:
            body[script] += len(text)
    page_script = weights.most_common(1)[0][0] if weights else -1
    body_script = body.most_common(1)[0][0] if body else page_script
    return [
        np.array([s in (page_script, -1) for s in scripts], dtype=np.float32),
        np.array([s in (body_script, -1) for s in scripts], dtype=np.float32),
    ]


def _marker_columns(column: dict[str, Matrix], size: Matrix) -> list[Matrix]:
    """Blocks since the last (until the next) short line made of one kind of furniture words."""
    n = len(size)
    since: list[Matrix] = []
    until: list[Matrix] = []
    for name in _MARKERS:
        marked = (column[f"vocabulary_{name}"] > 0.2) & (size <= 8)
        positions = np.flatnonzero(marked)
        index = np.arange(n)
        place = np.searchsorted(positions, index, side="right") - 1
        last = np.where(place >= 0, positions[np.maximum(place, 0)] if len(positions) else 0, -60)
        since.append(np.minimum(index - last, 60).astype(np.float32))
        if name in _MARKERS[:3]:
            place = np.searchsorted(positions, index, side="left")
            if len(positions):
                following = positions[np.minimum(place, len(positions) - 1)]
                after = np.where(place < len(positions), following - index, 60)
            else:
                after = np.full(n, 60)
            until.append(np.minimum(after, 60).astype(np.float32))
    return since + until


def _pattern_columns(texts: Sequence[str], dates: Matrix) -> list[Matrix]:
    firsts = [t.split(" ", 1)[0].lower() for t in texts]
    counts = Counter(firsts)
    n = len(texts)
    sums = np.concatenate([[0.0], np.cumsum(dates)])
    index = np.arange(n)
    near = sums[np.minimum(index + 4, n)] - sums[np.maximum(index - 3, 0)]
    return [np.array([counts[f] for f in firsts], dtype=np.float32), near.astype(np.float32)]
