"""A number for each line's words, by which equal lines are found without comparing their texts."""

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.extract.word_hashes import to_next

Numbers = NDArray[np.uint64]
Places = NDArray[np.int64]
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(31))
_ONE = np.uint64(1)


def line_prints(
    words: Numbers, lines: Places, first: Places, count: int
) -> tuple[Numbers, Numbers]:
    """For each of `count` lines a number for its words in their order, and its first word's hash.

    `lines` are those that have words, `first` the place of each one's first word.
    """
    prints, first_words = np.zeros(count, np.uint64), np.zeros(count, np.uint64)
    if not len(words):
        return prints, first_words
    place = np.arange(1, len(words) + 1, dtype=np.uint64)
    place -= (place[first] - _ONE).repeat(to_next(first, len(words)))
    first_mix, second_mix, shift = _MIX
    mixed = (words + place * first_mix) * second_mix
    mixed ^= mixed >> shift
    prints[lines] = np.add.reduceat(mixed, first)
    first_words[lines] = words[first]
    return prints, first_words
