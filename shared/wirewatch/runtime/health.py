"""Health of a process: `/healthz` says it lives, `/readyz` that it works, `/metrics` how much."""

import time
from dataclasses import dataclass, field

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from wirewatch.core.errors import Misconfigured

STALE_SECONDS = 60.0
"""A service that has not polled for so long, and does not say that it waits, is stuck."""


@dataclass(slots=True)
class _State:
    ready: bool = False
    active: bool = True
    last: float | None = None
    moved: float = field(default_factory=lambda: time.monotonic())
    waiting_for: str | None = None


class Health:
    """What the services of one process say about themselves."""

    def __init__(self) -> None:
        self._states: dict[str, _State] = {}

    def starting(self, service: str) -> None:
        """The service is expected here, and not ready yet."""
        self._states[service] = _State()

    def ready(self, service: str) -> None:
        """The service works."""
        self._states[service] = _State(ready=True)

    def progress(self, service: str, *, active: bool = True) -> None:
        """The service has just polled; `active` tells whether it holds partitions."""
        state = self._states.setdefault(service, _State(ready=True))
        state.last = time.monotonic()
        if state.waiting_for or (active and not state.active):
            # It could not commit before: a standby, and who has waited, begin to count here.
            state.moved = state.last
        state.active = active
        state.waiting_for = None

    def moved(self, service: str) -> None:
        """The service has just committed."""
        state = self._states.setdefault(service, _State(ready=True))
        state.moved = time.monotonic()

    def idle_seconds(self, service: str) -> float:
        """How long ago the service committed; 0 while it waits, or holds no partitions."""
        state = self._states.get(service)
        if state is None or not state.ready or not state.active or state.waiting_for:
            return 0.0
        return time.monotonic() - state.moved

    def waiting(self, service: str, what: str) -> None:
        """The service waits for something outside."""
        state = self._states.setdefault(service, _State(ready=True))
        state.last = time.monotonic()
        state.waiting_for = what

    def gone(self, service: str) -> None:
        """The service has stopped."""
        self._states.pop(service, None)

    def stuck(self) -> list[str]:
        """Services that neither work nor wait; those that never poll cannot be told."""
        since = time.monotonic() - STALE_SECONDS
        return [
            name
            for name, state in self._states.items()
            if state.ready and state.last is not None and max(state.last, state.moved) < since
        ]

    def report(self) -> dict[str, str]:
        """One word or reason per service."""
        stuck = set(self.stuck())
        report = {}
        for name, state in sorted(self._states.items()):
            if not state.ready:
                report[name] = "starting"
            elif name in stuck:
                report[name] = "stuck"
            else:
                report[name] = f"waiting: {state.waiting_for}" if state.waiting_for else "ready"
        return report

    @property
    def is_ready(self) -> bool:
        """Whether every service works and waits for nothing."""
        return bool(self._states) and all(v == "ready" for v in self.report().values())


def health_app(health: Health) -> web.Application:
    """The three pages as an application of its own."""

    async def healthz(_request: web.Request) -> web.Response:
        stuck = health.stuck()
        return web.json_response({"stuck": stuck}, status=503 if stuck else 200)

    async def readyz(_request: web.Request) -> web.Response:
        return web.json_response(health.report(), status=200 if health.is_ready else 503)

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.add_routes(
        [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)]
    )
    return app


class HealthServer:
    """Serves the three pages; port 0 picks a free one."""

    def __init__(self, health: Health, *, host: str, port: int) -> None:
        self._runner = web.AppRunner(health_app(health), access_log=None)
        self._host = host
        self._port = port

    async def start(self) -> int:
        """Begin to listen; returns the port.

        Raises:
            Misconfigured: the address cannot be listened on.
        """
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        try:
            await site.start()
        except OSError as error:
            await self._runner.cleanup()
            place = f"{self._host}:{self._port}"
            raise Misconfigured(f"health cannot listen on {place}: {error.strerror}") from error
        port: int = self._runner.addresses[0][1]
        return port

    async def close(self) -> None:
        """Stop listening."""
        await self._runner.cleanup()
