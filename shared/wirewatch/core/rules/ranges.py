"""Pieces of a flat array, picked all at once."""

from itertools import starmap

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.signedinteger]

_PIECES = 1 << 15
_STRINGS = 1 << 11
"""So many at once take about a millisecond or two, for which no other thread can run."""


def ranges(starts: Integers, lengths: Integers) -> npt.NDArray[np.int64]:
    """Return the numbers from each start on, as many as each length says, one after the other."""
    if len(starts) > _PIECES:
        cuts = range(_PIECES, len(starts), _PIECES)
        parts = zip(np.split(starts, cuts), np.split(lengths, cuts), strict=True)
        return np.concatenate(list(starmap(ranges, parts)))
    ends = lengths.cumsum(dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    found: npt.NDArray[np.int64] = np.arange(total) + np.repeat(starts - ends + lengths, lengths)
    return found


def owners(lengths: Integers) -> npt.NDArray[np.int64]:
    """Return for each element of pieces of some lengths the number of its piece."""
    cuts = range(0, len(lengths), _PIECES)
    parts = [lengths[begin : begin + _PIECES] for begin in cuts]
    found = [
        np.repeat(np.arange(begin, begin + len(part)), part)
        for begin, part in zip(cuts, parts, strict=True)
    ]
    return np.concatenate(found) if found else np.empty(0, np.int64)


def starts_of(lengths: Integers) -> npt.NDArray[np.int64]:
    """Return where pieces of some lengths begin that stand one after the other, and their end."""
    starts = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts


def octets(
    source: npt.NDArray[np.uint8], starts: Integers, lengths: Integers
) -> npt.NDArray[np.uint8]:
    """Return pieces of some bytes, one after the other, without a number for each byte."""
    view = memoryview(source.data)
    found = np.empty(int(lengths.sum()), np.uint8)
    filled = 0
    for first in range(0, len(starts), _STRINGS):
        some = slice(first, first + _STRINGS)
        begins = starts[some]
        ends = begins + lengths[some]
        spans = starmap(slice, zip(begins.tolist(), ends.tolist(), strict=True))
        piece = b"".join(map(view.__getitem__, spans))
        found[filled : filled + len(piece)] = np.frombuffer(piece, np.uint8)
        filled += len(piece)
    return found
