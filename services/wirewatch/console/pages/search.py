"""Search over the articles, in the language of the rules."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from wirewatch.console.desk import AtDesk
from wirewatch.console.problems import Problem
from wirewatch.console.rendering import page
from wirewatch.console.searching import SearchForm, read_search

router = APIRouter()

Parameter = Annotated[str, Query()]


@router.get("/search")
async def search(
    request: Request,
    desk: AtDesk,
    q: Parameter = "",
    language: Parameter = "",
    site: Parameter = "",
    entity: Parameter = "",
    topic: Parameter = "",
    since: Parameter = "",
    until: Parameter = "",
    before: Parameter = "",
) -> Response:
    """The form with its results; a mistake in it is shown beside it."""
    form = SearchForm(q, language, site, entity, topic, since, until, before)
    read = read_search(form, desk.names)
    results = overview = None
    if read.query is not None:
        try:
            results = await desk.store.search(read.query)
        except ValueError as error:
            raise Problem(400, "This link to older results is damaged.") from error
        overview = await desk.store.overview(read.query, buckets=48)
    return page(
        request,
        "search.html",
        search=read,
        form=form,
        results=results,
        overview=overview,
    )
