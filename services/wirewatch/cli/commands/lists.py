"""`wirewatch lists`: terms kept under a name, which rules use as @name."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table as RichTable

from wirewatch.cli.keeping import check_id, names_of, remove
from wirewatch.cli.main import ConfigOption
from wirewatch.cli.opening import opened
from wirewatch.cli.showing import inert
from wirewatch.core import codec
from wirewatch.core.errors import Misconfigured
from wirewatch.core.list_terms import BrokenExampleError, terms_from
from wirewatch.core.rule_history import edited_terms
from wirewatch.core.rule_names import RuleNames
from wirewatch.events import TermList

app = typer.Typer(
    help="Lists of terms that rules name with @: show, set, remove.", no_args_is_help=True
)


@app.command("show")
def show_lists(
    list_id: Annotated[str | None, typer.Argument(metavar="[ID]")] = None,
    config: ConfigOption = None,
) -> None:
    """Show every list, or the terms of one, one a line."""
    names = asyncio.run(_names(config))
    if list_id is not None:
        found = names.lists.get(list_id)
        if found is None:
            raise Misconfigured(f"there is no list {list_id}; `wirewatch lists show` has them")
        for term in found.terms:
            typer.echo(inert(term))
        return
    if not names.lists:
        typer.echo("There are no lists yet; `wirewatch lists set` makes one.")
        return
    table = RichTable("id", "name", "terms", "used by", "kept by", box=None)
    for found in names.lists.values():
        users = ", ".join(names.users_of(found.list_id)) or "—"
        cells = (f"@{found.list_id}", found.name, str(len(found.terms)), users, found.origin)
        table.add_row(*map(inert, cells))
    Console(markup=False, highlight=False).print(table)


@app.command("set")
def set_list(
    list_id: Annotated[str, typer.Argument(metavar="ID", help="A short name: a-z, 0-9, dash.")],
    terms: Annotated[
        list[str] | None, typer.Argument(help="Words, phrases or rules; any is enough.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="Read them from a file, one a line; - is stdin.")
    ] = None,
    name: Annotated[str, typer.Option(help="What people call it.")] = "",
    force: Annotated[
        bool, typer.Option("--force", help="Keep it though a rule then breaks an example.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Keep a list, or replace the one of that id; rules that use it change with it."""
    check_id("list", list_id)
    given = [line for term in terms or () for line in term.splitlines()]
    if file is not None:
        given += _read(file).splitlines()
    kept = tuple(given)

    async def main() -> tuple[TermList, list[str]]:
        async with opened(config) as system:
            bus = system.context.bus
            names = await names_of(bus)
            old = names.lists.get(list_id)
            if old is not None and old.origin == "file":
                raise Misconfigured(f"list {list_id} is kept in the file; change it there")
            now = system.context.clock.now()
            try:
                found = terms_from(kept, names, list_id=list_id, force=force)
                terms = TermList(
                    list_id=list_id,
                    name=name or (old.name if old is not None else list_id),
                    **edited_terms(old, found, now),
                    version=1 if old is None else old.version + 1,
                    origin="cli",
                    updated_at=now,
                )
            except ValidationError as error:
                first = error.errors(include_url=False, include_input=False)[0]
                raise Misconfigured(f"list {list_id}: {first['msg']}") from error
            except BrokenExampleError as error:
                said = f"list {list_id}: {error}; --force keeps the list all the same"
                raise Misconfigured(said) from error
            except ValueError as error:
                raise Misconfigured(f"list {list_id}: {error}") from error
            await bus.produce([codec.encode(terms, service="cli", now=now)])
            return terms, names.users_of(list_id)

    kept_list, users = asyncio.run(main())
    used = f"; used by {', '.join(users)}" if users else f"; write @{list_id} in a rule"
    typer.echo(f"list @{list_id}: {len(kept_list.terms)} terms kept{used}")


@app.command("remove")
def remove_list(
    list_id: Annotated[str, typer.Argument(metavar="ID")], config: ConfigOption = None
) -> None:
    """Remove a list that no rule uses."""

    async def main() -> None:
        async with opened(config) as system:
            bus = system.context.bus
            await remove(bus, await names_of(bus), "lists", list_id)

    asyncio.run(main())
    typer.echo(f"list @{list_id} is removed")


async def _names(config: ConfigOption) -> RuleNames:
    async with opened(config) as system:
        return await names_of(system.context.bus)


def _read(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{file}: {error}") from error
