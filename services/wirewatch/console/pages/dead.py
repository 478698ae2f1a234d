"""Dead letters: looked at, and sent again."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from wirewatch.console.desk import AtDesk
from wirewatch.console.letters import (
    SHOWN_BYTES,
    TOPICS,
    beginning_of,
    headers_of,
    letter_or_404,
    newest_letters,
    subject_of,
)
from wirewatch.console.problems import Problem
from wirewatch.console.rendering import page
from wirewatch.core.errors import Reason

router = APIRouter()


@router.get("/dead")
async def dead(request: Request, desk: AtDesk, topic: str = "", reason: str = "") -> Response:
    """The newest ones."""
    if topic and topic not in TOPICS:
        raise Problem(404, "No dead letters are kept of this topic.")
    letters = await newest_letters(desk.bus, topic or None, reason or None)
    return page(
        request,
        "dead.html",
        letters=letters.letters,
        older=letters.older,
        topic=topic,
        reason=reason,
        topics=TOPICS,
        reasons=[r.value for r in Reason],
    )


@router.get("/dead/{letter_id}")
async def letter(request: Request, desk: AtDesk, letter_id: str, sent: bool = False) -> Response:
    """One of them: why, its headers, and the beginning of the original as text."""
    found = await letter_or_404(desk.bus, letter_id)
    size = len(found.message.value or b"")
    return page(
        request,
        "letter.html",
        letter=found,
        subject=subject_of(found),
        headers=headers_of(found),
        beginning=beginning_of(found),
        size_bytes=size,
        cut=size > SHOWN_BYTES,
        shown_bytes=SHOWN_BYTES,
        sent=sent,
    )


@router.post("/dead/{letter_id}/replay")
async def replay(desk: AtDesk, letter_id: str) -> Response:
    """Send it to its own topic again."""
    found = await letter_or_404(desk.bus, letter_id)
    await desk.bus.produce([found.message])
    desk.log.info("dead_letter_replayed", letter_id=letter_id)
    return RedirectResponse(f"/dead/{letter_id}?sent=true", 303)
