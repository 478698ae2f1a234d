"""Rows of numbers that stand for words, remembered from text to text."""

from collections.abc import Callable, Sequence

import numpy as np

from wirewatch.core.entities.scoring.reading import Floats

_MOST_WORDS = 30_000


class WordRows:
    """A row of `width` numbers for each word; `make` gives those of words met for the first time.

    Some 30,000 words are remembered; then all are forgotten. A call with more keeps them all once.
    """

    def __init__(self, width: int, make: Callable[[Sequence[str]], Floats]) -> None:
        self._make = make
        self._rows: dict[str, int] = {}
        self._held = np.zeros((1024, width), np.float32)

    def of(self, words: Sequence[str]) -> Floats:
        """One row for each word."""
        new = [word for word in dict.fromkeys(words) if word not in self._rows]
        if new:
            if len(self._rows) + len(new) > _MOST_WORDS:
                self._rows.clear()
                new = list(dict.fromkeys(words))
            self._add(new)
        places = np.fromiter(map(self._rows.__getitem__, words), np.int64, len(words))
        found: Floats = self._held[places]
        return found

    def _add(self, words: Sequence[str]) -> None:
        start = len(self._rows)
        end = start + len(words)
        if end > len(self._held):
            room = np.zeros((max(end, 2 * len(self._held)), self._held.shape[1]), np.float32)
            room[:start] = self._held[:start]
            self._held = room
        self._held[start:end] = self._make(words)
        self._rows.update(zip(words, range(start, end), strict=True))
