"""Waiting for an event, and being cancelled while it comes."""

import asyncio

import pytest

from wirewatch.runtime.waiting import happens


async def test_it_tells_whether_the_event_came() -> None:
    event = asyncio.Event()
    assert not await happens(event, 0.001)
    event.set()
    assert await happens(event, 10)


async def test_a_cancellation_at_the_moment_of_the_event_is_not_lost() -> None:
    event = asyncio.Event()
    task = asyncio.create_task(happens(event, 10))
    await asyncio.sleep(0)
    event.set()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
