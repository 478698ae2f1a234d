"""An article store in memory: the shipped twin of the real ones."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from wirewatch.adapters.storing import (
    VERIFY_LIMIT,
    WHERE_FIELDS,
    Kept,
    Kind,
    Position,
    Scan,
    fill,
    interval_ms,
    json_record,
    keep,
    kind_of,
    milliseconds,
    proof_of,
)
from wirewatch.core.errors import Reject
from wirewatch.core.ports import Count, Overview, Query, Results
from wirewatch.events import ArticleGrouped, Event

_FACET_VALUES = 10


class MemoryStore:
    """An `ArticleStore` in dictionaries; a search holds its rule against every article.

    Events go in and come out as their JSON, as in the real stores.
    """

    def __init__(self, *, verify_limit: int = VERIFY_LIMIT) -> None:
        self._kept: dict[Kind, dict[str, Kept]] = {kind: {} for kind in Kind}
        self._verify_limit = verify_limit

    async def prepare(self) -> None:
        """Nothing is needed."""

    async def upsert(self, events: Sequence[Event]) -> Sequence[Exception | None]:
        """Keep the newest version of each event."""
        return [self._keep(event) for event in events]

    async def article(self, article_id: str) -> ArticleGrouped | None:
        """The newest version of an article."""
        kept = self._kept[Kind.ARTICLES].get(article_id)
        return None if kept is None else _grouped(kept)

    async def search(self, query: Query) -> Results:
        """Articles newest first, each one verified.

        Raises:
            ValueError: `query.before` is no cursor.
        """
        selected = self._selected(query)
        return await asyncio.to_thread(_search, query, selected, self._verify_limit)

    async def overview(self, query: Query, *, buckets: int = 30) -> Overview:
        """Facets and volume over the articles of a query."""
        selected = self._selected(query)
        return await asyncio.to_thread(_overview, query, selected, buckets)

    async def records(
        self,
        kind: str,
        *,
        where: Mapping[str, str] | None = None,
        limit: int = 50,
        before: str | None = None,
    ) -> Sequence[Mapping[str, Any]]:
        """The newest records of a kind.

        Raises:
            ValueError: an unknown kind or field, or `before` is no cursor.
        """
        start = None if before is None else Position.of(before)
        kept = _newest_first(self._narrowed(kind, where))
        behind = [k for k in kept if start is None or k.position < start]
        return [_record(k) for k in behind[:limit]]

    async def record(self, kind: str, record_id: str) -> Mapping[str, Any] | None:
        """The record of that id.

        Raises:
            ValueError: an unknown kind.
        """
        kept = self._kept[kind_of(kind)].get(record_id)
        return None if kept is None else _record(kept)

    async def count(self, kind: str, *, where: Mapping[str, str] | None = None) -> int:
        """The number of records of a kind.

        Raises:
            ValueError: an unknown kind or field.
        """
        return len(self._narrowed(kind, where))

    async def close(self) -> None:
        """Nothing is needed."""

    def _keep(self, event: Event) -> Exception | None:
        try:
            kept = keep(type(event).model_validate_json(event.model_dump_json()))
        except Reject as refusal:
            return refusal
        earlier = self._kept[kept.kind].get(kept.id)
        if earlier is None or earlier.version <= kept.version:
            self._kept[kept.kind][kept.id] = kept
        return None

    def _narrowed(self, kind: str, where: Mapping[str, str] | None) -> list[Kept]:
        of = kind_of(kind)
        wanted = set((where or {}).items())
        for name, _ in wanted:
            if name not in WHERE_FIELDS[of]:
                raise ValueError(f"{of} cannot be narrowed by {name!r}")
        return [kept for kept in self._kept[of].values() if wanted <= set(kept.facts)]

    def _selected(self, query: Query) -> list[ArticleGrouped]:
        found = map(_grouped, _newest_first(self._kept[Kind.ARTICLES].values()))
        return [grouped for grouped in found if _selects(query, grouped)]


def _search(query: Query, selected: Sequence[ArticleGrouped], verify_limit: int) -> Results:
    scan = Scan(query, len(selected), exact=False, verify_limit=verify_limit)
    while scan.wants:
        behind = [g for g in selected if scan.after is None or _position(g) < scan.after]
        scan.take(behind[: scan.wants])
    return scan.results()


def _overview(query: Query, selected: Sequence[ArticleGrouped], buckets: int) -> Overview:
    node = query.node
    found = [g for g in selected if node is None or proof_of(node, g) is not None]
    facets = {
        "language": _facet(found, lambda g: [g.article.language.code]),
        "site": _facet(found, lambda g: [g.article.site]),
        "entity": _facet(found, lambda g: [e.name for e in g.article.entities]),
        "topic": _facet(found, lambda g: [t.name for t in g.article.topics]),
    }
    if not found:
        return Overview(0, facets)
    times = [milliseconds(g.article.accepted_at) for g in found]
    length = interval_ms(min(times), max(times), buckets)
    bars = Counter(time // length * length for time in times)
    return Overview(len(found), facets, fill(bars, length))


def _facet(
    found: Iterable[ArticleGrouped], values: Callable[[ArticleGrouped], Iterable[str]]
) -> tuple[Count, ...]:
    counts = Counter(value for grouped in found for value in set(values(grouped)))
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Count(value, count) for value, count in ordered[:_FACET_VALUES])


def _selects(query: Query, grouped: ArticleGrouped) -> bool:
    """Whether an article fits everything in the query but the rule and the page of results."""
    article = grouped.article
    pairs = (
        (query.language, {article.language.code}),
        (query.site, {article.site}),
        (query.source_id, {article.source_id}),
        (query.story_id, {grouped.story_id}),
        (query.entity, {text for e in article.entities for text in (e.name, e.entity_id)}),
        (query.topic, {text for t in article.topics for text in (t.name, t.code)}),
    )
    if any(wanted is not None and wanted not in values for wanted, values in pairs):
        return False
    time = milliseconds(article.accepted_at)
    early = query.since is not None and time < milliseconds(query.since)
    late = query.until is not None and time >= milliseconds(query.until)
    return not (early or late)


def _grouped(kept: Kept) -> ArticleGrouped:
    assert isinstance(kept.event, ArticleGrouped)
    return kept.event


def _position(grouped: ArticleGrouped) -> Position:
    return Position(milliseconds(grouped.article.accepted_at), grouped.article.article_id)


def _newest_first(kept: Iterable[Kept]) -> list[Kept]:
    return sorted(kept, key=lambda k: k.position, reverse=True)


def _record(kept: Kept) -> Mapping[str, Any]:
    return json_record(json.loads(kept.event.model_dump_json()), kept.position)
