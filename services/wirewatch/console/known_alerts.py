"""Alerts as the store has them, and those that the live feed has seen and the store has not yet."""

from wirewatch.console.desk import Desk
from wirewatch.console.problems import Problem
from wirewatch.console.records import ALERTS
from wirewatch.events import Alert

SHOWN = 40


async def latest_alerts(
    desk: Desk, *, rule: str = "", before: str = "", limit: int = SHOWN
) -> tuple[list[Alert], str | None]:
    """The newest alerts of the store, and on the first page those that it does not have yet.

    Raises:
        Retry: the store is not ready.
        Problem: `before` is no cursor.
    """
    stored, more = await ALERTS.page(desk.store, {"rule_id": rule}, limit=limit, before=before)
    if before:
        return stored, more
    newest = {alert.alert_id: alert for alert in stored}
    oldest = min((a.raised_at for a in stored), default=None)
    for alert in desk.feed.recent:
        known = newest.get(alert.alert_id)
        unknown = known is None and (more is None or oldest is None or alert.raised_at > oldest)
        wanted = not rule or alert.rule_id == rule
        if wanted and (unknown or (known is not None and known.sequence < alert.sequence)):
            newest[alert.alert_id] = alert
    return sorted(newest.values(), key=lambda a: a.raised_at, reverse=True), more


async def find_alert(desk: Desk, alert_id: str) -> Alert:
    """The alert as the store or the live feed has it, whichever is later.

    Raises:
        Problem: 404: there is none.
        Retry: the store is not ready.
    """
    stored = await ALERTS.one(desk.store, alert_id)
    live = next((a for a in desk.feed.recent if a.alert_id == alert_id), None)
    found = max((a for a in (stored, live) if a), key=lambda a: a.sequence, default=None)
    if found is None:
        raise Problem(404, "There is no such alert; it may be older than what is kept.")
    return found
