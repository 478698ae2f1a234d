"""`wirewatch story`: who carries an article's text, and who tells of the event otherwise."""

import asyncio
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table as RichTable

from wirewatch.cli.main import ConfigOption
from wirewatch.cli.opening import opened
from wirewatch.cli.showing import inert, json_text
from wirewatch.core.errors import Misconfigured
from wirewatch.core.identity import article_id
from wirewatch.core.urls import normalise
from wirewatch.events import ArticleGrouped
from wirewatch.runtime.story_reading import Story, changes_in_words, other_tellings, story_of


def story(
    url: Annotated[str, typer.Argument(metavar="URL|ARTICLE_ID", help="An article's address.")],
    tellings: Annotated[
        bool, typer.Option("--tellings", help="Also other stories that tell of the same event.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    config: ConfigOption = None,
) -> None:
    """Show every copy of an article's text: the first, the fullest, and what revisions changed."""

    async def main() -> tuple[Story, list[ArticleGrouped]]:
        async with opened(config) as system:
            grouped = await system.store.article(_article_id(url))
            if grouped is None:
                raise Misconfigured(f"no article of {url} is in the store; try wirewatch trace")
            told = await other_tellings(system.store, grouped) if tellings else []
            return await story_of(system.store, grouped), list(told)

    found, told = asyncio.run(main())
    if as_json:
        typer.echo(json_text(_as_json(found, told)))
        return
    console = Console(markup=False, highlight=False)
    count = f"{len(found.copies)}{'' if found.complete else ' or more'}"
    console.print(f"{count} on {len(found.sites)} sites, in order of acceptance")
    table = RichTable("first seen (UTC)", "site", "", "title", box=None)
    for copy in found.copies:
        table.add_row(*map(inert, _row(copy, found)))
    console.print(table)
    if tellings:
        console.print("likely of the same event" if told else "no other telling was found")
        others = RichTable("first seen (UTC)", "site", "", "title", box=None)
        for copy in told:
            others.add_row(*map(inert, _row(copy, None)))
        console.print(others)


def _article_id(url: str) -> str:
    try:
        return article_id(normalise(url))
    except ValueError:
        return url


def _row(copy: ArticleGrouped, story: Story | None) -> tuple[str, str, str, str]:
    notes = [copy.article.language.code] if story is None else []
    if story is not None and copy is story.first and story.complete:
        notes.append("first")
    if story is not None and copy is story.fullest:
        notes.append("fullest")
    if copy.revision > 1:
        notes.append(f"revision {copy.revision}")
    title = copy.article.title or copy.article.url
    changes = changes_in_words(copy)
    return (
        f"{copy.first_seen:%Y-%m-%d %H:%M:%S}",
        copy.article.site,
        ", ".join(notes),
        f"{title} ({changes})" if changes else title,
    )


def _as_json(story: Story, told: list[ArticleGrouped]) -> dict[str, Any]:
    return {
        "story_id": story.first.story_id,
        "complete": story.complete,
        "first": story.first.article.article_id,
        "fullest": story.fullest.article.article_id,
        "sites": list(story.sites),
        "copies": [_copy(copy) for copy in story.copies],
        "tellings": [_copy(copy) | {"story_id": copy.story_id} for copy in told],
    }


def _copy(copy: ArticleGrouped) -> dict[str, Any]:
    return {
        "article_id": copy.article.article_id,
        "url": copy.article.url,
        "site": copy.article.site,
        "title": copy.article.title,
        "language": copy.article.language.code,
        "first_seen": copy.first_seen.isoformat(),
        "revision": copy.revision,
        "changes": None if copy.difference is None else copy.difference.model_dump(mode="json"),
    }
