"""What counts as standing still, and who may act while a view is brought up to date."""

import asyncio
import time

import pytest
import structlog

from wirewatch.adapters.memory import MemoryBus
from wirewatch.core.ports import Bus
from wirewatch.runtime import runner
from wirewatch.runtime.health import Health
from wirewatch.runtime.processing import Processor, each
from wirewatch.runtime.runner import Runner
from wirewatch.testing.clock import FakeClock

LOG = structlog.get_logger()


class Moment:
    """`time.monotonic` as the test sets it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> Moment:
    return Moment(monkeypatch)


def test_standing_by_and_waiting_do_not_count(moment: Moment) -> None:
    health = Health()
    health.ready("group")
    health.progress("group", active=False)
    moment.now += 3600
    assert health.idle_seconds("group") == 0
    health.progress("group", active=True)
    assert health.idle_seconds("group") == 0
    moment.now += 30
    health.progress("group", active=True)
    assert health.idle_seconds("group") == 30
    health.waiting("group", "the broker")
    moment.now += 3600
    assert health.idle_seconds("group") == 0
    health.progress("group", active=True)
    assert health.idle_seconds("group") == 0
    moment.now += 10
    assert health.idle_seconds("group") == 10
    health.moved("group")
    assert health.idle_seconds("group") == 0


class SlowView:
    """A view that looks at its runner while it is brought up to date."""

    def __init__(self) -> None:
        self.runner: Runner | None = None
        self.active_meanwhile: list[bool] = []
        self.seen_thrice = asyncio.Event()

    async def catch_up(self, bus: Bus) -> int:
        del bus
        assert self.runner is not None
        self.active_meanwhile.append(self.runner.active)
        if len(self.active_meanwhile) == 3:
            self.seen_thrice.set()
        return 0

    def commit(self) -> None:
        pass

    def rollback(self) -> None:
        pass


async def test_nobody_acts_on_a_view_that_is_being_brought_up_to_date(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runner, "POLL_SECONDS", 0.001)
    monkeypatch.setattr(runner, "CATCH_UP_EVERY_SECONDS", 0.01)
    clock, stop, view = FakeClock(auto=True), asyncio.Event(), SlowView()
    bus = MemoryBus(clock=clock)
    service = Runner(
        Processor("notify", each(lambda _: []), clock=clock, log=LOG),
        bus,
        stop=stop,
        health=Health(),
        log=LOG,
        view=view,
    )
    view.runner = service
    work = asyncio.ensure_future(service.run())
    async with asyncio.timeout(10):
        await view.seen_thrice.wait()
        while True:
            if service.active:
                break
            await asyncio.sleep(0.001)
    stop.set()
    await work
    assert not any(view.active_meanwhile)
