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
from wirewatch.core.rules import Hit
from wirewatch.events import Alert, Article, ArticleGrouped, RevisionDifference, Rule
from wirewatch.runtime.story_reading import Story, changes_in_words, other_tellings, story_of

router = APIRouter()

SAME_STORY_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph ready to be shown."""

    kind: str
    text: Markup
    change: str = ""
    """What the article's revision did to it: `added`, `reworded`, or nothing."""


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
    story = await story_of(desk.store, grouped)
    told = await other_tellings(desk.store, grouped) if desk.settings.other_tellings else ()
    return page(
        request,
        "article.html",
        grouped=grouped,
        article=found,
        title=layered(found.title, hit_spans(hits, "title") + entity_spans(found.entities, -1)),
        blocks=blocks_of(found, hits, grouped.difference),
        changes=changes_in_words(grouped),
        has_hits=bool(hits),
        alerts=alerts,
        verdicts=verdicts,
        asked=asked,
        rules=desk.rules,
        story=story,
        shown=_most_telling(story),
        told=told,
        q=q,
    )


def _most_telling(story: Story) -> list[ArticleGrouped]:
    """The copies to show: the first and the fullest, then the newest."""
    newest = reversed(story.copies)
    chosen = {c.article.article_id: c for c in (story.first, story.fullest, *newest)}
    return list(chosen.values())[:SAME_STORY_SHOWN]


def _as_it_was(alert: Alert, article: Article) -> Rule:
    """The rule as it was when the alert was raised."""
    return as_rule(alert.proof.expression, article, rule_id=alert.rule_id, name=alert.rule_name)


def blocks_of(article: Article, hits: list[Hit], changed: RevisionDifference | None) -> list[Block]:
    """The paragraphs with their marks. All numbers count those of the body, captions not."""
    changes = {} if changed is None else dict.fromkeys(changed.added, "added")
    changes |= {} if changed is None else {later: "reworded" for _, later in changed.changed}
    blocks: list[Block] = []
    number = 0
    for paragraph in article.paragraphs:
        if paragraph.kind == "caption":
            blocks.append(Block("caption", layered(paragraph.text, [])))
            continue
        spans = hit_spans(hits, "body", number) + entity_spans(article.entities, number)
        text = layered(paragraph.text, spans)
        blocks.append(Block(paragraph.kind, text, changes.get(number, "")))
        number += 1
    return blocks
