"""Which articles hold a fingerprint: a table of fixed buckets, four bytes for each pair of both."""

import numpy as np
import numpy.typing as npt

from wirewatch.core.stories.signature import Fingerprints

Numbers = npt.NDArray[np.int64]
"""Numbers of articles."""

PAIRS_PER_BUCKET = 18
"""How full a bucket is on average when the table is doubled: so that hardly any overflows."""

BUCKETS_PER_ARTICLE = 4
"""Of the largest table; it is then as full as any other by articles of 300 words."""

_SLOTS = 48
_LEAST_BITS = 12
_CHUNK = 1 << 11
_PRINT_BITS = 32

_Entries = npt.NDArray[np.uint32]


class FingerprintTable:
    """Buckets of 48 entries, chosen by the high bits of a fingerprint; the oldest entry gives way.

    An entry is the low bits of the fingerprint, which tell it from all others of its bucket, and
    the article's number modulo one less than the number of buckets, plus 1 (0 is an empty entry).
    So a look-up reads one place in memory for each fingerprint, however much the table holds, and
    nothing is ever sorted or merged. Of a fingerprint that very many articles hold the newest stay:
    it is a stock phrase, or a story with that many copies, of which any one will do.

    The caller numbers articles upwards, tells which the first living one is, and lets no more than
    half as many live as there are buckets (`grow`); `sweep` must have gone round once before the
    numbers come round.
    """

    def __init__(self, articles: int) -> None:
        """`articles` is the most that will ever live."""
        self._most_bits = max((articles * BUCKETS_PER_ARTICLE - 1).bit_length(), _LEAST_BITS)
        self._set(_LEAST_BITS)
        # Zeros take memory only where they have been written over: the beginning, till it grows.
        self._entries: _Entries = np.zeros((1 << self._most_bits, _SLOTS), dtype=np.uint32)
        self._turn = np.zeros(1 << self._most_bits, dtype=np.uint8)
        self._swept = 0

    def add(self, articles: Numbers | int, prints: Fingerprints) -> None:
        """Take in the fingerprints of one article, or of several in the order of their numbers."""
        if isinstance(articles, int):
            prints = np.sort(prints)
        buckets = (prints >> self._tag_bits).astype(np.intp)
        entries = (prints & self._tag_mask) << self._number_bits
        entries |= np.asarray(articles % self._modulus + 1, dtype=np.uint32)
        if not isinstance(articles, int):
            order = np.argsort(buckets, kind="stable")
            buckets, entries = buckets[order], entries[order]
        slots = self._turn[buckets].astype(np.intp)
        if len(buckets) > 1 and (buckets[1:] == buckets[:-1]).any():
            slots += _ranks(buckets)
        slots %= _SLOTS
        # Of several entries for one place the last is written.
        self._entries[buckets, slots] = entries
        self._turn[buckets] = (slots + 1) % _SLOTS

    def holders(
        self, prints: Fingerprints, first: int, last: int
    ) -> tuple[Numbers, npt.NDArray[np.intp]]:
        """Each article's number with the place of each of these fingerprints that it holds.

        The places ascend, in all and so for each article.
        Articles from `first` to `last`, the last one given to `add`, are alive.
        """
        rows = self._entries[prints >> self._tag_bits]
        wanted = (prints & self._tag_mask) << self._number_bits
        places, slots = np.nonzero((rows & ~self._number_mask) == wanted[:, np.newaxis])
        found = rows[places, slots] & self._number_mask
        numbers = last - self._ages(found, last).astype(np.int64)
        alive = (found > 0) & (numbers >= first)
        return numbers[alive], places[alive]

    def grow(self, articles: int, pairs: int, first: int, last: int) -> None:
        """Double the table as often as is needed for so many living articles with so many pairs."""
        while articles * 2 > self._buckets or (
            pairs > self._buckets * PAIRS_PER_BUCKET and self._bits < self._most_bits
        ):
            self._double(first, last)

    def sweep(self, added: int, first: int, last: int) -> None:
        """After `added` articles: empty dead entries of so many buckets that all have a turn."""
        left = min(added * BUCKETS_PER_ARTICLE, self._buckets)
        while left:
            at = self._swept
            rows = self._entries[at : at + min(left, _CHUNK)]
            rows[self._ages(rows & self._number_mask, last) > last - first] = 0
            left -= len(rows)
            self._swept = (at + len(rows)) % self._buckets

    def _set(self, bits: int) -> None:
        self._bits = bits
        self._buckets = 1 << bits
        self._modulus = self._buckets - 1
        self._tag_bits = np.uint32(_PRINT_BITS - bits)
        self._tag_mask = np.uint32((1 << (_PRINT_BITS - bits)) - 1)
        self._number_bits = np.uint32(bits)
        self._number_mask = np.uint32(self._buckets - 1)

    def _ages(self, fields: _Entries, last: int) -> npt.NDArray[np.int32]:
        """How many articles came after the entries' own, up to `last`; the least they can mean."""
        ages = np.int32(last % self._modulus + 1) - fields.astype(np.int32)
        return np.where(ages < 0, ages + np.int32(self._modulus), ages)

    def _double(self, first: int, last: int) -> None:
        """Each bucket becomes two, its living entries in their order; in place, from the end."""
        bits = self._bits + 1
        if len(self._entries) < 1 << bits:  # more articles alive than ever should be
            self._entries = np.concatenate((self._entries, np.zeros_like(self._entries)))
            self._turn = np.concatenate((self._turn, np.zeros_like(self._turn)))
        for at in reversed(range(0, self._buckets, _CHUNK)):
            buckets, prints, ages = self._living(at, first, last)
            tags = prints & np.uint32((1 << (_PRINT_BITS - bits)) - 1)
            upper = ((prints >> np.uint32(_PRINT_BITS - bits)) & 1).astype(np.intp)
            # How many of the same old bucket stand before, and of those how many go up.
            before, ups = _ranks(buckets), np.cumsum(upper) - upper
            ups -= ups[np.arange(len(ups)) - before]
            slots = np.where(upper, ups, before - ups)
            own = buckets * 2 + upper
            renewed = slice(at * 2, (at + _CHUNK) * 2)
            self._entries[renewed] = 0
            self._entries[at * 2 + own, slots] = tags << np.uint32(bits) | _fields(
                ages, last, (1 << bits) - 1
            )
            self._turn[renewed] = np.bincount(own, minlength=2 * _CHUNK) % _SLOTS
        self._set(bits)
        self._swept = 0

    def _living(
        self, at: int, first: int, last: int
    ) -> tuple[npt.NDArray[np.intp], Fingerprints, npt.NDArray[np.int32]]:
        """Of what lives in the chunk of buckets from `at`: its bucket there, fingerprint and age.

        In the order of the buckets, the oldest first in each.
        """
        rows = self._entries[at : at + _CHUNK]
        turn = self._turn[at : at + _CHUNK, np.newaxis]
        places = np.arange(_SLOTS, dtype=np.uint8)
        wrapped = np.flatnonzero(((places >= turn) & (rows > 0)).any(axis=1))
        if len(wrapped):
            order = (turn[wrapped].astype(np.intp) + places) % _SLOTS
            rows = rows.copy()
            rows[wrapped] = np.take_along_axis(rows[wrapped], order, axis=1)
        filled = np.flatnonzero(rows)
        values = rows.reshape(-1)[filled]
        ages = self._ages(values & self._number_mask, last)
        alive = ages <= last - first
        buckets, values = filled[alive] // _SLOTS, values[alive]
        high = (buckets + at).astype(np.uint32) << self._tag_bits
        return buckets, high | values >> self._number_bits, ages[alive]


def _fields(ages: npt.NDArray[np.int32], last: int, modulus: int) -> _Entries:
    numbers = np.int32(last % modulus) - ages
    return (np.where(numbers < 0, numbers + np.int32(modulus), numbers) + 1).astype(np.uint32)


def _ranks(buckets: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """For each of ascending numbers how many equal ones stand before it."""
    places = np.arange(len(buckets))
    begins = np.concatenate(([True], buckets[1:] != buckets[:-1]))
    return places - np.maximum.accumulate(np.where(begins, places, 0))
