"""What a set of rules knows of the words of articles, so that each is looked up once.

The memory is of chunks of text as they stand in articles (`"Doha),`), from which one step leads to
what the rules have under a word: folding it anew would take longer than all that follows.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from wirewatch.core.rules.string_table import Numbers
from wirewatch.core.rules.wild_index import WildIndex
from wirewatch.core.text import (
    MAX_REMEMBERED_CHARACTERS,
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
_ROW_BYTES = 8


class Met(NamedTuple):
    """What an article has of what the rules are made of.

    `rows`: the places of its words in memory, a gap after each paragraph, then the conditions.
    `numbers`: the number of each, -1 where no rule has it; `fitting`: the numbers of the wildcards
    that any word fits; `filed`: those of both (not each once) that rules are filed under.
    """

    rows: Numbers
    numbers: Numbers
    fitting: Numbers
    filed: Numbers


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
        self._rows_of = _Remembered(self._rows_of_chunk)
        self._spelled: list[str] = []
        self._known = np.empty(1 << 12, np.int64)  # by row, what `_known_as` returns
        self._fitting: dict[int, bytes] = {}  # by row, the same of the wildcards its word fits
        self._fits = 0

    def add_glob(self, glob: str, number: int) -> None:
        """Add a wildcard; before any word is looked up."""
        self._globs[glob] = self._known_as(number)
        self._wild.add(glob)

    def met(self, paragraphs: Iterable[str], conditions: Iterable[str]) -> Met:
        """Look up the title and paragraphs of an article, and the conditions it fulfils."""
        if len(self._rows_of) > _MAX_ROWS or self._fits > _MAX_FITTING:
            self._forget()
        rows = self._rows(paragraphs, conditions)
        known = self._known[rows]
        numbers = known >> _BITS
        filed = numbers[(known & _FILED).nonzero()[0]]
        if not self._globs:
            return Met(rows, numbers, filed[:0], filed)
        fit = rows[(known & _FITS).nonzero()[0]].tolist()
        globs = np.frombuffer(b"".join(map(self._fitting.__getitem__, fit)), np.int64)
        fitting = globs >> _BITS
        filed = np.concatenate([filed, fitting[(globs & _FILED).nonzero()[0]]])
        return Met(rows, numbers, fitting, filed)

    def words_at(self, rows: Numbers) -> tuple[list[str], ...]:
        """Return the folded words of each paragraph, from the rows of `met` without conditions."""
        words = list(map(self._spelled.__getitem__, rows.tolist()))
        gap = int.from_bytes(self._rows_of[_GAP], sys.byteorder)
        ends = (rows == gap).nonzero()[0].tolist()
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
        return np.frombuffer(b"".join(map(self._rows_of.__getitem__, chunks)), np.int64)

    def _rows_of_chunk(self, chunk: str) -> bytes:
        """The rows of a chunk's words, one after the other; those of new words are made."""
        if chunk.isascii() and chunk.isalnum() and len(chunk) <= MAX_REMEMBERED_CHARACTERS:
            return self._row_of_word(chunk)
        if chunk[0] == _KEY:
            rows = self._rows_of[chunk] = self._new_row(chunk[1:], ())
            return rows
        words = [chunk[1:]] if chunk[0] == _WORD else folded_chunk(chunk).split()
        rows = b"".join([self._rows_of.get(word) or self._row_of_word(word) for word in words])
        if len(chunk) <= MAX_REMEMBERED_CHARACTERS:
            self._rows_of[chunk] = rows
        return rows

    def _row_of_word(self, word: str) -> bytes:
        """The row of a folded word, which is a chunk of which it is the only word."""
        fitting = self._wild.of(word) if self._globs else ()
        row = self._rows_of[word] = self._new_row(word, fitting)
        return row

    def _known_as(self, number: int) -> int:
        """Return a number, -1 for none, and in the low bits what else is known of it."""
        filed = number >= 0 and self._is_filed(number)
        return number << _BITS | (_FILED if filed else 0)

    def _new_row(self, word: str, fitting: Sequence[str]) -> bytes:
        row = len(self._spelled)
        self._spelled.append(word)
        if row == len(self._known):
            self._known = np.resize(self._known, 2 * row)
        known = self._known_as(self._find(word))
        if fitting:
            known |= _FITS
            globs = np.array([self._globs[glob] for glob in fitting], np.int64)
            self._fitting[row] = globs.tobytes()
            self._fits += len(fitting)
        self._known[row] = known
        return row.to_bytes(_ROW_BYTES, sys.byteorder)


class _Remembered(dict[str, bytes]):
    """What there is under each chunk; `find` is asked for what is missing, and may put it here."""

    def __init__(self, find: Callable[[str], bytes]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, chunk: str) -> bytes:
        return self._find(chunk)


def _begins(ends: list[int]) -> list[int]:
    """Where paragraphs begin that end in a gap."""
    return [0, *[end + 1 for end in ends[:-1]]]
