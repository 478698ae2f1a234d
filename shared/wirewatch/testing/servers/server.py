"""A server that a test can start, end, kill and start again, whatever runs it."""

import atexit
import os
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from types import TracebackType
from typing import ClassVar, Protocol, Self

READY_TIMEOUT_SECONDS = 120.0
STOP_TIMEOUT_SECONDS = 30.0
_POLL_SECONDS = 0.1


class ServerError(Exception):
    """A server did not start, did not answer, or was asked for what it cannot do."""


@dataclass(frozen=True, slots=True)
class Missing:
    """No server can be had on this machine; `reason` says in one line what to install."""

    reason: str


class Unit(Protocol):
    """What runs a server: a Java process or a container. Its data outlive its end."""

    def start(self) -> None:
        """Start it, the first time or again, on the same data and port."""

    def terminate(self, timeout_seconds: float) -> None:
        """Ask it to end and wait; end it hard after `timeout_seconds`."""

    def kill(self) -> None:
        """End it with SIGKILL and wait until it is gone."""

    def is_running(self) -> bool:
        """Whether the process or container is alive."""

    @property
    def pid(self) -> int | None:
        """The process id while it runs; None for what is no process of ours."""

    def log_tail(self) -> str:
        """The last lines of what it wrote."""

    def dispose(self) -> None:
        """Remove its data. It must have ended."""


class Server(ABC):
    """One server of our own on this machine; a context manager that starts and closes it.

    The methods block until the server is ready or gone. From a coroutine call them through
    `asyncio.to_thread`.
    """

    name: ClassVar[str]

    def __init__(self, unit: Unit, port: int) -> None:
        self._unit = unit
        self._owner_pid = os.getpid()
        self.port = port
        self.start_seconds = 0.0
        """How long the latest start took until a real request was answered."""

    @property
    @abstractmethod
    def endpoint(self) -> str:
        """What a client connects to."""

    @abstractmethod
    def probe(self, timeout_seconds: float) -> bool:
        """Whether this very server answers a real request."""

    def start(self) -> Self:
        """Start it and wait until it answers a real request.

        Raises:
            ServerError: it ended or did not answer in time; the message ends with its log.
        """
        began = time.monotonic()
        atexit.register(self._close_at_exit)
        self._unit.start()
        try:
            self._wait_until_ready(began + READY_TIMEOUT_SECONDS)
        except BaseException:
            self._unit.kill()
            raise
        self.start_seconds = time.monotonic() - began
        return self

    def stop(self) -> None:
        """End it in an orderly way; its data stay for the next `start`."""
        self._unit.terminate(STOP_TIMEOUT_SECONDS)

    def kill(self) -> None:
        """End it with SIGKILL; its data stay for the next `start`."""
        self._unit.kill()

    def restart(self) -> Self:
        """Stop it and start it again on the same data and the same port."""
        self.stop()
        return self.start()

    def is_running(self) -> bool:
        """Whether its process or container is alive."""
        return self._unit.is_running()

    @property
    def pid(self) -> int | None:
        """Its process id while it runs as our own process; None in a container."""
        return self._unit.pid

    def close(self) -> None:
        """Stop it and remove its data."""
        self.stop()
        self._unit.dispose()
        atexit.unregister(self._close_at_exit)

    def _close_at_exit(self) -> None:
        if os.getpid() == self._owner_pid:
            self._unit.kill()
            self._unit.dispose()

    def _wait_until_ready(self, deadline: float) -> None:
        while True:
            answered = self.probe(timeout_seconds=5.0)
            if not self._unit.is_running():
                raise ServerError(f"{self.name} ended while starting:\n{self._unit.log_tail()}")
            if answered:
                return
            if time.monotonic() > deadline:
                raise ServerError(
                    f"{self.name} did not answer within {READY_TIMEOUT_SECONDS:.0f} s:\n"
                    f"{self._unit.log_tail()}"
                )
            time.sleep(_POLL_SECONDS)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
