"""Facets and volume over time."""

from typing import Any

from wirewatch.core.ports import ArticleStore, Count, Query
from wirewatch.core.rules import parse


async def test_facets(store: ArticleStore, build: Any) -> None:
    await store.upsert(
        [
            build.article(1, people=["Ana", "Bo"], topics=[("m:1", "sport")], site="a.example"),
            build.article(2, people=["Ana", "Ana"], language="fr", site="b.example"),
            build.article(3, people=["Bo"], places=["Bo"], site="b.example"),
            build.article(4, people=["Cy"], topics=[("m:1", "sport"), ("m:2", "war")]),
        ]
    )
    overview = await store.overview(Query())
    assert overview.total == 4
    assert overview.facets["language"] == (Count("en", 3), Count("fr", 1))
    assert overview.facets["site"] == (
        *(Count("b.example", 2), Count("a.example", 1), Count("example.org", 1)),
    )
    assert overview.facets["entity"] == (Count("Ana", 2), Count("Bo", 2), Count("Cy", 1))
    assert overview.facets["topic"] == (Count("sport", 2), Count("war", 1))


async def test_ten_values_at_most(store: ArticleStore, build: Any) -> None:
    await store.upsert(
        [build.article(n, people=[f"P{k:02}" for k in range(n)]) for n in range(1, 15)]
    )
    entities = (await store.overview(Query())).facets["entity"]
    assert entities == tuple(Count(f"P{k:02}", 14 - k) for k in range(10))


async def test_of_a_query(store: ArticleStore, build: Any) -> None:
    await store.upsert(
        [
            build.article(1, body=["flood"], language="fr"),
            build.article(2, body=["rain"], language="fr"),
            build.article(3, body=["flood"]),
        ]
    )
    overview = await store.overview(Query(node=parse("flood")))
    assert overview.total == 2
    assert overview.facets["language"] == (Count("en", 1), Count("fr", 1))
    assert sum(bar.count for bar in overview.histogram) == 2
    assert (await store.overview(Query(node=parse("flood"), language="fr"))).total == 1
    assert (await store.overview(Query(node=parse("flood"), before="0~x", limit=0))).total == 2


async def test_volume_over_time(store: ArticleStore, build: Any) -> None:
    await store.upsert(
        [build.article(n, minutes=minutes) for n, minutes in enumerate((0, 1, 1, 4))]
    )
    histogram = (await store.overview(Query())).histogram
    assert histogram == (
        Count("2026-11-03T08:30:00Z", 1),
        Count("2026-11-03T08:31:00Z", 2),
        Count("2026-11-03T08:32:00Z", 0),
        Count("2026-11-03T08:33:00Z", 0),
        Count("2026-11-03T08:34:00Z", 1),
    )


async def test_volume_over_days_in_few_bars(store: ArticleStore, build: Any) -> None:
    await store.upsert([build.article(n, minutes=n * 700) for n in range(20)])
    histogram = (await store.overview(Query(), buckets=12)).histogram
    assert 6 < len(histogram) <= 12
    assert sum(bar.count for bar in histogram) == 20
    assert all(bar.value.endswith("T00:00:00Z") for bar in histogram)
