"""What `wirewatch try` finds out about one page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from wirewatch.core.enriching import Enricher, extract_page
from wirewatch.core.entities import OwnEntity
from wirewatch.core.errors import Misconfigured
from wirewatch.core.extract import NotAnArticle
from wirewatch.core.identity import article_id, content_hash, content_urn, page_id
from wirewatch.core.matching import document_of, proof
from wirewatch.core.own_topics import OwnTopic
from wirewatch.core.rules import RuleMatch, RuleSyntaxError, parse, prove
from wirewatch.core.urls import normalise, registrable_domain
from wirewatch.events import Article, PageFetched, Proof, Rule


@dataclass(frozen=True, slots=True)
class Tried:
    """The article of a page, or why there is none, and the rules that match it."""

    article: Article | None
    verdict: NotAnArticle | None
    matches: tuple[tuple[str, Proof], ...]
    rules_tried: int

    def as_json(self, *, removed: bool) -> dict[str, Any]:
        """The object that `--json` prints."""
        article = self.article
        if article is None:
            assert self.verdict is not None
            return {
                "outcome": "not_an_article",
                "reason": self.verdict.reason.value,
                "detail": self.verdict.detail,
                "article": None,
                "matches": [],
            }
        told: dict[str, Any] = {
            "outcome": "article",
            "article": _article(article),
            "matches": [
                {
                    "rule": rule,
                    "spans": [h.model_dump() for h in proof.hits],
                    "clauses": [c.model_dump() for c in proof.clauses],
                    "snippets": [s.model_dump() for s in proof.snippets],
                }
                for rule, proof in self.matches
            ],
        }
        if removed:
            told["kept"] = [paragraph.model_dump() for paragraph in article.paragraphs]
            told["removed"] = [block.model_dump() for block in article.removed]
        return told


def try_content(
    content: bytes,
    *,
    url: str | None,
    content_type: str | None,
    rules: Sequence[tuple[str, str]],
    named: Mapping[str, str],
    own_topics: Sequence[OwnTopic] = (),
    own_entities: tuple[OwnEntity, ...] = (),
) -> Tried:
    """Extract, enrich and match one page in this process.

    Args:
        content: the page's bytes.
        url: its address, where known.
        content_type: its content type, where known.
        rules: (name, expression) pairs.
        named: what `@name` in them stands for.
        own_topics: the topics that the settings define.
        own_entities: the entities that the settings define.

    Raises:
        Reject: the page can never be read.
        Misconfigured: a rule does not parse, or the URL is none.
    """
    nodes = []
    for name, expression in rules:
        try:
            nodes.append((name, expression, parse(expression, named)))
        except RuleSyntaxError as error:
            raise Misconfigured(f"rule {name}: {error}") from error
    page = _page(content, url, content_type)
    extraction = extract_page(page)
    if isinstance(extraction, NotAnArticle):
        return Tried(None, extraction, (), len(nodes))
    article = Enricher(own_topics, own_entities)(page, extraction).article
    document = document_of(article)
    matches = []
    for name, expression, node in nodes:
        match = prove(name, node, document)
        if match is not None:
            matches.append((name, _proof(article, name, expression, match)))
    return Tried(article, None, tuple(matches), len(nodes))


def _page(content: bytes, url: str | None, content_type: str | None) -> PageFetched:
    now = datetime.now(UTC)
    if url is None:
        address = content_urn(content)
        site = "try"
    else:
        try:
            address = normalise(url)
            site = registrable_domain(address)
        except ValueError as error:
            raise Misconfigured(f"--url {url}: {error}") from error
    article = article_id(address)
    return PageFetched(
        page_id=page_id(article, content_hash(content), 0),
        article_id=article,
        url=address,
        site=site,
        source_id="try",
        content_type=content_type or "",
        content=content,
        content_hash=content_hash(content),
        fetched_at=now,
        accepted_at=now,
    )


def _proof(article: Article, name: str, expression: str, match: RuleMatch) -> Proof:
    now = article.accepted_at
    rule = Rule(
        rule_id="try", name=name[:200], expression=expression, active_from=now, updated_at=now
    )
    return proof(article, rule, match)


def _article(article: Article) -> dict[str, Any]:
    published = article.published
    modified = article.modified
    return {
        "title": article.title,
        "language": article.language.code,
        "language_confidence": article.language.confidence,
        "site_language": article.site_language,
        "paragraphs": [p.text for p in article.body],
        "captions": [p.text for p in article.paragraphs if p.kind == "caption"],
        "published": None if published is None else published.value,
        "published_from": None if published is None else published.model_dump(),
        "modified": None if modified is None else modified.value,
        "authors": list(article.authors),
        "site_name": article.site_name,
        "section": article.section,
        "canonical_url": article.canonical_url,
        "lead_image": article.lead_image,
        "paywalled": article.paywalled,
        "entities": [
            {
                "id": e.entity_id,
                "name": e.name,
                "kind": e.kind,
                "salience": e.salience,
                "mentions": [m.model_dump() for m in e.mentions],
            }
            for e in article.entities
        ],
        "topics": [t.model_dump() for t in article.topics],
        "provenance": {k: p.model_dump() for k, p in article.provenance.items()},
    }
