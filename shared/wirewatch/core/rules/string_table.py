"""Many strings in a few flat arrays: numbered, found by their hash, without an object for each."""

import sys
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from wirewatch.core.rules.ranges import octets, ranges, starts_of

Numbers = npt.NDArray[np.int64]
_HASH_BYTES = 8
_PLACES_BITS = 2
"""Strings that share the beginning of their hash by which they are found: some four."""

_MANY = 12


class StringTable:
    """Different strings; the number of each is its place in the order of the hashes.

    A hash only says where to look: the string itself is compared, so that no two are mistaken for
    one another, whatever somebody finds that has the same hash.
    """

    def __init__(
        self, hashes: npt.NDArray[np.uint64], starts: Numbers, text: npt.NDArray[np.uint8]
    ) -> None:
        """`hashes` in order, `starts` where each string begins in `text` (UTF-8), and its end."""
        self.hashes = hashes
        self.starts = starts
        self.text = text
        self._hashes = memoryview(hashes.data)
        self._starts = memoryview(starts.data)
        self._text = memoryview(text.data)
        bits = max(1, len(hashes).bit_length() - _PLACES_BITS)
        self._shift = _HASH_BYTES * 8 - bits
        heads = np.arange(1 << bits, dtype=np.uint64) << np.uint64(self._shift)
        self._heads = memoryview(np.append(hashes.searchsorted(heads), len(hashes)).data)

    @classmethod
    def of(cls, strings: Iterable[str]) -> "tuple[StringTable, Numbers]":
        """Return a table of different strings, and the number of each in it."""
        empty = cls(np.empty(0, np.uint64), np.zeros(1, np.int64), np.empty(0, np.uint8))
        made, _, numbers = empty.extended(np.empty(0, np.int64), strings)
        return made, numbers

    def extended(
        self, kept: Numbers, strings: Iterable[str]
    ) -> "tuple[StringTable, Numbers, Numbers]":
        """Return a table of those that are kept and of more strings, with the numbers of both."""
        encoded = [_encoded(string) for string in strings]
        digests = b"".join([_digest(one) for one in encoded])
        hashes = np.concatenate([self.hashes[kept], np.frombuffer(digests, np.uint64)])
        lengths = np.concatenate(
            [
                self.starts[kept + 1] - self.starts[kept],
                np.fromiter(map(len, encoded), np.int64, len(encoded)),
            ]
        )
        text = np.concatenate([self.text, np.frombuffer(b"".join(encoded), np.uint8)])
        begins = np.concatenate([self.starts[kept], starts_of(lengths[len(kept) :])[:-1]])
        begins[len(kept) :] += len(self.text)
        order = np.argsort(hashes, kind="stable")
        numbers = np.empty(len(order), np.int64)
        numbers[order] = np.arange(len(order))
        ordered = lengths[order]
        made = StringTable(hashes[order], starts_of(ordered), octets(text, begins[order], ordered))
        return made, numbers[: len(kept)], numbers[len(kept) :]

    def __len__(self) -> int:
        return len(self.hashes)

    def __getitem__(self, number: int) -> str:
        return self._bytes(number).decode("utf-8", "surrogatepass")

    def find(self, string: str) -> int:
        """Return the number of a string; -1 if it is not there."""
        encoded = _encoded(string)
        wanted = int.from_bytes(_digest(encoded), sys.byteorder)
        hashes, bucket = self._hashes, wanted >> self._shift
        end = self._heads[bucket + 1]
        number = bisect_left(hashes, wanted, self._heads[bucket], end)
        while number < end and hashes[number] == wanted:
            if self._bytes(number) == encoded:
                return number
            number += 1
        return -1

    def several(self, numbers: Sequence[int]) -> list[str]:
        """Return the strings of some numbers; of many in a fraction of the time of one by one."""
        if len(numbers) < _MANY:
            return list(map(self.__getitem__, numbers))
        places = np.asarray(numbers, np.int64)
        begins = self.starts[places]
        lengths = self.starts[places + 1] - begins
        found = self.text[ranges(begins, lengths)].tobytes()
        ends = lengths.cumsum().tolist()
        spans = zip([0, *ends], ends, strict=False)
        if found.isascii():
            text = found.decode("ascii")
            return [text[begin:end] for begin, end in spans]
        return [found[begin:end].decode("utf-8", "surrogatepass") for begin, end in spans]

    def _bytes(self, number: int) -> bytes:
        return self._text[self._starts[number] : self._starts[number + 1]].tobytes()


def _encoded(string: str) -> bytes:
    return string.encode("utf-8", "surrogatepass")


def _digest(encoded: bytes) -> bytes:
    return blake2b(encoded, digest_size=_HASH_BYTES).digest()
