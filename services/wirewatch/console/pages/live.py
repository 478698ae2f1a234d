"""The first page: alerts as they come, and today's numbers."""

import json
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from wirewatch.console.desk import AtDesk, Desk
from wirewatch.console.known_alerts import latest_alerts
from wirewatch.console.problems import Problem
from wirewatch.console.rendering import TEMPLATES, page
from wirewatch.core.errors import Retry

router = APIRouter()

STREAM_HEADERS = {"x-accel-buffering": "no"}
_BEAT_SECONDS = 5.0


@router.get("/")
async def live(request: Request, desk: AtDesk, rule: str = "", before: str = "") -> Response:
    """The page."""
    alerts, more = await latest_alerts(desk, rule=rule, before=before)
    return page(
        request,
        "live.html",
        alerts=alerts,
        more=more,
        before=before,
        rule=rule,
        rules=desk.rules,
        numbers=await desk.today.numbers(),
    )


@router.get("/live/alerts")
async def alerts_fragment(request: Request, desk: AtDesk, rule: str = "") -> Response:
    """The list alone: the page's script asks for it when the stream was interrupted."""
    alerts, _ = await latest_alerts(desk, rule=rule)
    return page(request, "live_alerts.html", alerts=alerts)


@router.get("/live/stream")
async def stream(desk: AtDesk, rule: str = "") -> Response:
    """Alerts and numbers as rendered pieces of the page."""
    if desk.feed.is_full:
        raise Problem(503, "There are too many live pages open.")
    return StreamingResponse(
        _pieces(desk, rule), media_type="text/event-stream", headers=STREAM_HEADERS
    )


async def _pieces(desk: Desk, rule: str) -> AsyncIterator[str]:
    yield "retry: 2000\n\n"
    yield await _numbers(desk)
    async for alert in desk.feed.listen(beat_seconds=_BEAT_SECONDS):
        if alert is None:
            yield await _numbers(desk)
        elif not rule or alert.rule_id == rule:
            card = TEMPLATES.get_template("live_card.html").render(alert=alert)
            yield sent("alert", {"id": alert.alert_id, "html": card}, event_id=alert.event_id)


async def _numbers(desk: Desk) -> str:
    try:
        numbers = await desk.today.numbers()
    except Retry:
        return ": the store is not ready\n\n"
    html = TEMPLATES.get_template("live_numbers.html").render(numbers=numbers)
    return sent("numbers", {"html": html})


def sent(event: str, data: object, *, event_id: str = "") -> str:
    """One server-sent event; JSON keeps the data on one line."""
    head = f"id: {event_id}\n" if event_id and event_id.isprintable() else ""
    return f"{head}event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
