"""The buses that must keep the contract."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.contract.bus.places import KafkaPlace, MemoryPlace, Place, SqlitePlace
from wirewatch.core.ports import Bus

LIVE = [pytest.mark.live, pytest.mark.timeout(120, func_only=True)]


@pytest.fixture(params=["memory", "memory-3", "sqlite", pytest.param("kafka", marks=LIVE)])
async def place(
    request: pytest.FixtureRequest, tmp_path: Path, topic_prefix: str
) -> AsyncIterator[Place]:
    place: Place
    match request.param:
        case "sqlite":
            place = SqlitePlace(tmp_path / "bus.sqlite")
        case "kafka":
            server: Any = request.getfixturevalue("kafka")
            place = KafkaPlace(server.endpoint, topic_prefix.rstrip("."))
            await place.create()
        case name:
            place = MemoryPlace(3 if name == "memory-3" else 1)
    yield place
    await place.close()


@pytest.fixture
async def bus(place: Place) -> Bus:
    return place.bus
