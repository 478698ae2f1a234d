"""Structured logs: colours on a terminal, one JSON object a line elsewhere."""

import logging
import sys
from typing import Any, Literal

import structlog

LogFormat = Literal["auto", "json", "console"]
_VALUE_CHARACTERS = 500
_VALUES = 50
"""Of a list or a table, so many are written."""


def configure(*, level: str = "info", log_format: LogFormat = "auto", stream: Any = None) -> None:
    """Set up logging for the process; called once, by the command line."""
    out = stream if stream is not None else sys.stderr
    numeric = logging.getLevelNamesMapping()[level.upper()]
    console = log_format == "console" or (log_format == "auto" and out.isatty())
    renderer: Any = (
        structlog.dev.ConsoleRenderer()
        if console
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _bounded,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(numeric),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(_Inert("%(name)s: %(message)s"))
    logging.basicConfig(level=max(numeric, logging.WARNING), handlers=[handler])


class _Inert(logging.Formatter):
    """What libraries log: no control characters, and what goes on in another line is set in."""

    def format(self, record: logging.LogRecord) -> str:
        return _inert(super().format(record), "\n").replace("\n", "\n    ")


def logger(service: str) -> structlog.typing.FilteringBoundLogger:
    """The logger of a service."""
    bound: structlog.typing.FilteringBoundLogger = structlog.get_logger().bind(service=service)
    return bound


def _bounded(_logger: Any, _method: str, event: Any) -> Any:
    """Values are cut to a length and lose control characters: a page cannot forge a log line.

    A traceback keeps its lines and its length.
    """
    for key, value in event.items():
        event[key] = _inert(value, "\n") if key == "exception" else _plain(value)
    return event


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        whole = len(value) <= _VALUE_CHARACTERS
        return _inert(value if whole else value[:_VALUE_CHARACTERS] + "…")
    if isinstance(value, dict):
        return {_plain(k): _plain(v) for k, v in list(value.items())[:_VALUES]}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(v) for v in list(value)[:_VALUES]]
    return value if isinstance(value, int | float | None) else _plain(str(value))


def _inert(text: str, kept: str = "") -> str:
    return "".join(c if c.isprintable() or c in kept else "\ufffd" for c in text)
