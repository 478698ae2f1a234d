"""The port through which alerts leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SendResult:
    """What the receiver answered, or why there is no answer: exactly one of the two is None."""

    status_code: int | None
    error: str | None
    retry_after_seconds: float | None
    elapsed_ms: int


class Sender(Protocol):
    """Sends one message over HTTP. It never raises for what the other side does."""

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> SendResult:
        """POST a body. Redirects are not followed: a 3xx is an answer like any other."""
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...
