"""What only Kafka can do to us: markers, other members, lost generations, topics made wrong."""

import asyncio
import os
from collections.abc import AsyncIterator

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic, RecordsToDelete
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from tests.contract.bus.places import KafkaPlace, everything, page, take, values
from wirewatch import flow
from wirewatch.adapters.kafka import KafkaBus, connection, create_topics
from wirewatch.adapters.kafka.topics import topic_settings
from wirewatch.adapters.topic_policy import topic_policy
from wirewatch.core.errors import Misconfigured, Reason, Reject, Retry
from wirewatch.core.message import Message
from wirewatch.testing.servers import ExternalKafka, KafkaServer

Kafka = KafkaServer | ExternalKafka


@pytest.fixture
def prefix(topic_prefix: str) -> str:
    return topic_prefix.rstrip(".")


@pytest.fixture
async def place(kafka: Kafka, prefix: str) -> AsyncIterator[KafkaPlace]:
    place = KafkaPlace(kafka.endpoint, prefix)
    await place.create()
    yield place
    await place.close()


@pytest.fixture
async def admin(kafka: Kafka) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.endpoint)
    await admin.start()
    yield admin
    await admin.close()


@pytest.mark.parametrize("commits", [True, False])
async def test_read_ends_behind_transaction_markers(place: KafkaPlace, commits: bool) -> None:
    await place.bus.produce([Message("rules", "r", b"before")])
    producer = AIOKafkaProducer(
        bootstrap_servers=place.endpoint, transactional_id=f"{place.prefix}-t"
    )
    await producer.start()
    await producer.begin_transaction()
    await producer.send_and_wait(flow.full_name("rules", place.prefix), b"inside", key=b"r")
    await (producer.commit_transaction() if commits else producer.abort_transaction())
    await producer.stop()

    assert await place.bus.ends("rules") == {0: 3}  # the third is the marker
    async with asyncio.timeout(20):
        assert values(await everything(place.bus, "rules"))[0] == b"before"
        assert [r async for r in place.bus.read("rules", {0: 2})] == []


async def test_read_begins_where_the_log_begins(
    place: KafkaPlace, admin: AIOKafkaAdminClient
) -> None:
    await place.bus.produce([page("a", n) for n in range(5)])
    partition = (await everything(place.bus, "pages"))[0].partition
    slot = TopicPartition(flow.full_name("pages", place.prefix), partition)
    await admin.delete_records({slot: RecordsToDelete(before_offset=3)})

    assert values(await everything(place.bus, "pages")) == [b"3", b"4"]
    assert await place.bus.lag("enrich", ["pages"]) == {"pages": 2}

    await admin.delete_records({slot: RecordsToDelete(before_offset=5)})
    assert await everything(place.bus, "pages") == []


async def test_a_commit_the_broker_refuses_brings_the_records_again(place: KafkaPlace) -> None:
    await place.bus.produce([page("a", n) for n in range(3)])
    consumer = await place.bus.consumer("enrich", ["pages"])
    records = await take(consumer, 3)
    # As after a long pause: the broker knows a later generation than this member.
    consumer._consumer._coordinator.generation -= 1  # type: ignore[attr-defined]

    with pytest.raises(Retry):
        await consumer.commit([Message("enriched", "a", b"x")], records)

    again = await take(consumer, 3)
    assert again == records
    await consumer.commit([Message("enriched", "a", b"x")], again)
    assert await place.bus.lag("enrich", ["pages"]) == {"pages": 0}
    # The outputs stood before the offsets were refused: at least once.
    assert values(await everything(place.bus, "enriched")) == [b"x", b"x"]


async def test_the_broker_refuses_what_only_it_knows_to_be_too_large(
    place: KafkaPlace, admin: AIOKafkaAdminClient
) -> None:
    name = flow.full_name("pages", place.prefix)
    await admin.alter_configs(
        [ConfigResource(ConfigResourceType.TOPIC, name, {"max.message.bytes": "1000"})]
    )

    async def produce_until_refused() -> None:
        while True:  # the broker takes a moment to heed the setting
            await place.bus.produce([page("a", os.urandom(5000))])

    with pytest.raises(Reject) as refusal:
        await asyncio.wait_for(produce_until_refused(), 30)

    assert refusal.value.reason is Reason.REFUSED_BY_BROKER
    await place.bus.produce([page("a", b"small")])
    assert values(await everything(place.bus, "pages"))[-1] == b"small"


async def test_a_member_that_dies_is_replaced(place: KafkaPlace) -> None:
    await place.bus.produce([page(f"k{n}", n) for n in range(20)])
    first = await place.bus.consumer("group", ["pages"], single=True)
    records = await take(first, 20)
    await first.commit([], records[:0])
    dead = first._consumer  # type: ignore[attr-defined]
    await dead._coordinator._stop_heartbeat_task()
    other = KafkaBus(place.endpoint, prefix=place.prefix)
    second = await other.consumer("group", ["pages"], single=True)

    assert len(await take(second, 20)) == 20
    with pytest.raises(Retry):
        await first.commit([], records)
    await other.close()


