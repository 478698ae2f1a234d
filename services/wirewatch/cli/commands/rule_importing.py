"""`wirewatch rule import`: a query of another system as a rule, and what is not the same."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from wirewatch.cli.commands.rules import app
from wirewatch.cli.showing import inert
from wirewatch.core.errors import Misconfigured
from wirewatch.core.rules import RuleSyntaxError
from wirewatch.core.rules.importing import Dialect, import_query


@app.command("import")
def import_rule(
    query: Annotated[
        str, typer.Argument(metavar="FILE|-", help="A file with the query; - is standard input.")
    ],
    source: Annotated[
        Dialect, typer.Option("--from", help="The system whose language the query is in.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Turn a query of another system into a rule, and say what of it is not exactly the same.

    Nothing is kept: `wirewatch rule test` tries the rule, `rule add` keeps it.
    """
    try:
        text = sys.stdin.read() if query == "-" else Path(query).read_text("utf-8")
    except OSError as error:
        raise Misconfigured(f"{query}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Misconfigured(f"{query}: it is not UTF-8") from error
    try:
        found = import_query(text.strip(), source)
    except RuleSyntaxError as error:
        raise Misconfigured(f"the query: {inert(str(error))}") from error
    if as_json:
        notes = [{"message": note.message, "position": note.position} for note in found.notes]
        typer.echo(json.dumps({"expression": found.expression, "notes": notes}))
        return
    for note in found.notes:
        typer.echo(f"note: at character {note.position + 1}: {inert(note.message)}", err=True)
    typer.echo(found.expression)
