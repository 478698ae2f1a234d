"""What only the SQLite bus promises: one file, other processes beside it, and sudden death."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.bus.places import everything, page, take, values
from wirewatch.adapters.sqlite import SqliteBus, bus_file
from wirewatch.adapters.sqlite.bus_file import SCHEMA_VERSION
from wirewatch.core.errors import Misconfigured, Retry
from wirewatch.core.message import Message

# Copies numbers from `pages` to `enriched`, one commit each, until it is killed.
_COPY_UNTIL_KILLED = """
import asyncio, sys
from pathlib import Path
from wirewatch.adapters.sqlite import SqliteBus
from wirewatch.core.message import Message

async def main():
    bus = SqliteBus(Path(sys.argv[1]))
    consumer = await bus.consumer("enrich", ["pages"])
    while True:
        records = await consumer.poll(max_messages=3, timeout_seconds=1)
        out = [Message("enriched", r.message.key, r.message.value) for r in records]
        await consumer.commit(out, records)
        print(len(records), flush=True)

asyncio.run(main())
"""

_PRODUCE_ONE = """
import asyncio, sys
from pathlib import Path
from wirewatch.adapters.sqlite import SqliteBus
from wirewatch.core.message import Message

async def main():
    bus = SqliteBus(Path(sys.argv[1]))
    await bus.produce([Message("rules", "r", b"from outside")])
    await bus.close()

asyncio.run(main())
"""

_HOLD_RUN_LOCK = """
import sys
from pathlib import Path
from wirewatch.adapters.sqlite import SqliteBus

