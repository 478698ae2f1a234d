"""`wirewatch try`: one page in, the article and the matching rules out."""

import asyncio
import json
import mimetypes
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from wirewatch.cli.entries import ListEntry, RuleEntry
from wirewatch.cli.main import EXIT_FAILED, ConfigOption
from wirewatch.cli.settings import Settings, load
from wirewatch.cli.showing import inert, json_text, show_tried
from wirewatch.core.errors import Misconfigured, Reject

EXIT_REFUSED = EXIT_FAILED


def try_page(
    page: Annotated[
        str, typer.Argument(metavar="FILE|URL|-", help="A page; - reads standard input.")
    ],
    rule: Annotated[
        list[str] | None, typer.Option("--rule", "-r", help="A rule to try; repeatable.")
    ] = None,
    rules: Annotated[
        Path | None, typer.Option("--rules", help="A TOML file with [[rule]] tables to try.")
    ] = None,
    url: Annotated[str | None, typer.Option("--url", help="The address that the page has.")] = None,
    content_type: Annotated[
        str | None, typer.Option("--type", help="Its content type, where the name does not tell.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    removed: Annotated[
        bool,
        typer.Option("--removed", help="Also the parts' places, what is left out, and why."),
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Show what one page says, without the page around it, and which rules match it, and why.

    Without --rule and --rules the rules of wirewatch.toml are tried.
    """
    settings = load(config)
    tried_rules, named = _rules(rule, rules, settings)
    content, found_url, found_type = _read(page, config)
    from wirewatch.cli.tried import try_content

    try:
        tried = try_content(
            content,
            url=url or found_url,
            content_type=content_type or found_type,
            rules=tried_rules,
            named=named,
            own_topics=settings.enrich.own_topics,
            own_entities=settings.enrich.own_entities,
        )
    except Reject as reject:
        if as_json:
            typer.echo(
                json.dumps(
                    {
                        "outcome": "dead",
                        "reason": reject.reason.value,
                        "detail": str(reject),
                        "article": None,
                        "matches": [],
                    }
                )
            )
        typer.echo(f"wirewatch: refused ({reject.reason.value}): {inert(str(reject))}", err=True)
        raise typer.Exit(EXIT_REFUSED) from reject
    if as_json:
        typer.echo(json_text(tried.as_json(removed=removed), indent=2))
    else:
        show_tried(tried, removed=removed)


def _rules(
    expressions: Sequence[str] | None, file: Path | None, settings: Settings
) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """The rules to try, as (name, expression), and what `@name` in them stands for."""
    if file is not None:
        entries, lists = read_rules(file)
    else:
        entries, lists = list(settings.rules), list(settings.lists)
    named = {entry.id: entry.expression for entry in entries}
    named |= {entry.id: entry.expression for entry in lists}
    chosen = [(expression, expression) for expression in expressions or ()]
    if file is not None or not chosen:
        chosen += [(entry.id, entry.expression) for entry in entries]
    return chosen, named


def read_rules(file: Path) -> tuple[list[RuleEntry], list[ListEntry]]:
    """The `[[rule]]` and `[[list]]` tables of a file; other keys of them are ignored.

    Raises:
        Misconfigured: the file or a table in it is malformed.
    """
    try:
        tables: dict[str, list[dict[str, Any]]] = tomllib.loads(file.read_text("utf-8"))
        rules, lists = (
            [{k: v for k, v in table.items() if k in known} for table in tables.get(name, [])]
            for name, known in (("rule", RuleEntry.model_fields), ("list", ListEntry.model_fields))
        )
        return [RuleEntry(**rule) for rule in rules], [ListEntry(**terms) for terms in lists]
    except OSError as error:
        raise Misconfigured(f"{file}: {error.strerror}") from error
    except ValueError as error:
        raise Misconfigured(f"{file}: {error}") from error


def _read(page: str, config: Path | None) -> tuple[bytes, str | None, str | None]:
    """The page's bytes, its URL and its content type, as far as known."""
    if page == "-":
        return sys.stdin.buffer.read(), None, None
    if page.startswith(("http://", "https://")):
        return asyncio.run(_fetch(page, config))
    path = Path(page)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Misconfigured(f"{page}: {error.strerror}") from error
    return content, None, mimetypes.guess_type(path.name)[0]


async def _fetch(url: str, config: Path | None) -> tuple[bytes, str | None, str | None]:
    from wirewatch.cli.fetching import fetch_one

    return await fetch_one(url, load(config).ingest)
