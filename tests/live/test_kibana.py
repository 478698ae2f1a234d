"""The dashboard's panels, each as the aggregation that Kibana would send, on real Elasticsearch."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from elasticsearch import AsyncElasticsearch

from wirewatch.adapters.elastic import ElasticStore
from wirewatch.adapters.elastic.kibana.bundles import bundles
from wirewatch.core import identity
from wirewatch.events import (
    Alert,
    Article,
    ArticleGrouped,
    Copy,
    Entity,
    Language,
    Mention,
    Paragraph,
    Proof,
    Snapshot,
    Topic,
)

pytestmark = pytest.mark.live
NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)


def article(n: int) -> ArticleGrouped:
    """An article about two of each."""
    site, accepted = f"site{n % 3}.example", NOON + timedelta(hours=n)
    entities = tuple(
        Entity(
            entity_id=f"{kind}-{n % 2}",
            name=f"{kind.title()} {n % 2}",
            kind=kind,
            mentions=(Mention(paragraph=0, start=0, end=1, surface="x"),),
            salience=0.5,
        )
        for kind in ("person", "organisation", "place")
    )
    return ArticleGrouped(
        article=Article(
            article_id=identity.article_id(f"https://{site}/{n}"),
            page_id=f"page-{n}",
            url=f"https://{site}/{n}",
            site=site,
            source_id="feed",
            title=f"Report {n}",
            paragraphs=(Paragraph(kind="paragraph", text="Water rose in the valley."),),
            language=Language(code=("en", "ru")[n % 2], confidence=1),
            entities=entities,
            topics=(Topic(code="medtop:17000000", name="weather", score=1),),
            text_digest="d",
            analysis_version=1,
            content_hash="c",
            fetched_at=accepted,
            accepted_at=accepted,
            version=identity.version(accepted, 0),
        ),
        story_id=f"story-{n}",
        revision=1,
        first_seen=accepted,
    )


def alert(n: int) -> Alert:
    """An alert about an article."""
    grouped = article(n)
    seen = grouped.article
    snapshot = Snapshot(
        article_id=seen.article_id,
        page_id=seen.page_id,
        revision=1,
        story_id=grouped.story_id,
        url=seen.url,
        title=seen.title,
        lead="Water rose.",
        site=seen.site,
        source_id=seen.source_id,
        language=seen.language.code,
        accepted_at=seen.accepted_at,
    )
    copy = Copy(
        match_id="m",
        article_id=seen.article_id,
        revision=1,
        url=seen.url,
        site=seen.site,
        title=seen.title,
        accepted_at=seen.accepted_at,
    )
    return Alert(
        alert_id=f"alert-{n}",
        rule_id=f"rule-{n % 2}",
        rule_name=f"Rule {n % 2}",
        story_id=grouped.story_id,
        sequence=1,
        endpoints=(),
        first_match_id="m",
        last_match_id="m",
        snapshot=snapshot,
        proof=Proof(rule_version=1, expression="water", clauses=(), hits=(), snippets=()),
        copies=(copy,),
        raised_at=seen.accepted_at,
        updated_at=seen.accepted_at,
        version=1,
    )


@pytest.fixture
async def store(elasticsearch: Any, index_prefix: str) -> AsyncIterator[ElasticStore]:
    """A store with twelve articles and four alerts."""
    made = ElasticStore(elasticsearch.endpoint, prefix=index_prefix + "k", searchable_at_once=True)
    await made.prepare()
    events = [*(article(n) for n in range(12)), *(alert(n) for n in range(4))]
    assert list(await made.upsert(events)) == [None] * 16
    yield made
    async with AsyncElasticsearch(elasticsearch.endpoint) as client:
        for index in await client.indices.get(index=f"{made.layout.prefix}-*"):
            await client.indices.delete(index=index)
        for template in made.layout.templates():
            await client.indices.delete_index_template(name=template)
    await made.close()


def aggregation(columns: dict[str, Any], order: list[str]) -> dict[str, Any]:
    """What a layer asks Elasticsearch for: buckets within buckets, measures innermost."""
    if not order:
        return {}
    first, *rest = order
    definition = columns[first]
    operation, field = definition["operationType"], definition["sourceField"]
    if operation == "count":
        return aggregation(columns, rest)
    if operation == "unique_count":
        return {first: {"cardinality": {"field": field}}, **aggregation(columns, rest)}
    if operation == "date_histogram":
        body: dict[str, Any] = {"date_histogram": {"field": field, "fixed_interval": "3h"}}
    else:
        assert operation == "terms"
        body = {"terms": {"field": field, "size": definition["params"]["size"]}}
    inner = aggregation(columns, rest)
    return {first: {**body, **({"aggs": inner} if inner else {})}}


def depth_of_buckets(answer: dict[str, Any], order: list[str], columns: dict[str, Any]) -> int:
    """How many levels of buckets came back filled."""
    buckets = [name for name in order if columns[name]["isBucketed"]]
    found = 0
    level = [answer]
    for name in buckets:
        level = [b for part in level for b in part[name]["buckets"] if b["doc_count"] > 0]
        found += bool(level)
    return found


async def test_each_panel_has_something_to_show(store: ElasticStore, elasticsearch: Any) -> None:
    views, saved = (bundle.content.splitlines() for bundle in bundles(store.layout))
    index_of = {view["id"]: view["attributes"]["title"] for view in map(json.loads, views)}
    search, dashboard = map(json.loads, saved)
    panels = json.loads(dashboard["attributes"]["panelsJSON"])
    asked = 0
    async with AsyncElasticsearch(elasticsearch.endpoint) as client:
        for panel in panels:
            if panel["type"] == "search":
                continue
            attributes = panel["embeddableConfig"]["attributes"]
            (layer,) = attributes["state"]["datasourceStates"]["formBased"]["layers"].values()
            columns, order = layer["columns"], layer["columnOrder"]
            answer = await client.search(
                index=index_of[attributes["references"][0]["id"]],
                size=0,
                aggregations=aggregation(columns, order) or None,
                track_total_hits=True,
            )
            title = panel["title"]
            assert answer["hits"]["total"]["value"] > 0, title
            found = answer.get("aggregations", {})
            assert depth_of_buckets(found, order, columns) == sum(
                columns[name]["isBucketed"] for name in order
            ), title
            if "distinct" in found:
                assert found["distinct"]["value"] > 1, title
            asked += 1
        assert asked == len(panels) - 1

        wanted = search["attributes"]["columns"]
        latest = await client.search(
            index=index_of[search["references"][0]["id"]],
            sort=[{search["attributes"]["sort"][0][0]: search["attributes"]["sort"][0][1]}],
            fields=wanted,
        )
    hits = latest["hits"]["hits"]
    assert [hit["_id"] for hit in hits] == ["alert-3", "alert-2", "alert-1", "alert-0"]
    for hit in hits:
        assert set(hit["fields"]) == set(wanted)


async def test_the_fields_that_kibana_lists(store: ElasticStore, elasticsearch: Any) -> None:
    """Kibana lists all fields; those of the panels can be searched and split."""
    dashboard = json.loads(bundles(store.layout)[1].content.splitlines()[1])
    used = set()
    for panel in json.loads(dashboard["attributes"]["panelsJSON"]):
        if panel["type"] == "lens":
            state = panel["embeddableConfig"]["attributes"]["state"]
            for layer in state["datasourceStates"]["formBased"]["layers"].values():
                used |= {column["sourceField"] for column in layer["columns"].values()}
    async with AsyncElasticsearch(elasticsearch.endpoint) as client:
        listed = await client.field_caps(index=f"{store.layout.prefix}-*", fields="*")
    for field in used - {"___records___"}:
        for capability in listed["fields"][field].values():
            assert capability["aggregatable"], field
            assert capability["searchable"], field
    assert not any(name.startswith("event.") for name in listed["fields"])
