"""The index that finds the earlier articles a text was copied from, in bounded memory."""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from wirewatch.core.stories.containment import containment
from wirewatch.core.stories.postings import Postings
from wirewatch.core.stories.signature import Fingerprints, Signature

DEFAULT_THRESHOLD = 0.3
"""The least share of the shorter text that two copies have in common."""

_BUFFERED_ARTICLES = 1024
_BUFFER_READ = 64
_SWEEP_EVERY = 16

Id = TypeVar("Id")


@dataclass(frozen=True, slots=True)
class Similar(Generic[Id]):
    """An earlier article and how much of the shorter of both texts the other one holds (0..1)."""

    id: Id
    containment: float


class NearDuplicates(Generic[Id]):
    """Finds near-duplicates among the latest `limit` articles added.

    What was added since the last `commit` can be taken back by `rollback`. At a commit the newest
    articles move, a thousand at a time, from a small dictionary into sorted arrays (`Postings`),
    and the oldest leave when there are more than `limit`; `evicted` counts those. An article of 300
    words takes some 0.7 kB. The same calls in the same order give the same answers.
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
        self._ids: deque[Id] = deque()
        self._sizes: deque[int] = deque()
        self._first = 0
        self._committed = 0
        self._swept = 0
        self._buffer: dict[int, list[int]] = {}
        self._waiting: list[Fingerprints] = []
        self._postings = Postings(limit)
        self.evicted = 0
        """How many articles have left because of the limit."""

    def __len__(self) -> int:
        """How many articles can be found now."""
        return len(self._ids)

    @property
    def oldest(self) -> Id | None:
        """The article that will leave next."""
        return self._ids[0] if self._ids else None

    def add(self, id: Id, text: str) -> list[Id]:
        """The ids of earlier near-duplicates of `text`, most alike first; then remembers it."""
        signature = Signature.of(text)
        found = [similar.id for similar in self.find(signature)]
        self.add_signature(id, signature)
        self.commit()
        return found

    def add_signature(self, id: Id, signature: Signature) -> None:
        """Remember an article, until a `rollback` without a `commit` between."""
        article = self._remember(id, signature)
        self._waiting.append(signature.fingerprints)
        for fingerprint in signature.fingerprints.tolist():
            self._buffer.setdefault(fingerprint, []).append(article)

    def load(self, entries: Iterable[tuple[Id, Signature]]) -> None:
        """Remember many articles, oldest first, faster than one by one; commits."""
        self.commit()
        self._flush()
        entries = iter(entries)
        while chunk := list(islice(entries, _BUFFERED_ARTICLES * 16)):
            numbers = [self._remember(id, signature) for id, signature in chunk]
            self._postings.add(numbers[0], [signature.fingerprints for _, signature in chunk])
            self._evict()
        self._committed = self._end

    def commit(self) -> None:
        """Keep what was added."""
        self._committed = self._end
        if len(self._waiting) >= _BUFFERED_ARTICLES:
            self._flush()
        self._evict()

    def rollback(self) -> None:
        """Forget what was added since the last commit."""
        while self._end > self._committed:
            self._ids.pop()
            self._sizes.pop()
            for fingerprint in self._waiting.pop().tolist():
                holders = self._buffer[fingerprint]
                holders.pop()
                if not holders:
                    del self._buffer[fingerprint]

    def remove_oldest(self) -> None:
        """Forget the oldest committed article. Raises IndexError when there is none."""
        if self._first >= self._committed:
            raise IndexError("no committed article")
        self._ids.popleft()
        self._sizes.popleft()
        self._first += 1
        # Each sweep reads all postings, so it waits until a good part of the articles has left.
        if self._first - self._swept > max(_BUFFERED_ARTICLES, self._limit // _SWEEP_EVERY):
            self._postings.forget_before(self._first)
            self._swept = self._first

    def find(self, signature: Signature) -> list[Similar[Id]]:
        """The near-duplicates of a signature, most alike first, the earlier of equals first."""
        if not len(signature.fingerprints):
            return []
        shared: Counter[int] = Counter(self._postings.holders(signature.fingerprints))
        for fingerprint in signature.fingerprints.tolist():
            waiting = self._buffer.get(fingerprint)
            if waiting:
                shared.update(waiting[-_BUFFER_READ:])
        found = []
        for article, count in shared.items():
            if article < self._first:
                continue
            packed = self._sizes[article - self._first]
            share = containment(
                signature, packed >> 32, packed & 0xFFFFFFFF, count, threshold=self._threshold
            )
            if share is not None:
                found.append((-share, article))
        return [Similar(self._ids[article - self._first], -less) for less, article in sorted(found)]

    @property
    def _end(self) -> int:
        return self._first + len(self._ids)

    def _remember(self, id: Id, signature: Signature) -> int:
        article = self._end
        self._ids.append(id)
        self._sizes.append(len(signature.fingerprints) << 32 | signature.cutoff)
        return article

    def _evict(self) -> None:
        while len(self._ids) > self._limit:
            self.remove_oldest()
            self.evicted += 1

    def _flush(self) -> None:
        if self._waiting:
            self._postings.add(self._committed - len(self._waiting), self._waiting)
        self._buffer, self._waiting = {}, []
