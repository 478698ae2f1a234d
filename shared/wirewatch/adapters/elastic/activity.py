"""What became of rules, by aggregations over the alerts."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from elasticsearch import AsyncElasticsearch

from wirewatch.adapters.elastic.layout import Layout
from wirewatch.adapters.storing import Kind, days, milliseconds
from wirewatch.core.ports import Activity

RULES_AT_ONCE = 1_000
"""Elasticsearch refuses more than 65,535 buckets (`search.max_buckets`): each rule takes one, and
one for each of its days."""


async def activities(
    client: AsyncElasticsearch, layout: Layout, rule_ids: Sequence[str], since: datetime
) -> Mapping[str, Activity]:
    """The activity of each rule that has alerts, in one request for a thousand rules."""
    found: dict[str, Activity] = {}
    for start in range(0, len(rule_ids), RULES_AT_ONCE):
        found |= await _some(client, layout, rule_ids[start : start + RULES_AT_ONCE], since)
    return found


async def _some(
    client: AsyncElasticsearch, layout: Layout, rule_ids: Sequence[str], since: datetime
) -> Mapping[str, Activity]:
    recent = {"range": {"@timestamp": {"gte": milliseconds(since), "format": "epoch_millis"}}}
    by_day = {"field": "@timestamp", "fixed_interval": "1d", "min_doc_count": 1}
    answer = await client.search(
        index=layout.read_alias(Kind.ALERTS),
        query={"bool": {"filter": [{"terms": {"rule.id": list(rule_ids)}}]}},
        aggregations={
            "rules": {
                "terms": {"field": "rule.id", "size": len(rule_ids)},
                "aggregations": {
                    "last": {"max": {"field": "alert.updated"}},
                    "recent": {
                        "filter": recent,
                        "aggregations": {
                            "hits": {"sum": {"field": "alert.copies"}},
                            "days": {"date_histogram": by_day},
                        },
                    },
                },
            }
        },
        size=0,
        allow_partial_search_results=False,
    )
    return {str(b["key"]): _activity(b) for b in answer["aggregations"]["rules"]["buckets"]}


def _activity(bucket: Mapping[str, Any]) -> Activity:
    recent = bucket["recent"]
    return Activity(
        alerts=int(bucket["doc_count"]),
        last_at=datetime.fromtimestamp(bucket["last"]["value"] / 1000, UTC),
        recent_alerts=int(recent["doc_count"]),
        recent_hits=int(recent["hits"]["value"]),
        days=days({int(b["key"]): int(b["doc_count"]) for b in recent["days"]["buckets"]}),
    )
