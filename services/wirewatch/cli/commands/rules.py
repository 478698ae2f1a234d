"""`wirewatch rule`: list, add, remove, also beside a live run."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from wirewatch.cli.explaining import show_mistakes, show_reading
from wirewatch.cli.keeping import check_endpoints, check_id, names_of, remove
from wirewatch.cli.main import EXIT_MISCONFIGURED, ConfigOption
from wirewatch.cli.opening import opened
from wirewatch.cli.showing import inert, json_text
from wirewatch.core import codec
from wirewatch.core.errors import Misconfigured
from wirewatch.core.ports import Activity
from wirewatch.core.rule_checking import NO_NAMES, Checked, check
from wirewatch.core.rule_history import edited, names_used
from wirewatch.core.rule_names import RuleNames
from wirewatch.core.rule_standing import Standing, standing_of
from wirewatch.core.rules import references
from wirewatch.events import Past, Rule

NAME_CHARACTERS = 200
STATISTICS_DAYS = 30

app = typer.Typer(help="Rules: list, add, remove, try on the past, explain.", no_args_is_help=True)

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="A short name: a-z, 0-9, dash.")]


@app.command("list")
def list_rules(
    silent: Annotated[
        bool, typer.Option("--silent", help="Only those that should have told something.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    config: ConfigOption = None,
) -> None:
    """Show every rule, and what became of it in the last 30 days."""

    async def main() -> tuple[RuleNames, Mapping[str, Activity], datetime]:
        async with opened(config) as system:
            now = system.context.clock.now()
            names = await names_of(system.context.bus)
            await system.store.prepare()
            since = now - timedelta(days=STATISTICS_DAYS)
            return names, await system.store.activity(list(names.rules), since), now

    names, activity, now = asyncio.run(main())
    rules = names.rules
    standings = {
        i: standing_of(r, activity.get(i), now=now, thumbs=names.feedback.get(i, ()))
        for i, r in rules.items()
    }
    shown = {i: r for i, r in rules.items() if not silent or standings[i].silent}
    if as_json:
        for rule_id, rule in shown.items():
            typer.echo(json_text(_described(rule, standings[rule_id], names)))
        return
    if not shown:
        typer.echo(
            "No rule is silent."
            if rules
            else "There are no rules yet; `wirewatch rule add` makes one."
        )
        return
    console = Console(markup=False, highlight=False)
    for rule_id, rule in shown.items():
        _show(console, rule, standings[rule_id])


@app.command("add")
def add_rule(
    rule_id: IdArgument,
    expression: Annotated[str, typer.Argument(help="What to watch for, see docs/rules.md.")],
    name: Annotated[str, typer.Option(help="What people call it.")] = "",
    endpoint: Annotated[
        list[str] | None, typer.Option(help="Endpoint to tell; repeatable.")
    ] = None,
    past: Annotated[
        Past | None,
        typer.Option(help="What of the past: mark it as seen, or send one digest of it."),
    ] = None,
    since: Annotated[str, typer.Option(help="How far back with --past: 30d, 12h, a day.")] = "30d",
    must_match: Annotated[
        list[str] | None, typer.Option(help="A text that it must match; repeatable.")
    ] = None,
    must_not_match: Annotated[
        list[str] | None, typer.Option(help="A text that it must not match; repeatable.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Keep it though it breaks an example.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Add a rule; it applies to articles from now on, and with --past to earlier ones too. The
    rule of that id is replaced, and keeps its name and endpoints where none are given.
    """
    check_id("rule", rule_id)
    if len(name) > NAME_CHARACTERS:
        raise Misconfigured(f"--name: a name has at most {NAME_CHARACTERS} characters")
    if not references(expression):
        read_or_refuse(expression, NO_NAMES, rule_id=rule_id)
    checked = asyncio.run(
        _put(
            config,
            rule_id,
            expression,
            name,
            tuple(endpoint or ()),
            Examples(tuple(must_match or ()), tuple(must_not_match or ())),
            force=force,
        )
    )
    typer.echo(f"rule {rule_id}: kept")
    show_reading(Console(markup=False, highlight=False), checked)
    if past is not None:
        from wirewatch.cli.commands.backfills import backfill

        backfill(rule_id, past=past, since=since, config=config)


@app.command("remove")
def remove_rule(
    rule_id: Annotated[str, typer.Argument(metavar="ID")], config: ConfigOption = None
) -> None:
    """Remove a rule."""

    async def main() -> None:
        async with opened(config) as system:
            bus = system.context.bus
            await remove(bus, await names_of(bus), "rules", rule_id)

    asyncio.run(main())
    typer.echo(f"rule {rule_id} is removed")


