"""What a set of rules knows of a word: its number, and those of the wildcards it fits."""

from collections.abc import Callable
from itertools import chain

import numpy as np
import numpy.typing as npt

from wirewatch.core.rules.ranges import ranges
from wirewatch.core.rules.wild_index import WildIndex

Numbers = npt.NDArray[np.int64]

_MAX_WORDS = 1 << 17
"""More than an article can have: 10 MiB of text have fewer distinct words than that."""

_MAX_FITTING = 1 << 20
"""Wildcards that the remembered words fit, all together."""


class KnownWords(dict[str, int]):
    """Word to its row in arrays of what is known of it, looked up once for each word; bounded."""

    def __init__(self, find: Callable[[str], int]) -> None:
        """`find` gives the number of a word, -1 for one that no rule has."""
        super().__init__()
        self._find = find
        self._globs: dict[str, int] = {}
        self._wild = WildIndex()
        self._numbers = np.empty(_MAX_WORDS, np.int64)
        self._begins = np.zeros(_MAX_WORDS + 1, np.int64)
        self._fitting = np.empty(1 << 10, np.int64)
        self._end = 0

    def add_glob(self, glob: str, number: int) -> None:
        """Add a wildcard; before any word is looked up."""
        self._globs[glob] = number
        self._wild.add(glob)

    def of(self, words: list[str], conditions: list[str]) -> Numbers:
        """Return the number of each word, of each condition, and of each wildcard that any word
        fits."""
        count = len(words) + len(conditions)
        if len(self) + count > _MAX_WORDS or self._end > _MAX_FITTING:
            self.clear()
            self._end = 0
        rows = np.fromiter(map(self.__getitem__, chain(words, conditions)), np.int64, count)
        numbers = self._numbers[rows]
        if not self._globs:
            return numbers
        rows = rows[: len(words)]
        begins = self._begins[rows]
        counts = self._begins[rows + 1] - begins
        some = counts.nonzero()[0]
        return np.concatenate([numbers, self._fitting[ranges(begins[some], counts[some])]])

    def __missing__(self, word: str) -> int:
        row = len(self)
        self._numbers[row] = self._find(word)
        begin = end = self._end
        if self._globs and (fitting := self._wild.of(word)):
            end += len(fitting)
            if end > len(self._fitting):
                self._fitting = np.resize(self._fitting, 2 * end)
            self._fitting[begin:end] = [self._globs[glob] for glob in fitting]
            self._end = end
        self._begins[row + 1] = end
        self[word] = row
        return row
