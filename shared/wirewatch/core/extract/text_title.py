"""The title in a page's plain text, where no markup names it."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.extract.lines import ROW, TOOLS, Lines, Matrix
from wirewatch.core.extract.page_features import best_segment
from wirewatch.core.extract.trees import load_trees

_REACH = 40
_BAR = 0.12
_ABOVE = 0.05
_CUT = re.compile(r"\s*(?:\.\.+|…)$")
_FINAL = tuple(".。،,;:")
_BYLINE = np.float32(0.3)
_CRUMBS = re.compile(r"\s+[/>»›|]\s+")
_STEM = 12
_SITE_PART = re.compile(r"\s+[|–—\-·•»:]+\s+")
_LINE_COLUMNS = (
    "capitals", "capital_start", "all_caps", "digits", "commas", "date", "clock", "address",
    "separators", "quotes", "ends_sentence", "ends_colon", "sentences", "parentheses",
    "vocabulary_function", "vocabulary_comment", "vocabulary_related", "vocabulary_share",
    "vocabulary_signup", "vocabulary_footer", "vocabulary_caption", "vocabulary_byline",
    "vocabulary_nav", "vocabulary_consent",
)  # fmt: skip
TITLE_FEATURES: tuple[str, ...] = (
    "size", "overlap", "distance", "is_first", "in_first", "starts_first", "first_overlap",
    "repeats_prefix", "repeats_exactly", "cut", "final", "site_part", "position",
    "dated_after", "dated_before", "next_size", "previous_size", "next_overlap",
    "better_before", "better_after", "tools_next", "tools_previous", "overlap_next_line",
    "just_before", "after_first_date", "inside_others",
    *(f"line_{name}" for name in _LINE_COLUMNS),
)  # fmt: skip
_FINAL_ROW, _WITH_FIRST, _TOOLS_NEXT, _TOOLS_PREVIOUS, _NEXT_LINE = (
    TITLE_FEATURES.index(name) for name in
    ("final", "first_overlap", "tools_next", "tools_previous", "overlap_next_line")
)  # fmt: skip


def title_index(
    texts: Sequence[str], lines: Lines, start: int | None = None, end: int | None = None
) -> int | None:
    """The number of the most title-like line before the article, None where there is none.

    `start` and `end` bound the article's lines where known; else the best run of long lines
    stands in for it.
    """
    candidates, rows = title_rows(texts, lines, start, end)
    if not candidates:
        return None
    chances = load_trees("title").probabilities(rows)
    # Of two copies the later stands with the article, the earlier in a breadcrumb or a head.
    best = int(np.argmax(chances))
    if chances[best] < _BAR:
        return None
    chosen = _uncut(texts, candidates, _above_tools(lines, candidates, rows, chances, best))
    for place in reversed(candidates):
        if place > chosen and texts[place] == texts[chosen]:
            return place
    return chosen


def _above_tools(
    lines: Lines, candidates: Sequence[int], rows: Matrix, chances: NDArray[np.float32], best: int
) -> int:
    """The title-like line above a share bar or dateline where the chosen one follows that bar.

    What stands between such a bar and the body is a caption or a lead, when a headline stands right
    above the bar.
    """
    chosen = candidates[best]
    if chosen == 0:
        return chosen
    above = range(chosen - 1, chosen)
    if not (_datelines(lines, above)[0] or lines.is_bar(chosen - 1)):
        return chosen
    least = _ABOVE * float(chances[best])
    titles = [
        place for n, place in enumerate(candidates)
        if chosen - 8 < place < chosen - 1 and chances[n] > least and lines.size[place] >= 4
        and not lines.is_bar(place) and not rows[_FINAL_ROW, n]
    ]  # fmt: skip
    return titles[-1] if titles else chosen


def _uncut(texts: Sequence[str], candidates: Sequence[int], chosen: int) -> int:
    """The full line where the chosen one is cut off with dots, as breadcrumbs are."""
    cut = _CUT.search(texts[chosen])
    if not cut:
        return _without_site(texts, candidates, chosen)
    stem = texts[chosen][: cut.start()].lower()
    for piece in (stem, _CRUMBS.split(stem)[-1]):
        for place in candidates if len(piece) > _STEM else ():
            full = texts[place].lower()
            if place != chosen and full.startswith(piece) and not _CUT.search(full):
                return place
    return chosen


def _without_site(texts: Sequence[str], candidates: Sequence[int], chosen: int) -> int:
    """The line that is the chosen one without a site's name at its end, where there is one."""
    line = texts[chosen]
    for place in reversed(candidates):
        rest = line.removeprefix(texts[place])
        if rest not in ("", line) and _SITE_PART.match(rest):
            return place
    return chosen


