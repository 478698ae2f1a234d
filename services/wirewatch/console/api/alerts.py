"""Alerts: listed, one by one, and live."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel
from starlette.responses import Response, StreamingResponse

from wirewatch.console import feedback
from wirewatch.console.desk import AtDesk, Desk
from wirewatch.console.known_alerts import find_alert, latest_alerts
from wirewatch.console.problems import Problem
from wirewatch.events import Alert, AlertJudged

router = APIRouter(tags=["alerts"])

_BEAT_SECONDS = 15.0


class Alerts(BaseModel):
    """Alerts, the newest first; `next_before` asks for the ones before."""

    alerts: list[Alert]
    next_before: str | None


@router.get("/alerts")
async def alerts(
    desk: AtDesk,
    rule: str = "",
    before: str = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Alerts:
    """The newest alerts, of one rule or of all."""
    found, more = await latest_alerts(desk, rule=rule, before=before, limit=limit)
    return Alerts(alerts=found, next_before=more)


@router.get("/alerts/stream", responses={200: {"content": {"text/event-stream": {}}}})
async def stream(desk: AtDesk, rule: str = "") -> Response:
    """Server-sent events: `alert`, with the whole state of an alert, as alerts come and change."""
    if desk.feed.is_full:
        raise Problem(503, "There are too many streams open.")
    return StreamingResponse(
        _events(desk, rule), media_type="text/event-stream", headers={"x-accel-buffering": "no"}
    )


@router.get("/alerts/{alert_id}")
async def alert(desk: AtDesk, alert_id: str) -> Alert:
    """One alert."""
    return await find_alert(desk, alert_id)


class Thumb(BaseModel):
    """What is said of an alert."""

    useful: bool


@router.put("/alerts/{alert_id}/feedback")
async def judge(desk: AtDesk, alert_id: str, thumb: Thumb) -> AlertJudged:
    """Say whether an alert was useful; its article becomes an example of the rule."""
    return await feedback.say(desk, alert_id, useful=thumb.useful)


@router.delete("/alerts/{alert_id}/feedback", status_code=204)
async def take_back(desk: AtDesk, alert_id: str) -> Response:
    """Take that back, and the example with it."""
    await feedback.take_back(desk, alert_id)
    return Response(status_code=204)


async def _events(desk: Desk, rule: str) -> AsyncIterator[str]:
    yield ": wirewatch\n\n"
    async for found in desk.feed.listen(beat_seconds=_BEAT_SECONDS):
        if found is None:
            yield ": still here\n\n"
        elif not rule or found.rule_id == rule:
            yield f"id: {found.event_id}\nevent: alert\ndata: {found.model_dump_json()}\n\n"
