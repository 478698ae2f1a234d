"""A member that was frozen for a session, and does not know that another has taken over."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.contract.bus.places import KafkaPlace, everything, page, take
from wirewatch.adapters.kafka import consumer as consuming
from wirewatch.core.errors import Retry
from wirewatch.core.message import Message
from wirewatch.testing.servers import ExternalKafka, KafkaServer


@pytest.fixture
async def place(kafka: KafkaServer | ExternalKafka, topic_prefix: str) -> AsyncIterator[KafkaPlace]:
    made = KafkaPlace(kafka.endpoint, topic_prefix)
    await made.create()
    yield made
    await made.close()


async def test_who_was_frozen_writes_nothing(place: KafkaPlace) -> None:
    await place.bus.produce([page("a", n) for n in range(3)])
    frozen = await place.bus.consumer("enrich", ["pages"], single=True)
    records = await take(frozen, 3)
    # As SIGSTOP does: no heartbeat, and nobody looks at the group.
    inner = frozen._consumer  # type: ignore[attr-defined]
    for task in (inner._coordinator._heartbeat_task, inner._coordinator._coordination_task):
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    other = await place.bus.consumer("enrich", ["pages"], single=True)
    again = await take(other, 3)
    await other.commit([], again)
    with pytest.raises(Retry):
        await frozen.commit([Message("enriched", "late", b"{}")], records)
    assert await everything(place.bus, "enriched") == []


async def test_slow_batch_of_a_member_is_written(
    place: KafkaPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consuming, "FENCE_AFTER_SECONDS", 0.0)
    await place.bus.produce([page("a", n) for n in range(3)])
    member = await place.bus.consumer("enrich", ["pages"])
    records = await take(member, 3, at_most=3)
    await member.commit([Message("enriched", "k", b"{}")], records)
    assert len(await everything(place.bus, "enriched")) == 1
    assert await place.bus.lag("enrich", ["pages"]) == {"pages": 0}
