"""A rule on the past: asked for, followed, cancelled."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from wirewatch.console.desk import AtDesk, Desk
from wirewatch.console.forms import read_form
from wirewatch.console.pages.live import STREAM_HEADERS, sent
from wirewatch.console.problems import Problem
from wirewatch.console.rendering import TEMPLATES
from wirewatch.console.rule_past import apply_to_past, cancel_past
from wirewatch.events import Past

router = APIRouter()

STREAMS = 50
"""Streams of progress at a time."""

_LOOK_SECONDS = 0.5
_BEAT_LOOKS = 20


@router.post("/rules/{rule_id}/past")
async def start_past(request: Request, desk: AtDesk, rule_id: str) -> Response:
    """Have a rule applied to the past."""
    form = await read_form(request)
    if form.one("past") not in list(Past):
        raise Problem(422, "past must be seen or digest.")
    await apply_to_past(desk, rule_id, Past(form.one("past")), days=form.whole_number("days"))
    return RedirectResponse(f"/rules/{rule_id}#past", 303)


@router.post("/rules/{rule_id}/past/cancel")
async def stop_past(desk: AtDesk, rule_id: str) -> Response:
    """Cancel the open backfill of a rule."""
    await cancel_past(desk, rule_id)
    return RedirectResponse(f"/rules/{rule_id}#past", 303)


@router.get("/rules/{rule_id}/past/stream")
async def follow_past(desk: AtDesk, rule_id: str) -> Response:
    """The progress as rendered pieces of the rule's page, until it is over."""
    if desk.streams >= STREAMS:
        raise Problem(503, "There are too many pages of this kind open.")
    return StreamingResponse(
        _pieces(desk, rule_id), media_type="text/event-stream", headers=STREAM_HEADERS
    )


async def _pieces(desk: Desk, rule_id: str) -> AsyncIterator[str]:
    desk.streams += 1
    try:
        yield "retry: 2000\n\n"
        told, looks = 0, 0
        while not desk.stop.is_set():
            job = desk.backfill_of(rule_id)
            if job is None:
                break
            if job.version != told:
                html = TEMPLATES.get_template("rule_progress.html").render(job=job)
                over = not job.state.is_open
                yield sent("progress", {"html": html, "over": over})
                if over:
                    break
                told = job.version
            elif looks % _BEAT_LOOKS == 0:
                yield ": still at it\n\n"
            looks += 1
            await asyncio.sleep(_LOOK_SECONDS)
    finally:
        desk.streams -= 1
