"""One alert: why it fired, who carries the story, and who was told."""

from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from wirewatch.console import feedback
from wirewatch.console.desk import AtDesk
from wirewatch.console.forms import read_form
from wirewatch.console.known_alerts import find_alert
from wirewatch.console.problems import Problem
from wirewatch.console.records import DELIVERIES
from wirewatch.console.rendering import page
from wirewatch.events.registry import ID_PATTERN

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
        lists=desk.lists,
        thumb=desk.thumbs.get(alert_id),
    )


@router.post("/alerts/{alert_id}/feedback")
async def judge(request: Request, desk: AtDesk, alert_id: str) -> Response:
    """A thumb up or down, or taken back; then the page that it was given on."""
    form = await read_form(request)
    match form.one("thumb"):
        case "up" | "down" as thumb:
            await feedback.say(desk, alert_id, useful=thumb == "up")
        case "none":
            await feedback.take_back(desk, alert_id)
        case _:
            raise Problem(422, "thumb must be up, down or none.")
    rule_id = form.one("rule_id")
    if ID_PATTERN.match(rule_id):
        return RedirectResponse(f"/rules/{rule_id}#examples", 303)
    return RedirectResponse(f"/alerts/{quote(alert_id, safe='')}#feedback", 303)
