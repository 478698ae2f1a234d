"""`wirewatch rule check`: every rule held against its own examples and its budget."""

import asyncio

import typer

from wirewatch.cli.commands.rules import app
from wirewatch.cli.keeping import names_of
from wirewatch.cli.main import EXIT_FAILED, ConfigOption
from wirewatch.cli.opening import opened
from wirewatch.cli.showing import inert
from wirewatch.core.rule_checking import check
from wirewatch.core.rule_names import RuleNames


@app.command("check")
def check_rules(config: ConfigOption = None) -> None:
    """Hold every rule against the texts that it must match and must not, and against its budget."""

    async def main() -> RuleNames:
        async with opened(config) as system:
            return await names_of(system.context.bus)

    names = asyncio.run(main())
    examples, wrong = 0, 0
    for rule_id, rule in sorted(names.rules.items()):
        examples += len(rule.must_match) + len(rule.must_not_match)
        checked = check(rule.expression, names, rule_id=rule_id)
        problem = (
            str(checked.error)
            if checked.error is not None
            else names.problem_with_rule(rule_id, rule.expression)
        )
        if problem is not None:
            wrong += 1
            typer.echo(f"rule {rule_id}: {inert(problem)}")
        for twin in checked.twins:
            typer.echo(f"note: rule {rule_id} means the same as {twin}")
    typer.echo(f"{len(names.rules)} rules, {examples} examples, {wrong} rules with a problem")
    if wrong:
        raise typer.Exit(EXIT_FAILED)
