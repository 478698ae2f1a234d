"""The title in a page's plain text, where no markup names it."""

import re
from collections.abc import Sequence

import numpy as np

from wirewatch.core.extract.line_features import LINE_FEATURES, line_row, words_of
from wirewatch.core.extract.page_features import Matrix, best_segment
from wirewatch.core.extract.trees import load_trees

_REACH = 40
_BAR = 0.12
_COLUMN = {name: i for i, name in enumerate(LINE_FEATURES)}
_CUT = re.compile(r"\s*(?:\.\.+|…)$")
_FINAL = re.compile(r"[.。،,;:]$")
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
    "better_before", "better_after", "tools_next", "tools_previous",
    *(f"line_{name}" for name in _LINE_COLUMNS),
)  # fmt: skip


def guess_title(texts: Sequence[str], start: int | None = None, end: int | None = None) -> str:
    """The most title-like line before the article, or "".

    `start` and `end` bound the article's lines where known; else the best run of long lines
    stands in for it.
    """
    index = title_index(texts, start, end)
    return texts[index] if index is not None else ""


def title_index(
    texts: Sequence[str], start: int | None = None, end: int | None = None
) -> int | None:
    """The number of the title's line; see `guess_title`."""
    candidates, rows = title_rows(texts, start, end)
    if not candidates:
        return None
    chances = load_trees("title").probabilities(rows)
    # Of two copies the later stands with the article, the earlier in a breadcrumb or a head.
    best = int(np.argmax(chances))
    if chances[best] < _BAR:
        return None
    chosen = _uncut(texts, candidates, candidates[best])
    for place in reversed(candidates):
        if place > chosen and texts[place] == texts[chosen]:
            return place
    return chosen


def _uncut(texts: Sequence[str], candidates: Sequence[int], chosen: int) -> int:
    """The full line where the chosen one is cut off with dots, as breadcrumbs are."""
    cut = _CUT.search(texts[chosen])
    if not cut:
        return chosen
    stem = texts[chosen][: cut.start()].lower()
    for place in candidates:
        full = texts[place].lower()
        if place != chosen and full.startswith(stem) and not _CUT.search(full):
            return place
    return chosen


def title_rows(
    texts: Sequence[str], start: int | None = None, end: int | None = None
) -> tuple[list[int], Matrix]:
    """The lines that may be the title, and one row of `TITLE_FEATURES` for each.

    A title is short, has no full stop, shares words with the article, stands close before it and
    before its dateline, and is often repeated: by the document title, a breadcrumb, a share text.
    """
    if not texts:
        return [], np.zeros((0, len(TITLE_FEATURES)), dtype=np.float32)
    if start is None or end is None:
        sizes = np.array([_size(t) for t in texts], dtype=np.float32)
        start, end = best_segment(sizes)
    body: set[str] = set()
    for text in texts[start : min(end, start + 30)]:
        body.update(_bag(text))
    near = range(max(0, start - _REACH), min(start + 2, len(texts)))
    candidates = [i for i in sorted({0, *near}) if 2 <= _size(texts[i]) <= 34]
    candidates = [i for i in candidates if len(texts[i]) <= 260]
    dated = [i for i in near if _is_dateline(texts[i])]
    lowered = [t.lower() for t in texts[: start + 2]]
    overlaps = {i: _overlap(_bag(texts[i]), body) for i in candidates}
    rows = [_row(texts, lowered, i, start, dated, overlaps) for i in candidates]
    matrix = np.array(rows, dtype=np.float32).reshape(len(rows), len(TITLE_FEATURES))
    return candidates, matrix


def _row(
    texts: Sequence[str],
    lowered: Sequence[str],
    i: int,
    start: int,
    dated: Sequence[int],
    overlaps: dict[int, float],
) -> list[float]:
    text, low = texts[i], lowered[i]
    first = lowered[0]
    head = low[: max(12, int(len(low) * 0.6))]
    prefixed = sum(
        j != i and len(other) > 12 and other[: len(head)] == head for j, other in enumerate(lowered)
    )
    line = line_row(text)
    after = min((d - i for d in dated if d > i), default=20)
    before = min((i - d for d in dated if d < i), default=20)
    own = overlaps[i]
    return [
        _size(text), own, float(start - i), float(i == 0), float(i > 0 and low in first),
        float(i > 0 and first.startswith(low)), _overlap(_bag(text), _bag(texts[0])) if i else -1,
        float(prefixed), float(lowered.count(low) - 1),
        float(bool(_CUT.search(text))), float(bool(_FINAL.search(text))),
        float(bool(_SITE_PART.search(text))), i / len(texts), float(min(after, 20)),
        float(min(before, 20)), _size(texts[i + 1]) if i + 1 < len(texts) else -1.0,
        _size(texts[i - 1]) if i else -1.0, overlaps.get(i + 1, -1.0),
        max((v for j, v in overlaps.items() if 0 < j < i and i - j <= 8), default=-1.0),
        max((v for j, v in overlaps.items() if i < j), default=-1.0),
        _tools(texts[i + 1]) if i + 1 < len(texts) else -1.0,
        _tools(texts[i - 1]) if i else -1.0,
        *(line[_COLUMN[name]] for name in _LINE_COLUMNS),
    ]  # fmt: skip


def _tools(text: str) -> float:
    """How much a line looks like a share bar or a byline, which follow headlines."""
    line = line_row(text)
    return max(line[_COLUMN[f"vocabulary_{name}"]] for name in ("share", "byline", "comment"))


def _size(text: str) -> float:
    row = line_row(text)
    return row[0] * (1 - 0.5 * min(row[_COLUMN["unspaced"]], 1.0))


def _bag(text: str) -> set[str]:
    return {w for w in words_of(text.lower()) if len(w) > 3 or w > "\u3000"}


def _overlap(bag: set[str], other: set[str]) -> float:
    return len(bag & other) / len(bag) if bag else 0.0


def _is_dateline(text: str) -> bool:
    """A short line with a date or clock time, or one made of byline words."""
    row = line_row(text)
    return row[0] <= 16 and bool(
        row[_COLUMN["date"]] or row[_COLUMN["clock"]] or row[_COLUMN["vocabulary_byline"]] >= 0.3
    )
