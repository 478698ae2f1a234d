"""The title in a page's plain text, where no markup names it."""

import re
from collections.abc import Sequence

import numpy as np

from wirewatch.core.extract.line_features import line_row, words_of
from wirewatch.core.extract.page_features import best_segment

_REACH = 40
_CUT = re.compile(r"\s*(?:\.\.+|…)$")
_FINAL = re.compile(r"[.。،,;:]$")
_SITE_PART = re.compile(r"\s+[|–—\-·•»:]+\s+")


def guess_title(texts: Sequence[str], start: int | None = None, end: int | None = None) -> str:
    """The most title-like line before the article, or "".

    `start` and `end` bound the article's lines where known; else the best run of long lines
    stands in for it. A title is short, has no full stop, shares words with the article, stands
    close before it, and is often repeated: by the document title, a breadcrumb, a share text.
    """
    index = title_index(texts, start, end)
    return texts[index] if index is not None else ""


def title_index(
    texts: Sequence[str], start: int | None = None, end: int | None = None
) -> int | None:
    """The number of the title's line; see `guess_title`."""
    if not texts:
        return None
    if start is None or end is None:
        rows = [line_row(t) for t in texts]
        size = np.array([r[0] * (1 - 0.5 * min(r[22], 1)) for r in rows], dtype=np.float32)
        start, end = best_segment(size)
    body: set[str] = set()
    for text in texts[start : min(end, start + 30)]:
        body.update(w for w in words_of(text.lower()) if len(w) > 3 or w > "\u3000")
    first = texts[0]
    lowered = [t.lower() for t in texts[: start + 1]]
    best, chosen = 1.0, None
    candidates = [i for i in range(max(0, start - _REACH), start + 1) if i < len(texts)]
    for i in {0, *candidates}:
        score = _score(texts[i], i, start, body, first, lowered)
        if score > best:
            best, chosen = score, i
    return chosen


def _score(
    text: str, i: int, start: int, body: set[str], first: str, lowered: Sequence[str]
) -> float:
    row = line_row(text)
    size = row[0] * (1 - 0.5 * min(row[22], 1))
    if size < 2.5 or size > 32 or len(text) > 250:
        return -1.0
    bag = {w for w in words_of(text.lower()) if len(w) > 3 or w > "\u3000"}
    overlap = len(bag & body) / len(bag) if bag else 0.0
    score = 2.0 * overlap + min(size, 9.0) / 9.0
    if i == start:
        score -= 1.0 if size > 14 else 0.4
    low = text.lower()
    if i > 0 and len(text) > 12:
        head = low[: max(12, int(len(low) * 0.6))]
        if first.lower().startswith(low) or low in first.lower():
            score += 1.6
        elif any(
            j != i and other[: len(head)] == head and len(other) > 12
            for j, other in enumerate(lowered)
        ):
            score += 0.7
    if i == 0 and start > 1:
        score -= 0.4 + (0.5 if _SITE_PART.search(text) else 0.0)
    if _CUT.search(text):
        score -= 0.8
    elif _FINAL.search(text):
        score -= 0.7
    if row[16] or row[17]:
        score -= 0.5
    distance = start - i
    return score - min(max(distance - 1, 0), 20) * 0.035