def title_rows(
    texts: Sequence[str], lines: Lines, start: int | None = None, end: int | None = None
) -> tuple[list[int], Matrix]:
    """The lines that may be the title, and `TITLE_FEATURES` of each, a column per line.

    A title is short, has no full stop, shares words with the article, stands close before it and
    before its dateline, and is often repeated: by the document title, a breadcrumb, a share text.
    """
    n = len(texts)
    if not n:
        return [], np.zeros((len(TITLE_FEATURES), 0), dtype=np.float32)
    if start is None or end is None:
        start, end = best_segment(lines.size[:n])
    reach = min(start + 2, n)
    near = range(max(0, start - _REACH), reach)
    sizes = lines.size[: max(reach, 1) + 1].tolist()
    candidates = [i for i in sorted({0, *near}) if 2 <= sizes[i] <= 34 and len(texts[i]) <= 260]
    if not candidates:
        return [], np.zeros((len(TITLE_FEATURES), 0), dtype=np.float32)
    places = np.array(candidates)
    overlap = _overlaps(lines, range(start, min(end, start + 30)))[:n]
    with_first = _overlaps(lines, range(1))[:n]
    lowered = [t.lower() for t in texts[: reach + 1]]
    ordered = sorted(t for t in lowered if len(t) > 12)
    tools = lines.rows[TOOLS].max(axis=0)[:n]
    likeness = [-1.0] * reach
    for i in candidates:
        likeness[i] = float(overlap[i])
    around = _Around(
        texts, lowered, Counter(lowered), ordered, "\n".join(ordered), sizes,
        [near.start + d for d in np.flatnonzero(_datelines(lines, near)).tolist()], likeness, start,
    )  # fmt: skip
    rows = np.array([_row(around, i) for i in candidates], dtype=np.float32).T
    rows[_WITH_FIRST] = np.where(places > 0, with_first[places], -1)
    after = np.minimum(places + 1, n - 1)
    rows[_TOOLS_NEXT] = np.where(places + 1 < n, tools[after], -1)
    rows[_TOOLS_PREVIOUS] = np.where(places > 0, tools[places - 1], -1)
    rows[_NEXT_LINE] = np.where(places + 1 < n, overlap[after], -1)
    line_rows = lines.rows[[ROW[name] for name in _LINE_COLUMNS]][:, places]
    return candidates, np.vstack([rows, line_rows])


def _overlaps(lines: Lines, among: range) -> Matrix:
    """The share of each line's content words that the lines `among` use."""
    where, word = lines.pair_lines, lines.pair_words
    if not len(word):
        return np.zeros(len(lines), dtype=np.float32)
    inside = (where >= among.start) & (where < among.stop)
    used = np.bincount(word, inside) > 0
    count = np.bincount(where, minlength=len(lines))
    shared = np.bincount(where, used[word], minlength=len(lines))
    return (shared / np.maximum(count, 1)).astype(np.float32)


class _Around(NamedTuple):
    """What a candidate is compared with: the lines up to the article, lowered, counted, in order
    and joined; their sizes; the datelines; each candidate's likeness to the article, -1 for others.
    """

    texts: Sequence[str]
    lowered: Sequence[str]
    counts: Counter[str]
    ordered: Sequence[str]
    joined: str
    sizes: Sequence[float]
    dated: Sequence[int]
    likeness: Sequence[float]
    start: int


def _row(near: _Around, i: int) -> list[float]:
    """One candidate's features; those of whole columns are left 0."""
    text, low, first, sizes = near.texts[i], near.lowered[i], near.lowered[0], near.sizes
    dated, likeness, start = near.dated, near.likeness, near.start
    head = low[: max(12, int(len(low) * 0.6))]
    prefixed = bisect_left(near.ordered, head + "\U0010ffff") - bisect_left(near.ordered, head)
    following, preceding = bisect_right(dated, i), bisect_left(dated, i)
    after = dated[following] - i if following < len(dated) else 20
    before = i - dated[preceding - 1] if preceding else 20
    return [
        sizes[i], likeness[i], start - i, i == 0, i > 0 and low in first,
        i > 0 and first.startswith(low), 0.0, prefixed - (len(low) > 12), near.counts[low] - 1,
        text.endswith(("..", "…")), text.endswith(_FINAL), _SITE_PART.search(text) is not None,
        i / len(near.texts), min(after, 20), min(before, 20),
        sizes[i + 1] if i + 1 < len(sizes) else -1.0, sizes[i - 1] if i else -1.0,
        likeness[i + 1] if i + 1 < len(likeness) else -1.0,
        max(likeness[max(1, i - 8) : i], default=-1.0), max(likeness[i + 1 :], default=-1.0),
        0.0, 0.0, 0.0, start - i == 1, dated[0] < i if dated else 0.0,
        near.joined.count(low) - 1 if len(low) > 12 else -1,
    ]  # fmt: skip


def _datelines(lines: Lines, among: range) -> NDArray[np.bool_]:
    """Which lines are short with a date or clock time, or made of byline words."""
    rows = lines.rows[:, among.start : among.stop]
    found: NDArray[np.bool_] = (rows[ROW["words"]] <= 16) & (
        (rows[ROW["date"]] != 0) | (rows[ROW["clock"]] != 0)
        | (rows[ROW["vocabulary_byline"]] >= _BYLINE)
    )  # fmt: skip
    return found
