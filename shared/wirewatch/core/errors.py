"""What can go wrong, in three families: try again, refuse the input, or fix the configuration.

    WirewatchError
    ├── Retry           the outside world is not ready; the same input may work later
    ├── Reject          this input can never work; it becomes a dead letter with a reason
    └── Misconfigured   the operator must change something; the process ends with exit code 2

Anything else that is raised is a defect of ours and is counted as `Reason.UNEXPECTED`.
"""

from enum import StrEnum


class Reason(StrEnum):
    """Why an input was refused: a metric label, a dead-letter header and a log key.

    The list is closed. `caused_by_input` tells the reasons that a bad source can cause by itself
    from the ones that point at us.
    """

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    BINARY = "binary"
    UNDECODABLE = "undecodable"
    TOO_COMPLEX = "too_complex"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    MALFORMED_MESSAGE = "malformed_message"
    UNKNOWN_SCHEMA = "unknown_schema"
    REFUSED_BY_BROKER = "refused_by_broker"
    REFUSED_BY_STORE = "refused_by_store"
    UNEXPECTED = "unexpected"

    @property
    def caused_by_input(self) -> bool:
        """Whether one source's bad input is enough to explain the refusal."""
        return self not in (Reason.REFUSED_BY_BROKER, Reason.REFUSED_BY_STORE, Reason.UNEXPECTED)


class WirewatchError(Exception):
    """The root of every error that wirewatch raises on purpose."""


class Retry(WirewatchError):
    """The same input may work later; `after_seconds` is the least time to wait, where known."""

    def __init__(self, message: str, *, after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.after_seconds = after_seconds


class Reject(WirewatchError):
    """This input can never work: it is kept whole as a dead letter under `reason`."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Misconfigured(WirewatchError):
    """Somebody must change a setting; the message says which one and to what."""
