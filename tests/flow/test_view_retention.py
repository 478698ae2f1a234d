"""The local views forget what their topics have forgotten."""

from datetime import timedelta

from tests.contract.building import NOW, alert
from wirewatch import flow
from wirewatch.adapters.clock import SystemClock
from wirewatch.adapters.memory import MemoryBus
from wirewatch.alert.alerts import AlertView
from wirewatch.core import codec
from wirewatch.core.delivering import plan
from wirewatch.events import Delivery, Event, StoryDecided
from wirewatch.group.decisions import StoryView
from wirewatch.notify.deliveries import DeliveryView


def delivery(number: int, **fields: object) -> Delivery:
    [made] = plan(alert(), [], now=NOW)
    return made.model_copy(update={"delivery_id": f"{number:032x}", **fields})


async def bus_with(*events: Event) -> MemoryBus:
    bus = MemoryBus(clock=SystemClock())
    await bus.produce([codec.encode(event, service="test", now=NOW) for event in events])
    return bus


async def test_alerts() -> None:
    days = flow.topic("alerts").retention_days
    old = alert(alert_id="old")
    changed = alert(alert_id="changed", updated_at=NOW + timedelta(days=2))
    new = alert(alert_id="new", updated_at=NOW + timedelta(days=days, seconds=60))
    view = AlertView(None)
    bus = await bus_with(old, changed)
    await view.catch_up(bus)
    assert view.get("old") is not None
    await bus.produce([codec.encode(new, service="test", now=NOW)])
    await view.catch_up(bus)
    assert [view.get(i) is not None for i in ("old", "changed", "new")] == [False, True, True]
    view.close()


async def test_deliveries() -> None:
    days = flow.topic("deliveries").retention_days
    old = delivery(1, next_attempt_at=None)
    waiting = delivery(2, next_attempt_at=NOW + timedelta(days=days))
    new = delivery(3, created_at=NOW + timedelta(days=days, seconds=60))
    view = DeliveryView(None)
    await view.catch_up(await bus_with(old, waiting, new))
    kept = {d.delivery_id for d in view.of_alert(old.alert_id)}
    assert kept == {waiting.delivery_id, new.delivery_id}
    view.close()


async def test_decisions_on_stories() -> None:
    days = flow.topic("stories").retention_days
    decisions = [
        StoryDecided(
            page_id=page,
            article_id=page,
            story_id=page,
            revision=1,
            unchanged=False,
            text_digest=page,
            first_seen=accepted_at,
            accepted_at=accepted_at,
            version=1,
        )
        for page, accepted_at in (
            ("old", NOW),
            ("kept", NOW + timedelta(days=1)),
            ("new", NOW + timedelta(days=days, seconds=60)),
        )
    ]
    view = StoryView(None)
    await view.catch_up(await bus_with(*decisions))
    assert [view.of_page(p) is not None for p in ("old", "kept", "new")] == [False, True, True]
    view.close()