def read_or_refuse(expression: str, names: RuleNames, *, rule_id: str = "") -> Checked:
    """An expression that can be read; else its mistakes are shown, and the command ends."""
    checked = check(expression, names, rule_id=rule_id)
    if checked.error is not None:
        what = f"rule {rule_id}" if rule_id else "the rule"
        count = len(checked.errors)
        found = "a mistake" if count == 1 else f"{count} mistakes"
        typer.echo(f"wirewatch: {what} cannot be read: {found}", err=True)
        show_mistakes(Console(markup=False, highlight=False, stderr=True), checked)
        raise typer.Exit(EXIT_MISCONFIGURED)
    return checked


@dataclass(frozen=True, slots=True)
class Examples:
    """Texts that a rule must match, and texts that it must not."""

    must_match: tuple[str, ...]
    must_not_match: tuple[str, ...]


async def _put(
    config: ConfigOption,
    rule_id: str,
    expression: str,
    name: str,
    endpoints: tuple[str, ...],
    examples: Examples,
    *,
    force: bool,
) -> Checked:
    async with opened(config) as system:
        bus = system.context.bus
        names = await names_of(bus)
        checked = read_or_refuse(expression, names, rule_id=rule_id)
        assert checked.node is not None
        old = names.rules.get(rule_id)
        must_match = _joined(old.must_match if old else (), examples.must_match)
        must_not_match = _joined(old.must_not_match if old else (), examples.must_not_match)
        problem = names.problem_with_rule(rule_id, expression)
        if problem is None:
            problem = names.broken_example(rule_id, expression, must_match, must_not_match)
            if problem is not None and force:
                typer.echo(f"note: {inert(problem)}", err=True)
                problem = None
            elif problem is not None:
                problem += "; --force keeps the rule all the same"
        if problem is not None:
            raise Misconfigured(f"rule {rule_id}: {problem}")
        await check_endpoints(bus, endpoints)
        now = system.context.clock.now()
        if old is not None:
            rule = old.model_copy(
                update={
                    "name": name or old.name,
                    **edited(old, expression, now),
                    "endpoints": endpoints or old.endpoints,
                    "enabled": True,
                    "must_match": must_match,
                    "must_not_match": must_not_match,
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
                must_match=must_match,
                must_not_match=must_not_match,
                active_from=now,
                origin="cli",
                updated_at=now,
            )
        await bus.produce([codec.encode(rule, service="cli", now=now)])
        return checked


def _joined(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    """Examples, each once."""
    return tuple(dict.fromkeys((*old, *new)))


def _show(console: Console, rule: Rule, standing: Standing) -> None:
    """A rule in three lines: what it is called, what it asks for, what became of it."""
    activity = standing.activity
    last = f"last {activity.last_at:%Y-%m-%d %H:%M}" if activity.last_at is not None else "never"
    facts = (
        f"tells {', '.join(rule.endpoints)}" if rule.endpoints else "tells nobody",
        f"since {rule.active_from:%Y-%m-%d %H:%M}" if rule.enabled else "off",
        f"alerts {activity.recent_alerts}, hits {activity.recent_hits} in {STATISTICS_DAYS} days",
        f"{last}, silent" if standing.silent else last,
        *([str(standing.score)] if standing.score.judged else []),
        f"kept by {rule.origin}",
    )
    console.print(
        Text(inert(rule.rule_id), style="bold").append(f"  {inert(rule.name)}", "not bold")
    )
    console.print(Padding(Text(inert(rule.expression)), (0, 0, 0, 4)))
    console.print(Padding(Text(inert(" · ".join(facts)), style="dim"), (0, 0, 0, 4)))


def _described(rule: Rule, standing: Standing, names: RuleNames) -> dict[str, object]:
    activity = standing.activity
    return {
        **rule.model_dump(mode="json", exclude_none=True),
        "alerts_total": activity.alerts,
        "alerts_30d": activity.recent_alerts,
        "hits_30d": activity.recent_hits,
        "alerts_by_day": {day.value: day.count for day in activity.days},
        "last_hit_at": activity.last_at.isoformat() if activity.last_at else None,
        "silent": standing.silent,
        "names": {used.name: used.version for used in names_used(rule.expression, names.get)},
        "alerts_judged": standing.score.judged,
        "precision": standing.score.precision,
    }
