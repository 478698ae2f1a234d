"""Dead letters."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from wirewatch.console.desk import AtDesk
from wirewatch.console.letters import (
    TOPICS,
    beginning_of,
    headers_of,
    letter_or_404,
    newest_letters,
    subject_of,
)
from wirewatch.console.problems import Problem

router = APIRouter(tags=["dead letters"])


class LetterSummary(BaseModel):
    """A dead letter without its original."""

    letter_id: str
    topic: str
    reason: str
    detail: str
    stage: str
    at: str
    subject: str
    size_bytes: int


class LetterList(BaseModel):
    """The newest dead letters; `older` more are kept and not listed."""

    letters: list[LetterSummary]
    older: int


class Letter(LetterSummary):
    """A dead letter with its headers and the beginning of the original as text."""

    headers: list[tuple[str, str]]
    beginning: str = Field(description="at most 4 kB, undecodable bytes replaced")


class Replayed(BaseModel):
    """Which dead letter was sent again, and where to."""

    letter_id: str
    topic: str


@router.get("/dead")
async def dead(desk: AtDesk, topic: str = "", reason: str = "") -> LetterList:
    """The newest dead letters, by topic and reason where they are given."""
    if topic and topic not in TOPICS:
        raise Problem(404, "No dead letters are kept of this topic.")
    found = await newest_letters(desk.bus, topic or None, reason or None)
    return LetterList(
        letters=[
            LetterSummary.model_validate(letter, from_attributes=True) for letter in found.letters
        ],
        older=found.older,
    )


@router.get("/dead/{letter_id}")
async def letter(desk: AtDesk, letter_id: str) -> Letter:
    """One dead letter."""
    found = await letter_or_404(desk.bus, letter_id)
    return Letter(
        letter_id=found.letter_id,
        topic=found.topic,
        reason=found.reason,
        detail=found.detail,
        stage=found.stage,
        at=found.at,
        subject=subject_of(found),
        size_bytes=len(found.message.value or b""),
        headers=headers_of(found),
        beginning=beginning_of(found),
    )


@router.post("/dead/{letter_id}/replay", status_code=202)
async def replay(desk: AtDesk, letter_id: str) -> Replayed:
    """Send a dead letter to its own topic again."""
    found = await letter_or_404(desk.bus, letter_id)
    await desk.bus.produce([found.message])
    desk.log.info("dead_letter_replayed", letter_id=letter_id)
    return Replayed(letter_id=letter_id, topic=found.topic)
