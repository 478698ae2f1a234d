"""What a set of rules knows of the words of articles, so that each is looked up once.

The memory is of chunks of text as they stand in articles (`"Doha),`), from which one step leads to
what the rules have under a word: folding it anew would take longer than all that follows.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from wirewatch.core.rules.ranges import ranges
from wirewatch.core.rules.string_table import Numbers
from wirewatch.core.rules.wild_index import WildIndex
from wirewatch.core.text import (
    MAX_REMEMBERED_CHARACTERS,
    MAX_TOKEN_CHARACTERS,
    PARAGRAPH_GAP,
    chunks_of,
    folded_chunk,
    folded_tokens,
)

_MAX_ROWS = 1 << 18
"""Words or chunks after which all is forgotten; one article may add as many as it has."""

_MAX_FITTING = 1 << 20
"""Wildcards that the remembered words fit, all together."""

_WORD, _KEY = " ", "\t"
"""What stands before a folded word, and before a key that is no word, in a list of chunks. No chunk
of a text begins with them."""

_GAP = _KEY + PARAGRAPH_GAP
_FILED, _FITS, _BITS = 1, 2, 2


class Met(NamedTuple):
    """What an article has of what the rules are made of.

    `rows`: the places of its words in memory, a gap after each paragraph, then the conditions.
    `numbers`: the number of each, -1 where no rule has it; `filed`: those of them (not each once)
    that rules are filed under; `fitting`: the numbers of the wildcards that any word fits.
    """

    rows: Numbers
    numbers: Numbers
    filed: Numbers
    fitting: Numbers


class KnownWords:
    """Words to their numbers and to the wildcards they fit; bounded."""

    def __init__(self, find: Callable[[str], int], is_filed: Callable[[int], bool]) -> None:
        """`find` gives the number of a word, -1 for one that no rule has; `is_filed` says of a
        number whether rules are filed under it."""
        self._find = find
        self._is_filed = is_filed
        self._globs: dict[str, int] = {}
        self._wild = WildIndex()
        self._forget()

    def _forget(self) -> None:
        self._chunks = _Remembered(self._place_of_chunk, MAX_REMEMBERED_CHARACTERS)
        self._words = _Remembered(self._row_of_word, MAX_TOKEN_CHARACTERS)
        self._several: list[Numbers] = []
        self._spelled: list[str] = []
        self._known = np.empty(1 << 12, np.int64)  # number << _BITS | what else there is
        self._begins = np.zeros(1 << 12, np.int64)
        self._fitting = np.empty(1 << 10, np.int64)
        self._end = 0

    def add_glob(self, glob: str, number: int) -> None:
        """Add a wildcard; before any word is looked up."""
        self._globs[glob] = number
        self._wild.add(glob)

    def met(self, paragraphs: Iterable[str], conditions: Iterable[str]) -> Met:
        """Look up the title and paragraphs of an article, and the conditions it fulfils."""
        if max(len(self._spelled), len(self._chunks), len(self._several)) > _MAX_ROWS or (
            self._end > _MAX_FITTING
        ):
            self._forget()
        rows = self._rows(paragraphs, conditions)
        known = self._known[rows]
        numbers = known >> _BITS
        filed = numbers[(known & _FILED != 0).nonzero()[0]]
        if not self._globs:
            return Met(rows, numbers, filed, filed[:0])
        fit = rows[(known & _FITS != 0).nonzero()[0]]
        begins = self._begins[fit]
        fitting = self._fitting[ranges(begins, self._begins[fit + 1] - begins)]
        return Met(rows, numbers, filed, fitting)

    def words_at(self, rows: Numbers) -> tuple[list[str], ...]:
        """Return the folded words of each paragraph, from the rows of `met` without conditions."""
        words = list(map(self._spelled.__getitem__, rows.tolist()))
        ends = (rows == self._chunks[_GAP]).nonzero()[0].tolist()
        return tuple([words[begin:end] for begin, end in zip(_begins(ends), ends, strict=True)])

    def _rows(self, paragraphs: Iterable[str], conditions: Iterable[str]) -> Numbers:
        chunks: list[str] = []
        for paragraph in paragraphs:
            found = chunks_of(paragraph)
            if found is None:
                found = [_WORD + word for word in folded_tokens(paragraph)]
            chunks += found
            chunks.append(_GAP)
        chunks += [_KEY + condition for condition in conditions]
        rows = np.fromiter(map(self._chunks.__getitem__, chunks), np.int64, len(chunks))
        several = (rows < 0).nonzero()[0].tolist()
        if not several:
            return rows
        pieces: list[Numbers] = []
        begin = 0
        for place in several:
            pieces += rows[begin:place], self._several[~rows[place]]
            begin = place + 1
        pieces.append(rows[begin:])
        return np.concatenate(pieces)

    def _place_of_chunk(self, chunk: str) -> int:
        """The row of a chunk's word; below 0 where it is none or several words."""
        if chunk[0] == _KEY:
            return self._new_row(chunk[1:], ())
        if chunk[0] == _WORD:
            return self._words[chunk[1:]]
        words = folded_chunk(chunk).split()
        if len(words) == 1:
            return self._words[words[0]]
        self._several.append(np.array([self._words[word] for word in words], np.int64))
        return -len(self._several)

    def _row_of_word(self, word: str) -> int:
        return self._new_row(word, self._wild.of(word) if self._globs else ())

    def _new_row(self, word: str, fitting: Sequence[str]) -> int:
        row = len(self._spelled)
        self._spelled.append(word)
        if row + 1 == len(self._known):
            self._known, self._begins = _doubled(self._known), _doubled(self._begins)
        number = self._find(word)
        known = number << _BITS
        if number >= 0 and self._is_filed(number):
            known |= _FILED
        if fitting:
            known |= _FITS
            end = self._end + len(fitting)
            while end > len(self._fitting):
                self._fitting = _doubled(self._fitting)
            self._fitting[self._end : end] = [self._globs[glob] for glob in fitting]
            self._end = end
        self._known[row] = known
        self._begins[row + 1] = self._end
        return row


class _Remembered(dict[str, int]):
    """A value for each string, found once."""

    def __init__(self, find: Callable[[str], int], longest: int) -> None:
        """`longest`: characters of a string that is remembered."""
        super().__init__()
        self._find = find
        self._longest = longest

    def __missing__(self, string: str) -> int:
        value = self._find(string)
        if len(string) <= self._longest:
            self[string] = value
        return value


def _begins(ends: list[int]) -> list[int]:
    """Where paragraphs begin that end in a gap."""
    return [0, *[end + 1 for end in ends[:-1]]]


def _doubled(numbers: Numbers) -> Numbers:
    return np.resize(numbers, 2 * len(numbers))
