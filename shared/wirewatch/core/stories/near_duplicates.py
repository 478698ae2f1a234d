"""The index that finds the earlier articles a text was copied from, in bounded memory."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wirewatch.core.stories.signature import Fingerprints, Signature

_BUFFERED_ARTICLES = 1024
_POSTINGS_READ = 64
_LEAST_SHARED = 4
_SHORT_FINGERPRINTS = 12


@dataclass(frozen=True, slots=True)
class Similar:
    """An earlier article and how much of the shorter of both texts the other one holds (0..1)."""

    id: str
    containment: float


@dataclass(frozen=True, slots=True)
class _Run:
    """Postings sorted by fingerprint, then by age of the article."""

    fingerprints: Fingerprints
    articles: npt.NDArray[np.uint32]


class NearDuplicates:
    """Finds near-duplicates among the latest `limit` articles added.

    Postings (fingerprint, article) wait in a small dictionary and move into sorted arrays that are
    merged as they grow, like the levels of a log-structured store: 8 bytes a posting, some 70
    postings for an article of 300 words. The oldest articles leave when `limit` is passed;
    `evicted` counts them. The same calls in the same order give the same answers.
    """

    def __init__(self, limit: int = 1_000_000, threshold: float = 0.3) -> None:
        """`threshold` is the least share of the shorter text's fingerprints that must be common.

        Raises ValueError when `limit` is below 1 or `threshold` outside 0..1.
        """
        if limit < 1:
            raise ValueError("limit must be at least 1")
        if not 0 < threshold <= 1:
            raise ValueError("threshold must be above 0 and at most 1")
        self._limit = limit
        self._threshold = threshold
        self._ids: deque[str] = deque()
        self._sizes: deque[tuple[int, int]] = deque()
        self._first = 0
        self._buffer: dict[int, list[int]] = {}
        self._waiting: list[tuple[int, Fingerprints]] = []
        self._runs: list[_Run] = []

    def __len__(self) -> int:
        """How many articles can be found now."""
        return len(self._ids)

    @property
    def evicted(self) -> int:
        """How many articles have left because of the limit."""
        return self._first

    def add(self, id: str, text: str) -> list[str]:
        """The ids of earlier near-duplicates of `text`, most alike first; then remembers it."""
        return [similar.id for similar in self.add_signature(id, Signature.of(text))]

    def add_signature(self, id: str, signature: Signature) -> list[Similar]:
        """As `add`, from a signature that travelled in a message."""
        found = self.find(signature)
        article = self._first + len(self._ids)
        self._ids.append(id)
        self._sizes.append((len(signature.fingerprints), signature.cutoff))
        self._waiting.append((article, signature.fingerprints))
        for fingerprint in signature.fingerprints.tolist():
            self._buffer.setdefault(fingerprint, []).append(article)
        if len(self._ids) > self._limit:
            self._ids.popleft()
            self._sizes.popleft()
            self._first += 1
        if len(self._waiting) >= _BUFFERED_ARTICLES:
            self._flush()
        return found

    def find(self, signature: Signature) -> list[Similar]:
        """The near-duplicates of a signature, most alike first, the earlier of equals first."""
        if not len(signature.fingerprints):
            return []
        shared: Counter[int] = Counter()
        for articles in self._postings(signature.fingerprints):
            shared.update(articles)
        found = []
        for article, count in shared.items():
            if article < self._first:
                continue
            containment = self._containment(signature, article, count)
            if containment is not None:
                found.append((-containment, article))
        return [
            Similar(self._ids[article - self._first], -negative)
            for negative, article in sorted(found)
        ]

    def _containment(self, signature: Signature, article: int, shared: int) -> float | None:
        size, cutoff = self._sizes[article - self._first]
        own = len(signature.fingerprints)
        if cutoff < signature.cutoff:
            own = int(np.searchsorted(signature.fingerprints, cutoff, side="right"))
        elif signature.cutoff < cutoff:
            size = max(shared, round(size * signature.cutoff / cutoff))
        smaller = max(1, min(own, size))
        share = min(1.0, shared / smaller)
        # A few words in common prove little about a short text: it must be nearly the same.
        if smaller < _SHORT_FINGERPRINTS:
            return share if share >= max(self._threshold, 0.6) else None
        return share if share >= self._threshold and shared >= _LEAST_SHARED else None

    def _postings(self, fingerprints: Fingerprints) -> Iterator[list[int]]:
        for fingerprint in fingerprints.tolist():
            waiting = self._buffer.get(fingerprint)
            if waiting:
                yield waiting[-_POSTINGS_READ:]
        for run in self._runs:
            low = np.searchsorted(run.fingerprints, fingerprints, side="left")
            high = np.searchsorted(run.fingerprints, fingerprints, side="right")
            for index in np.flatnonzero(high > low).tolist():
                end = int(high[index])
                start = max(int(low[index]), end - _POSTINGS_READ)
                yield run.articles[start:end].tolist()

    def _flush(self) -> None:
        articles = np.concatenate(
            [np.full(len(prints), article, dtype=np.uint32) for article, prints in self._waiting]
        )
        prints = np.concatenate([prints for _, prints in self._waiting])
        self._buffer, self._waiting = {}, []
        self._runs.append(self._sorted(prints, articles))
        while len(self._runs) > 1 and len(self._runs[-2].articles) < 2 * len(
            self._runs[-1].articles
        ):
            newer, older = self._runs.pop(), self._runs.pop()
            self._runs.append(
                self._sorted(
                    np.concatenate([older.fingerprints, newer.fingerprints]),
                    np.concatenate([older.articles, newer.articles]),
                )
            )
        oldest = self._runs[0]
        # Where half of the oldest postings belong to articles that left, they are dropped.
        if len(oldest.articles) and np.mean(oldest.articles < self._first) > 0.5:
            self._runs[0] = self._sorted(oldest.fingerprints, oldest.articles)

    def _sorted(self, prints: Fingerprints, articles: npt.NDArray[np.uint32]) -> _Run:
        alive = articles >= self._first
        if not alive.all():
            prints, articles = prints[alive], articles[alive]
        order = np.argsort(prints, kind="stable")
        return _Run(prints[order], articles[order])
