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
from wirewatch.core.matching import document_of
from wirewatch.core.ports import Query
from wirewatch.core.rules import Hit, RuleSyntaxError, parse, prove
from wirewatch.events import Article

router = APIRouter()

SAME_STORY_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph ready to be shown."""

    kind: str
    text: Markup


@router.get("/articles/{article_id}")
async def article(request: Request, desk: AtDesk, article_id: str, q: str = "") -> Response:
    """The page; `q` marks what a search found in it, beside what its alerts found."""
    grouped = await desk.store.article(article_id)
    if grouped is None:
        raise Problem(404, "There is no such article; it may not be indexed yet.")
    found = grouped.article
    alerts, _ = await ALERTS.page(desk.store, {"article_id": article_id})
    expressions = [a.proof.expression for a in alerts] + ([q] if q.strip() else [])
    hits = hits_of(found, expressions)
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
        story=[f.article for f in story.found if f.article.article.article_id != article_id],
        q=q,
    )


def hits_of(article: Article, expressions: list[str]) -> list[Hit]:
    """Where rules hold in the article as it is now; those that do not hold mark nothing."""
    document = document_of(article)
    hits: list[Hit] = []
    for expression in dict.fromkeys(expressions):
        try:
            match = prove("shown", parse(expression), document)
        except RuleSyntaxError:
            continue  # A rule of an earlier language, or a search that is none: nothing to mark.
        if match is not None:
            hits.extend(match.hits)
    return hits


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