SqliteBus(Path(sys.argv[1])).acquire_run_lock()
print("held", flush=True)
sys.stdin.read()
"""


def start(program: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "bus.sqlite"


@pytest.mark.parametrize("commits_before_death", [1, 7, 20])
async def test_sudden_death_neither_loses_nor_doubles(
    path: Path, commits_before_death: int
) -> None:
    bus = SqliteBus(path)
    await bus.produce([page("a", n) for n in range(300)])
    await bus.close()
    with start(_COPY_UNTIL_KILLED, path) as process:
        assert process.stdout is not None
        for _ in range(commits_before_death):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)

    bus = SqliteBus(path)
    copied = await everything(bus, "enriched")
    assert len(copied) >= 3 * commits_before_death
    assert await bus.lag("enrich", ["pages"]) == {"pages": 300 - len(copied)}
    consumer = await bus.consumer("enrich", ["pages"])
    rest = await take(consumer, 300 - len(copied))
    await consumer.commit([Message("enriched", "a", r.message.value) for r in rest], rest)

    expected: list[bytes | None] = [str(n).encode() for n in range(300)]
    assert values(await everything(bus, "enriched")) == expected
    await bus.close()


async def test_another_process_wakes_a_waiting_poll(path: Path) -> None:
    bus = SqliteBus(path)
    consumer = await bus.consumer("match", ["rules"])
    follower = asyncio.ensure_future(anext(bus.follow("rules")))
    waiting = asyncio.ensure_future(consumer.poll(max_messages=1, timeout_seconds=30))
    await bus.ends("rules")

    with start(_PRODUCE_ONE, path) as process:
        assert values(await asyncio.wait_for(waiting, 20)) == [b"from outside"]
        assert (await asyncio.wait_for(follower, 20)).message.value == b"from outside"
    assert process.returncode == 0
    await bus.close()


async def test_of_two_processes_in_one_group_one_commits(path: Path) -> None:
    first, second = SqliteBus(path), SqliteBus(path)
    await first.produce([page("a", n) for n in range(3)])
    one = await first.consumer("enrich", ["pages"])
    other = await second.consumer("enrich", ["pages"])
    records = await take(one, 3)
    same = await take(other, 3)
    await one.commit([], records)

    with pytest.raises(Retry):
        await other.commit([Message("enriched", "a", b"twice")], same)

    assert await everything(first, "enriched") == []
    assert await other.poll(max_messages=3, timeout_seconds=0) == []
    await first.close()
    await second.close()


async def test_concurrent_commits_share_a_transaction_and_fail_alone(path: Path) -> None:
    first, second = SqliteBus(path), SqliteBus(path)
    await first.produce([page("a", n) for n in range(3)])
    stale = await first.consumer("enrich", ["pages"])
    records = await take(stale, 3)
    faster = await second.consumer("enrich", ["pages"])
    await faster.commit([], await take(faster, 3))

    results = await asyncio.gather(
        first.produce([Message("rules", "r", b"before")]),
        stale.commit([Message("enriched", "a", b"stale")], records),
        first.produce([Message("rules", "r", b"after")]),
        return_exceptions=True,
    )

    assert [type(r) for r in results] == [type(None), Retry, type(None)]
    assert values(await everything(second, "rules")) == [b"before", b"after"]
    assert await everything(second, "enriched") == []
    await first.close()
    await second.close()


async def test_a_locked_file_is_a_retry_and_nothing_is_lost(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus_file, "BUSY_TIMEOUT_SECONDS", 0.2)
    bus = SqliteBus(path)
    await bus.produce([page("a", 0)])
    consumer = await bus.consumer("enrich", ["pages"])
    records = await take(consumer, 1)
    blocker = sqlite3.connect(path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")

    with pytest.raises(Retry):
        await consumer.commit([Message("enriched", "a", b"x")], records)

    blocker.execute("ROLLBACK")
    blocker.close()
    again = await take(consumer, 1)
    assert again == records
    await consumer.commit([Message("enriched", "a", b"x")], again)
    assert values(await everything(bus, "enriched")) == [b"x"]
    await bus.close()


def test_nothing_is_opened_before_the_first_use(path: Path) -> None:
    bus = SqliteBus(path)
    assert not path.parent.exists()

    async def use() -> None:
        await bus.ends("pages")
        await bus.close()
        await bus.close()

    asyncio.run(use())
    assert path.exists()


async def test_commits_survive_a_loss_of_power(path: Path) -> None:
    bus = SqliteBus(path)
    await bus.ends("pages")
    settings = await bus._log._transactions.read(  # type: ignore[attr-defined]
        lambda db: [
            db.execute(f"PRAGMA {n}").fetchone()[0] for n in ("journal_mode", "synchronous")
        ]
    )
    assert settings == ["wal", 2]  # 2 is FULL: an fsync per commit
    await bus.close()


def test_the_second_to_run_is_told_so(path: Path) -> None:
    with start(_HOLD_RUN_LOCK, path) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        second = SqliteBus(path)

        with pytest.raises(Misconfigured, match=rf"process {holder.pid}\) runs on .*data; stop it"):
            second.acquire_run_lock()

        holder.send_signal(signal.SIGKILL)
    second.acquire_run_lock()  # the dead hold nothing
    second.acquire_run_lock()


async def test_closing_gives_the_run_lock_back(path: Path) -> None:
    first, second = SqliteBus(path), SqliteBus(path)
    first.acquire_run_lock()
    with pytest.raises(Misconfigured, match=f"process {os.getpid()}"):
        second.acquire_run_lock()
    await first.close()

    second.acquire_run_lock()
    await second.close()


@pytest.mark.parametrize(
    ("version", "words"), [(SCHEMA_VERSION + 1, "a newer"), (SCHEMA_VERSION - 1, "an older")]
)
async def test_another_versions_file_is_left_alone(path: Path, version: int, words: str) -> None:
    bus = SqliteBus(path)
    await bus.produce([page("a", 0)])
    await bus.close()
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {version}")
    db.close()

    with pytest.raises(Misconfigured, match=f"{words} wirewatch"):
        await SqliteBus(path).ends("pages")

    with sqlite3.connect(path) as db:
        assert db.execute("SELECT count(*) FROM records").fetchone() == (1,)
    db.close()


async def test_somebody_elses_file_is_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("not a database, and long enough to be read as the header of one " * 20)
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE theirs (x)")
    db.close()
    before = text.read_bytes(), other.read_bytes()

    for path in (text, other, tmp_path):
        with pytest.raises(Misconfigured, match=path.name):
            await SqliteBus(path).ends("pages")

    assert (text.read_bytes(), other.read_bytes()) == before
