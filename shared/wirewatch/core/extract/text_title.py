"""The title in a page's plain text, where no markup names it."""

import re
from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.extract.lines import ROW, TOOLS, Lines, Matrix
from wirewatch.core.extract.page_features import best_segment
from wirewatch.core.extract.trees import load_trees

_REACH = 40
_BAR = 0.12
_ABOVE = 0.05
_CUT = re.compile(r"\s*(?:\.\.+|…)$")
_FINAL = re.compile(r"[.。،,;:]$")
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
    if not (_is_dateline(lines, chosen - 1) or lines.is_bar(chosen - 1)) or chosen == 0:
        return chosen
    least = _ABOVE * float(chances[best])
    above = [
        place for n, place in enumerate(candidates)
        if chosen - 8 < place < chosen - 1 and chances[n] > least and lines.size[place] >= 4
        and not lines.is_bar(place) and not rows[_FINAL_ROW, n]
    ]  # fmt: skip
    return above[-1] if above else chosen


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
    dated = [i for i in near if _is_dateline(lines, i)]
    lowered = [t.lower() for t in texts[: reach + 1]]
    ordered = sorted(t for t in lowered if len(t) > 12)
    joined = "\n".join(ordered)
    shares = lines.rows[TOOLS].max(axis=0)[:n]
    known = {i: float(overlap[i]) for i in candidates}
    rows = [
        _row(
            texts,
            lowered,
            ordered,
            joined,
            i,
            start,
            dated,
            known,
            sizes,
            float(with_first[i]),
            shares,
            overlap,
        )
        for i in candidates
    ]
    line_rows = lines.rows[[ROW[name] for name in _LINE_COLUMNS]][:, places]
    return candidates, np.vstack([np.array(rows, dtype=np.float32).T, line_rows])


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


def _row(
    texts: Sequence[str],
    lowered: Sequence[str],
    ordered: Sequence[str],
    joined: str,
    i: int,
    start: int,
    dated: Sequence[int],
    known: dict[int, float],
    sizes: Sequence[float],
    with_first: float,
    tools: Matrix,
    overlap: Matrix,
) -> list[float]:
    text, low, first = texts[i], lowered[i], lowered[0]
    head = low[: max(12, int(len(low) * 0.6))]
    prefixed = bisect_left(ordered, head + "\U0010ffff") - bisect_left(ordered, head)
    after = min((d - i for d in dated if d > i), default=20)
    before = min((i - d for d in dated if d < i), default=20)
    following = i + 1 < len(texts)
    return [
        sizes[i], known[i], float(start - i), float(i == 0), float(i > 0 and low in first),
        float(i > 0 and first.startswith(low)), with_first if i else -1.0,
        float(prefixed - (len(low) > 12)), float(lowered.count(low) - 1),
        float(bool(_CUT.search(text))), float(bool(_FINAL.search(text))),
        float(bool(_SITE_PART.search(text))), i / len(texts), float(min(after, 20)),
        float(min(before, 20)), sizes[i + 1] if i + 1 < len(sizes) else -1.0,
        sizes[i - 1] if i else -1.0, known.get(i + 1, -1.0),
        max((v for j, v in known.items() if 0 < j < i and i - j <= 8), default=-1.0),
        max((v for j, v in known.items() if i < j), default=-1.0),
        float(tools[i + 1]) if following else -1.0, float(tools[i - 1]) if i else -1.0,
        float(overlap[i + 1]) if following else -1.0,
        float(start - i == 1), float(dated[0] < i) if dated else 0.0,
        float(joined.count(low) - 1 if len(low) > 12 else -1),
    ]  # fmt: skip


def _is_dateline(lines: Lines, i: int) -> bool:
    """A short line with a date or clock time, or one made of byline words."""
    rows = lines.rows
    return bool(rows[ROW["words"], i] <= 16) and bool(
        rows[ROW["date"], i] or rows[ROW["clock"], i] or rows[ROW["vocabulary_byline"], i] >= 0.3
    )
