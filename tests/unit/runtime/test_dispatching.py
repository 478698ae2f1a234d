"""The dispatcher and its view: what is due goes out, and nobody waits for another's endpoint."""

import asyncio
import base64
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import pytest
import structlog

from tests.contract.building import NOW, alert, at
from wirewatch.adapters.memory import MemoryBus
from wirewatch.core import codec
from wirewatch.core.delivering import plan
from wirewatch.core.errors import Reason, Reject, Retry
from wirewatch.core.sending import SendResult
from wirewatch.events import Delivery, DeliveryStatus, Endpoint
from wirewatch.notify import dispatcher as dispatching
from wirewatch.notify.deliveries import DeliveryView, StagedDeliveries
from wirewatch.notify.dispatcher import PER_ENDPOINT, Dispatcher
from wirewatch.testing.clock import FakeClock

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()


def answer(status: int | None = 204) -> SendResult:
    return SendResult(status, None if status else "no connection", None, 1)


class Receivers:
    """A sender whose endpoints answer as a test says; `hanging` ones never do."""

    def __init__(self) -> None:
        self.answers: dict[str, int | None] = {}
        self.hanging: set[str] = set()
        self.sent: list[tuple[str, str, bytes]] = []

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> SendResult:
        endpoint = url.rpartition("/")[2]
        self.sent.append((endpoint, headers["webhook-id"], body))
        if endpoint in self.hanging:
            await asyncio.Event().wait()
        return answer(self.answers.get(endpoint, 204))

    async def close(self) -> None: ...

    def to(self, endpoint: str) -> list[str]:
        return [i for e, i, _ in self.sent if e == endpoint]


