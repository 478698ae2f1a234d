"""Where pages come from, and how the last attempt went."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from wirewatch.console.desk import AtDesk
from wirewatch.console.fetches import last_fetches
from wirewatch.console.rendering import page

router = APIRouter()


@router.get("/sources")
async def sources(request: Request, desk: AtDesk) -> Response:
    """The list."""
    return page(request, "sources.html", sources=desk.sources, fetches=await last_fetches(desk.bus))
