"""What became of pages."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from wirewatch.console.desk import AtDesk
from wirewatch.console.problems import Problem
from wirewatch.console.records import OUTCOMES
from wirewatch.events import Outcome, PageSettled

router = APIRouter(tags=["outcomes"])


class Outcomes(BaseModel):
    """Counts by outcome, and the latest ones; `next_before` asks for the ones before."""

    counts: dict[str, int]
    latest: list[PageSettled]
    next_before: str | None


@router.get("/outcomes")
async def outcomes(
    desk: AtDesk,
    outcome: str = "",
    reason: str = "",
    before: str = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Outcomes:
    """Counts of all, and the latest ones, by outcome and reason where they are given."""
    counts = await asyncio.gather(
        *(desk.store.count("outcomes", where={"outcome": o.value}) for o in Outcome)
    )
    latest, more = await OUTCOMES.page(
        desk.store, {"outcome": outcome, "reason": reason}, limit=limit, before=before
    )
    return Outcomes(
        counts=dict(zip([o.value for o in Outcome], counts, strict=True)),
        latest=latest,
        next_before=more,
    )


@router.get("/outcomes/{page_id}")
async def outcome_of(desk: AtDesk, page_id: str) -> PageSettled:
    """The outcome of one page."""
    found = await OUTCOMES.one(desk.store, page_id)
    if found is None:
        raise Problem(404, "No outcome is known of this page.")
    return found
