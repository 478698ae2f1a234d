"""Reading from Elasticsearch: articles, overviews, records."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from elasticsearch import AsyncElasticsearch, NotFoundError

from wirewatch.adapters.elastic.layout import Layout
from wirewatch.adapters.elastic.mappings import ID_FIELDS, where_path
from wirewatch.adapters.elastic.query import article_filter, is_exact
from wirewatch.adapters.storing import (
    FACET_VALUES,
    WHERE_FIELDS,
    Kind,
    Position,
    Scan,
    fill,
    interval_ms,
    json_record,
    milliseconds,
    overview_of,
    proof_of,
    stretch_of,
)
from wirewatch.core.ports import Count, Overview, Query, Results, Stretch
from wirewatch.core.text import ANALYSIS_VERSION
from wirewatch.events import ArticleGrouped

FACETS = {
    "language": "article.language",
    "site": "article.site",
    "entity": "entity.name",
    "topic": "topic.name",
}
_CANDIDATES_PER_SHARD = 500
"""Values that each monthly index names for a facet; counts are exact while there are no more."""

_STALE = {
    "filter": {"bool": {"must_not": [{"term": {"article.analysis_version": ANALYSIS_VERSION}}]}}
}
"""Articles whose tokens an earlier analysis made."""

_MISSING_INDEX = "index_not_found_exception"


async def article(
    client: AsyncElasticsearch, layout: Layout, article_id: str
) -> ArticleGrouped | None:
    """Look an article up in the index of every month: a get sees what a search does not yet."""
    months = await client.indices.get_alias(name=layout.read_alias(Kind.ARTICLES))
    answer = await client.mget(
        docs=[{"_index": month, "_id": article_id} for month in sorted(months)],
        source_includes=["event"],
    )
    found = [item for item in answer["docs"] if item.get("found")]
    if not found:
        return None
    newest = max(found, key=lambda item: int(item["_version"]))
    return ArticleGrouped.model_validate(newest["_source"]["event"])


async def search(
    client: AsyncElasticsearch, layout: Layout, query: Query, verify_limit: int
) -> Results:
    """One page of verified hits; the verification runs in a thread."""
    index, filters = layout.read_alias(Kind.ARTICLES), article_filter(query)
    counted = await _aggregate(client, index, filters, {"stale": _STALE})
    stale = int(counted["aggregations"]["stale"]["doc_count"])
    exact = query.node is None or (is_exact(query.node) and not stale)
    candidates = int(counted["hits"]["total"]["value"])
    scan = Scan(query, candidates, exact=exact, verify_limit=verify_limit)
    while scan.wants:
        answer = await _newest(
            client, index, filters, "article.accepted", Kind.ARTICLES, scan.wants, scan.after
        )
        events = [hit["_source"]["event"] for hit in answer]
        await asyncio.to_thread(_take, scan, events)
    return scan.results()


async def scan(
    client: AsyncElasticsearch,
    layout: Layout,
    query: Query,
    after: Position | None,
    limit: int,
    *,
    oldest_first: bool,
) -> Stretch:
    """One step through the history of a query."""
    index = layout.read_alias(Kind.ARTICLES)
    hits = await _newest(
        *(client, index, article_filter(query), "article.accepted", Kind.ARTICLES, limit, after),
        oldest_first=oldest_first,
    )
    events = [hit["_source"]["event"] for hit in hits]
    return await asyncio.to_thread(_stretch, query, events, limit)


async def overview(
    client: AsyncElasticsearch, layout: Layout, query: Query, buckets: int, verify_limit: int
) -> Overview:
    """Facets and span in one request, the volume in a second one."""
    index, filters = layout.read_alias(Kind.ARTICLES), article_filter(query)
    aggregations: dict[str, Any] = {name: _facet(field) for name, field in FACETS.items()}
    aggregations["first"] = {"min": {"field": "article.accepted"}}
    aggregations["last"] = {"max": {"field": "article.accepted"}}
    aggregations["stale"] = _STALE
    answer = await _aggregate(client, index, filters, aggregations)
    total, found = int(answer["hits"]["total"]["value"]), answer["aggregations"]
    facets = {name: _counts(found[name]["buckets"]) for name in FACETS}
    if not total:
        return Overview(0, facets)
    exact = query.node is None or (is_exact(query.node) and not int(found["stale"]["doc_count"]))
    if not exact and total <= verify_limit:
        hits = await _newest(client, index, filters, "article.accepted", Kind.ARTICLES, total, None)
        events = [hit["_source"]["event"] for hit in hits]
        return await asyncio.to_thread(_verified_overview, query, events, buckets)
    length = interval_ms(int(found["first"]["value"]), int(found["last"]["value"]), buckets)
    histogram = {"field": "article.accepted", "fixed_interval": f"{length}ms", "min_doc_count": 1}
    bars = await _aggregate(client, index, filters, {"bars": {"date_histogram": histogram}})
    by_start = {int(b["key"]): int(b["doc_count"]) for b in bars["aggregations"]["bars"]["buckets"]}
    return Overview(total, facets, fill(by_start, length), exact, total)


async def newest_records(
    client: AsyncElasticsearch,
    layout: Layout,
    kind: Kind,
    where: Mapping[str, str],
    limit: int,
    before: Position | None,
) -> Sequence[Mapping[str, Any]]:
    """The newest records, behind `before`."""
    filters = _where(kind, where)
    index = layout.read_alias(kind)
    hits = await _newest(client, index, filters, "@timestamp", kind, limit, before)
    return [
        json_record(hit["_source"]["event"], Position(int(hit["sort"][0]), hit["_id"]))
        for hit in hits
    ]


async def record(
    client: AsyncElasticsearch, layout: Layout, kind: Kind, record_id: str
) -> Mapping[str, Any] | None:
    """The record of that id."""
    try:
        hit = await client.get(
            index=layout.read_alias(kind),
            id=record_id,
            source_includes=["event", "@timestamp"],
        )
    except NotFoundError as error:
        if _MISSING_INDEX in str(error):
            raise
        return None
    source = hit["_source"]
    return json_record(source["event"], Position(_milliseconds(source["@timestamp"]), record_id))


async def count_records(
    client: AsyncElasticsearch, layout: Layout, kind: Kind, where: Mapping[str, str]
) -> int:
    """The number of records."""
    answer = await client.count(index=layout.read_alias(kind), query=_where(kind, where))
    return int(answer["count"])


def _take(scan: Scan, events: Sequence[Mapping[str, Any]]) -> None:
    scan.take([ArticleGrouped.model_validate(event) for event in events])


def _stretch(query: Query, events: Sequence[Mapping[str, Any]], limit: int) -> Stretch:
    return stretch_of(query, [ArticleGrouped.model_validate(event) for event in events], limit)


def _verified_overview(query: Query, events: Sequence[Mapping[str, Any]], buckets: int) -> Overview:
    found = [ArticleGrouped.model_validate(event) for event in events]
    node = query.node
    held = [g for g in found if node is None or proof_of(node, g)]
    return overview_of(held, buckets, candidates=len(found))


async def _newest(
    client: AsyncElasticsearch,
    index: str,
    filters: Mapping[str, Any],
    time_field: str,
    kind: Kind,
    limit: int,
    after: Position | None,
    *,
    oldest_first: bool = False,
) -> Sequence[Mapping[str, Any]]:
    if limit <= 0:
        return []
    order = "asc" if oldest_first else "desc"
    answer = await client.search(
        index=index,
        query=filters,
        sort=[{time_field: order}, {ID_FIELDS[kind]: order}],
        search_after=None if after is None else [after.time_ms, after.id],
        size=limit,
        source_includes=["event"],
        track_total_hits=False,
        allow_partial_search_results=False,
    )
    hits: Sequence[Mapping[str, Any]] = answer["hits"]["hits"]
    return hits


async def _aggregate(
    client: AsyncElasticsearch,
    index: str,
    filters: Mapping[str, Any],
    aggregations: Mapping[str, Any],
) -> Mapping[str, Any]:
    answer = await client.search(
        index=index,
        query=filters,
        aggregations=aggregations,
        size=0,
        track_total_hits=True,
        allow_partial_search_results=False,
    )
    body: Mapping[str, Any] = answer.body
    return body


def _facet(field: str) -> dict[str, Any]:
    order = [{"_count": "desc"}, {"_key": "asc"}]
    size = {"size": FACET_VALUES, "shard_size": _CANDIDATES_PER_SHARD}
    return {"terms": {"field": field, "order": order, **size}}


def _counts(buckets: Sequence[Mapping[str, Any]]) -> tuple[Count, ...]:
    return tuple(Count(bucket["key"], int(bucket["doc_count"])) for bucket in buckets)


def _where(kind: Kind, where: Mapping[str, str]) -> dict[str, Any]:
    for name in where:
        if name not in WHERE_FIELDS[kind]:
            raise ValueError(f"{kind} cannot be narrowed by {name!r}")
    return {"bool": {"filter": [{"term": {where_path(kind, n): v}} for n, v in where.items()]}}


def _milliseconds(timestamp: str) -> int:
    return milliseconds(datetime.fromisoformat(timestamp))
