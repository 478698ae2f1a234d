"""Pieces of a flat array, picked all at once."""

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
