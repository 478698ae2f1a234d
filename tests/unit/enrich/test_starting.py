"""enrich on Kafka, at its start."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from wirewatch.adapters.memory import MemoryBus
from wirewatch.core.errors import Retry
from wirewatch.enrich import faust_app
from wirewatch.enrich.stage import EnrichSettings
from wirewatch.runtime.context import Context
from wirewatch.runtime.health import Health
from wirewatch.testing.clock import FakeClock


class FakeStage:
    """No worker processes: none gets anything to do."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.closed = 0

    async def start(self) -> None:
        pass

    async def close(self) -> None:
        self.closed += 1


async def test_broker_that_is_away_and_a_data_folder_that_is_not_there_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = FakeStage()
    monkeypatch.setattr(faust_app, "EnrichStage", lambda *_, **__: stage)
    clock = FakeClock()
    state = tmp_path / "data" / "enrich"
    context = Context(MemoryBus(clock=clock), clock, asyncio.Event(), Health(), state)
    with pytest.raises(Retry, match="starting enrich"):
        await faust_app.run_enrich_on_kafka(
            context, EnrichSettings(), bootstrap="127.0.0.1:1", prefix="nobody"
        )
    assert stage.closed == 1
    files = {path.name.partition("-")[0] for path in state.iterdir()}
    assert files <= {"enrich.sqlite"}, "Faust has a scratch folder of its own"
