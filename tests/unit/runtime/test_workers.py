"""Worker processes, real ones: whatever a job does, the next one works."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import pytest_asyncio
import structlog

from wirewatch.core.errors import Reason, Reject, Retry
from wirewatch.runtime.workers import Limits, WorkerFailed, WorkerPool

MIB = 1024 * 1024
FACTORY = "tests.unit.runtime.worker_jobs:factory"


def pool_of(size: int = 1, factory: str = FACTORY, **limits: Any) -> WorkerPool:
    given = {"wall_seconds": 20.0, "cpu_seconds": 10, "memory_bytes": 512 * MIB, **limits}
    return WorkerPool(
        "tests", factory, size=size, limits=Limits(**given), log=structlog.get_logger()
    )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[WorkerPool]:
    made = pool_of(cpu_seconds=1)
    await made.start()
    yield made
    await made.close()


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def works(pool: WorkerPool) -> None:
    assert await pool.run(("echo", "still here")) == "still here"


async def test_result(pool: WorkerPool) -> None:
    assert await pool.run(("echo", {"page": b"\x00\xff"})) == {"page": b"\x00\xff"}


async def test_reject_passes_through(pool: WorkerPool) -> None:
    with pytest.raises(Reject, match="noise") as caught:
        await pool.run(("reject", "noise"))
    assert caught.value.reason is Reason.BINARY
    await works(pool)


async def test_exception_brings_its_traceback(pool: WorkerPool) -> None:
    before = pool.pids
    with pytest.raises(WorkerFailed, match=r"(?s)KeyError: 'gone'.*worker_jobs.py.*_fail"):
        await pool.run(("fail", "gone"))
    await works(pool)
    assert pool.pids == before


async def test_result_that_cannot_be_sent(pool: WorkerPool) -> None:
    with pytest.raises(WorkerFailed, match="cannot be sent"):
        await pool.run(("lambda", None))
    await works(pool)


async def test_nested_too_deeply(pool: WorkerPool) -> None:
    with pytest.raises(Reject) as caught:
        await pool.run(("recurse", 0))
    assert caught.value.reason is Reason.TOO_COMPLEX
    await works(pool)


async def test_endless_loop_ends_at_the_cpu_limit(pool: WorkerPool) -> None:
    started = time.monotonic()
    with pytest.raises(Reject) as caught:
        await pool.run(("spin", None))
    assert caught.value.reason is Reason.TIMED_OUT
    assert time.monotonic() - started < 15
    await works(pool)


async def test_memory_hog(pool: WorkerPool) -> None:
    with pytest.raises(Reject) as caught:
        await pool.run(("hog", 700))
    assert caught.value.reason is Reason.OUT_OF_MEMORY
    await works(pool)


@pytest.mark.parametrize("job", [("exit", 3), ("segfault", None)])
async def test_job_that_kills_its_worker_is_tried_twice(
    pool: WorkerPool, job: tuple[str, Any]
) -> None:
    with pytest.raises(Reject) as caught:
        await pool.run(job)
    assert caught.value.reason is Reason.CRASHED
    await works(pool)


async def test_worker_killed_in_the_midst_of_a_job(pool: WorkerPool, tmp_path: Path) -> None:
    assert await pool.run(("die_once", str(tmp_path / "tried"))) == "second try"


async def test_worker_killed_while_idle(pool: WorkerPool) -> None:
    await works(pool)
    [pid] = pool.pids
    os.kill(pid, signal.SIGKILL)
    await works(pool)
    assert pool.pids != [pid]


async def test_cancelled_caller_leaves_no_busy_worker_to_the_next(pool: WorkerPool) -> None:
    cancelled = asyncio.ensure_future(pool.run(("sleep", 0.3)))
    await asyncio.sleep(0)
    cancelled.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cancelled
    await works(pool)


async def test_wall_limit_recycling_and_close() -> None:
    pool = pool_of(wall_seconds=0.5, jobs_before_recycling=2)
    await pool.start()
    with pytest.raises(Reject) as caught:
        await pool.run(("sleep", 60))
    assert caught.value.reason is Reason.TIMED_OUT
    pids = [await pool.run(("pid", None)) for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]
    await pool.close()
    assert pool.pids == []
    assert not any(psutil.pid_exists(pid) for pid in pids)
    await pool.close()


async def test_close_in_the_midst_of_a_job_refuses_no_input() -> None:
    pool = pool_of()
    await pool.start()
    job = asyncio.ensure_future(pool.run(("sleep", 60)))
    [pid] = pool.pids
    await asyncio.sleep(0)
    await pool.close()
    with pytest.raises(Retry, match=r"closing|did not start"):
        await job
    assert not psutil.pid_exists(pid)


async def test_worker_that_cannot_load() -> None:
    pool = pool_of(factory="tests.unit.runtime.worker_jobs:broken_factory")
    with pytest.raises(WorkerFailed, match="RuntimeError: the model is missing"):
        await pool.start()
    await pool.close()


_PARENT = """
import asyncio, os, signal, structlog
from wirewatch.runtime.workers import Limits, WorkerPool

async def main():
    pool = WorkerPool("tests", "tests.unit.runtime.worker_jobs:factory", size=1, limits=Limits(),
                      log=structlog.get_logger())
    await pool.start()
    print(*pool.pids, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    asyncio.run(main())
"""


async def test_death_of_the_parent_ends_the_worker(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(_PARENT)
    done = subprocess.run(  # noqa: ASYNC221 - nothing else runs meanwhile
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in (os.getcwd(), *sys.path) if p)},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    worker = int(done.stdout)
    gone, alive = psutil.wait_procs(
        [psutil.Process(worker)] if psutil.pid_exists(worker) else [], timeout=10
    )
    assert not alive or all(p.status() == psutil.STATUS_ZOMBIE for p in alive), gone