class Desk:
    """A dispatcher with all that it needs."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.bus = MemoryBus(clock=self.clock)
        self.view = DeliveryView(None)
        self.staged = StagedDeliveries(self.view)
        self.receivers = Receivers()
        self.stop = asyncio.Event()
        self.secrets = [SECRET]
        self.erased: set[str] = set()
        self.dispatcher = Dispatcher(
            self.view,
            self.bus,
            self.receivers,
            endpoints={
                name: Endpoint(endpoint_id=name, url=f"https://e.example/{name}", updated_at=NOW)
                for name in ("good", "bad", "other")
            },
            secrets=lambda _: self.secrets,
            held=self.staged,
            is_erased=lambda delivery: delivery.delivery_id in self.erased,
            clock=self.clock,
            log=structlog.get_logger(),
        )
        self.work: asyncio.Task[None]

    def plan(self, number: int, *endpoints: str, created: float = 0) -> list[Delivery]:
        made = plan(alert(alert_id=f"alert-{number}", endpoints=endpoints), [], now=at(created))
        for delivery in made:
            self.view.apply(delivery)
        self.view.commit()
        return made

    async def until(self, condition: Callable[[], Any]) -> None:
        async with asyncio.timeout(5):
            while not condition():
                if self.work.done():
                    self.work.result()
                await asyncio.sleep(0.001)

    def state(self, delivery: Delivery) -> Delivery:
        [found] = [
            d
            for d in self.view.of_alert(delivery.alert_id)
            if d.delivery_id == delivery.delivery_id
        ]
        return found


@pytest.fixture
async def desk(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setattr(dispatching, "TICK_SECONDS", 0.002)
    monkeypatch.setattr(dispatching, "LAST_SECONDS", 0.05)
    made = Desk()
    made.work = asyncio.ensure_future(made.dispatcher.run(stop=made.stop, active=lambda: True))
    yield made
    made.stop.set()
    await asyncio.gather(made.work, return_exceptions=True)
    made.view.close()


async def test_delivers_what_is_due_once_and_writes_it_down(desk: Desk) -> None:
    [delivery] = desk.plan(1, "good")
    desk.dispatcher.wake()
    await desk.until(lambda: desk.state(delivery).status is DeliveryStatus.DELIVERED)
    await asyncio.sleep(0.02)
    assert desk.receivers.to("good") == [delivery.delivery_id]
    [record] = [r.message async for r in desk.bus.read("deliveries")]
    assert codec.decode(record) == desk.state(delivery)


async def test_full_queue_of_one_endpoint_starves_no_other(desk: Desk) -> None:
    desk.receivers.hanging.add("bad")
    for number in range(60):
        desk.plan(number, "bad", created=-100)
    [mine] = desk.plan(99, "good")
    await desk.until(lambda: desk.state(mine).status is DeliveryStatus.DELIVERED)
    assert len(desk.receivers.to("bad")) == PER_ENDPOINT


async def test_breaker_spares_a_dead_endpoint_and_probes_it(desk: Desk) -> None:
    desk.receivers.answers["bad"] = 500
    for number in range(30):
        desk.plan(number, "bad")
    await desk.until(lambda: len(desk.receivers.to("bad")) >= 5)
    await asyncio.sleep(0.03)
    tried = len(desk.receivers.to("bad"))
    assert tried <= 5 + PER_ENDPOINT
    desk.clock.advance(61)
    await desk.until(lambda: len(desk.receivers.to("bad")) > tried)
    await asyncio.sleep(0.02)
    assert len(desk.receivers.to("bad")) == tried + 1, "one probe"
    desk.receivers.answers["bad"] = 204
    desk.clock.advance(61)
    await desk.until(lambda: not desk.view.endpoints_due(desk.clock.now()))


@pytest.mark.parametrize(
    ("secrets", "endpoint", "error"),
    [
        ([], "good", "has no secret"),
        (["whsec_weak"], "good", "cannot sign"),
        ([SECRET], "gone", "not known"),
    ],
)
async def test_what_the_settings_lack_is_a_failed_attempt(
    desk: Desk, secrets: list[str], endpoint: str, error: str
) -> None:
    desk.secrets = secrets
    [delivery] = desk.plan(1, endpoint)
    await desk.until(lambda: desk.state(delivery).attempts_total == 1)
    await asyncio.sleep(0.02)
    after = desk.state(delivery)
    assert after.attempts_total == 1
    assert error in (after.attempts[0].error or "")
    assert "weak" not in (after.attempts[0].error or "")
    assert desk.receivers.sent == []


async def test_attempt_is_written_down_before_another_is_made(desk: Desk) -> None:
    desk.clock._auto = True
    for _ in range(3):
        desk.bus.fail_next(Retry("the broker is away"))
    [delivery] = desk.plan(1, "good")
    await desk.until(lambda: desk.state(delivery).status is DeliveryStatus.DELIVERED)
    assert len(desk.receivers.to("good")) == 1


async def test_attempt_that_cannot_be_written_down_stops_the_service(desk: Desk) -> None:
    """Else it would be sent again for ever."""
    desk.bus.fail_next(Reject(Reason.REFUSED_BY_BROKER, "too large"))
    desk.plan(1, "good")
    with pytest.raises(Reject):
        await asyncio.wait_for(desk.work, 5)


async def test_staged_change_holds_its_delivery_back(desk: Desk) -> None:
    [delivery] = plan(alert(endpoints=("good",)), [], now=NOW)
    desk.staged.stage(delivery)
    await asyncio.sleep(0.02)
    assert desk.receivers.sent == []
    desk.staged.commit()
    desk.dispatcher.wake()
    await desk.until(lambda: desk.state(delivery).status is DeliveryStatus.DELIVERED)


async def test_end_does_not_wait_for_an_endpoint_that_hangs(desk: Desk) -> None:
    desk.receivers.hanging.add("bad")
    [delivery] = desk.plan(1, "bad")
    await desk.until(lambda: desk.receivers.to("bad"))
    desk.stop.set()
    await asyncio.wait_for(desk.work, 2)
    assert desk.state(delivery).attempts_total == 0, "it is made again, under the same id"


async def test_earlier_state_never_replaces_a_later_one(desk: Desk) -> None:
    [delivery] = plan(alert(endpoints=("other",)), [], now=at(500))
    later = delivery.model_copy(update={"version": 5, "attempts_total": 2})
    desk.view.apply(later)
    desk.view.apply(delivery)
    assert desk.state(delivery) == later
    desk.view.delete(delivery.delivery_id)
    assert desk.view.of_alert(delivery.alert_id) == []


async def test_what_was_erased_is_neither_sent_nor_written_down(desk: Desk) -> None:
    desk.receivers.hanging.add("bad")
    [under_way] = desk.plan(1, "bad", created=-50)
    await desk.until(lambda: desk.receivers.to("bad"))
    desk.erased.add(under_way.delivery_id)
    for number in range(2, 30):
        [gone] = made = desk.plan(number, "good", created=-9)
        desk.erased |= {one.delivery_id for one in made}
    [mine] = desk.plan(99, "good")
    await desk.until(lambda: desk.state(mine).status is DeliveryStatus.DELIVERED)
    assert desk.receivers.to("good") == [mine.delivery_id]
    assert desk.view.of_alert(gone.alert_id) == []
    records = [r.message.key async for r in desk.bus.read("deliveries")]
    assert records == [mine.delivery_id]
