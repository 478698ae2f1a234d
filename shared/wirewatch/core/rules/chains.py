"""Words side by side as numbers: which of many phrases a text holds, without trying each.

A chain is a number too: it stands for the chain (or word) of all its words but the last, and its
last word. So a text's chains of two are found from its words, those of three from its chains of
two, and so on; in one search each, for all places of the text at once.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wirewatch.core.rules.ranges import ranges, starts_of

Numbers = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint8]

WORD_BITS = 32
"""A chain is written as the number of what it goes on from, so many bits up, and of its word."""

_LOW = (1 << WORD_BITS) - 1

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
"""Of the multiplicative hash: 2^64 by the golden ratio (Knuth, The Art of Computer Programming,
volume 3, section 6.4)."""

_BITS_A_CHAIN = 8
_BIT = np.uint8(1) << np.arange(8, dtype=np.uint8)


class Chains:
    """Chains in the order of their codes; their numbers go on behind those of the words.

    As what a chain goes on from has a lower number than the chain itself, one table of codes in
    order holds chains of all lengths.
    """

    def __init__(self, codes: Numbers, sieve: Bits, first: int) -> None:
        """`sieve` as `sieve_of` makes it; `first`: the number of the first chain."""
        self._codes = codes
        self._sieve = sieve
        self._first = first
        before = codes >> WORD_BITS
        self._goes_on = np.zeros(len(codes), np.bool_)
        self._goes_on[before[before >= first] - first] = True
        self._shift = np.uint64(64 - (len(sieve) * 8).bit_length() + 1)

    def within(self, words: Numbers) -> Numbers:
        """Return the chains in a row of words' numbers (-1 for others), as often as they occur.

        The last of the row must be no word of any chain.
        """
        if not len(self._codes):
            return words[:0]
        codes = words[:-1] << WORD_BITS | words[1:]  # below 0, as no chain, by unknown words
        some = self._may_hold(codes)
        codes, ends = codes[some], some + 1
        found = [words[:0]]
        while len(codes):
            places = self._codes.searchsorted(codes)
            known = (self._codes.take(places, mode="clip") == codes).nonzero()[0]
            places = places[known]
            found.append(places + self._first)
            longer = self._goes_on[places].nonzero()[0]
            if not len(longer):
                break
            ends = ends[known[longer]] + 1
            codes = places[longer] + self._first << WORD_BITS | words[ends]
        return np.concatenate(found)

    def _may_hold(self, codes: Numbers) -> Numbers:
        """Leave out nearly all that are not there, at the cost of one look each."""
        places = _hashes(codes, self._shift)
        some: Numbers = (self._sieve[places >> 3] & _BIT[places & 7]).nonzero()[0]
        return some


class Spelled(NamedTuple):
    """Chains as the words they are made of, two or more each: how many, and one after the other."""

    sizes: Numbers
    words: Numbers

    def picked(self, some: Numbers) -> "Spelled":
        """Return some of the chains."""
        sizes = self.sizes[some]
        return Spelled(sizes, self.words[ranges(starts_of(self.sizes)[some], sizes)])


def coded(chains: Spelled, first: int) -> tuple[Numbers, Numbers]:
    """Return the codes of the chains (and of what they go on from), in order, and the number of
    each chain; `first` is the first number."""
    numbers = chains.words[starts_of(chains.sizes)[:-1]]
    following = starts_of(chains.sizes)[:-1] + 1
    codes = [numbers[:0]]
    longer, size = np.arange(len(numbers)), 2
    while len(longer):
        found = numbers[longer] << WORD_BITS | chains.words[following[longer]]
        different, places = np.unique(found, return_inverse=True)
        codes.append(different)
        numbers[longer] = places + first
        first += len(different)
        following += 1
        longer = longer[chains.sizes[longer] > size]
        size += 1
    return np.concatenate(codes), numbers


def spelled(codes: Numbers, first: int) -> Spelled:
    """Return the words of all chains whose codes are given."""
    sizes = np.full(len(codes), 2)
    begins = codes >> WORD_BITS
    longer = np.flatnonzero(begins >= first)
    while len(longer):
        sizes[longer] += 1
        begins[longer] = codes[begins[longer] - first] >> WORD_BITS
        longer = longer[begins[longer] >= first]
    words = np.empty(int(sizes.sum()), np.int64)
    places = starts_of(sizes)[1:] - 1
    rest = codes
    while len(rest):
        words[places] = rest & _LOW
        begins, places = rest >> WORD_BITS, places - 1
        done = begins < first
        words[places[done]] = begins[done]
        rest, places = codes[begins[~done] - first], places[~done]
    return Spelled(sizes, words)


def sieve_of(codes: Numbers) -> Bits:
    """Return a bit for each hash that a code has, eight times as many as there are codes."""
    size = max(64, 1 << (len(codes) * _BITS_A_CHAIN - 1).bit_length()) if len(codes) else 64
    bits = np.zeros(size, np.bool_)
    bits[_hashes(codes, np.uint64(64 - size.bit_length() + 1))] = True
    return np.packbits(bits, bitorder="little")


def _hashes(codes: Numbers, shift: np.uint64) -> Numbers:
    return ((codes.view(np.uint64) * _FACTOR) >> shift).view(np.int64)
