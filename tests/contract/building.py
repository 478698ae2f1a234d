"""Builders of events: each field has a plain value, and a test says only what it is about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from wirewatch.core.identity import (
    alert_id,
    article_id,
    content_hash,
    hashed,
    match_id,
    page_id,
    version,
)
from wirewatch.events import (
    Alert,
    Article,
    ArticleEnriched,
    ArticleGrouped,
    Copy,
    Language,
    PageFetched,
    Paragraph,
    Proof,
    Rule,
    RuleMatched,
    Snapshot,
)

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """So many seconds after NOW."""
    return NOW + timedelta(seconds=seconds)


def page(
    content: bytes = b"<p>A page</p>",
    *,
    url: str = "https://a.example/1",
    source_id: str = "tests",
    accepted_at: datetime = NOW,
    **fields: Any,
) -> PageFetched:
    article = article_id(url)
    digest = content_hash(content)
    given: dict[str, Any] = {
        "page_id": page_id(article, digest, int(accepted_at.timestamp() * 1000)),
        "article_id": article,
        "url": url,
        "site": url.split("/")[2],
        "source_id": source_id,
        "content_type": "text/html",
        "content": content,
        "content_hash": digest,
        "fetched_at": accepted_at,
        "accepted_at": accepted_at,
    }
    return PageFetched(**(given | fields))


def article(
    text: str = "The bridge opened on Monday.",
    *,
    title: str = "A bridge",
    url: str = "https://a.example/1",
    accepted_at: datetime = NOW,
    epoch: int = 0,
    **fields: Any,
) -> Article:
    """An article of one paragraph for each line of the text."""
    of = page(text.encode(), url=url, accepted_at=accepted_at)
    given: dict[str, Any] = {
        "article_id": of.article_id,
        "page_id": of.page_id,
        "url": url,
        "site": of.site,
        "source_id": "tests",
        "title": title,
        "paragraphs": tuple(Paragraph(kind="paragraph", text=line) for line in text.split("\n")),
        "language": Language(code="en", confidence=0.9),
        "text_digest": hashed(title, text),
        "analysis_version": 1,
        "content_hash": of.content_hash,
        "fetched_at": accepted_at,
        "accepted_at": accepted_at,
        "pipeline_epoch": epoch,
        "version": version(accepted_at, epoch),
    }
    return Article(**(given | fields))


def enriched(*texts: Any, **fields: Any) -> ArticleEnriched:
    return ArticleEnriched(article=article(*texts, **fields))


def grouped(
    *texts: Any, story_id: str = "story", revision: int = 1, **fields: Any
) -> ArticleGrouped:
    made = article(*texts, **fields)
    return ArticleGrouped(
        article=made, story_id=story_id, revision=revision, first_seen=made.accepted_at
    )


def rule(expression: str = "bridge", *, rule_id: str = "bridges", **fields: Any) -> Rule:
    given: dict[str, Any] = {
        "rule_id": rule_id,
        "name": rule_id.title(),
        "expression": expression,
        "endpoints": ("desk",),
        "active_from": NOW,
        "updated_at": NOW,
    }
    return Rule(**(given | fields))


def rule_matched(number: int = 1, *, rule_id: str = "bridges", story: str = "story") -> RuleMatched:
    """The match of the nth article of a story."""
    url = f"https://site{number}.example/bridge"
    of = article_id(url)
    return RuleMatched(
        match_id=match_id(rule_id, of, 1),
        alert_id=alert_id(rule_id, story),
        rule_id=rule_id,
        rule_name=rule_id.title(),
        snapshot=Snapshot(
            article_id=of,
            page_id=hashed("page", url),
            revision=1,
            story_id=story,
            url=url,
            title=f"Bridge {number}",
            lead="The bridge opened.",
            site=f"site{number}.example",
            source_id="tests",
            language="en",
            accepted_at=at(number),
        ),
        proof=Proof(rule_version=1, expression="bridge", clauses=(), hits=(), snippets=()),
        version=version(at(number), 0),
    )


def alert(sequence: int = 1, *, endpoints: tuple[str, ...] = ("desk",), **fields: Any) -> Alert:
    """The state of an alert after so many articles."""
    matches = [rule_matched(n) for n in range(1, sequence + 1)]
    first, last = matches[0], matches[-1]
    given: dict[str, Any] = {
        "alert_id": first.alert_id,
        "rule_id": first.rule_id,
        "rule_name": first.rule_name,
        "story_id": first.snapshot.story_id,
        "sequence": sequence,
        "endpoints": endpoints,
        "first_match_id": first.match_id,
        "last_match_id": last.match_id,
        "snapshot": first.snapshot,
        "proof": first.proof,
        "copies": tuple(
            Copy(
                match_id=m.match_id,
                article_id=m.snapshot.article_id,
                revision=1,
                url=m.snapshot.url,
                site=m.snapshot.site,
                title=m.snapshot.title,
                accepted_at=m.snapshot.accepted_at,
            )
            for m in matches
        ),
        "raised_at": NOW,
        "updated_at": at(sequence),
        "version": sequence,
    }
    return Alert(**(given | fields))
