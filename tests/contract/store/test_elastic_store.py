"""What only Elasticsearch can get wrong: its indices, its refusals, its absence."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from elasticsearch import ApiError, AsyncElasticsearch

from wirewatch.adapters.elastic import ElasticStore, bulk
from wirewatch.adapters.storing import Kind
from wirewatch.core.errors import Misconfigured, Reason, Reject, Retry
from wirewatch.core.ports import Query
from wirewatch.testing.servers import ElasticsearchServer

pytestmark = pytest.mark.live


@pytest.fixture
async def client(elasticsearch: Any) -> AsyncIterator[AsyncElasticsearch]:
    """A client of our own."""
    async with AsyncElasticsearch(elasticsearch.endpoint) as made:
        yield made


@pytest.fixture
async def store(
    elasticsearch: Any, client: AsyncElasticsearch, index_prefix: str
) -> AsyncIterator[ElasticStore]:
    """A store that is not prepared."""
    made = ElasticStore(elasticsearch.endpoint, prefix=index_prefix + "e", searchable_at_once=True)
    yield made
    for index in await client.indices.get(index=f"{made.layout.prefix}-*"):
        await client.indices.delete(index=index)
    for template in made.layout.templates():
        if await client.indices.exists_index_template(name=template):
            await client.indices.delete_index_template(name=template)
    await made.close()


async def test_articles_lie_in_the_month_they_were_first_seen(
    store: ElasticStore, client: AsyncElasticsearch, build: Any
) -> None:
    await store.prepare()
    month = 30 * 24 * 60
    first = build.article(1)
    corrected = build.article(1, minutes=month, first_minutes=1, title="Corrected")
    other = build.article(2, minutes=month)
    await store.upsert([first, other])
    await store.upsert([corrected])
    prefix = store.layout.prefix
    for name, title in (("2026.11", "Corrected"), ("2026.12", "A quiet day")):
        answer = await client.search(index=f"{prefix}-articles-v1-{name}")
        assert [h["_source"]["article"]["title"] for h in answer["hits"]["hits"]] == [title]
        assert answer["hits"]["hits"][0]["_id"] in (
            first.article.article_id,
            other.article.article_id,
        )
    assert (await store.search(Query())).total == 2


async def test_tokens_are_searchable_but_not_kept(
    store: ElasticStore, client: AsyncElasticsearch, build: Any
) -> None:
    await store.prepare()
    await store.upsert([build.article(1, body=["Überraschung in Köln"])])
    alias = store.layout.read_alias(Kind.ARTICLES)
    answer = await client.search(index=alias, query={"term": {"article.body_tokens": "koln"}})
    (hit,) = answer["hits"]["hits"]
    assert "body_tokens" not in hit["_source"]["article"]
    assert hit["_source"]["article"]["body"] == "Überraschung in Köln"
    readable = await client.count(index=alias, query={"match": {"article.body": "KÖLN"}})
    assert readable["count"] == 1


async def test_nothing_creates_an_index_with_guessed_fields(
    store: ElasticStore, client: AsyncElasticsearch
) -> None:
    await store.prepare()
    prefix = store.layout.prefix
    with pytest.raises(ApiError):  # the template forbids it
        await client.index(index=f"{prefix}-articles-v1-2031.01", document={"x": 1})
    answer = await client.bulk(
        operations=[
            {"index": {"_index": f"{prefix}-articles-2031.01", "require_alias": True}},
            {"x": 1},
        ]
    )
    assert answer["items"][0]["index"]["status"] == 404
    assert not await client.indices.exists(index=f"{prefix}-articles-2031.01")


async def test_an_index_that_somebody_deleted_is_created_again(
    store: ElasticStore, client: AsyncElasticsearch, build: Any
) -> None:
    await store.prepare()
    await store.upsert([build.article(1), build.outcome(1, "indexed")])
    prefix = store.layout.prefix
    await client.indices.delete(index=f"{prefix}-articles-v1-2026.11")
    await client.indices.delete(index=f"{prefix}-outcomes-v1")
    assert await store.upsert([build.article(2), build.outcome(2, "dead")]) == [None, None]
    mapping = await client.indices.get_mapping(index=f"{prefix}-articles")
    for index in mapping.body.values():
        assert index["mappings"]["dynamic"] == "false"
    assert (await store.search(Query())).total == 1


async def test_without_prepare(store: ElasticStore, build: Any) -> None:
    with pytest.raises(Retry, match="not prepared"):
        await store.search(Query())
    with pytest.raises(Retry, match="not prepared"):
        await store.record("alerts", "x")
    assert await store.upsert([build.article(1)]) == [None]
    assert (await store.search(Query())).total == 1


async def test_one_refused_document(
    store: ElasticStore, client: AsyncElasticsearch, build: Any
) -> None:
    """Somebody made an index by hand, whose mapping does not take our articles of that month."""
    index = store.layout.month(build.moment(0))
    body = index.body()
    body["mappings"]["properties"]["article"]["properties"]["site"] = {"type": "ip"}
    await client.indices.create(index=index.name, **body)
    december = build.article(2, minutes=30 * 24 * 60)
    refused, kept, outcome = await store.upsert(
        [build.article(1), december, build.outcome(1, "indexed")]
    )
    assert isinstance(refused, Reject)
    assert refused.reason is Reason.REFUSED_BY_STORE
    assert "document_parsing_exception" in str(refused)
    assert (kept, outcome) == (None, None)
    with pytest.raises(Misconfigured, match="cannot be prepared"):
        await store.prepare()


async def test_foreign_things_under_our_names(
    store: ElasticStore, client: AsyncElasticsearch, build: Any
) -> None:
    await client.indices.create(index=f"{store.layout.prefix}-alerts")
    with pytest.raises(Misconfigured):
        await store.prepare()
    with pytest.raises(Misconfigured):
        await store.upsert([build.alert(1)])


async def test_many_small_requests(
    store: ElasticStore, build: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "REQUEST_BYTES", 3_000)
    await store.prepare()
    await store.upsert([build.article(n) for n in range(30)])
    assert (await store.search(Query())).total == 30


async def test_a_server_that_is_killed_and_comes_back(
    elasticsearch: Any, store: ElasticStore, build: Any
) -> None:
    if not isinstance(elasticsearch, ElasticsearchServer):
        pytest.skip("an external server is not ours to kill")
    await store.prepare()
    await store.upsert([build.article(1), build.alert(1)])
    await asyncio.to_thread(elasticsearch.kill)
    try:
        with pytest.raises(Retry):
            await store.upsert([build.article(2)])
        with pytest.raises(Retry):
            await store.search(Query())
        with pytest.raises(Retry):
            await store.article(build.article(1).article.article_id)
        with pytest.raises(Retry):
            await store.count("alerts")
        with pytest.raises(Retry):
            await store.prepare()
    finally:
        await asyncio.to_thread(elasticsearch.start)
    await _until_prepared(store)
    assert await store.upsert([build.article(2)]) == [None]
    assert (await store.search(Query())).total == 2
    assert await store.count("alerts") == 1


def test_a_prefix_that_no_index_can_have() -> None:
    with pytest.raises(Misconfigured, match="prefix"):
        ElasticStore("http://127.0.0.1:1", prefix="Not Allowed")


async def _until_prepared(store: ElasticStore) -> None:
    """Shards come back a moment after the node answers."""
    async with asyncio.timeout(60):
        while True:
            try:
                await store.prepare()
                await store.search(Query())
                return
            except Retry:
                await asyncio.sleep(0.2)
