"""What every word of a text says about its topics: a table made from word vectors.

Where the lexicon knows some thousand words that speak for a topic, the table has one row for each
of a hundred thousand: the strength with which the word, by its meaning, leans to each topic. A
text's vote is the mean of its words' rows. That is a linear classifier over the mean of word
vectors, folded into one table, so that it costs a look-up a word and no network is computed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.topics.topic import MEDIA_TOPICS

_FILES = {"en": "english_votes.npz"}
_SMOOTHING = 3.0
"""So much weight of no opinion is added to every text, so that few words say little."""

_LEAST_LEANING = 2.5
"""How far a word must lean to a topic to be evidence for it; shares leans to the economy by some
12, bishop to religion by 4, day to nothing by more than 1."""

_REMEMBERED_WORDS = 1 << 16
_CODES = tuple(MEDIA_TOPICS)


@dataclass(frozen=True, slots=True)
class Vote:
    """How far a text leans to each topic, in the order of `MEDIA_TOPICS`.

    `leanings` are logarithms up to a constant. Each of `words` has a row in `own`: how far it
    leans to each topic by itself, in units of its `strength`; `weights` is what it weighs in the
    text.
    """

    leanings: NDArray[np.float32]
    words: tuple[str, ...]
    own: NDArray[np.int8]
    strength: NDArray[np.float32]
    weights: NDArray[np.float32]

    def evidence(self, code: str, most: int) -> tuple[str, ...]:
        """The words that spoke loudest for one topic, the loudest first, at most so many."""
        leaning = self.own[:, _CODES.index(code)] * self.strength
        clear = (leaning >= _LEAST_LEANING).nonzero()[0]
        spoken = (leaning[clear] * self.weights[clear]).tolist()
        loudest = sorted(zip(spoken, clear.tolist(), strict=True), key=_loudest_first)
        return tuple(self.words[row] for _, row in loudest[:most])


def _loudest_first(spoken: tuple[float, int]) -> tuple[float, int]:
    return -spoken[0], spoken[1]


class _Rows(dict[str, int]):
    """The row of each word met so far, `unknown` where there is none: a small dictionary of the
    words in use is faster than the large one of all. It is emptied when it is full."""

    def __init__(self, every: Mapping[str, int], unknown: int) -> None:
        super().__init__()
        self._every = every
        self._unknown = unknown

    def __missing__(self, word: str) -> int:
        if len(self) >= _REMEMBERED_WORDS:
            self.clear()
        self[word] = row = self._every.get(word, self._unknown)
        return row


class WordVotes:
    """The table of one language."""

    def __init__(self, parts: Mapping[str, NDArray[Any]]) -> None:
        words = parts["words"].tobytes().decode("ascii").split("\n")
        self._rows = _Rows({word: row for row, word in enumerate(words)}, len(words))
        self._table = np.vstack([parts["table"], np.zeros((1, len(_CODES)), np.int8)])
        self._importance = np.append(parts["importance"], 0).astype(np.float32) / 255
        self._strength = self._importance * parts["scale"][0]
        self._start: NDArray[np.float32] = parts["start"].astype(np.float32)

    def vote(self, weights: Mapping[str, float]) -> Vote:
        """The vote of a text, given its case-folded words with the weight each has in it."""
        index = np.fromiter(map(self._rows.__getitem__, weights), np.intp, len(weights))
        weight = np.fromiter(weights.values(), np.float32, len(weights))
        own, strength = self._table[index], self._strength[index]
        total = float(weight @ self._importance[index]) + _SMOOTHING
        mean = (weight * strength / total) @ own.astype(np.float32)
        return Vote(self._start + mean, tuple(weights), own, strength, weight)


@cache
def word_votes(language: str) -> WordVotes | None:
    """The table of one language (a primary BCP 47 subtag), or None where there is none."""
    name = _FILES.get(language)
    if name is None:
        return None
    with (
        files("wirewatch.core.topics").joinpath(name).open("rb") as file,
        np.load(file, allow_pickle=False) as parts,
    ):
        return WordVotes(dict(parts))
