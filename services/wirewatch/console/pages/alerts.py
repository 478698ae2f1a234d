"""One alert: why it fired, who carries the story, and who was told."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from wirewatch.console.desk import AtDesk
from wirewatch.console.known_alerts import find_alert
from wirewatch.console.records import DELIVERIES
from wirewatch.console.rendering import page

router = APIRouter()


@router.get("/alerts/{alert_id}")
async def alert(request: Request, desk: AtDesk, alert_id: str) -> Response:
    """The page, from the alert's own snapshot and proof."""
    found = await find_alert(desk, alert_id)
    deliveries, _ = await DELIVERIES.page(desk.store, {"alert_id": alert_id})
    return page(
        request,
        "alert.html",
        alert=found,
        copies=tuple(reversed(found.copies)),
        deliveries=deliveries,
        rule=desk.rules.get(found.rule_id),
    )
