"""Jobs of every temper, for the worker processes of the tests."""

import ctypes
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from wirewatch.core.errors import Reason, Reject


def factory() -> Callable[[tuple[str, Any]], Any]:
    return work


def broken_factory() -> Callable[[Any], Any]:
    raise RuntimeError("the model is missing")


def work(job: tuple[str, Any]) -> Any:
    kind, value = job
    return _JOBS[kind](value)


def _reject(value: str) -> Any:
    raise Reject(Reason.BINARY, value)


def _fail(value: str) -> Any:
    raise KeyError(value)


def _spin(_: Any) -> Any:
    while True:
        pass


def _recurse(value: int) -> Any:
    return _recurse(value + 1)


def _hog(megabytes: int) -> Any:
    return len(b"x" * (megabytes * 1024 * 1024))


def _segfault(_: Any) -> Any:
    return ctypes.string_at(0)


def _exit(code: int) -> Any:
    os._exit(code)


def _die_once(marker: str) -> Any:
    """Killed from outside in the midst of the first try."""
    path = Path(marker)
    if path.exists():
        return "second try"
    path.touch()
    os.kill(os.getpid(), signal.SIGKILL)
    return None


_JOBS: dict[str, Callable[[Any], Any]] = {
    "echo": lambda value: value,
    "pid": lambda _: os.getpid(),
    "sleep": lambda seconds: time.sleep(seconds),
    "lambda": lambda _: lambda: None,
    "reject": _reject,
    "fail": _fail,
    "spin": _spin,
    "recurse": _recurse,
    "hog": _hog,
    "segfault": _segfault,
    "exit": _exit,
    "die_once": _die_once,
}
