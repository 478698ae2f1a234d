"""The machine's clock and the one that tests move."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from wirewatch.adapters.clock import SystemClock
from wirewatch.core.ports import Clock
from wirewatch.testing.clock import START, FakeClock


@pytest.mark.parametrize("clock", [SystemClock(), FakeClock(), FakeClock(datetime.now(UTC))])
def test_the_instant_is_in_utc_and_cut_to_milliseconds(clock: Clock) -> None:
    now = clock.now()

    assert now.utcoffset() == timedelta(0)
    assert now.microsecond % 1000 == 0


def test_the_machines_clock_tells_the_time() -> None:
    assert abs(SystemClock().now() - datetime.now(UTC)) < timedelta(seconds=5)


async def test_sleepers_wake_when_their_time_has_passed() -> None:
    clock = FakeClock()
    short, long = (asyncio.ensure_future(clock.sleep(s)) for s in (10, 60))
    await asyncio.sleep(0)
    assert clock.sleepers == 2

    clock.advance(10)
    await short
    assert not long.done()

    clock.advance(50)
    await long
    assert clock.now() == START + timedelta(seconds=60)
    assert clock.slept == [10, 60]


async def test_an_automatic_clock_passes_the_time_by_itself() -> None:
    clock = FakeClock(auto=True)

    await clock.sleep(3600)

    assert clock.now() == START + timedelta(hours=1)
