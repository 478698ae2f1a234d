"""How a batch of enrich ends on Kafka."""

from typing import Any

import pytest

from tests.contract.building import page
from wirewatch.adapters.memory import MemoryBus
from wirewatch.core import codec
from wirewatch.core.errors import Retry
from wirewatch.core.message import Message, Received
from wirewatch.enrich.faust_app import _Acknowledger
from wirewatch.testing.clock import FakeClock


class FakeStream:
    """Notes what was acknowledged."""

    def __init__(self) -> None:
        self.acknowledged: list[Any] = []

    async def ack(self, event: Any) -> None:
        self.acknowledged.append(event)


class FakeEvent:
    """What Faust hands out, as far as it is looked at."""

    def __init__(self, received: Received) -> None:
        self.message = received


@pytest.mark.parametrize("stopping", [True, False])
async def test_broker_that_is_away_holds_up_the_batch_but_not_the_end(stopping: bool) -> None:
    clock = FakeClock(auto=True)
    bus, stream = MemoryBus(clock=clock), FakeStream()
    message = codec.encode(page(b"x"), service="ingest", now=clock.now())
    received = Received(message, 0, 0, 0)
    event = FakeEvent(received)
    acknowledger = _Acknowledger(bus, stream, [event], lambda: stopping)
    outputs = [Message("enriched", "k", b"{}")]
    bus.fail_next(Retry("the broker is away"))
    if stopping:
        with pytest.raises(Retry):
            await acknowledger.commit(outputs, [received])
        assert stream.acknowledged == []
        assert acknowledger.left([received]) == [received]
    else:
        await acknowledger.commit(outputs, [received])
        assert stream.acknowledged == [event]
        assert acknowledger.left([received]) == []
