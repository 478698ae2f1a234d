"""Which blocks are the article's, given each block's probability."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.extract.line_features import line_row

Probabilities = NDArray[np.float32]
LIMIT = 0.5
_MIN_LIMIT = 0.15


def select(texts: Sequence[str], chances: Probabilities, limit: float = LIMIT) -> list[int]:
    """The numbers of the article's blocks.

    A page whose blocks are all uncertain is read with a lower limit: half of its best block's
    probability, so that an unusual article is kept rather than lost.
    """
    if not len(chances):
        return []
    sizes = np.array([_size(t) for t in texts])
    kept_words = float(sizes[chances > limit].sum())
    if kept_words < 40:
        long_enough = chances[sizes >= 8]
        top = float(long_enough.max()) if len(long_enough) else 0.0
        limit = max(_MIN_LIMIT, min(limit, 0.5 * top))
    return [int(i) for i in np.flatnonzero(chances > limit)]


def _size(text: str) -> float:
    row = line_row(text)
    return row[0] * (1 - 0.5 * min(row[22], 1.0))
