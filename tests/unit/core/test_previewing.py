"""Previews: what is verified, what is estimated, folded by story."""

from datetime import UTC, datetime, timedelta

import pytest

from wirewatch.adapters.memory.store import MemoryStore
from wirewatch.core.ports import Activity
from wirewatch.core.previewing import Preview
from wirewatch.core.rule_standing import SILENT_AFTER, standing_of
from wirewatch.core.rules import parse
from wirewatch.events import Article, ArticleGrouped, Language, Paragraph, Rule
from wirewatch.runtime.previewing import preview

UNTIL = datetime(2026, 11, 11, tzinfo=UTC)
SINCE = UNTIL - timedelta(days=10)


def grouped(n: int, day: int, text: str, story: str) -> ArticleGrouped:
    accepted = SINCE + timedelta(days=day, minutes=n)
    article = Article(
        article_id=f"a{n:03}",
        page_id=f"p{n}",
        url=f"https://quay.example/{n}",
        site="quay.example",
        source_id="quay",
        title=f"Title {n}",
        paragraphs=(Paragraph(kind="paragraph", text=text),),
        language=Language(code="en", confidence=1.0),
        text_digest="d",
        analysis_version=1,
        content_hash="c",
        fetched_at=accepted,
        accepted_at=accepted,
        version=n,
    )
    return ArticleGrouped(article=article, story_id=story, revision=1, first_seen=accepted)


class Superset(MemoryStore):
    """A store whose index cannot tell NEAR: its overview counts every article with the words."""

    async def overview(self, query, *, buckets=30):  # type: ignore[no-untyped-def]
        wide = type(query)(node=parse("ferry deal"), since=query.since, until=query.until)
        found = await super().overview(wide, buckets=buckets)
        return type(found)(found.total, found.facets, found.histogram, False, found.candidates)

    async def scan(self, query, **options):  # type: ignore[no-untyped-def]
        node = query.node
        wide = type(query)(node=parse("ferry deal"), since=query.since, until=query.until)
        stretch = await super().scan(wide, **options)
        from wirewatch.adapters.storing import stretch_of

        candidates = [f.article for f in stretch.found]
        held = stretch_of(type(query)(node=node), candidates, 10**9)
        return type(stretch)(held.found, stretch.examined, stretch.after)


async def looked(verify: int, expression: str = "ferry NEAR/0 deal") -> Preview:
    store = Superset()
    texts = ["A ferry deal.", "A ferry and no deal at all."]
    await store.upsert([grouped(n, n // 4, texts[n % 2], f"story{n // 4}") for n in range(40)])
    return await preview(store, parse(expression), since=SINCE, until=UNTIL, verify=verify)


async def test_a_preview_of_all_candidates_is_verified() -> None:
    found = await looked(1000)
    assert (found.articles, found.stories, found.verified, found.whole) == (20, 10, True, True)
    assert [d.articles for d in found.days] == [2] * 10
    assert all(d.verified for d in found.days)
    assert [s.articles for s in found.samples] == [2] * 5
    newest = [s.found.article.article.article_id for s in found.samples]
    assert newest == ["a038", "a034", "a030", "a026", "a022"]
    assert found.cost is not None
    assert 0 < found.cost.seconds_per_article < 0.1
    assert found.cost.share_tried == 1.0


async def test_what_was_not_looked_at_is_estimated_and_says_so() -> None:
    found = await looked(10)
    assert (found.examined, found.candidates) == (10, 40)
    assert not found.verified
    assert not found.whole
    assert found.articles == 20
    assert [d.verified for d in found.days] == [False] * 8 + [True] * 2
    assert found.stories == 3


async def test_nothing_found_is_a_preview_too() -> None:
    found = await looked(1000, "ferry NEAR/0 nothing")
    assert (found.articles, found.stories, found.verified) == (0, 0, True)
    assert found.samples == ()


@pytest.mark.parametrize(
    ("days_in_force", "days_since_last", "enabled", "silent"),
    [
        (20, None, True, True),
        (20, 3, True, False),
        (20, 16, True, True),
        (3, None, True, False),
        (20, None, False, False),
    ],
)
def test_silence(
    days_in_force: int, days_since_last: int | None, enabled: bool, silent: bool
) -> None:
    rule = Rule(
        rule_id="r",
        name="r",
        expression="x",
        enabled=enabled,
        active_from=UNTIL - timedelta(days=days_in_force),
        updated_at=UNTIL,
    )
    last = None if days_since_last is None else UNTIL - timedelta(days=days_since_last)
    activity = None if last is None else Activity(alerts=1, last_at=last)
    assert timedelta(days=7) < SILENT_AFTER < timedelta(days=16)
    assert standing_of(rule, activity, now=UNTIL).silent is silent
