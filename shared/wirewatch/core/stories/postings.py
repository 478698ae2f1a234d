"""Which articles hold a fingerprint: pairs of both, packed and sorted, some 8 bytes each."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from wirewatch.core.stories.signature import Fingerprints

Packed = npt.NDArray[np.uint64]
"""Pairs, ascending: the fingerprint in the high half, the number of the article in the low one."""

_LONGEST_RUN = 1 << 24
_READ = 64
_BITS_PER_ARTICLE = 512
_LEAST_BITS = 16
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


class Postings:
    """Sorted runs of pairs, merged as they grow, like the levels of a log-structured store.

    A run of more than 16 M pairs (128 MB) is not merged any more, so that a merge never needs more
    than that for a moment. Of a fingerprint that very many articles hold, the newest 64 of each run
    are read: it is a stock phrase, or a story with that many copies, of which any one will do. Most
    fingerprints of a new text stand nowhere: a bitmap of their high bits says so at once.
    """

    def __init__(self, articles: int) -> None:
        """`articles` is how many there can be; the bitmap takes 64 to 128 bytes of each."""
        self._runs: list[Packed] = []
        bits = min(max((articles * _BITS_PER_ARTICLE - 1).bit_length(), _LEAST_BITS), 32)
        self._shift = np.uint32(32 - bits)
        self._there = np.zeros(1 << (bits - 3), dtype=np.uint8)

    def add(self, first: int, prints: Sequence[Fingerprints]) -> None:
        """Take in the fingerprints of the articles from number `first` on."""
        sizes = [len(each) for each in prints]
        if not sum(sizes):
            return
        together = np.concatenate(prints)
        self._mark(together)
        articles = np.repeat(np.arange(first, first + len(prints), dtype=np.uint64), sizes)
        run = (together.astype(np.uint64) << _HALF) | articles
        run.sort()
        while self._runs and len(self._runs[-1]) < min(2 * len(run), _LONGEST_RUN):
            run = np.concatenate([self._runs.pop(), run])
            run.sort()
        self._runs.append(run)

    def holders(self, fingerprints: Fingerprints) -> list[int]:
        """The number of each article once for each of these fingerprints that it holds."""
        cut = fingerprints >> self._shift
        likely = (self._there[cut >> 3] >> (cut & 7).astype(np.uint8)) & 1
        wanted = fingerprints[likely.astype(bool)].astype(np.uint64) << _HALF
        if not len(wanted):
            return []
        found: list[int] = []
        for run in self._runs:
            at = np.searchsorted(run, wanted)
            there = np.minimum(at, len(run) - 1)
            hits = np.flatnonzero((run[there] & ~_LOW) == wanted)
            if not len(hits):
                continue
            ends = np.searchsorted(run, wanted[hits] | _LOW, side="right")
            for low, high in zip(at[hits].tolist(), ends.tolist(), strict=True):
                found += (run[max(low, high - _READ) : high] & _LOW).tolist()
        return found

    def forget_before(self, article: int) -> None:
        """Drop the pairs of articles before this number where they are most of a run."""
        kept = []
        dropped = False
        for run in self._runs:
            alive = (run & _LOW) >= article
            share = np.count_nonzero(alive)
            if share * 2 > len(run):
                kept.append(run)
                continue
            dropped = True
            if share:
                kept.append(run[alive])
        self._runs = kept
        if dropped:
            self._there[:] = 0
            for run in kept:
                self._mark((run >> _HALF).astype(np.uint32))

    def _mark(self, fingerprints: Fingerprints) -> None:
        cut = fingerprints >> self._shift
        np.bitwise_or.at(self._there, cut >> 3, np.uint8(1) << (cut & 7).astype(np.uint8))
