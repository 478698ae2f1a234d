"""A number for each word, by which words are compared and looked up without their texts."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.extract.characters import (
    UNSPACED,
    WORD,
    Codes,
    codes_of,
    hashed,
    traits,
    weights,
)

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]


def word_hashes(
    codes: Codes, bits: NDArray[np.uint16]
) -> tuple[Hashes, Places, NDArray[np.float32]]:
    """The hash, first character's place and length of every word."""
    inside = (bits & WORD) > 0
    alone = (bits & UNSPACED) > 0
    start = inside.copy()
    start[1:] &= ~inside[:-1]
    start |= alone
    firsts = start.nonzero()[0]
    if not len(firsts):
        return np.zeros(0, np.uint64), firsts, np.zeros(0, np.float32)
    before = (inside | alone).cumsum(dtype=np.int32)
    lengths = to_next(before.take(firsts), int(before[-1]) + 1)
    place = np.arange(firsts[0], len(codes))
    place -= firsts.repeat(to_next(firsts, len(codes)))
    values = weights().take(place, mode="clip")
    values *= hashed().take(codes[firsts[0] :], mode="clip")  # 0 for what divides words
    hashes: Hashes = np.add.reduceat(values, firsts - firsts[0])
    return hashes, firsts, lengths.astype(np.float32)


def to_next(places: NDArray[Any], end: int) -> NDArray[Any]:
    """How far each place is from the next one, and the last from the end."""
    found = np.empty_like(places)
    np.subtract(places[1:], places[:-1], out=found[:-1])
    found[-1:] = end - places[-1:]
    return found


def hash_of_words(text: str) -> Hashes:
    """The hashes of the words of a text, as in `Lines.words`."""
    codes = codes_of(text)
    return word_hashes(codes, traits().take(codes, mode="clip"))[0]
