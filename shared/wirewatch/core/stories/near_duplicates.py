"""The index that finds the earlier articles a text was copied from, in bounded memory."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

import numpy as np

from wirewatch.core.stories.containment import containment
from wirewatch.core.stories.fingerprint_table import FingerprintTable
from wirewatch.core.stories.signature import Signature

DEFAULT_THRESHOLD = 0.3
"""The least share of the shorter text that two copies have in common."""

_LOADED_AT_ONCE = 1024
_FORGOTTEN_AT_ONCE = 4096
_HALF = 32
_LOW = 0xFFFFFFFF

Id = TypeVar("Id")


@dataclass(frozen=True, slots=True)
class Similar(Generic[Id]):
    """An earlier article and how much of the shorter of both texts the other one holds (0..1)."""

    id: Id
    containment: float


class NearDuplicates(Generic[Id]):
    """Finds near-duplicates among the latest `limit` articles added.

    What was added since the last `commit` can be taken back by `rollback`. The oldest leave at a
    commit when there are more than `limit`; `evicted` counts those. Each article has a number under
    which its fingerprints stand in a `FingerprintTable`; a number is never given twice. Memory
    grows with the articles to 0.9 kB for each of `limit`, twice that where `limit` is just above a
    power of two. The same calls in the same order give the same answers.
    """

    def __init__(self, limit: int = 1_000_000, threshold: float = DEFAULT_THRESHOLD) -> None:
        """`threshold` is the least share of the shorter text's fingerprints that must be common.

        Raises ValueError when `limit` is below 1 or `threshold` outside 0..1.
        """
        if limit < 1:
            raise ValueError("limit must be at least 1")
        if not 0 < threshold <= 1:
            raise ValueError("threshold must be above 0 and at most 1")
        self._limit = limit
        self._threshold = threshold
        self._table = FingerprintTable(limit)
        self._ids: list[Id | None] = []
        """By number less `_base`; None of one that was taken back or has left."""
        self._sizes = array("Q")
        """Likewise: how many fingerprints in the high half, the cutoff in the low one."""
        self._base = 0
        self._first = 0
        self._committed = 0
        self._pairs = 0
        self._living = 0
        self.evicted = 0
        """How many articles have left because of the limit."""

    def __len__(self) -> int:
        """How many articles can be found now."""
        return self._living

    @property
    def oldest(self) -> Id | None:
        """The article that will leave next."""
        return self._ids[self._first - self._base] if self._living else None

    def add(self, id: Id, text: str) -> list[Id]:
        """The ids of earlier near-duplicates of `text`, most alike first; then remembers it."""
        signature = Signature.of(text)
        found = [similar.id for similar in self.find(signature)]
        self.add_signature(id, signature)
        self.commit()
        return found

    def add_signature(self, id: Id, signature: Signature) -> None:
        """Remember an article, until a `rollback` without a `commit` between."""
        number = self._remember(id, signature)
        self._grow()
        self._table.add(number, signature.fingerprints)

    def load(self, entries: Iterable[tuple[Id, Signature]]) -> None:
        """Remember many articles, oldest first, faster than one by one; commits."""
        self.commit()
        entries = iter(entries)
        while chunk := list(islice(entries, _LOADED_AT_ONCE)):
            numbers = [self._remember(id, signature) for id, signature in chunk]
            self._grow()
            prints = [signature.fingerprints for _, signature in chunk]
            of_each = np.repeat(np.array(numbers), [len(each) for each in prints])
            self._table.add(of_each, np.concatenate(prints))
            self.commit()

    def commit(self) -> None:
        """Keep what was added."""
        while self._living > self._limit:
            self._remove_oldest()
            self.evicted += 1
        self._table.sweep(self._end - self._committed, self._first, self._end - 1)
        self._committed = self._end

    def rollback(self) -> None:
        """Forget what was added since the last commit."""
        for place in range(self._committed - self._base, len(self._ids)):
            self._forget(place)
        self._skip_gone()

    def remove_oldest(self) -> None:
        """Forget the oldest committed article. Raises IndexError when there is none."""
        if not self._living or self._first >= self._committed:
            raise IndexError("no committed article")
        self._remove_oldest()

    def find(self, signature: Signature) -> list[Similar[Id]]:
        """The near-duplicates of a signature, most alike first, the earlier of equals first."""
        holders, places = self._table.holders(signature.fingerprints, self._first, self._end - 1)
        found = []
        order = np.argsort(holders, kind="stable")
        holders, places = holders[order], places[order]
        begins = np.flatnonzero(np.diff(holders, prepend=-1))
        numbers = holders[begins]
        ends = [*begins[1:].tolist(), len(places)]
        for number, begin, end in zip(numbers.tolist(), begins.tolist(), ends, strict=False):
            at = number - self._base
            id, packed = self._ids[at], self._sizes[at]
            if id is None:
                continue
            share = containment(
                signature,
                packed >> _HALF,
                packed & _LOW,
                places[begin:end],
                threshold=self._threshold,
            )
            if share is not None:
                found.append((-share, number, id))
        found.sort(key=lambda each: each[:2])
        return [Similar(id, -less) for less, _, id in found]

    @property
    def _end(self) -> int:
        return self._base + len(self._ids)

    def _grow(self) -> None:
        """Before new entries are written: those of living articles stay apart in a larger table."""
        numbers = self._end - self._first
        self._table.grow(numbers, self._pairs, self._first, self._end - 1)

    def _remember(self, id: Id, signature: Signature) -> int:
        number = self._end
        self._ids.append(id)
        self._sizes.append(len(signature.fingerprints) << _HALF | signature.cutoff)
        self._pairs += len(signature.fingerprints)
        self._living += 1
        return number

    def _remove_oldest(self) -> None:
        self._forget(self._first - self._base)
        self._skip_gone()
        gone = self._first - self._base
        if gone >= max(_FORGOTTEN_AT_ONCE, len(self._ids) // 8):
            del self._ids[:gone]
            del self._sizes[:gone]
            self._base = self._first

    def _skip_gone(self) -> None:
        while self._first < self._end and self._ids[self._first - self._base] is None:
            self._first += 1

    def _forget(self, place: int) -> None:
        """Idempotent; the entries in the table lead nowhere from now on."""
        if self._ids[place] is not None:
            self._ids[place] = None
            self._pairs -= self._sizes[place] >> _HALF
            self._living -= 1
