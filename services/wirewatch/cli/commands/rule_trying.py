"""`wirewatch rule test` and `rule why`: a rule on the past, and on one article."""

import asyncio
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console

from wirewatch.cli.commands.rules import app, read_or_refuse
from wirewatch.cli.explaining import show_reading
from wirewatch.cli.keeping import names_of
from wirewatch.cli.main import ConfigOption
from wirewatch.cli.moments import moment
from wirewatch.cli.opening import NoSystem, opened
from wirewatch.cli.previewed import preview_as_json, show_preview
from wirewatch.cli.reasons import Reasons, show_reasons
from wirewatch.cli.showing import json_text
from wirewatch.core.errors import Misconfigured
from wirewatch.core.identity import article_id
from wirewatch.core.matching import document_of, proof
from wirewatch.core.previewing import Preview
from wirewatch.core.rule_checking import NO_NAMES, Checked
from wirewatch.core.rule_names import RuleNames
from wirewatch.core.rules import prove, references, why_not
from wirewatch.core.urls import normalise
from wirewatch.events import Rule
from wirewatch.runtime.previewing import preview

VERIFY = 20_000

RuleArgument = Annotated[str, typer.Argument(metavar="EXPRESSION|ID", help="A rule, or its id.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object.")]


@app.command("test")
def try_rule(
    rule: RuleArgument,
    since: Annotated[
        str, typer.Option(help="How far back: 30d, 12h, 2w, or a day such as 2026-11-01.")
    ] = "30d",
    verify: Annotated[
        int, typer.Option(min=1, help="How many articles are looked at; the rest is estimated.")
    ] = VERIFY,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Show what a rule would have found: by day, by story, with samples, and what it costs."""

    async def main() -> tuple[Checked, Preview]:
        async with opened(config) as system:
            expression, _, names = _asked(rule, await names_of(system.context.bus))
            checked = read_or_refuse(expression, names, rule_id=rule if rule in names.rules else "")
            assert checked.node is not None
            await system.store.prepare()
            now = system.context.clock.now()
            begin = moment(since, now)
            if begin >= now:
                raise Misconfigured(f"--since {since}: that is not in the past")
            found = await preview(system.store, checked.node, since=begin, until=now, verify=verify)
            return checked, found

    alone = not references(rule)  # no id of a rule is a mistake
    read = read_or_refuse(rule, NO_NAMES) if alone else None
    try:
        checked, found = asyncio.run(main())
    except NoSystem:
        if read is not None and not as_json:
            show_reading(_console(), read)
        raise
    if as_json:
        typer.echo(json_text(preview_as_json(checked, found), indent=2))
    else:
        show_preview(_console(), checked, found)


@app.command("why")
def why(
    rule: RuleArgument,
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="Its id or its address.")],
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Show why a rule matches an article, or the least that keeps it from matching."""

    async def main() -> Reasons:
        async with opened(config) as system:
            expression, kept, names = _asked(rule, await names_of(system.context.bus))
            checked = read_or_refuse(expression, names, rule_id=rule if rule in names.rules else "")
            assert checked.node is not None
            await system.store.prepare()
            found = await system.store.article(_article_id(article))
            if found is None:
                raise Misconfigured(f"the store has no article {article}")
            document = document_of(found.article)
            match = prove(kept.rule_id, checked.node, document)
            return Reasons(
                article=found.article,
                checked=checked,
                proof=None if match is None else proof(found.article, kept, match),
                lacking=why_not(checked.node, document),
                kept=kept if rule in names.rules else None,
            )

    reasons = asyncio.run(main())
    if as_json:
        typer.echo(json_text(reasons.as_json(), indent=2))
    else:
        show_reasons(_console(), reasons)


def _asked(rule: str, names: RuleNames) -> tuple[str, Rule, RuleNames]:
    """The expression that is meant, as a rule, and the names it may use."""
    kept = names.rules.get(rule)
    if kept is not None:
        return kept.expression, kept, names
    now = datetime.now(UTC)
    unsaved = Rule.model_construct(
        rule_id="unsaved",
        name=rule[:200],
        expression=rule,
        version=0,
        active_from=now,
        updated_at=now,
    )
    return rule, unsaved, names


def _article_id(given: str) -> str:
    try:
        return article_id(normalise(given))
    except ValueError:
        return given


def _console() -> Console:
    return Console(file=sys.stdout, markup=False, highlight=False)
