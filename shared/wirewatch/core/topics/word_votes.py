"""What every word of a text says about its topics: a table made from word vectors.

Where the lexicon knows some thousand words that speak for a topic, the table has one row for each
of a hundred thousand: the strength with which the word, by its meaning, leans to each topic. A
text's vote is the mean of its words' rows. That is a linear classifier over the mean of word
vectors, folded into one table, so that it costs a look-up a word and no network is computed.
"""

from collections.abc import Mapping, Sequence
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

_CODES = tuple(MEDIA_TOPICS)


@dataclass(frozen=True, slots=True)
class Vote:
    """How far a text leans to each topic, in the order of `MEDIA_TOPICS`.

    `leanings` are logarithms up to a constant; `own` has a row for each of `words`: how far the
    word by itself leans to each topic, and `weights` what it weighs in the text.
    """

    leanings: NDArray[np.float32]
    words: tuple[str, ...]
    own: NDArray[np.float32]
    weights: NDArray[np.float32]

    def evidence(self, code: str, most: int) -> tuple[str, ...]:
        """The words that spoke loudest for one topic, the loudest first, at most so many."""
        leaning = self.own[:, _CODES.index(code)]
        spoken = np.where(leaning < _LEAST_LEANING, 0.0, leaning * self.weights)
        order = np.argsort(-spoken, kind="stable")[:most]
        return tuple(self.words[i] for i in order if spoken[i])


class WordVotes:
    """The table of one language."""

    def __init__(self, parts: Mapping[str, NDArray[Any]]) -> None:
        words = parts["words"].tobytes().decode("ascii").split("\n")
        self._rows = {word: row for row, word in enumerate(words)}
        self._table: NDArray[np.int8] = parts["table"]
        self._importance = parts["importance"].astype(np.float32) / 255
        self._strength = (self._importance * parts["scale"][0])[:, None]
        self._start: NDArray[np.float32] = parts["start"].astype(np.float32)

    def vote(self, weights: Mapping[str, float]) -> Vote:
        """The vote of a text, given its case-folded words with the weight each has in it."""
        rows = list(map(self._rows.get, weights))
        known = [word for word, row in zip(weights, rows, strict=True) if row is not None]
        index = np.array([row for row in rows if row is not None], np.intp)
        weight = np.array([weights[word] for word in known], np.float32)
        own = self._table[index] * self._strength[index]
        mean = weight @ own / (float(weight @ self._importance[index]) + _SMOOTHING)
        return Vote(self._start + mean, tuple(known), own, weight)


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


def voting_languages() -> Sequence[str]:
    """The languages that have a table."""
    return tuple(_FILES)
