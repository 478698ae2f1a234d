"""The words that the network is asked about: those near a capital letter.

What stands far from every capital is no name; its vectors, half of an article's, are not computed.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.entities.scoring.reading import Batch

_REACH = 2
"""Words on each side of a capital: what the scorer sees around a name."""
_SENTENCE_STARTS = (
    "a after all although an and another any as at because before both but by during each even for "
    "from had has have he her here his how however i if in is it its many more most much my no not "
    "now of on one only or our she since so some still such than that the their then there these "
    "they this those though to under until was we were what when where whether which while who why "
    "with yes yet you your"
)
_COMMON = frozenset(_SENTENCE_STARTS.split())
"""Words whose capital only says that a sentence begins; beside another one they are seen too."""


def near_capitals(words: Sequence[str]) -> NDArray[np.bool_]:
    """Which words stand so near to a word with a capital that they may belong to a name."""
    return widened(np.array(list(map(_has_capital, words)), bool), _REACH)


def _has_capital(word: str) -> bool:
    lower = word.lower()
    return word != lower and (lower not in _COMMON or (word.isupper() and len(word) > 1))


def widened(flags: NDArray[np.bool_], reach: int) -> NDArray[np.bool_]:
    """The flags, and those up to `reach` places before and after each raised one."""
    found = flags.copy()
    for _ in range(reach):
        before = found.copy()
        found[1:] |= before[:-1]
        found[:-1] |= before[1:]
    return found


def runs_of(batch: Batch, kept: NDArray[np.bool_]) -> Batch:
    """The words that are kept, each run of a text's words by itself."""
    runs: Batch = []
    start = 0
    for number, own in batch:
        flags = np.zeros(len(own) + 2, bool)
        flags[1:-1] = kept[start : start + len(own)]
        borders = np.flatnonzero(flags[1:] != flags[:-1]).reshape(-1, 2)
        runs += [(number, own[begin:end]) for begin, end in borders.tolist()]
        start += len(own)
    return runs
