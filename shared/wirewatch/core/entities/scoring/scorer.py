"""A small network that says of each stretch of words whether it is a name, and of which kind.

It sees the words at both ends, those around and the mean of those inside, with the vectors that
the language's model gives them, and what the model, the gazetteer and word lists say of the
stretch as a whole. Members trained with other random numbers vote with the mean of their
chances. Made by tests/bench/entities/train_scorer.py.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.entities.scoring.reading import Candidates, Floats

_AROUND = (0, 1, 2)
"""Places of the first word and the two before it, after two places of padding."""
_BEHIND = (1, 2, 3)
"""The same from the word after the last: the last, and the two behind it."""
_LEAST_CHANCE = 0.02
"""A candidate with less is left out before the gazetteer is asked, which has the known ones."""
ROLES = len(_AROUND) + len(_BEHIND) + 1
"""The last role is the mean of the words inside."""


class SpanScorer:
    """Raises KeyError where `weights` lack a part."""

    def __init__(self, weights: Mapping[str, NDArray[Any]]) -> None:
        self._words = weights["words"].astype(np.float32)
        self._stretches = weights["stretches"].astype(np.float32)
        self._knowledge = weights["knowledge"].astype(np.float32)
        self._hidden_bias = weights["hidden_bias"].astype(np.float32)
        self._out = weights["out"].astype(np.float32)
        self._out_bias = weights["out_bias"].astype(np.float32)
        self.threshold = float(weights["threshold"])

    def begun(self, words: Floats, found: Candidates, stretches: Floats) -> Floats:
        """The hidden layer as far as words and model tell.

        `words` has a row for each word, `stretches` one for each candidate.
        """
        hidden: Floats = self._hidden_bias + stretches @ self._stretches
        if not found:
            return hidden
        padded = _padded(words)
        for number, place in enumerate(_places(found)):
            used, back = np.unique(place, return_inverse=True)
            hidden += (padded[used] @ self._words[number])[back]
        hidden += _means(words @ self._words[-1], found)
        return hidden

    def possible(self, hidden: Floats) -> NDArray[np.bool_]:
        """Which candidates may be names after all, whatever is known of them."""
        chances = self._chances(hidden)
        possible: NDArray[np.bool_] = chances[:, 0] < 1 - _LEAST_CHANCE
        return possible

    def chances(self, hidden: Floats, knowledge: Floats) -> Floats:
        """A row for each candidate: the chance of no name, then of each kind."""
        return self._chances(hidden + knowledge @ self._knowledge)

    def _chances(self, hidden: Floats) -> Floats:
        hidden = np.maximum(hidden, 0)
        members, width, _ = self._out.shape
        scores = np.einsum("nmh,mhk->nmk", hidden.reshape(-1, members, width), self._out)
        scores += self._out_bias
        scores -= scores.max(axis=2, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=2, keepdims=True)
        mean: Floats = scores.mean(axis=1)
        return mean


def role_rows(words: Floats, found: Candidates) -> Floats:
    """What the network sees of the words, one row a candidate, as training needs it."""
    padded = _padded(words)
    around = [padded[place] for place in _places(found)]
    rows: Floats = np.concatenate([*around, _means(words, found)], axis=1)
    return rows


def _padded(words: Floats) -> Floats:
    return np.pad(words, ((2, 2), (0, 0)))


def _places(found: Candidates) -> list[NDArray[np.int64]]:
    first, after = np.array(found, np.int64).T
    return [*(first + step for step in _AROUND), *(after + step for step in _BEHIND)]


def _means(words: Floats, found: Candidates) -> Floats:
    first, after = np.array(found, np.int64).T
    sums = np.pad(np.cumsum(words, axis=0, dtype=np.float64), ((1, 0), (0, 0)))
    means: Floats = ((sums[after] - sums[first]) / (after - first)[:, None]).astype(np.float32)
    return means