async def test_two_processes_share_and_hand_over(place: KafkaPlace) -> None:
    other = KafkaBus(place.endpoint, prefix=place.prefix)
    first = await place.bus.consumer("enrich", ["pages"])
    second = await other.consumer("enrich", ["pages"])
    await place.bus.produce([page(f"k{n}", n) for n in range(60)])
    seen: set[bytes | None] = set()
    async with asyncio.timeout(30):
        while len(seen) < 60:
            for member in (first, second):
                records = await member.poll(max_messages=10, timeout_seconds=0.1)
                await member.commit([], records)
                seen.update(values(records))
    await other.close()

    await place.bus.produce([page(f"k{n}", f"again{n}") for n in range(60)])
    assert len(await take(first, 60)) == 60


@pytest.mark.parametrize("how", ["restart", "kill"])
async def test_a_broker_that_restarts_is_waited_for(
    kafka: Kafka, place: KafkaPlace, how: str
) -> None:
    if isinstance(kafka, ExternalKafka):
        pytest.skip("an external broker is not ours to restart")
    bus = place.bus
    consumer = await bus.consumer("enrich", ["pages"])
    await bus.produce([page("a", n) for n in range(3)])
    records = await take(consumer, 3)

    def restart() -> None:
        if how == "kill":
            kafka.kill()
            kafka.start()
        else:
            kafka.restart()

    restarting = asyncio.create_task(asyncio.to_thread(restart))
    sent, number = [b"0", b"1", b"2"], 3
    async with asyncio.timeout(100):
        while not restarting.done() or number < 10:
            value = str(number).encode()
            try:
                await bus.produce([page("a", value)])
            except Retry:
                continue
            sent.append(value)
            number += 1
            await asyncio.sleep(0.05)
        await restarting
        done = False
        while not done:
            try:
                await consumer.commit([], records)
                done = True
            except Retry:
                records = await take(consumer, 3)

    rest = values(await take(consumer, len(sent) - 3))
    assert [*dict.fromkeys([*values(records), *rest])] == sent


async def test_topics_are_created_once(kafka: Kafka, prefix: str) -> None:
    created = await create_topics(kafka.endpoint, prefix)

    assert sorted(created) == sorted(flow.full_name(n, prefix) for n in flow.all_names())
    assert await create_topics(kafka.endpoint, prefix) == []


async def test_topics_are_created_as_flow_says(
    kafka: Kafka, prefix: str, admin: AIOKafkaAdminClient
) -> None:
    await create_topics(kafka.endpoint, prefix)

    for name in flow.all_names():
        full, policy = flow.full_name(name, prefix), topic_policy(name)
        (described,) = await admin.describe_topics([full])
        assert len(described["partitions"]) == policy.partitions
        (response,) = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, full)])
        entries = {e[0]: e[1] for e in response.resources[0][4]}
        assert entries["cleanup.policy"] == ("compact,delete" if policy.compacted else "delete")
        assert int(entries["retention.ms"]) == policy.retention_days * 86_400_000
        assert int(entries["max.message.bytes"]) == flow.MESSAGE_LIMIT_BYTES
    await admin.delete_topics([flow.full_name(n, prefix) for n in flow.all_names()])


@pytest.mark.parametrize(
    ("partitions", "settings", "words"),
    [
        (1, {}, "has 1 partitions and needs 6"),
        (6, {"cleanup.policy": "compact"}, "cleanup.policy=compact and needs delete"),
        (6, {"max.message.bytes": "1000000"}, "max.message.bytes=1000000 and needs"),
    ],
)
async def test_topics_made_wrong_are_named(
    kafka: Kafka,
    prefix: str,
    admin: AIOKafkaAdminClient,
    partitions: int,
    settings: dict[str, str],
    words: str,
) -> None:
    name = flow.full_name("pages", prefix)
    configs = topic_settings(topic_policy("pages"), 1) | settings
    await admin.create_topics([NewTopic(name, partitions, 1, topic_configs=configs)])

    with pytest.raises(Misconfigured, match=words):
        await create_topics(kafka.endpoint, prefix)

    await admin.delete_topics([name])


async def test_missing_topics_are_named(
    kafka: Kafka, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "REQUEST_TIMEOUT_SECONDS", 2.0)
    bus = KafkaBus(kafka.endpoint, prefix=prefix)

    errors = await asyncio.gather(
        bus.produce([page("a")]),
        bus.consumer("enrich", ["pages"]),
        bus.ends("pages"),
        bus.lag("enrich", ["pages"]),
        return_exceptions=True,
    )

    assert [type(error) for error in errors] == [Misconfigured] * 4
    for error in errors:
        assert f"{prefix}.pages.v1" in str(error)
        assert "create the topics first" in str(error)
    await bus.close()


async def test_no_broker_is_a_retry() -> None:
    bus = KafkaBus("127.0.0.1:1")
    with pytest.raises(Retry):
        await bus.produce([page("a")])
    with pytest.raises(Retry):
        await bus.consumer("enrich", ["pages"])
    with pytest.raises(Retry):
        await create_topics("127.0.0.1:1")
    await bus.close()


async def test_an_unknown_client_setting_is_named() -> None:
    with pytest.raises(Misconfigured, match="security_protcol"):
        KafkaBus("127.0.0.1:1", client={"security_protcol": "SSL"})
