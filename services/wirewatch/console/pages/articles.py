"""One article: what it says, whom it names, what matched, and what was left out."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from wirewatch.console.desk import AtDesk
from wirewatch.console.highlighting import entity_spans, hit_spans, layered
from wirewatch.console.problems import Problem
from wirewatch.console.records import ALERTS
from wirewatch.console.rendering import page
from wirewatch.console.verdicts import as_rule, verdict
from wirewatch.core.ports import Query
from wirewatch.core.rules import Hit
from wirewatch.events import Alert, Article, Rule

router = APIRouter()

SAME_STORY_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph ready to be shown."""

    kind: str
    text: Markup


@router.get("/articles/{article_id}")
async def article(
    request: Request, desk: AtDesk, article_id: str, q: str = "", rule: str = ""
) -> Response:
    """The page; `q` marks what a search found in it, beside what its alerts found, and `rule` is
    a rule that people want to know about: why it matches, or why not.
    """
    grouped = await desk.store.article(article_id)
    if grouped is None:
        raise Problem(404, "There is no such article; it may not be indexed yet.")
    found = grouped.article
    alerts, _ = await ALERTS.page(desk.store, {"article_id": article_id})
    named = desk.names.named
    verdicts = {a.alert_id: verdict(found, _as_it_was(a, found), named) for a in alerts}
    hits = [hit for v in verdicts.values() for hit in v.hits]
    if q.strip():
        searched = as_rule(q, found, rule_id="search", name=q[:200])
        hits += verdict(found, searched, named).hits
    asked = None
    if rule.strip():
        known = desk.rules.get(rule.strip())
        if known is None:
            raise Problem(404, f"There is no rule {rule[:64]}; it may have been removed.")
        asked = verdict(found, known, named)
        hits += asked.hits
    story = await desk.store.search(Query(story_id=grouped.story_id, limit=SAME_STORY_SHOWN + 1))
    return page(
        request,
        "article.html",
        grouped=grouped,
        article=found,
        title=layered(found.title, hit_spans(hits, "title") + entity_spans(found.entities, -1)),
        blocks=blocks_of(found, hits),
        has_hits=bool(hits),
        alerts=alerts,
        verdicts=verdicts,
        asked=asked,
        rules=desk.rules,
        story=[f.article for f in story.found if f.article.article.article_id != article_id],
        q=q,
    )


def _as_it_was(alert: Alert, article: Article) -> Rule:
    """The rule as it was when the alert was raised."""
    return as_rule(alert.proof.expression, article, rule_id=alert.rule_id, name=alert.rule_name)


def blocks_of(article: Article, hits: list[Hit]) -> list[Block]:
    """The paragraphs with their marks. Hits and entities count those of the body, captions not."""
    blocks: list[Block] = []
    number = 0
    for paragraph in article.paragraphs:
        if paragraph.kind == "caption":
            blocks.append(Block("caption", layered(paragraph.text, [])))
            continue
        spans = hit_spans(hits, "body", number) + entity_spans(article.entities, number)
        blocks.append(Block(paragraph.kind, layered(paragraph.text, spans)))
        number += 1
    return blocks
