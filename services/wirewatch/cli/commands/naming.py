"""`wirewatch names`: how else a name is spelled, and where each spelling comes from."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table as RichTable

from wirewatch.cli.showing import inert, json_text
from wirewatch.core.errors import Misconfigured

_KINDS = ("person", "organisation", "place", "event", "product")


def names(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name in any script.")],
    kind: Annotated[
        str | None, typer.Option("--kind", help="person, organisation, place, event or product.")
    ] = None,
    least: Annotated[
        float, typer.Option(min=0, max=1, help="Leave out what is less sure than this.")
    ] = 0.0,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 300,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Show how a name is spelled in other scripts, its usual variants and its cases, and why."""
    from wirewatch.core.entities import Kind, spellings

    chosen: Kind | None
    match kind:
        case "person" | "organisation" | "place" | "event" | "product" | None:
            chosen = kind
        case _:
            raise Misconfigured(f"--kind is one of {', '.join(_KINDS)}, not {kind}")
    found = [one for one in spellings(name, kind=chosen, limit=limit) if one.confidence >= least]
    if not found:
        raise Misconfigured(f"{name!r} has neither letters nor digits")
    if as_json:
        for one in found:
            typer.echo(json_text(asdict(one)))
        return
    table = RichTable("spelling", "language", "from", "sure", "made of", box=None)
    for one in found:
        row = (inert(one.text), one.language, one.source, f"{one.confidence:.2f}", inert(one.via))
        table.add_row(*row)
    Console(soft_wrap=True).print(table, markup=False)
