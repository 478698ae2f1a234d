"""Texts that are read together, with gaps between them so that none sees the next."""

from collections.abc import Iterator, Sequence

import numpy as np

from wirewatch.core.entities.scoring.reading import (
    GAP,
    GAPS,
    Batch,
    Bounds,
    Candidates,
    Floats,
)

_BATCH_WORDS = 2_000
"""Words computed together: more need more memory (6 KB each) and are no faster."""


def batches(bounds: Sequence[Sequence[Bounds]]) -> Iterator[Batch]:
    """Texts with these `bounds` of words, a batch at a time; a longer text is cut."""
    batch: Batch = []
    words = 0
    for number, own in enumerate(bounds):
        for start in range(0, len(own), _BATCH_WORDS):
            part = own[start : start + _BATCH_WORDS]
            if batch and words + len(part) > _BATCH_WORDS:
                yield batch
                batch, words = [], 0
            batch.append((number, part))
            words += len(part)
    if batch:
        yield batch


class Gaps:
    """Places of words with gaps behind each text; made from the texts' lengths in words."""

    def __init__(self, lengths: Sequence[int]) -> None:
        self._before = np.repeat(GAPS * np.arange(len(lengths)), lengths)
        self._places = np.arange(len(self._before)) + self._before
        self._total = len(self._before) + GAPS * len(lengths)
        self._lengths = lengths

    def words(self, words: Sequence[str]) -> list[str]:
        """`words` with gaps."""
        found: list[str] = []
        start = 0
        for length in self._lengths:
            found += words[start : start + length]
            found += [GAP] * GAPS
            start += length
        return found

    def flags(self, flags: Sequence[bool]) -> list[bool]:
        """`flags` with those of the gaps down."""
        found = np.zeros(self._total, bool)
        found[self._places] = flags
        return found.tolist()

    def rows(self, rows: Floats) -> Floats:
        """A row for each word, with rows of zeros for the gaps."""
        spread = np.zeros((self._total, rows.shape[1]), np.float32)
        spread[self._places] = rows
        return spread

    def closed(self, found: Candidates) -> Candidates:
        """Stretches in words with gaps, as stretches in words without."""
        back = np.zeros(self._total, np.int64)
        back[self._places] = np.arange(len(self._places))
        return [(int(back[first]), int(back[after - 1]) + 1) for first, after in found]
