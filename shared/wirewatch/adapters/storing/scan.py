"""A search in progress: candidates come in newest first, verified hits go out.

The stores answer a rule with a superset of the articles that match it; the matcher of the rules
decides. A scan does no I/O, so that one implementation serves synchronous and asynchronous stores.
"""

from collections.abc import Sequence

from wirewatch.adapters.storing.kept import milliseconds
from wirewatch.adapters.storing.position import Position
from wirewatch.core.matching import document_of
from wirewatch.core.ports import Found, Query, Results
from wirewatch.core.rules import Node, RuleMatch, prove
from wirewatch.events import ArticleGrouped

VERIFY_LIMIT = 1_000
"""Candidates that one search verifies at most, where the store's own count may be too great."""

_BATCH = 200
_SEARCH = "search"


def proof_of(node: Node, grouped: ArticleGrouped) -> RuleMatch | None:
    """Hold a rule against a stored article; None where it does not hold."""
    return prove(_SEARCH, node, document_of(grouped.article))


class Scan:
    """One search. While `wants` is not 0, read that many candidates behind `after` and `take` them.

    Args:
        query: what is searched for; it must not change meanwhile.
        candidates: how many articles the store's own query finds, without regard to `before`.
        exact: whether the store's query means the same as the rule, so that its count is exact;
            else all candidates are verified to count them, up to `verify_limit`.
        verify_limit: how many candidates are verified at most.

    Raises:
        ValueError: `query.before` is no cursor.
    """

    def __init__(
        self, query: Query, candidates: int, *, exact: bool, verify_limit: int = VERIFY_LIMIT
    ) -> None:
        self._node = query.node
        self._limit = max(query.limit, 0)
        self._start = Position.of(query.before) if query.before is not None else None
        self._candidates = candidates
        self._exact = exact or query.node is None
        self._counts_all = not self._exact and candidates <= verify_limit
        self._budget = verify_limit
        self._verified_total = 0
        self._page: list[tuple[Position, Found]] = []
        self._more = False
        self._ended = candidates == 0
        self.after: Position | None = None if self._counts_all else self._start

    @property
    def wants(self) -> int:
        """How many candidates to read next; 0 when the search is over."""
        if self._ended:
            return 0
        if self._node is None:
            return self._limit + 1
        batch = min(self._limit + 1, _BATCH) if self._exact else _BATCH
        return min(batch, self._budget)

    def take(self, batch: Sequence[ArticleGrouped]) -> None:
        """Take the next candidates; fewer than `wants` of them say that there are no more."""
        self._ended = len(batch) < self.wants
        for grouped in batch:
            self.after = Position(
                milliseconds(grouped.article.accepted_at), grouped.article.article_id
            )
            match = proof_of(self._node, grouped) if self._node is not None else None
            if self._node is None or match is not None:
                self._verified_total += 1
                self._add(self.after, Found(grouped, match))
            else:
                self._exact = False  # the index disagrees with the matcher, which decides
            if self._more and not self._counts_all:
                break
        self._budget -= len(batch)
        full = self._more and not self._counts_all
        self._ended = self._ended or full or self._node is None or self._budget <= 0

    def results(self) -> Results:
        """What was found, once `wants` is 0."""
        exhausted = self._node is None or self._counts_all or self._budget > 0
        next_before: str | None = None
        if self._more and self._page:
            next_before = self._page[-1][0].cursor()
        elif not exhausted and self.after is not None:
            next_before = self.after.cursor()
        return Results(
            found=tuple(found for _, found in self._page),
            total=self._verified_total if self._counts_all else self._candidates,
            verified=self._counts_all or self._exact,
            next_before=next_before,
        )

    def _add(self, position: Position, found: Found) -> None:
        if self._start is not None and position >= self._start:
            return
        if len(self._page) < self._limit:
            self._page.append((position, found))
        else:
            self._more = True
