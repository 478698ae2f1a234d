"""Search, and one article."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from wirewatch.console.desk import AtDesk
from wirewatch.console.passages import snippets_of
from wirewatch.console.problems import Problem
from wirewatch.console.searching import SearchForm, read_search
from wirewatch.core.matching import event_hits
from wirewatch.core.ports import Found
from wirewatch.events import ArticleGrouped, Hit, Snippet

router = APIRouter(tags=["articles"])


class Result(BaseModel):
    """One article that was found, with the passages that show why."""

    article_id: str
    story_id: str
    revision: int
    url: str
    site: str
    title: str
    language: str
    accepted_at: str
    hits: list[Hit]
    snippets: list[Snippet]


class SearchAnswer(BaseModel):
    """Results, newest first. `total` is exact where `verified`, else an upper bound."""

    results: list[Result]
    total: int
    verified: bool
    next_before: str | None


@router.get("/search")
async def search(
    desk: AtDesk,
    q: str = "",
    language: str = "",
    site: str = "",
    entity: str = "",
    topic: str = "",
    since: str = "",
    until: str = "",
    before: str = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> SearchAnswer:
    """Search in the language of the rules; `since` and `until` are days such as 2026-01-31."""
    form = SearchForm(q, language, site, entity, topic, since, until, before)
    read = read_search(form, desk.names, limit=limit)
    if read.query is None:
        error = read.checked.error if read.checked else None
        raise Problem(422, str(error) if error else " ".join(read.faults))
    try:
        results = await desk.store.search(read.query)
    except ValueError as error:
        raise Problem(400, "`before` is none that a search returned.") from error
    return SearchAnswer(
        results=[_result(found) for found in results.found],
        total=results.total,
        verified=results.verified,
        next_before=results.next_before,
    )


@router.get("/articles/{article_id}")
async def article(desk: AtDesk, article_id: str) -> ArticleGrouped:
    """One article as it was indexed last."""
    found = await desk.store.article(article_id)
    if found is None:
        raise Problem(404, "There is no such article.")
    return found


def _result(found: Found) -> Result:
    article = found.article.article
    return Result(
        article_id=article.article_id,
        story_id=found.article.story_id,
        revision=found.article.revision,
        url=article.url,
        site=article.site,
        title=article.title,
        language=article.language.code,
        accepted_at=article.accepted_at.isoformat().replace("+00:00", "Z"),
        hits=list(event_hits(found.match)) if found.match else [],
        snippets=list(snippets_of(found)),
    )
