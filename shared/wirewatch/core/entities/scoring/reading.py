"""Stretches of words that may be names, of several texts read together."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.entities.entity import Span

Floats = NDArray[np.float32]
Bounds = tuple[int, int]
Batch = list[tuple[int, Sequence[Bounds]]]
"""Numbers of texts with the bounds of their words, in characters."""
Candidates = list[Bounds]
"""The first word, the word after the last."""

GAP = ""
"""The word between two texts read together; two stand there, so that none sees the next."""
GAPS = 2
_ARTICLES = frozenset({"the", "a", "an"})


@dataclass(frozen=True, slots=True)
class Read:
    """What a model saw in some texts.

    `names` has what it takes for names, text by text; `words` a row for each word and each gap,
    `stretches` a row for each of `found`.
    """

    batch: Batch
    names: Sequence[Sequence[Span]]
    words: Floats
    found: Candidates
    stretches: Floats


def places(batch: Batch, found: Candidates) -> tuple[list[int], list[Bounds]]:
    """For stretches of a batch the numbers of their texts, and their bounds in characters."""
    bounds: list[Bounds] = []
    texts: list[int] = []
    for number, own in batch:
        bounds += [*own, *[(0, 0)] * GAPS]
        texts += [number] * (len(own) + GAPS)
    return (
        [texts[first] for first, _ in found],
        [(bounds[first][0], bounds[after - 1][1]) for first, after in found],
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """What is kept of a text until the gazetteer was asked: some 2 KB for a paragraph.

    `names` are those that the model alone sees. `bounds` of the stretches that may be names are in
    characters, `lengths` in words; `hidden` is what the scorer made of each so far.
    """

    names: Sequence[Span]
    bounds: Sequence[Bounds] = ()
    lengths: Sequence[int] = ()
    hidden: NDArray[np.float16] = field(default_factory=lambda: np.zeros((0, 0), np.float16))


def candidates(
    words: Sequence[str], ends: Sequence[bool], inside: Sequence[bool], most_words: int
) -> Candidates:
    """Every stretch of at most so many words that might be a name.

    Its first and last word are among those that may end a name (`ends`), those between too or
    among those that may be `inside` one.
    """
    found = []
    for first, begins in enumerate(ends):
        if not begins:
            continue
        article = words[first].lower() in _ARTICLES
        for last in range(first, min(first + most_words, len(words))):
            if ends[last]:
                if last == first or not article:
                    found.append((first, last + 1))
            elif not inside[last]:
                break
    return found
