"""Supervised worker processes: one job at a time, with deadlines and a memory limit, killed alone.

`concurrent.futures.ProcessPoolExecutor` can do none of this: one worker that dies breaks the whole
pool, and a job that hangs cannot be ended.
"""

import asyncio
import contextlib
import multiprocessing
import pickle
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

import structlog

from wirewatch.core.errors import Reason, Reject, Retry
from wirewatch.runtime import metrics
from wirewatch.runtime.machine_faults import WAIT_SECONDS
from wirewatch.runtime.worker_process import Limits, worker_main

START_SECONDS = 180.0
"""How long a worker may take to load its models."""

_SPAWN = multiprocessing.get_context("spawn")

__all__ = ["Limits", "WorkerFailed", "WorkerPool"]


class WorkerFailed(Exception):
    """A job raised something that is not a Reject; the text is the worker's traceback."""


class WorkerPool:
    """Runs `module:factory(*arguments)(job)` in processes of its own.

    The factory is called once per process and returns the function that does the jobs, so models
    are loaded once. Arguments, jobs and results are pickled.
    """

    def __init__(
        self,
        name: str,
        factory: str,
        *,
        arguments: tuple[Any, ...] = (),
        size: int,
        limits: Limits,
        log: structlog.typing.FilteringBoundLogger,
    ) -> None:
        self.name = name
        self._factory = factory
        self._limits = limits
        self._log = log
        self._threads = ThreadPoolExecutor(size, thread_name_prefix=f"{name}-supervisor")
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        self._workers = [_Worker(name, factory, arguments, limits, log) for _ in range(size)]

    async def start(self) -> None:
        """Start every worker and wait until all have loaded.

        Raises:
            WorkerFailed: a worker could not load.
        """
        loop = asyncio.get_running_loop()
        await asyncio.gather(
            *(
                loop.run_in_executor(self._threads, worker.ensure_started)
                for worker in self._workers
            )
        )
        for worker in self._workers:
            self._idle.put_nowait(worker)

    async def run(self, job: Any) -> Any:
        """The result of one job.

        Raises:
            Reject: the job itself refused its input, or broke a limit (`timed_out`,
                `out_of_memory`), or twice killed its worker (`crashed`).
            Retry: the pool is closing, or a worker cannot be started again: no job's fault.
            WorkerFailed: the job raised something unexpected.
        """
        worker = await self._idle.get()
        work = asyncio.get_running_loop().run_in_executor(self._threads, worker.run, job)
        try:
            # A cancelled caller must not hand a busy worker to the next one.
            return await asyncio.shield(work)
        finally:
            if work.done():
                self._idle.put_nowait(worker)
            else:
                work.add_done_callback(lambda _: self._idle.put_nowait(worker))

    async def close(self) -> None:
        """End every worker, whatever it does; safe to repeat."""
        for worker in self._workers:
            worker.end()

        def bury() -> None:
            self._threads.shutdown(wait=True)
            for worker in self._workers:
                worker.bury()

        await asyncio.get_running_loop().run_in_executor(None, bury)

    @property
    def pids(self) -> list[int]:
        """The process ids of the workers that live."""
        return [pid for worker in self._workers if (pid := worker.pid) is not None]


class _Worker:
    """One process and the thread-side end of its pipe."""

    def __init__(
        self,
        name: str,
        factory: str,
        arguments: tuple[Any, ...],
        limits: Limits,
        log: structlog.typing.FilteringBoundLogger,
    ) -> None:
        self._name = name
        self._factory = factory
        self._arguments = arguments
        self._limits = limits
        self._log = log
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._jobs = 0
        self._ended = threading.Event()

    @property
    def pid(self) -> int | None:
        process = self._process
        try:
            return process.pid if process is not None and process.is_alive() else None
        except ValueError:  # closed by its supervisor thread at this moment
            return None

    def ensure_started(self) -> Connection:
        if self._pipe is not None and self.pid is not None:
            return self._pipe
        self.bury()
        ours, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(
            target=worker_main,
            args=(theirs, self._factory, self._arguments, self._limits),
            name=f"wirewatch-{self._name}",
            daemon=True,
        )
        process.start()
        theirs.close()
        self._process, self._pipe, self._jobs = process, ours, 0
        if self._ended.is_set():  # `end` may have come just before there was a process to kill
            process.kill()
        reply = self._receive(ours, START_SECONDS)
        if reply != ("loaded", None):
            self.bury()
            raise WorkerFailed(f"worker {self._name} did not start: {reply}")
        return ours

    def run(self, job: Any) -> Any:
        """One job, on a fresh process a second time if the first one died under it."""
        for last in (False, True):
            pipe = self._started_again()
            try:
                pipe.send(job)
                reply = self._receive(pipe, self._limits.wall_seconds)
            except (BrokenPipeError, ConnectionResetError):
                reply = None
            if reply is not None:
                return self._result(reply)
            if self._ended.is_set():
                raise Retry(f"the {self._name} workers are closing")
            cause = self._cause_of_death()
            metrics.WORKER_DEATHS.labels(self._name, cause.value).inc()
            self._log.warning("worker_died", pool=self._name, cause=cause.value)
            if last or cause is not Reason.CRASHED:
                raise Reject(cause, f"the {self._name} worker ended on this input: {cause.value}")
        raise AssertionError("unreachable")

    def _started_again(self) -> Connection:
        try:
            if self._ended.is_set():
                raise Retry(f"the {self._name} workers are closing")
            return self.ensure_started()
        except WorkerFailed as error:  # it did start once: the machine is in trouble, not the job
            raise Retry(str(error)) from error

    def end(self) -> None:
        self._ended.set()
        process = self._process
        # Closed by its supervisor thread at this moment: it is dead.
        with contextlib.suppress(ValueError):
            if process is not None and process.is_alive():
                process.kill()

    def _result(self, reply: tuple[str, Any]) -> Any:
        kind, value = reply
        self._jobs += 1
        if kind == "rejected":
            reason, message = value
            if reason == Reason.OUT_OF_MEMORY:
                self.bury()
                metrics.WORKER_DEATHS.labels(self._name, reason).inc()
            raise Reject(Reason(reason), message)
        if kind == "unready":
            raise Retry(value, after_seconds=WAIT_SECONDS)
        if kind == "failed":
            raise WorkerFailed(value)
        if self._jobs >= self._limits.jobs_before_recycling:
            self.bury()
        return value

    def _receive(self, pipe: Connection, seconds: float) -> tuple[str, Any] | None:
        """The worker's answer; None when it died or its time ran out."""
        try:
            if not pipe.poll(seconds):
                return None
            reply: tuple[str, Any] = pipe.recv()
        except (EOFError, ConnectionResetError, pickle.UnpicklingError):
            return None
        return reply

    def _cause_of_death(self) -> Reason:
        process = self._process
        if process is None:
            return Reason.CRASHED
        process.join(0.5)
        if process.is_alive():
            self.bury()
            return Reason.TIMED_OUT
        code = process.exitcode
        self.bury()
        return Reason.TIMED_OUT if code == -signal.SIGXCPU else Reason.CRASHED

    def bury(self) -> None:
        """Kill the process if it lives, and give back what it held; by one thread at a time."""
        process, self._process = self._process, None
        pipe, self._pipe = self._pipe, None
        if process is not None:
            process.kill()
            process.join()
            process.close()
        if pipe is not None:
            pipe.close()
