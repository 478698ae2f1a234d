"""Thumbs on alerts, as people give and take them back."""

from wirewatch.console.desk import SERVICE, Desk
from wirewatch.console.known_alerts import find_alert
from wirewatch.core import codec
from wirewatch.core.feedback import judged
from wirewatch.events import AlertJudged


async def say(desk: Desk, alert_id: str, *, useful: bool) -> AlertJudged:
    """Give a thumb; it replaces an earlier one on the same alert.

    Raises:
        Problem: 404: there is no such alert.
        Retry: the bus or the store is not ready.
    """
    alert = await find_alert(desk, alert_id)
    kept = await desk.store.article(alert.snapshot.article_id)
    async with desk.editing:
        await desk.refresh()
        names, now = desk.names, desk.clock.now()
        others = [t for t in names.feedback.get(alert.rule_id, ()) if t.alert_id != alert_id]
        said = judged(
            alert,
            kept,
            useful=useful,
            earlier=others,
            named=names.named,
            now=now,
            origin=SERVICE,
        )
        await desk.bus.produce([codec.encode(said, service=SERVICE, now=now)])
        desk.remember("feedback", alert_id, said)
    desk.log.info("alert_judged", subject=alert_id, rule_id=alert.rule_id, useful=useful)
    return said


async def take_back(desk: Desk, alert_id: str) -> None:
    """Take a thumb back, and its example with it; none is no error.

    Raises:
        Retry: the bus is not ready.
    """
    async with desk.editing:
        await desk.bus.produce([codec.tombstone("feedback", alert_id)])
        desk.remember("feedback", alert_id, None)
