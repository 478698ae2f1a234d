"""The stores under test, and events made by hand."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import AsyncElasticsearch

from wirewatch.adapters.elastic import ElasticStore
from wirewatch.adapters.memory.store import MemoryStore
from wirewatch.adapters.sqlite.store import SqliteStore
from wirewatch.core import identity
from wirewatch.core.ports import ArticleStore
from wirewatch.events import (
    Alert,
    Article,
    ArticleGrouped,
    Copy,
    Delivery,
    Entity,
    Language,
    Mention,
    Outcome,
    PageSettled,
    Paragraph,
    Proof,
    Snapshot,
    Topic,
)

START = datetime(2026, 11, 3, 8, 30, tzinfo=UTC)
VERIFY_LIMIT = 25


@pytest.fixture(params=["memory", "sqlite", pytest.param("elastic", marks=pytest.mark.live)])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[ArticleStore]:
    """Each store in turn, prepared and empty."""
    made: ArticleStore
    if request.param == "memory":
        made = MemoryStore(verify_limit=VERIFY_LIMIT)
    elif request.param == "sqlite":
        made = SqliteStore(tmp_path / "store.sqlite", verify_limit=VERIFY_LIMIT)
    else:
        made = elastic_store(request)
    await made.prepare()
    yield made
    if request.param == "elastic":
        await remove_indices(request.getfixturevalue("elasticsearch").endpoint, made)
    await made.close()


async def remove_indices(endpoint: str, store: Any) -> None:
    """Remove what a store has put into the shared Elasticsearch."""
    async with AsyncElasticsearch(endpoint) as client:
        for index in await client.indices.get(index=f"{store.layout.prefix}-*"):
            await client.indices.delete(index=index)
        for template in store.layout.templates():
            await client.indices.delete_index_template(name=template)


def elastic_store(request: pytest.FixtureRequest) -> Any:
    """A store of its own on the shared Elasticsearch, each write searchable at once."""
    return ElasticStore(
        request.getfixturevalue("elasticsearch").endpoint,
        prefix=request.getfixturevalue("index_prefix") + "ww",
        verify_limit=VERIFY_LIMIT,
        searchable_at_once=True,
    )


class Build:
    """Events with everything filled in; the nth of a kind is n minutes after START."""

    def moment(self, minutes: float) -> datetime:
        return START + timedelta(minutes=minutes)

    def article(
        self,
        n: int,
        *,
        title: str = "A quiet day",
        body: Sequence[str] = ("Nothing happened.",),
        captions: Sequence[str] = (),
        language: str = "en",
        site: str = "example.org",
        source: str = "feed",
        people: Sequence[str] = (),
        places: Sequence[str] = (),
        topics: Sequence[tuple[str, str]] = (),
        story: str = "",
        minutes: float | None = None,
        epoch: int = 0,
        revision: int = 1,
        first_minutes: float | None = None,
    ) -> ArticleGrouped:
        accepted = self.moment(n if minutes is None else minutes)
        url = f"https://{site}/news/{n}"
        article_id = identity.article_id(url)
        page_id = identity.page_id(article_id, f"{title}{body}", int(accepted.timestamp()))
        paragraphs = [Paragraph(kind="paragraph", text=text) for text in body]
        paragraphs += [Paragraph(kind="caption", text=text) for text in captions]
        entities = [self.entity(name, "person") for name in people]
        entities += [self.entity(name, "place") for name in places]
        article = Article(
            article_id=article_id,
            page_id=page_id,
            url=url,
            site=site,
            source_id=source,
            title=title,
            paragraphs=tuple(paragraphs),
            language=Language(code=language, confidence=0.9),
            entities=tuple(entities),
            topics=tuple(Topic(code=code, name=name, score=0.5) for code, name in topics),
            text_digest="d" * 64,
            analysis_version=1,
            content_hash="c" * 64,
            fetched_at=accepted,
            accepted_at=accepted,
            pipeline_epoch=epoch,
            version=identity.version(accepted, epoch),
        )
        first = accepted if first_minutes is None else self.moment(first_minutes)
        return ArticleGrouped(
            article=article,
            story_id=story or identity.story_id(page_id),
            revision=revision,
            first_seen=first,
        )

    def entity(self, name: str, kind: str) -> Entity:
        mention = Mention(paragraph=-1, start=0, end=len(name), surface=name)
        entity_id = "e-" + name.lower().replace(" ", "-")
        return Entity(entity_id=entity_id, name=name, kind=kind, mentions=(mention,), salience=0.5)

    def alert(
        self, n: int, *, rule: str = "floods", sequence: int = 1, copies: Sequence[int] = ()
    ) -> Alert:
        grouped = self.article(n, title=f"Flood {n}", story=f"story-{n}")
        article = grouped.article
        snapshot = Snapshot(
            article_id=article.article_id,
            page_id=article.page_id,
            revision=1,
            story_id=grouped.story_id,
            url=article.url,
            title=article.title,
            lead="Water rose.",
            site=article.site,
            source_id=article.source_id,
            language="en",
            entities=("Ana Diaz",),
            topics=("disaster",),
            accepted_at=article.accepted_at,
        )
        others = [self.article(k).article for k in copies]
        alert_id = identity.alert_id(rule, grouped.story_id)
        return Alert(
            alert_id=alert_id,
            rule_id=rule,
            rule_name=rule.title(),
            story_id=grouped.story_id,
            sequence=sequence,
            endpoints=("desk",),
            first_match_id="m1",
            last_match_id="m1",
            snapshot=snapshot,
            proof=Proof(rule_version=1, expression="flood", clauses=(), hits=(), snippets=()),
            copies=tuple(
                Copy(
                    match_id="m", article_id=a.article_id, revision=1, url=a.url, site=a.site,
                    title=a.title, accepted_at=a.accepted_at,
                )
                for a in (article, *others)
            ),
            raised_at=article.accepted_at,
            updated_at=article.accepted_at + timedelta(minutes=sequence),
            version=sequence,
        )  # fmt: skip

    def delivery(self, n: int, *, status: str = "pending", version: int = 1) -> Delivery:
        return Delivery(
            delivery_id=f"delivery-{n}",
            alert_id=f"alert-{n}",
            rule_id="floods",
            endpoint_id="desk",
            match_id=f"m{n}",
            kind="first",
            alert_sequence=1,
            status=status,  # type: ignore[arg-type]
            created_at=self.moment(n),
            version=version,
        )

    def outcome(self, n: int, outcome: str, *, reason: str | None = None) -> PageSettled:
        return PageSettled(
            page_id=f"page-{n}",
            article_id=f"article-{n}",
            url=f"https://example.org/{n}",
            site="example.org",
            source_id="feed",
            outcome=Outcome(outcome),
            reason=reason,
            stage="index",
            accepted_at=self.moment(n),
            settled_at=self.moment(n + 1),
            version=identity.version(self.moment(n), 0),
        )


@pytest.fixture
def build() -> Build:
    """The maker of events."""
    return Build()
