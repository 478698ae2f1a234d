"""What a store keeps, and what it never overwrites."""

from datetime import timedelta
from typing import Any

from wirewatch.core.errors import Reason, Reject
from wirewatch.core.ports import ArticleStore, Query
from wirewatch.core.rules import parse
from wirewatch.events import Moment, Rule


async def test_prepare_can_be_repeated(store: ArticleStore, build: Any) -> None:
    await store.upsert([build.article(1)])
    await store.prepare()
    assert (await store.search(Query())).total == 1


async def test_an_article_comes_back_exactly(store: ArticleStore, build: Any) -> None:
    grouped = build.article(
        1,
        title="Überschwemmung in Köln — «рекорд» 水害",
        body=["First line\nsecond line", "tab\tand \u200b zero width", "emoji 🌊 \u0000 nul"],
        captions=["A caption"],
        people=["Ana Diaz"],
        topics=[("medtop:03000000", "disaster, accident and emergency incident")],
    )
    published = Moment(value="2026-11", precision="month", found_in="meta", sure=False)
    grouped = grouped.model_copy(
        update={"article": grouped.article.model_copy(update={"published": published})}
    )
    assert await store.upsert([grouped]) == [None]
    assert await store.article(grouped.article.article_id) == grouped
    (found,) = (await store.search(Query())).found
    assert found.article == grouped
    assert found.match is None


async def test_what_is_not_there(store: ArticleStore) -> None:
    assert await store.article("nothing") is None
    assert await store.record("alerts", "nothing") is None
    assert await store.count("outcomes") == 0
    assert (await store.search(Query())).found == ()
    overview = await store.overview(Query())
    assert (overview.total, overview.histogram) == (0, ())
    assert dict(overview.facets) == {"language": (), "site": (), "entity": (), "topic": ()}


async def test_a_later_version_replaces_and_an_earlier_one_does_not(
    store: ArticleStore, build: Any
) -> None:
    first = build.article(1, title="Old words", people=["Ana Diaz"], minutes=1)
    second = build.article(
        1, title="New words", people=["Bo Ek"], minutes=9, first_minutes=1, revision=2
    )
    for event in (first, second, first, second):
        assert await store.upsert([event]) == [None]
        assert (await store.article(first.article.article_id)) is not None
    assert await store.article(first.article.article_id) == second
    assert (await store.search(Query(node=parse("old")))).found == ()
    assert (await store.search(Query(node=parse("new")))).total == 1
    assert (await store.search(Query(entity="Ana Diaz"))).total == 0
    assert [c.value for c in (await store.overview(Query())).facets["entity"]] == ["Bo Ek"]


async def test_versions_in_one_batch(store: ArticleStore, build: Any) -> None:
    newer = build.article(1, title="Newer", minutes=5, first_minutes=1)
    older = build.article(1, title="Older", minutes=1)
    assert await store.upsert([newer, older, newer]) == [None, None, None]
    assert await store.article(newer.article.article_id) == newer


async def test_a_reprocess_of_equal_time_replaces(store: ArticleStore, build: Any) -> None:
    plain = build.article(1, title="Plain")
    again = build.article(1, title="Reprocessed", epoch=1)
    await store.upsert([again])
    await store.upsert([plain])
    assert await store.article(plain.article.article_id) == again


async def test_a_replay_changes_nothing(store: ArticleStore, build: Any) -> None:
    events = [
        *(build.article(n) for n in range(4)),
        *(build.alert(n) for n in range(3)),
        *(build.delivery(n) for n in range(2)),
        *(build.outcome(n, "indexed") for n in range(4)),
    ]
    await store.upsert(events)
    seen = await _everything(store)
    await store.upsert(events)
    await store.upsert(list(reversed(events)))
    assert await _everything(store) == seen


async def test_alerts_and_deliveries_keep_their_latest_state(
    store: ArticleStore, build: Any
) -> None:
    updated = build.alert(1, sequence=3, copies=[7, 8])
    await store.upsert([build.alert(1), updated, build.alert(1, sequence=2)])
    record = await store.record("alerts", updated.alert_id)
    assert record is not None
    assert record["sequence"] == 3
    assert {**record, "cursor": None} == {**updated.model_dump(mode="json"), "cursor": None}
    await store.upsert(
        [build.delivery(1, status="delivered", version=4), build.delivery(1, version=3)]
    )
    assert await store.count("deliveries", where={"status": "delivered"}) == 1
    assert await store.count("deliveries", where={"status": "pending"}) == 0


async def test_the_stronger_outcome_stands(store: ArticleStore, build: Any) -> None:
    dead, indexed = build.outcome(1, "dead", reason="timed_out"), build.outcome(1, "indexed")
    for event in (dead, indexed, dead, build.outcome(1, "unchanged")):
        assert await store.upsert([event]) == [None]
    record = await store.record("outcomes", "page-1")
    assert record is not None
    assert record["outcome"] == "indexed"
    assert await store.count("outcomes") == 1
    assert await store.count("outcomes", where={"reason": "timed_out"}) == 0


async def test_one_refused_event_does_not_hold_up_the_others(
    store: ArticleStore, build: Any
) -> None:
    rule = Rule(
        rule_id="r", name="r", expression="x",
        active_from=build.moment(0), updated_at=build.moment(0),
    )  # fmt: skip
    first, refused, last = await store.upsert([build.article(1), rule, build.outcome(1, "indexed")])
    assert first is None
    assert last is None
    assert isinstance(refused, Reject)
    assert refused.reason is Reason.REFUSED_BY_STORE
    assert (await store.search(Query())).total == 1
    assert await store.count("outcomes") == 1


async def test_odd_values_are_kept(store: ArticleStore, build: Any) -> None:
    """Nothing that a page can hold makes a store refuse it."""
    odd = build.article(
        1, title="\u0000", body=["", " ", "a" * 40_000, "\ud7ff\uffff"], language=""
    )
    long_names = build.article(
        2,
        people=["N" * 40_000, "", " "],
        topics=[("", "")],
        site="s" * 300 + ".example",
        title="T" * 40_000,
    )
    published = Moment(value="+99999-99-99", precision="day", found_in="meta", sure=True)
    undated = build.article(3)
    undated = undated.model_copy(
        update={"article": undated.article.model_copy(update={"published": published})}
    )
    assert await store.upsert([odd, long_names, undated]) == [None, None, None]
    for grouped in (odd, long_names, undated):
        assert await store.article(grouped.article.article_id) == grouped


async def test_an_empty_batch(store: ArticleStore) -> None:
    assert list(await store.upsert([])) == []


async def _everything(store: ArticleStore) -> Any:
    results = await store.search(Query(limit=100))
    kinds = ("alerts", "deliveries", "outcomes")
    return results, [await store.records(kind, limit=100) for kind in kinds]


def test_moments_of_the_builder_are_apart(build: Any) -> None:
    assert build.moment(2) - build.moment(1) == timedelta(minutes=1)
