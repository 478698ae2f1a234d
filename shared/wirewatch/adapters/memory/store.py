"""An article store in memory: the shipped twin of the real ones."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from wirewatch.adapters.storing import (
    DAY_MS,
    VERIFY_LIMIT,
    WHERE_FIELDS,
    Kept,
    Kind,
    Position,
    Scan,
    days,
    json_record,
    keep,
    kind_of,
    milliseconds,
    overview_of,
    proof_of,
    stretch_of,
)
from wirewatch.core.errors import Reject
from wirewatch.core.ports import Activity, Overview, Query, Results, Stretch
from wirewatch.events import Alert, ArticleGrouped, Event


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

    async def scan(
        self,
        query: Query,
        *,
        after: str | None = None,
        limit: int = 200,
        oldest_first: bool = False,
        fresh: bool = False,
    ) -> Stretch:
        """Read the history of a query in bounded steps.

        Raises:
            ValueError: `after` is no cursor.
        """
        del fresh  # it always is
        start = None if after is None else Position.of(after)
        selected = self._selected(query)
        if oldest_first:
            selected = selected[::-1]
        behind = [
            g
            for g in selected
            if start is None or ((_position(g) > start) if oldest_first else (_position(g) < start))
        ]
        return await asyncio.to_thread(stretch_of, query, behind[:limit], limit)

    async def activity(self, rule_ids: Sequence[str], since: datetime) -> Mapping[str, Activity]:
        """What became of rules."""
        by_rule: dict[str, list[Alert]] = {}
        for kept in self._kept[Kind.ALERTS].values():
            if isinstance(kept.event, Alert) and kept.event.rule_id in rule_ids:
                by_rule.setdefault(kept.event.rule_id, []).append(kept.event)
        return {rule_id: _activity(alerts, since) for rule_id, alerts in by_rule.items()}

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

    async def remove(self, kind: str, ids: Sequence[str]) -> None:
        """Delete records of a kind.

        Raises:
            ValueError: an unknown kind.
        """
        for one in ids:
            self._kept[Kind(kind)].pop(one, None)

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
    return overview_of(found, buckets, candidates=len(selected))


def _activity(alerts: Sequence[Alert], since: datetime) -> Activity:
    recent = [alert for alert in alerts if alert.raised_at >= since]
    by_day = Counter(milliseconds(a.raised_at) // DAY_MS * DAY_MS for a in recent)
    return Activity(
        alerts=len(alerts),
        last_at=max(alert.updated_at for alert in alerts),
        recent_alerts=len(recent),
        recent_hits=sum(alert.copies_counted for alert in recent),
        days=days(by_day),
    )


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
