"""The console as an application, and the server that carries it inside the running loop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from wirewatch.console.api import alerts as api_alerts
from wirewatch.console.api import dead as api_dead
from wirewatch.console.api import lists as api_lists
from wirewatch.console.api import outcomes as api_outcomes
from wirewatch.console.api import probes
from wirewatch.console.api import rules as api_rules
from wirewatch.console.api import search as api_search
from wirewatch.console.desk import SERVICE, Desk
from wirewatch.console.guard import SECURITY_HEADERS, Guard
from wirewatch.console.pages import (
    alerts,
    articles,
    dead,
    lists,
    live,
    outcomes,
    rule_past,
    rules,
    signin,
    sources,
)
from wirewatch.console.pages import search as search_pages
from wirewatch.console.problems import Problem, problem_response
from wirewatch.console.rendering import STATIC
from wirewatch.console.settings import ConsoleSettings, check_reach
from wirewatch.core.errors import Misconfigured, Retry
from wirewatch.core.ports import ArticleStore, Bus, Clock
from wirewatch.runtime.context import Context
from wirewatch.runtime.health import Health
from wirewatch.runtime.logs import logger

_GRACE_SECONDS = 2


def create_app(
    bus: Bus,
    store: ArticleStore,
    clock: Clock,
    settings: ConsoleSettings,
    health: Health,
    *,
    stop: asyncio.Event | None = None,
) -> FastAPI:
    """The console over a bus and a store.

    Args:
        bus: rules are written to it; alerts, dead letters and fetches are read from it.
        store: articles, alerts, deliveries and outcomes are read from it.
        clock: the time.
        settings: who may use the console.
        health: what the probes answer.
        stop: ends the live streams; it is also set when work beside the pages fails.
    """
    desk = Desk(
        bus, store, clock, settings, health, logger(SERVICE), stop if stop else asyncio.Event()
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with desk.open():
            yield

    app = FastAPI(
        title="wirewatch",
        version="1",
        description="Alerts, search, rules, outcomes and dead letters.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # FastAPI's own pages load their scripts from elsewhere.
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.desk = desk
    shown = (live, alerts, search_pages, articles, rules, rule_past, lists, outcomes, dead)
    for module in (*shown, sources, signin):
        app.include_router(module.router, include_in_schema=False)
    for api in (api_alerts, api_search, api_rules, api_lists, api_outcomes, api_dead):
        app.include_router(api.router, prefix="/api/v1")
    app.include_router(probes.router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(
        Guard, settings=settings, clock=clock, sessions=desk.sessions, attempts=desk.attempts
    )
    _handle_problems(app)
    return app


async def run_console(
    context: Context,
    store: ArticleStore,
    settings: ConsoleSettings,
    *,
    on_started: Callable[[str], None] | None = None,
) -> None:
    """Serve the console until the context's stop is set.

    Args:
        context: the surroundings.
        store: what is shown.
        settings: where it listens; port 0 picks a free one.
        on_started: is told the address once it answers.

    Raises:
        Misconfigured: it would be open to others without a token, or the address cannot be had.
    """
    check_reach(settings)
    log = logger(SERVICE)
    listening = _listen(settings)
    app = create_app(context.bus, store, context.clock, settings, context.health, stop=context.stop)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="on",
        ws="none",
        http="h11",
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        h11_max_incomplete_event_size=32 * 1024,
    )
    server = _Server(config)
    address = _address(settings, listening)

    def started() -> None:
        log.info("console_started", address=address)
        if on_started is not None:
            on_started(address)

    server.on_started = started
    stopping = asyncio.create_task(_stop(server, context.stop))
    try:
        await server.serve([listening])
    finally:
        stopping.cancel()
        listening.close()
    failure = app.state.desk.failure
    if failure is not None:
        raise failure


class _Server(uvicorn.Server):
    """A server that leaves the process's signals alone."""

    on_started: Callable[[], None] | None = None

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and self.on_started is not None:
            self.on_started()


async def _stop(server: uvicorn.Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True


def _listen(settings: ConsoleSettings) -> socket.socket:
    try:
        found = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        family, kind, protocol, _, address = found[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise Misconfigured(f"console.host {settings.host}: {error.strerror}") from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        listening.close()
        raise Misconfigured(
            f"the console cannot listen on {settings.host}:{settings.port}: {error.strerror}"
        ) from error
    listening.setblocking(False)
    return listening


def _address(settings: ConsoleSettings, listening: socket.socket) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{listening.getsockname()[1]}"


def _handle_problems(app: FastAPI) -> None:
    async def problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return problem_response(request.scope, error.status, error.message)

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        message = "There is nothing at this address." if error.status_code == 404 else error.detail
        return problem_response(request.scope, error.status_code, message)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:])
        return problem_response(request.scope, 422, f"{where}: {first['msg']}")

    async def not_ready(request: Request, error: Exception) -> Response:
        app.state.desk.log.warning("not_ready", detail=str(error))
        response = problem_response(
            request.scope, 503, "The store or the bus is not ready. Try again in a moment."
        )
        response.headers["retry-after"] = "5"
        return response

    async def defect(request: Request, _error: Exception) -> Response:
        response = problem_response(request.scope, 500, "This is a defect; the log says more.")
        response.headers.update(SECURITY_HEADERS)
        return response

    app.add_exception_handler(Problem, problem)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Retry, not_ready)
    app.add_exception_handler(Exception, defect)
