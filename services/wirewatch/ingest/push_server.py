"""Serves the push application inside the run of ingest."""

import asyncio
import ipaddress
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from fastapi import FastAPI

from wirewatch.core.errors import Misconfigured
from wirewatch.ingest.settings import IngestSettings

_IDLE_SECONDS = 15
_GRACE_SECONDS = 5


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: the run as a whole decides when it ends."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def check_push(settings: IngestSettings) -> None:
    """Make sure that pushes from other machines need a token.

    Raises:
        Misconfigured: they would not.
    """
    if settings.push_port is None or settings.push_token is not None:
        return
    if not _is_loopback(settings.push_host):
        raise Misconfigured(
            f"push_host is {settings.push_host}, which other machines can reach: set push_token"
        )


@asynccontextmanager
async def serve_push(app: FastAPI, settings: IngestSettings) -> AsyncIterator[int]:
    """Serve the application for the duration of the block; gives the port.

    Raises:
        Misconfigured: the address cannot be bound.
    """
    server = _Server(
        uvicorn.Config(
            app,
            host=settings.push_host,
            port=settings.push_port or 0,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=_IDLE_SECONDS,
            timeout_graceful_shutdown=_GRACE_SECONDS,
            h11_max_incomplete_event_size=64 * 1024,
        )
    )
    try:
        socket = server.config.bind_socket()
    except (OSError, SystemExit) as error:
        where = f"{settings.push_host}:{settings.push_port}"
        raise Misconfigured(f"push_port: {where} cannot be bound") from error
    task = asyncio.create_task(server.serve(sockets=[socket]))
    try:
        yield int(socket.getsockname()[1])
    finally:
        server.should_exit = True
        await task


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
