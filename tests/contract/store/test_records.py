"""Alerts, deliveries and outcomes: newest first, narrowed, counted."""

from typing import Any

import pytest

from wirewatch.core.ports import ArticleStore, Query
from wirewatch.core.rules import parse

UNKNOWN = "is not a valid Kind|found by `search`"


async def test_newest_first_in_pages(store: ArticleStore, build: Any) -> None:
    await store.upsert([build.outcome(n, "indexed") for n in range(12)])
    seen: list[str] = []
    before: str | None = None
    while page := await store.records("outcomes", limit=5, before=before):
        seen += [record["page_id"] for record in page]
        before = page[-1]["cursor"]
    assert seen == [f"page-{n}" for n in reversed(range(12))]


async def test_where(store: ArticleStore, build: Any) -> None:
    await store.upsert(
        [
            build.alert(1, rule="floods", copies=[7]),
            build.alert(2, rule="floods"),
            build.alert(2, rule="storms"),
            build.outcome(1, "indexed"),
            build.outcome(2, "dead", reason="empty"),
            build.outcome(3, "dead", reason="binary"),
        ]
    )
    assert await store.count("alerts") == 3
    assert await store.count("alerts", where={"rule_id": "floods"}) == 2
    assert await store.count("alerts", where={"rule_id": "floods", "story_id": "story-2"}) == 1
    by_copy = await store.records(
        "alerts", where={"article_id": build.article(7).article.article_id}
    )
    assert [record["story_id"] for record in by_copy] == ["story-1"]
    assert await store.count("outcomes", where={"outcome": "dead"}) == 2
    (empty,) = await store.records("outcomes", where={"outcome": "dead", "reason": "empty"})
    assert empty["page_id"] == "page-2"
    assert await store.records("outcomes", where={"page_id": "page-9"}) == []


async def test_a_state_that_moves_on_is_found_by_its_new_fields_only(
    store: ArticleStore, build: Any
) -> None:
    await store.upsert([build.delivery(n) for n in range(3)])
    await store.upsert([build.delivery(1, status="failed", version=2)])
    pending = await store.records("deliveries", where={"status": "pending"})
    assert [record["delivery_id"] for record in pending] == ["delivery-2", "delivery-0"]
    (failed,) = await store.records("deliveries", where={"status": "failed"})
    assert failed["version"] == 2


@pytest.mark.parametrize("kind", ["articles", "rules", "", "../alerts"])
async def test_unknown_kinds_are_refused(store: ArticleStore, kind: str) -> None:
    with pytest.raises(ValueError, match=UNKNOWN):
        await store.records(kind)
    with pytest.raises(ValueError, match=UNKNOWN):
        await store.record(kind, "x")
    with pytest.raises(ValueError, match=UNKNOWN):
        await store.count(kind)


async def test_unknown_fields_are_refused(store: ArticleStore) -> None:
    with pytest.raises(ValueError, match="colour"):
        await store.records("alerts", where={"colour": "red"})
    with pytest.raises(ValueError, match="colour"):
        await store.count("alerts", where={"colour": "red"})


async def test_what_is_removed_is_gone_and_a_later_version_is_kept(
    store: ArticleStore, build: Any
) -> None:
    await store.upsert([build.article(n, body=["Flood in Doha."]) for n in range(3)])
    await store.upsert([build.alert(1), build.delivery(1), build.outcome(1, "indexed")])
    gone = build.article(1).article.article_id
    await store.remove("articles", [gone, "unknown"])
    assert await store.article(gone) is None
    assert (await store.search(Query(node=parse("flood")))).total == 2
    await store.remove("outcomes", ["page-1"])
    await store.remove("deliveries", ["delivery-1"])
    assert await store.count("outcomes") == await store.count("deliveries") == 0
    assert await store.count("alerts") == 1
    alert = build.alert(1)
    await store.remove("alerts", [alert.alert_id])
    assert await store.record("alerts", alert.alert_id) is None
    assert await store.records("alerts", where={"rule_id": alert.rule_id}) == []
    await store.upsert([build.article(1, body=["Flood again."], epoch=1)])
    assert (await store.search(Query(node=parse("flood")))).total == 3
    with pytest.raises(ValueError, match="Kind"):
        await store.remove("rules", ["x"])
