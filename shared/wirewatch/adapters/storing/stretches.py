"""One step of reading the history: candidates in, the verified ones out."""

from collections.abc import Sequence

from wirewatch.adapters.storing.kept import milliseconds
from wirewatch.adapters.storing.position import Position
from wirewatch.adapters.storing.scan import proof_of
from wirewatch.core.ports import Found, Query, Stretch
from wirewatch.events import ArticleGrouped

DAY_MS = 86_400_000


def stretch_of(query: Query, candidates: Sequence[ArticleGrouped], limit: int) -> Stretch:
    """Hold the query's rule against candidates; fewer than `limit` of them are the last ones."""
    found = []
    for grouped in candidates:
        match = proof_of(query.node, grouped) if query.node is not None else None
        if query.node is None or match is not None:
            found.append(Found(grouped, match))
    after: str | None = None
    if candidates and len(candidates) >= limit:
        last = candidates[-1].article
        after = Position(milliseconds(last.accepted_at), last.article_id).cursor()
    return Stretch(tuple(found), len(candidates), after)
