"""Reading the history in steps, and what became of rules."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wirewatch.core.ports import Activity, ArticleStore, Count, Query
from wirewatch.core.rules import parse


async def steps(store: ArticleStore, query: Query, **options: Any) -> list[list[str]]:
    """The paths that each step of a scan finds."""
    found: list[list[str]] = []
    after: str | None = None
    while True:
        stretch = await store.scan(query, after=after, **options)
        found.append([f.article.article.url.rsplit("/", 1)[1] for f in stretch.found])
        after = stretch.after
        if after is None:
            return found


async def test_every_hit_comes_once_in_order(store: ArticleStore, build: Any) -> None:
    await store.upsert(
        [
            build.article(n, minutes=n // 2, body=["A flood came."] if n % 3 else ["Rain."])
            for n in range(60)
        ]
    )
    wanted = [str(n) for n in range(60) if n % 3]
    query = Query(node=parse("flood NEAR/1 came"), limit=1)
    for oldest_first in (True, False):
        found = await steps(store, query, limit=7, oldest_first=oldest_first)
        flat = [path for step in found for path in step]
        assert sorted(flat, key=int) == wanted
        times = [int(path) // 2 for path in flat]
        assert times == sorted(times, reverse=not oldest_first)
        assert all(len(step) <= 7 for step in found)


async def test_a_scan_keeps_to_its_window_and_proves(store: ArticleStore, build: Any) -> None:
    await store.upsert([build.article(n, body=["A flood came."]) for n in range(10)])
    query = Query(node=parse("flood"), since=build.moment(3), until=build.moment(6))
    stretch = await store.scan(query, oldest_first=True)
    assert [f.article.article.url[-1] for f in stretch.found] == ["3", "4", "5"]
    assert (stretch.examined, stretch.after) == (3, None)
    assert all(f.match is not None and f.match.hits for f in stretch.found)
    assert (await store.scan(Query(since=build.moment(8)))).examined == 2


async def test_a_scan_without_end_is_told(store: ArticleStore, build: Any) -> None:
    assert (await store.scan(Query())).after is None
    await store.upsert([build.article(n) for n in range(3)])
    stretch = await store.scan(Query(), limit=3)
    assert stretch.after is not None
    assert await store.scan(Query(), limit=3, after=stretch.after) == type(stretch)((), 0, None)
    with pytest.raises(ValueError, match="not a cursor"):
        await store.scan(Query(), after="nonsense")


async def test_an_overview_says_whether_it_is_verified(store: ArticleStore, build: Any) -> None:
    """NEAR is no question for an index: few candidates are verified, of many it counts all."""
    near = Query(node=parse("flood NEAR/0 came"))
    texts = ["A flood came.", "They came after the flood."]
    await store.upsert([build.article(n, body=[texts[n % 2]]) for n in range(20)])
    overview = await store.overview(near)
    assert (overview.total, overview.verified, overview.candidates) == (10, True, 20)
    assert sum(bar.count for bar in overview.histogram) == 10
    assert overview.facets["site"] == (Count("example.org", 10),)
    assert (await store.overview(Query(node=parse("flood")))).verified
    await store.upsert([build.article(n, body=[texts[n % 2]]) for n in range(20, 40)])
    overview = await store.overview(near)
    assert overview.verified == (overview.total == 20)
    assert overview.total in (20, 40)


async def test_activity(store: ArticleStore, build: Any) -> None:
    day = 24 * 60
    await store.upsert(
        [
            build.alert(0),
            build.alert(2 * day, copies=(1, 2)),
            build.alert(2 * day + 1, sequence=3),
            build.alert(3 * day),
            build.alert(5, rule="fires"),
        ]
    )
    since = build.moment(day)
    found = await store.activity(["floods", "fires", "never"], since)
    assert found["floods"] == Activity(
        alerts=4,
        last_at=build.moment(3 * day + 1),
        recent_alerts=3,
        recent_hits=5,
        days=(Count("2026-11-05", 2), Count("2026-11-06", 1)),
    )
    assert found["fires"] == Activity(alerts=1, last_at=found["fires"].last_at)
    assert found["fires"].last_at in (build.moment(5), build.moment(6))
    assert "never" not in found
    rules = [*map(str, range(2_500)), "floods"]
    assert list(await store.activity(rules, since)) == ["floods"]
    assert await store.activity([], datetime.now(UTC) - timedelta(days=1)) == {}
