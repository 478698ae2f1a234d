"""The probes of every service: alive, ready, and the metrics."""

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import JSONResponse, Response

from wirewatch.console.desk import AtDesk

router = APIRouter()


@router.get("/healthz")
async def healthz(desk: AtDesk) -> Response:
    """Whether the services of this process live."""
    stuck = desk.health.stuck()
    return JSONResponse({"stuck": stuck}, 503 if stuck else 200)


@router.get("/readyz")
async def readyz(desk: AtDesk) -> Response:
    """Whether they work."""
    return JSONResponse(desk.health.report(), 200 if desk.health.is_ready else 503)


@router.get("/metrics")
async def metrics() -> Response:
    """How much, for Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
