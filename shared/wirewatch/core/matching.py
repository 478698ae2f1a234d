"""Articles against rules: who matches, and the proof of it."""

from collections.abc import Sequence

from wirewatch.core.identity import alert_id, match_id
from wirewatch.core.rule_book import RuleBook
from wirewatch.core.rules import Document, Named, RuleMatch
from wirewatch.core.text import analyse
from wirewatch.events import (
    Article,
    ArticleGrouped,
    Clause,
    Hit,
    NameUsed,
    Proof,
    Rule,
    RuleMatched,
    Snapshot,
    Snippet,
)

SNIPPETS = 3
"""How many passages an alert shows."""

SNIPPET_CHARACTERS = 280
"""How long a passage is at most, before the marks of what was cut."""

ENTITIES_SHOWN = 12


def document_of(article: Article) -> Document:
    """What rules are evaluated on: title and body without captions, and what else is known."""
    body = article.body
    lead = next((n for n, p in enumerate(body) if p.kind == "paragraph"), 0)
    entities = [Named(e.kind, e.name, e.entity_id) for e in article.entities]
    topics = [Named("topic", t.name, t.code) for t in article.topics]
    return Document(
        text=analyse(article.title, [p.text for p in body]),
        language=article.language.code,
        lead=lead,
        authors=article.authors,
        site=article.site,
        source=article.source_id,
        url=article.url,
        site_language=article.site_language or "",
        published=article.published.value if article.published else "",
        named=(*entities, *topics),
        country=article.source_country or "",
    )


def match_article(event: ArticleGrouped, book: RuleBook) -> Sequence[RuleMatched]:
    """The matches of one article revision.

    A rule applies to articles accepted at or after its `active_from`; a reprocessed article
    (epoch above 0) never alerts again.
    """
    article = event.article
    if article.pipeline_epoch > 0:
        return []
    return [
        matched(
            event,
            rule,
            match,
            names=book.names_used(rule.expression, article.accepted_at),
        )
        for rule, match in book.match_as_of(document_of(article), article.accepted_at)
    ]


def matched(
    event: ArticleGrouped, rule: Rule, match: RuleMatch, *, names: tuple[NameUsed, ...] = ()
) -> RuleMatched:
    """The event that tells of one match, with snapshot and proof.

    Args:
        event: the article.
        rule: the rule as it was for the article.
        match: its match.
        names: the lists and rules that its expression names.
    """
    article = event.article
    return RuleMatched(
        match_id=match_id(rule.rule_id, article.article_id, event.revision),
        alert_id=alert_id(rule.rule_id, event.story_id),
        rule_id=rule.rule_id,
        rule_name=rule.name,
        snapshot=snapshot(event),
        proof=proof(article, rule, match, names),
        version=article.version,
    )


def snapshot(event: ArticleGrouped) -> Snapshot:
    """The article as an alert carries it."""
    article = event.article
    body = article.body
    ranked = sorted(article.entities, key=lambda e: -e.salience)[:ENTITIES_SHOWN]
    return Snapshot(
        article_id=article.article_id,
        page_id=article.page_id,
        revision=event.revision,
        story_id=event.story_id,
        url=article.url,
        title=article.title,
        lead=body[0].text[:1000] if body else "",
        site=article.site,
        site_name=article.site_name,
        source_id=article.source_id,
        language=article.language.code,
        site_language=article.site_language,
        authors=article.authors,
        published=article.published,
        entities=tuple(e.name for e in ranked),
        topics=tuple(t.name for t in article.topics),
        accepted_at=article.accepted_at,
    )


def event_hits(match: RuleMatch) -> tuple[Hit, ...]:
    """The hits of a proof in the published form."""
    return tuple(
        Hit(
            field=h.field,
            paragraph=h.paragraph,
            sentence=h.sentence,
            start=h.start,
            end=h.end,
            clause=h.clause,
        )
        for h in match.hits
    )


def proof(
    article: Article, rule: Rule, match: RuleMatch, names: tuple[NameUsed, ...] = ()
) -> Proof:
    """Why the rule matched, in a form that needs nothing else to be read."""
    hits = event_hits(match)
    return Proof(
        rule_version=rule.version,
        expression=rule.expression,
        clauses=tuple(Clause(clause=c.clause, holds=c.holds) for c in match.clauses),
        hits=hits,
        snippets=snippets(article, hits),
        names=names,
    )


def snippets(
    article: Article, hits: Sequence[Hit], *, limit: int = SNIPPETS
) -> tuple[Snippet, ...]:
    """The passages with most clauses first, in the article's order, their hits marked."""
    texts = [p.text for p in article.body]
    places: dict[tuple[str, int], list[Hit]] = {}
    for hit in hits:
        places.setdefault((hit.field, hit.paragraph), []).append(hit)
    richest = sorted(
        places,
        key=lambda place: (-len({h.clause for h in places[place]}), place[0] != "title", place[1]),
    )[:limit]
    richest.sort(key=lambda place: (place[0] != "title", place[1]))
    return tuple(
        _snippet(
            field,
            paragraph,
            article.title if field == "title" else texts[paragraph],
            places[(field, paragraph)],
        )
        for field, paragraph in richest
    )


def _snippet(field: str, paragraph: int, text: str, hits: Sequence[Hit]) -> Snippet:
    """A passage around the first hit, cut at blanks, with an ellipsis where it was cut."""
    first = min(h.start for h in hits)
    start = max(0, first - SNIPPET_CHARACTERS // 3)
    end = min(len(text), start + SNIPPET_CHARACTERS)
    start = max(0, min(start, end - SNIPPET_CHARACTERS))
    if start > 0:
        blank = text.find(" ", start, first)
        start = blank + 1 if blank >= 0 else start
    if end < len(text):
        blank = text.rfind(" ", first, end)
        end = blank if blank > max((h.end for h in hits if h.start == first), default=0) else end
    before = "… " if start > 0 else ""
    after = " …" if end < len(text) else ""
    shift = len(before) - start
    marks = sorted(
        {(h.start + shift, h.end + shift) for h in hits if h.start >= start and h.end <= end}
    )
    return Snippet(
        field=field,
        paragraph=paragraph,
        text=before + text[start:end] + after,
        highlights=tuple(marks),
    )
