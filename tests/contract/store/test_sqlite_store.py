"""What only a file can get wrong: locks, damage, formats, size."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from wirewatch.adapters.sqlite.store import SqliteStore
from wirewatch.adapters.sqlite.store_schema import FORMAT
from wirewatch.core.errors import Misconfigured, Reason, Reject, Retry
from wirewatch.core.ports import Query
from wirewatch.core.rules import parse


async def test_what_is_kept_outlives_the_store(tmp_path: Path, build: Any) -> None:
    first = SqliteStore(tmp_path / "store.sqlite")
    await first.prepare()
    await first.upsert([build.article(1, title="Flood"), build.alert(1)])
    await first.close()
    second = SqliteStore(tmp_path / "store.sqlite")
    await second.prepare()
    assert (await second.search(Query(node=parse("flood")))).total == 1
    assert await second.count("alerts") == 1
    await second.close()


async def test_two_stores_on_one_file(tmp_path: Path, build: Any) -> None:
    one, two = SqliteStore(tmp_path / "store.sqlite"), SqliteStore(tmp_path / "store.sqlite")
    await asyncio.gather(one.prepare(), two.prepare())
    await asyncio.gather(
        *(one.upsert([build.article(n)]) for n in range(0, 20, 2)),
        *(two.upsert([build.article(n)]) for n in range(1, 20, 2)),
    )
    assert (await one.search(Query())).total == (await two.search(Query())).total == 20
    await one.close()
    await two.close()


async def test_a_locked_file_is_tried_again(
    tmp_path: Path, build: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store.sqlite"
    store = SqliteStore(path)
    await store.prepare()
    await store._writing.run(lambda c: c.execute("PRAGMA busy_timeout = 50").fetchone())
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Retry, match="locked"):
        await store.upsert([build.article(1)])
    assert (await store.search(Query())).total == 0, "readers are not held up"
    other.execute("COMMIT")
    other.close()
    assert await store.upsert([build.article(1)]) == [None]
    await store.close()


async def test_the_event_loop_runs_while_the_file_is_locked(tmp_path: Path, build: Any) -> None:
    path = tmp_path / "store.sqlite"
    store = SqliteStore(path)
    await store.prepare()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(store.upsert([build.article(1)]))
    for _ in range(100):
        await asyncio.sleep(0)
    assert not waiting.done()
    assert (await store.search(Query())).total == 0
    other.execute("COMMIT")
    other.close()
    assert await waiting == [None]
    await store.close()


async def test_a_damaged_file(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite").write_bytes(b"this is no database at all\n" * 200)
    store = SqliteStore(tmp_path / "store.sqlite")
    with pytest.raises(Misconfigured, match=r"store\.sqlite"):
        await store.prepare()
    await store.close()


async def test_a_file_of_a_later_version(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "store.sqlite") as connection:
        connection.execute(f"PRAGMA user_version = {FORMAT + 1}")
    connection.close()
    store = SqliteStore(tmp_path / "store.sqlite")
    with pytest.raises(Misconfigured, match="format"):
        await store.prepare()
    await store.close()


async def test_a_folder_that_is_missing(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "nowhere" / "store.sqlite")
    with pytest.raises(Retry, match="unable to open"):
        await store.prepare()
    await store.close()


async def test_one_article_too_great_for_the_file(tmp_path: Path, build: Any) -> None:
    store = SqliteStore(tmp_path / "store.sqlite")
    await store.prepare()
    await store._writing.run(lambda c: c.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 20_000))
    small, great, last = await store.upsert(
        [
            build.article(1, title="Flood"),
            build.article(2, title="Flood", body=["word " * 10_000], people=["Ana"]),
            build.article(3, title="Flood"),
        ]
    )
    assert (small, last) == (None, None)
    assert isinstance(great, Reject)
    assert great.reason is Reason.REFUSED_BY_STORE
    overview = await store.overview(Query(node=parse("flood")))
    assert (overview.total, overview.facets["entity"]) == (2, ())
    await store.close()


async def test_a_refused_version_leaves_the_earlier_one(tmp_path: Path, build: Any) -> None:
    store = SqliteStore(tmp_path / "store.sqlite")
    await store.prepare()
    earlier = build.article(1, title="Flood", people=["Ana"])
    await store.upsert([earlier])
    await store._writing.run(lambda c: c.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 20_000))
    great = build.article(1, body=["word " * 10_000], minutes=9, first_minutes=1)
    (verdict,) = await store.upsert([great])
    assert isinstance(verdict, Reject)
    assert await store.article(earlier.article.article_id) == earlier
    assert (await store.search(Query(node=parse("flood"), entity="Ana"))).total == 1
    await store.close()


async def test_a_replaced_article_leaves_nothing_in_the_index(tmp_path: Path, build: Any) -> None:
    store = SqliteStore(tmp_path / "store.sqlite")
    await store.prepare()
    for n in range(5):
        await store.upsert([build.article(1, title=f"word{n}", minutes=n, people=[f"P{n}"])])
    counts = await store._reading.run(
        lambda c: [
            c.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("articles", "article_text", "article_facts")
        ]
    )
    assert counts == [1, 1, 2]
    await store._writing.run(
        lambda c: c.execute("INSERT INTO article_text (article_text) VALUES ('integrity-check')")
    )
    await store.close()


async def test_tokens_of_an_earlier_analysis_make_no_exact_total(
    tmp_path: Path, build: Any
) -> None:
    """The index may then disagree with the matcher, which decides what is found."""
    store = SqliteStore(tmp_path / "store.sqlite", verify_limit=2)
    await store.prepare()
    await store.upsert([build.article(n, title="Flood") for n in range(5)])
    assert (await store.search(Query(node=parse("flood")))).verified
    await store._writing.run(
        lambda c: c.execute("UPDATE articles SET analysis_version = 0 WHERE number = 3")
    )
    results = await store.search(Query(node=parse("flood"), limit=2))
    assert (results.total, results.verified, len(results.found)) == (5, False, 2)
    await store.close()


async def test_a_hit_that_the_matcher_denies_is_not_shown(tmp_path: Path, build: Any) -> None:
    store = SqliteStore(tmp_path / "store.sqlite")
    await store.prepare()
    await store.upsert([build.article(n, title="Flood") for n in range(3)])
    await store._writing.run(
        lambda c: c.execute("UPDATE article_text SET body_tokens = 'rain' WHERE rowid < 3")
    )
    results = await store.search(Query(node=parse("rain")))
    assert (results.found, results.verified) == ((), False)
    await store.close()
