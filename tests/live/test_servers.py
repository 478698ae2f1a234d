"""The servers that other live tests stand on: a round trip, and what restarts and kills leave."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import UnknownTopicOrPartitionError
from elasticsearch import AsyncElasticsearch, ConflictError

from wirewatch.testing.servers import (
    ElasticsearchServer,
    ExternalElasticsearch,
    ExternalKafka,
    KafkaServer,
    ServerError,
)
from wirewatch.testing.servers.kafka import MAX_MESSAGE_BYTES


@pytest.fixture
def own_kafka(kafka: KafkaServer | ExternalKafka) -> KafkaServer:
    """A broker that may be stopped and killed."""
    if isinstance(kafka, ExternalKafka):
        pytest.skip("the broker is somebody else's: it is not stopped")
    return kafka


@pytest.fixture
def own_elasticsearch(
    elasticsearch: ElasticsearchServer | ExternalElasticsearch,
) -> ElasticsearchServer:
    """A node that may be stopped and killed."""
    if isinstance(elasticsearch, ExternalElasticsearch):
        pytest.skip("the node is somebody else's: it is not stopped")
    return elasticsearch


@pytest.fixture
async def client(
    elasticsearch: ElasticsearchServer | ExternalElasticsearch,
) -> AsyncIterator[AsyncElasticsearch]:
    """A client of the shared node that waits out a restart."""
    async with AsyncElasticsearch(
        elasticsearch.endpoint, retry_on_timeout=True, max_retries=5
    ) as client:
        yield client


async def create_topic(endpoint: str, topic: str, **configs: str) -> None:
    """Make a topic of one partition."""
    admin = AIOKafkaAdminClient(bootstrap_servers=endpoint)
    await admin.start()
    try:
        response = await admin.create_topics(
            [NewTopic(topic, num_partitions=1, replication_factor=1, topic_configs=configs)]
        )
        assert [code for _, code, *_ in response.topic_errors] == [0]
    finally:
        await admin.close()


async def produce(endpoint: str, topic: str, *values: bytes) -> list[int]:
    """Send durably; the offsets."""
    async with AIOKafkaProducer(
        bootstrap_servers=endpoint,
        acks="all",
        enable_idempotence=True,
        max_request_size=MAX_MESSAGE_BYTES,
    ) as producer:
        return [(await producer.send_and_wait(topic, value)).offset for value in values]


async def read_from_start(endpoint: str, topic: str, count: int) -> list[bytes]:
    """The first `count` values of the topic."""
    async with AIOKafkaConsumer(
        bootstrap_servers=endpoint, auto_offset_reset="earliest", enable_auto_commit=False
    ) as consumer:
        consumer.assign([TopicPartition(topic, 0)])
        async with asyncio.timeout(20):
            return [(await consumer.getone()).value for _ in range(count)]


async def test_kafka_gives_back_what_it_was_given(
    kafka: KafkaServer | ExternalKafka, topic_prefix: str
) -> None:
    topic = f"{topic_prefix}round-trip"
    await create_topic(kafka.endpoint, topic)
    assert await produce(kafka.endpoint, topic, b"one", "два".encode()) == [0, 1]
    assert await read_from_start(kafka.endpoint, topic, 2) == [b"one", "два".encode()]


async def test_kafka_takes_a_page_at_the_limit(
    kafka: KafkaServer | ExternalKafka, topic_prefix: str
) -> None:
    topic = f"{topic_prefix}large"
    page = b"\xc3\xa9" * (5 * 1024 * 1024)
    await create_topic(kafka.endpoint, topic)
    await produce(kafka.endpoint, topic, page)
    assert await read_from_start(kafka.endpoint, topic, 1) == [page]


async def test_kafka_makes_no_topic_by_accident(own_kafka: KafkaServer, topic_prefix: str) -> None:
    async with AIOKafkaProducer(
        bootstrap_servers=own_kafka.endpoint, request_timeout_ms=2000
    ) as producer:
        with pytest.raises((UnknownTopicOrPartitionError, asyncio.TimeoutError)):
            async with asyncio.timeout(3):
                await producer.send_and_wait(f"{topic_prefix}misspelt", b"lost?")


async def test_kafka_commits_for_a_group(
    kafka: KafkaServer | ExternalKafka, topic_prefix: str
) -> None:
    topic, group = f"{topic_prefix}grouped", f"{topic_prefix}group"
    await create_topic(kafka.endpoint, topic)
    await produce(kafka.endpoint, topic, b"one", b"two")
    seen = []
    for _ in range(2):
        async with AIOKafkaConsumer(
            topic,
            bootstrap_servers=kafka.endpoint,
            group_id=group,
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            max_poll_records=1,
        ) as consumer:
            async with asyncio.timeout(20):
                record = await consumer.getone()
            await consumer.commit({TopicPartition(topic, 0): record.offset + 1})
            seen.append(record.value)
    assert seen == [b"one", b"two"]


@pytest.mark.parametrize("end", ["stop", "kill"])
async def test_kafka_keeps_data_and_port(
    own_kafka: KafkaServer, topic_prefix: str, end: str
) -> None:
    topic, endpoint = f"{topic_prefix}kept", own_kafka.endpoint
    await create_topic(endpoint, topic)
    await produce(endpoint, topic, b"before")
    await asyncio.to_thread(getattr(own_kafka, end))
    assert not own_kafka.is_running()
    await asyncio.to_thread(own_kafka.start)
    assert own_kafka.endpoint == endpoint
    assert await produce(endpoint, topic, b"after") == [1]
    assert await read_from_start(endpoint, topic, 2) == [b"before", b"after"]
    print(f"kafka after {end}: ready in {own_kafka.start_seconds:.1f} s")


async def test_a_running_server_is_not_started_twice(own_kafka: KafkaServer) -> None:
    with pytest.raises(ServerError, match="runs already"):
        await asyncio.to_thread(own_kafka.start)
    assert own_kafka.is_running()


async def test_elasticsearch_keeps_the_later_version(
    client: AsyncElasticsearch, index_prefix: str
) -> None:
    index = f"{index_prefix}versions"
    await client.indices.create(
        index=index,
        mappings={"properties": {"tokens": {"type": "text", "analyzer": "whitespace"}}},
    )
    write = {"index": index, "id": "a", "version_type": "external"}
    await client.index(**write, version=2, document={"tokens": "doha deal signed"})
    with pytest.raises(ConflictError):
        await client.index(**write, version=1, document={"tokens": "stale"})
    await client.indices.refresh(index=index)
    found = await client.search(index=index, query={"match_phrase": {"tokens": "doha deal"}})
    assert [(hit["_id"], hit["_source"]["tokens"]) for hit in found["hits"]["hits"]] == [
        ("a", "doha deal signed")
    ]
    stale = await client.search(index=index, query={"match": {"tokens": "stale"}})
    assert stale["hits"]["hits"] == []
    await client.indices.delete(index=index)


@pytest.mark.parametrize("end", ["stop", "kill"])
async def test_elasticsearch_keeps_data_and_port(
    client: AsyncElasticsearch, own_elasticsearch: ElasticsearchServer, index_prefix: str, end: str
) -> None:
    index, endpoint = f"{index_prefix}kept", own_elasticsearch.endpoint
    await client.index(index=index, id="a", document={"n": 1})
    await asyncio.to_thread(getattr(own_elasticsearch, end))
    assert not own_elasticsearch.is_running()
    await asyncio.to_thread(own_elasticsearch.start)
    assert own_elasticsearch.endpoint == endpoint
    assert (await client.get(index=index, id="a"))["_source"] == {"n": 1}
    await client.indices.delete(index=index)
    print(f"elasticsearch after {end}: ready in {own_elasticsearch.start_seconds:.1f} s")
