"""Waiting for an event, for a time at most."""

import asyncio


async def happens(event: asyncio.Event, seconds: float) -> bool:
    """Whether the event is set within so many seconds; cancelling the caller always ends the wait.

    Python 3.11's `wait_for` loses a cancellation that comes at the moment of the event.
    """
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False
