"""The title in a page's plain text, where no markup names it."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.extract.lines import ROW, TOOLS, Lines, Matrix
from wirewatch.core.extract.page_features import best_segment
from wirewatch.core.extract.trees import load_trees

_REACH = 40
_READ = 30
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
_FINAL_ROW = TITLE_FEATURES.index("final")
_LINE_ROWS = [ROW[name] for name in _LINE_COLUMNS]


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


def same_article(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two bounds of the article lead to the same title: only so many lines are read."""
    return one[0] == other[0] and min(one[1] - one[0], _READ) == min(other[1] - other[0], _READ)


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
    sizes = lines.size[: max(reach, 1)].tolist()
    candidates = [i for i in sorted({0, *near}) if 2 <= sizes[i] <= 34 and len(texts[i]) <= 260]
    if not candidates:
        return [], np.zeros((len(TITLE_FEATURES), 0), dtype=np.float32)
    places = np.array(candidates)
    overlap = _overlaps(lines, range(start, min(end, start + _READ)))[:n]
    rows = np.empty((len(TITLE_FEATURES), len(places)), dtype=np.float32)
    rows[-len(_LINE_COLUMNS) :] = lines.rows[_LINE_ROWS].take(places, axis=1)
    likeness = np.full(reach + 1, -1.0, dtype=np.float32)
    likeness[places] = overlap[places]
    tools = lines.rows[TOOLS].max(axis=0)[:n]
    dated = near.start + np.flatnonzero(_datelines(lines, near))
    columns = {
        **_wording(texts, candidates, reach),
        **_neighbours(lines.size[:n], tools, overlap, likeness, places),
        "size": lines.size[places],
        "overlap": overlap[places],
        "distance": start - places,
        "is_first": places == 0,
        "first_overlap": np.where(places > 0, _overlaps(lines, range(1))[places], -1),
        "position": places / n,
        "just_before": start - places == 1,
        **_dates(dated, places),
    }
    for number, name in enumerate(TITLE_FEATURES[: -len(_LINE_COLUMNS)]):
        rows[number] = columns[name]
    return candidates, rows


def _wording(texts: Sequence[str], candidates: Sequence[int], reach: int) -> dict[str, list[float]]:
    """What a candidate's characters say, and those of the other lines up to the article."""
    lowered = "\n".join(texts[: reach + 1]).lower().split("\n")  # no line holds a line feed
    counts = Counter(lowered)
    ordered = sorted([t for t in lowered if len(t) > _STEM])
    longest_first = sorted(ordered, key=len, reverse=True)
    joined, lengths = "\n".join(longest_first), [-len(t) for t in longest_first]
    ends = [0, *accumulate([len(t) + 1 for t in longest_first])]
    first = lowered[0]
    found: list[tuple[float, ...]] = []
    for i in candidates:
        text, low = texts[i], lowered[i]
        long = len(low) > _STEM
        head = low[: max(_STEM, int(len(low) * 0.6))]
        prefixed = bisect_left(ordered, head + "\U0010ffff") - bisect_left(ordered, head)
        end = text[-1]
        longer = ends[bisect_right(lengths, -len(low))] if long else 0
        found.append((
            i > 0 and low in first, i > 0 and first.startswith(low), prefixed - long,
            counts[low] - 1, end == "…" or text.endswith(".."), end in _FINAL,
            _SITE_PART.search(text) is not None, joined.count(low, 0, longer) - 1 if long else -1,
        ))  # fmt: skip
    names = ("in_first", "starts_first", "repeats_prefix", "repeats_exactly", "cut", "final",
             "site_part", "inside_others")  # fmt: skip
    return {
        name: list(column) for name, column in zip(names, zip(*found, strict=True), strict=True)
    }


def _neighbours(
    size: Matrix, tools: Matrix, overlap: Matrix, likeness: Matrix, places: NDArray[np.intp]
) -> dict[str, Matrix]:
    """The lines beside a candidate, and the best likeness of those before and behind it."""
    n, reach = len(size), len(likeness) - 1
    after, last = np.minimum(places + 1, n - 1), places + 1 >= n
    best = np.full(reach + 9, -1.0, dtype=np.float32)
    best[9:] = likeness[1:]  # the page's first line is no rival
    for step in (1, 2, 4):  # in the end the best of the eight lines before each
        best = np.maximum(best[:-step], best[step:])
    behind = np.maximum.accumulate(likeness[::-1])[::-1]
    return {
        "next_size": np.where(last, -1, size[after]),
        "previous_size": np.where(places > 0, size[places - 1], -1),
        "next_overlap": likeness[np.minimum(places + 1, reach)],
        "better_before": best[places],
        "better_after": behind[np.minimum(places + 1, reach)],
        "tools_next": np.where(last, -1, tools[after]),
        "tools_previous": np.where(places > 0, tools[places - 1], -1),
        "overlap_next_line": np.where(last, -1, overlap[after]),
    }


def _dates(dated: NDArray[np.intp], places: NDArray[np.intp]) -> dict[str, Any]:
    """How far the datelines beside a candidate are, at most twenty lines."""
    if not len(dated):
        return {"dated_after": 20, "dated_before": 20, "after_first_date": 0}
    following = np.searchsorted(dated, places, side="right")
    preceding = np.searchsorted(dated, places, side="left")
    after = dated[np.minimum(following, len(dated) - 1)] - places
    before = places - dated[np.maximum(preceding - 1, 0)]
    return {
        "dated_after": np.where(following < len(dated), np.minimum(after, 20), 20),
        "dated_before": np.where(preceding > 0, np.minimum(before, 20), 20),
        "after_first_date": dated[0] < places,
    }


def _overlaps(lines: Lines, among: range) -> Matrix:
    """The share of each line's content words that the lines `among` use."""
    where = lines.pair_lines
    shared = lines.sharing((where >= among.start) & (where < among.stop))
    return (shared / np.maximum(lines.pair_counts, 1)).astype(np.float32)


def _datelines(lines: Lines, among: range) -> NDArray[np.bool_]:
    """Which lines are short with a date or clock time, or made of byline words."""
    rows = lines.rows[:, among.start : among.stop]
    found: NDArray[np.bool_] = (rows[ROW["words"]] <= 16) & (
        (rows[ROW["date"]] != 0) | (rows[ROW["clock"]] != 0)
        | (rows[ROW["vocabulary_byline"]] >= _BYLINE)
    )  # fmt: skip
    return found
