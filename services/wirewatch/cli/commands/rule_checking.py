"""`wirewatch rule check`: every rule held against its own examples and its budget."""

import asyncio

import typer

from wirewatch.cli.commands.rules import app
from wirewatch.cli.keeping import names_of
from wirewatch.cli.main import EXIT_FAILED, ConfigOption
from wirewatch.cli.opening import opened
from wirewatch.cli.showing import inert
from wirewatch.core.feedback import examples_of, is_open
from wirewatch.core.rule_checking import check
from wirewatch.core.rule_names import RuleNames
from wirewatch.events import AlertJudged


@app.command("check")
def check_rules(config: ConfigOption = None) -> None:
    """Hold every rule against the texts that it must match and must not, and against its budget."""

    async def main() -> RuleNames:
        async with opened(config) as system:
            return await names_of(system.context.bus)

    names = asyncio.run(main())
    examples, wrong, open_ones = 0, 0, 0
    for rule_id, rule in sorted(names.rules.items()):
        examples += len(rule.must_match) + len(rule.must_not_match)
        checked = check(rule.expression, names, rule_id=rule_id)
        problem = (
            str(checked.error)
            if checked.error is not None
            else names.problem_with_rule(rule_id, rule.expression)
            or names.broken_example(rule_id, rule.expression, rule.must_match, rule.must_not_match)
        )
        thumbs = examples_of(names.feedback.get(rule_id, ()))
        examples += len(thumbs)
        for thumb in thumbs:
            if checked.node is not None and is_open(thumb, checked.node):
                open_ones += 1
                typer.echo(f"note: rule {rule_id}: {inert(_asked(thumb))}")
        if problem is not None:
            wrong += 1
            typer.echo(f"rule {rule_id}: {inert(problem)}")
        for twin in checked.twins:
            typer.echo(f"note: rule {rule_id} means the same as {twin}")
    still = f", {open_ones} of them open" if open_ones else ""
    kept = f"{examples} example{'' if examples == 1 else 's'}"
    typer.echo(f"{len(names.rules)} rules, {kept}{still}, {wrong} rules with a problem")
    if wrong:
        raise typer.Exit(EXIT_FAILED)


def _asked(thumb: AlertJudged) -> str:
    """What a thumb asks of its rule that it does not do yet."""
    wish = "should match" if thumb.useful else "should not match"
    return f"it {wish} {thumb.title[:80]!r} ({thumb.url}), and does" + (
        " not" if thumb.useful else ""
    )
