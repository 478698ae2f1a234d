"""Pieces of a flat array, picked all at once."""

from itertools import starmap

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.signedinteger]


def ranges(starts: Integers, lengths: Integers) -> npt.NDArray[np.int64]:
    """Return the numbers from each start on, as many as each length says, one after the other."""
    ends = lengths.cumsum(dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    found: npt.NDArray[np.int64] = np.arange(total) + np.repeat(starts - ends + lengths, lengths)
    return found


def starts_of(lengths: Integers) -> npt.NDArray[np.int64]:
    """Return where pieces of some lengths begin that stand one after the other, and their end."""
    starts = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts


_AT_ONCE = 1 << 16


def octets(
    source: npt.NDArray[np.uint8], starts: Integers, lengths: Integers
) -> npt.NDArray[np.uint8]:
    """Return pieces of some bytes, one after the other, without a number for each byte."""
    view = memoryview(source.data)
    found = np.empty(int(lengths.sum()), np.uint8)
    filled = 0
    for first in range(0, len(starts), _AT_ONCE):
        some = slice(first, first + _AT_ONCE)
        begins = starts[some]
        ends = begins + lengths[some]
        spans = starmap(slice, zip(begins.tolist(), ends.tolist(), strict=True))
        piece = b"".join(map(view.__getitem__, spans))
        found[filled : filled + len(piece)] = np.frombuffer(piece, np.uint8)
        filled += len(piece)
    return found
