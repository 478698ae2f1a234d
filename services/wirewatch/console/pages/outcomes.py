"""What became of each page."""

import asyncio

from fastapi import APIRouter, Request
from starlette.responses import Response

from wirewatch.console.desk import AtDesk
from wirewatch.console.problems import Problem
from wirewatch.console.records import ALERTS, OUTCOMES
from wirewatch.console.rendering import page
from wirewatch.core.errors import Reason
from wirewatch.core.extract import NotAnArticleReason
from wirewatch.events import Outcome

router = APIRouter()

REASONS = tuple(sorted({*map(str, NotAnArticleReason), *map(str, Reason)}))


@router.get("/outcomes")
async def outcomes(
    request: Request, desk: AtDesk, outcome: str = "", reason: str = "", before: str = ""
) -> Response:
    """Counts, and the latest ones."""
    counts = await asyncio.gather(
        *(desk.store.count("outcomes", where={"outcome": o.value}) for o in Outcome)
    )
    latest, more = await OUTCOMES.page(
        desk.store, {"outcome": outcome, "reason": reason}, before=before
    )
    return page(
        request,
        "outcomes.html",
        counts=list(zip([o.value for o in Outcome], counts, strict=True)),
        total=sum(counts),
        latest=latest,
        more=more,
        outcome=outcome,
        reason=reason,
        reasons=REASONS,
    )


@router.get("/outcomes/{page_id}")
async def outcome_of(request: Request, desk: AtDesk, page_id: str) -> Response:
    """The way of one page: outcome, article, alerts."""
    settled = await OUTCOMES.one(desk.store, page_id)
    if settled is None:
        raise Problem(404, "No outcome is known of this page; it may still be on its way.")
    grouped = await desk.store.article(settled.article_id)
    alerts, _ = await ALERTS.page(desk.store, {"article_id": settled.article_id})
    pages, _ = await OUTCOMES.page(desk.store, {"article_id": settled.article_id}, limit=20)
    return page(
        request,
        "outcome.html",
        settled=settled,
        grouped=grouped,
        alerts=alerts,
        pages=[p for p in pages if p.page_id != page_id],
    )
