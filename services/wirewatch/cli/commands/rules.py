"""`wirewatch rule`: list, add, remove, also beside a live run."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table as RichTable

from wirewatch.cli.main import ConfigOption
from wirewatch.cli.opening import opened
from wirewatch.cli.showing import inert
from wirewatch.core import codec
from wirewatch.core.errors import Misconfigured
from wirewatch.core.rules import RuleSyntaxError, describe, parse, warnings
from wirewatch.events import Rule
from wirewatch.events.registry import ID_PATTERN
from wirewatch.runtime.logs import logger
from wirewatch.runtime.table import Table

NAME_CHARACTERS = 200

app = typer.Typer(help="Rules: list, add, remove.", no_args_is_help=True)


@app.command("list")
def list_rules(config: ConfigOption = None) -> None:
    """Show every rule."""
    rules = asyncio.run(_known(config))
    table = RichTable("id", "name", "expression", "tells", "since", "kept by", box=None)
    for rule in sorted(rules.values(), key=lambda r: r.rule_id):
        since = f"{rule.active_from:%Y-%m-%d %H:%M}" if rule.enabled else "off"
        tells = ", ".join(rule.endpoints) or "—"
        cells = (rule.rule_id, rule.name, rule.expression, tells, since, rule.origin)
        table.add_row(*map(inert, cells))
    console = Console(markup=False, highlight=False)
    console.print(table if rules else "There are no rules yet; `wirewatch rule add` makes one.")


@app.command("add")
def add_rule(
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="A short name: a-z, 0-9, dash.")],
    expression: Annotated[str, typer.Argument(help="What to watch for, see docs/rules.md.")],
    name: Annotated[str, typer.Option(help="What people call it.")] = "",
    endpoint: Annotated[
        list[str] | None, typer.Option(help="Endpoint to tell; repeatable.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Add a rule; it applies to articles from now on. The rule of that id is replaced, and keeps
    its name and endpoints where none are given.
    """
    if not ID_PATTERN.match(rule_id):
        raise Misconfigured(
            f"rule id {rule_id!r}: use lower-case letters, digits, dot, dash, underscore"
        )
    if len(name) > NAME_CHARACTERS:
        raise Misconfigured(f"--name: a name has at most {NAME_CHARACTERS} characters")
    try:
        node = parse(expression)
    except RuleSyntaxError as error:
        raise Misconfigured(f"rule {rule_id}: {error}") from error
    for warning in warnings(expression):
        typer.echo(f"note: {warning}", err=True)
    asyncio.run(_put(config, rule_id, expression, name, tuple(endpoint or ())))
    typer.echo(f"rule {rule_id}: {describe(node)}")


@app.command("remove")
def remove_rule(
    rule_id: Annotated[str, typer.Argument(metavar="ID")], config: ConfigOption = None
) -> None:
    """Remove a rule."""

    async def main() -> None:
        async with opened(config) as system:
            table = Table("rules", log=logger("cli"))
            await table.load(system.context.bus)
            if rule_id not in table.rows:
                raise Misconfigured(f"there is no rule {rule_id}; `wirewatch rule list` shows them")
            await system.context.bus.produce([codec.tombstone("rules", rule_id)])

    asyncio.run(main())
    typer.echo(f"rule {rule_id} is removed")


async def _known(config: ConfigOption) -> dict[str, Rule]:
    async with opened(config) as system:
        table = Table("rules", log=logger("cli"))
        await table.load(system.context.bus)
        return {key: rule for key, rule in table.rows.items() if isinstance(rule, Rule)}


async def _put(
    config: ConfigOption, rule_id: str, expression: str, name: str, endpoints: tuple[str, ...]
) -> None:
    async with opened(config) as system:
        rules = Table("rules", log=logger("cli"))
        known = Table("endpoints", log=logger("cli"))
        await rules.load(system.context.bus)
        await known.load(system.context.bus)
        for endpoint in endpoints:
            if endpoint not in known.rows:
                raise Misconfigured(f"there is no endpoint {endpoint}")
        now = system.context.clock.now()
        old = rules.rows.get(rule_id)
        if isinstance(old, Rule):
            rule = old.model_copy(
                update={
                    "name": name or old.name,
                    "expression": expression,
                    "endpoints": endpoints or old.endpoints,
                    "enabled": True,
                    "active_from": old.active_from if old.enabled else now,
                    "version": old.version + 1,
                    "origin": "cli",
                    "updated_at": now,
                }
            )
        else:
            rule = Rule(
                rule_id=rule_id,
                name=name or rule_id,
                expression=expression,
                endpoints=endpoints,
                active_from=now,
                origin="cli",
                updated_at=now,
            )
        await system.context.bus.produce([codec.encode(rule, service="cli", now=now)])
