"""The inside of a worker process: loads once, then does one job after the other, within limits."""

import contextlib
import gc
import importlib
import pickle
import resource
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from wirewatch.core.errors import Reason, Reject
from wirewatch.runtime.machine_faults import machine_fault


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job of a worker may use."""

    wall_seconds: float = 30.0
    cpu_seconds: int = 20
    memory_bytes: int = 1536 * 1024 * 1024
    jobs_before_recycling: int = 2_000


def worker_main(pipe: Connection, factory: str, arguments: tuple[Any, ...], limits: Limits) -> None:
    """A worker's life: load, then one job after the other until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the parent drains, and then ends us itself
    module, _, name = factory.partition(":")
    try:
        work: Callable[[Any], Any] = getattr(importlib.import_module(module), name)(*arguments)
    except Exception as error:  # reported to the parent, which decides
        pipe.send(("failed", f"{type(error).__name__}: {error}"))
        return
    # RLIMIT_DATA counts what a process allocates and not what it maps from files, so models that
    # are mapped do not count (Linux 4.7 and later).
    resource.setrlimit(resource.RLIMIT_DATA, (limits.memory_bytes, limits.memory_bytes))
    gc.collect()
    gc.freeze()  # the models stay: the collector need not look at them again and again
    pipe.send(("loaded", None))
    while True:
        try:
            job = pipe.recv()
        except (EOFError, OSError):
            return
        _limit_cpu(limits.cpu_seconds)
        answer = _answer(work, job)
        with contextlib.suppress(BrokenPipeError):  # the parent is gone, the next recv tells
            try:
                pipe.send(answer)
            except (pickle.PicklingError, TypeError, AttributeError) as error:
                pipe.send(("failed", f"the result cannot be sent: {error}"))


def _limit_cpu(seconds: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + seconds + 1, hard))


def _answer(work: Callable[[Any], Any], job: Any) -> tuple[str, Any]:
    try:
        return ("done", work(job))
    except Reject as reject:
        return ("rejected", (reject.reason.value, str(reject)))
    except MemoryError:
        return (
            "rejected",
            (Reason.OUT_OF_MEMORY.value, "the input needs more memory than allowed"),
        )
    except RecursionError:
        return ("rejected", (Reason.TOO_COMPLEX.value, "the input is nested too deeply"))
    except Exception as error:  # reported to the parent, which decides
        fault = machine_fault(error)
        if fault is not None:
            return ("unready", str(fault))
        return ("failed", f"{type(error).__name__}: {error}\n{traceback.format_exc()}")
