"""What the form of a stretch of Russian words tells: quotes, its noun, the same words elsewhere."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.entities.russian.governors import ADJECTIVE, GROUP, LOWER
from wirewatch.core.entities.scoring.reading import GAP, Candidates, Floats

OPENING_QUOTES = frozenset('«„“"')
CLOSING_QUOTES = frozenset('»“”"')
_SENTENCE_ENDS = frozenset({".", "!", "?", "…", "...", GAP, ":", "«", "—", "–", "-", '"'})
_MOST_COUNTED = 3
_MARKS = {
    word: (word in OPENING_QUOTES)
    + 2 * (word in CLOSING_QUOTES)
    + 4 * (word in _SENTENCE_ENDS)
    + 8 * (word == "(")
    + 16 * (word == ")")
    for word in {*OPENING_QUOTES, *CLOSING_QUOTES, *_SENTENCE_ENDS, "(", ")"}
}


def form_numbers(
    words: Sequence[str], signs: Sequence[int], around: Sequence[int], found: Candidates
) -> Floats:
    """A row for each stretch of `found`, from words with their signs and nouns."""
    first, after = np.array(found, np.int64).reshape(-1, 2).T
    last = after - 1
    # One word more at both ends: a gap, so that every stretch has words around it.
    marks = np.array([4, *(_MARKS.get(word, 0) for word in words), 4])
    sign = np.array([0, *signs, 0])
    before, behind = marks[first], marks[after + 1]
    opens, closes = _count(marks & 1 > 0), _count(marks & 2 > 0)
    lower, capital = sign & LOWER > 0, np.array([word[:1].isupper() for word in words])
    opened = opens[after + 1] - opens[first + 1]
    closed = closes[after + 1] - closes[first + 1]
    small = _count(lower)
    large = _count(capital)
    noun = np.array(around, np.int64)[first]
    own = (noun >= 0) & (noun < after)
    group = own & (sign[noun + 1] & GROUP > 0)
    adjective = (sign & ADJECTIVE > 0) & lower
    begins = before & 4 > 0
    one = after - first == 1
    seen_small, seen_inside = _seen(words, first, one)
    quoted_before, quoted_behind = before & 1 > 0, behind & 2 > 0
    rows: Floats = np.stack(
        [
            quoted_before & quoted_behind,
            quoted_before != quoted_behind,
            opened != closed,
            (opened == closed) & (opened > 0),
            (before & 8 > 0) & (behind & 16 > 0),
            group,
            own & ~group,
            own & one,
            own & (noun == last) & ~one,
            own & adjective[after],
            own & adjective[after + 1],
            (small[after + 1] - small[first + 1]) / 4,
            (large[after] - large[first]) / 4,
            lower[after],
            lower[first + 1],
            begins,
            begins & one,
            seen_small,
            begins & seen_small,
            np.minimum(seen_inside, _MOST_COUNTED) / _MOST_COUNTED,
            begins & (seen_inside > 0),
        ],
        axis=1,
    ).astype(np.float32)
    return rows


def _count(flags: NDArray[Any]) -> NDArray[Any]:
    return np.pad(np.cumsum(flags), (1, 0))


def _seen(
    words: Sequence[str], first: NDArray[Any], one: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Of stretches of one word: whether its text has it in small letters, how often it has it
    with a capital inside a sentence."""
    small = np.zeros(len(first), bool)
    inside = np.zeros(len(first))
    places = np.flatnonzero(one)
    start = number = 0
    for place in [*(at for at, word in enumerate(words) if word == GAP), len(words)]:
        own = words[start:place]
        lower = {word for word in own if word.islower()}
        counted = Counter(
            word.lower()
            for before, word in pairwise(own)
            if word[:1].isupper() and before not in _SENTENCE_ENDS
        )
        while number < len(places) and first[places[number]] < place:
            word = words[first[places[number]]].lower()
            small[places[number]] = word in lower
            inside[places[number]] = counted[word]
            number += 1
        start = place + 1
    return small, inside
