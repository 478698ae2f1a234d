"""The servers that other live tests stand on: a round trip, and what restarts and kills leave."""

import asyncio
import os
import signal
import socket
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import UnknownTopicOrPartitionError
from elasticsearch import AsyncElasticsearch, ConflictError
from playwright.async_api import async_playwright

from wirewatch.testing.servers import (
    ElasticsearchServer,
    ExternalElasticsearch,
    ExternalKafka,
    KafkaServer,
    ServerError,
)
from wirewatch.testing.servers.chromium import CHROMIUM_ARGUMENTS
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
    topic = f"{topic_prefix}misspelt"
    async with AIOKafkaProducer(bootstrap_servers=own_kafka.endpoint) as producer:
        with pytest.raises((UnknownTopicOrPartitionError, TimeoutError)):
            async with asyncio.timeout(2):
                await producer.send_and_wait(topic, b"lost?")
    admin = AIOKafkaAdminClient(bootstrap_servers=own_kafka.endpoint)
    await admin.start()
    try:
        assert topic not in await admin.list_topics()
    finally:
        await admin.close()


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

    async def write(version: int, tokens: str) -> None:
        document = {"tokens": tokens}
        await client.index(
            index=index, id="a", version=version, version_type="external", document=document
        )

    await write(2, "doha deal signed")
    with pytest.raises(ConflictError):
        await write(1, "stale")
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


async def start_by_command(server: str, folder: Path) -> tuple[Process, int]:
    """The developer's command, once it has printed where the server listens, and that port.

    The server keeps its data below `folder`.
    """
    environment = {k: v for k, v in os.environ.items() if not k.startswith("WIREWATCH_TEST_")}
    environment["TMPDIR"] = str(folder)
    command = (sys.executable, "-m", "wirewatch.testing.servers", "start", server)
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, env=environment)
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode().strip()
    assert line.startswith(f"export WIREWATCH_TEST_{server.upper()}=")
    return process, int(line.rpartition(":")[2])


def is_listening(port: int) -> bool:
    """Whether a connection to this port on loopback is accepted."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def stops_listening(port: int, within_seconds: float) -> bool:
    """Whether connections to this port come to be refused in time."""
    deadline = time.monotonic() + within_seconds
    while is_listening(port):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


async def test_the_command_ends_its_servers(
    own_elasticsearch: ElasticsearchServer, tmp_path: Path
) -> None:
    process, port = await start_by_command("elasticsearch", tmp_path)
    assert port != own_elasticsearch.port
    assert is_listening(port)
    process.terminate()
    assert await process.wait() == 0
    assert not is_listening(port)
    assert os.listdir(tmp_path) == []


async def test_no_server_outlives_a_killed_test_run(own_kafka: KafkaServer, tmp_path: Path) -> None:
    if own_kafka.pid is None:
        pytest.skip("a container is ended by its engine, not by our end")
    process, port = await start_by_command("kafka", tmp_path)
    assert is_listening(port)
    process.send_signal(signal.SIGKILL)
    await process.wait()
    assert await asyncio.to_thread(stops_listening, port, 10.0)


async def test_chromium_renders_a_page(chromium: Path) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=list(CHROMIUM_ARGUMENTS)
        )
        page = await browser.new_page()
        await page.set_content("<button onclick='this.textContent = 1 + 1'>add</button>")
        await page.click("button")
        assert await page.text_content("button") == "2"
        assert (await page.screenshot()).startswith(b"\x89PNG")
        await browser.close()
