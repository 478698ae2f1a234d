"""The last attempt to fetch of each source, from the end of the topic."""

from wirewatch.core import codec
from wirewatch.core.errors import Reject
from wirewatch.core.ports import Bus
from wirewatch.events import FetchAttempted

_NEWEST_OF_EACH_PARTITION = 300


async def last_fetches(bus: Bus) -> dict[str, FetchAttempted]:
    """By source id; a source that fetched nothing lately is not in it.

    Raises:
        Retry: the bus is not ready.
    """
    ends = await bus.ends("fetches")
    start = {p: max(0, end - _NEWEST_OF_EACH_PARTITION) for p, end in ends.items()}
    found: dict[str, FetchAttempted] = {}
    async for received in bus.read("fetches", start):
        if received.message.value is None:
            continue
        try:
            event = codec.decode(received.message)
        except Reject:
            continue  # What is not readable here tells nothing of a source.
        if isinstance(event, FetchAttempted):
            known = found.get(event.source_id)
            if known is None or known.at <= event.at:
                found[event.source_id] = event
    return found
