"""`wirewatch rule backfill`: a rule on the past as a job, with its progress."""

import asyncio
import sys
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table as RichTable

from wirewatch.cli.commands.rules import app
from wirewatch.cli.keeping import kept, names_of
from wirewatch.cli.main import ConfigOption
from wirewatch.cli.moments import moment
from wirewatch.cli.opening import opened
from wirewatch.cli.showing import inert, json_text
from wirewatch.core import backfilling, codec
from wirewatch.core.errors import Misconfigured
from wirewatch.core.ports import Bus
from wirewatch.events import Backfill, BackfillState, Past, Rule

_TICK_SECONDS = 0.5

PastOption = Annotated[
    Past, typer.Option(help="seen: tell nobody of it; digest: tell the endpoints once.")
]
SinceOption = Annotated[str, typer.Option(help="How far back: 30d, 12h, 2w, or a day.")]


@app.command("backfill")
def backfill(
    rule_id: Annotated[str, typer.Argument(metavar="ID")],
    past: PastOption = Past.SEEN,
    since: SinceOption = "30d",
    wait: Annotated[bool, typer.Option("--wait", help="Stay until it is done.")] = False,
    config: ConfigOption = None,
) -> None:
    """Hold a rule against the past: the stories it would have found are marked as seen, or told
    to the rule's endpoints in one digest. It goes on by itself, also after a crash.
    """

    async def main() -> Backfill:
        async with opened(config) as system:
            bus, clock = system.context.bus, system.context.clock
            rule = (await names_of(bus)).rules.get(rule_id)
            if rule is None:
                raise Misconfigured(f"there is no rule {rule_id}; `wirewatch rule list` shows them")
            job = await request(bus, rule, past=past, since=since, now=clock.now())
            while wait and job.state.is_open:
                await clock.sleep(_TICK_SECONDS)
                job = (await _jobs(bus))[job.backfill_id]
                _show_progress(job)
            return job

    job = asyncio.run(main())
    typer.echo(told(job))
    if job.state in (BackfillState.FAILED, BackfillState.CANCELLED):
        raise typer.Exit(1)


@app.command("backfills")
def backfills(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    config: ConfigOption = None,
) -> None:
    """Show the backfills and how far they are, the latest first."""

    async def main() -> dict[str, Backfill]:
        async with opened(config) as system:
            return await _jobs(system.context.bus)

    jobs = sorted(asyncio.run(main()).values(), key=lambda job: job.requested_at, reverse=True)
    if as_json:
        for job in jobs:
            typer.echo(json_text(job.model_dump(mode="json", exclude={"story_marks"})))
        return
    if not jobs:
        typer.echo("There are no backfills; `wirewatch rule backfill` makes one.")
        return
    heads = ("rule", "asked for", "since", "past", "state", "examined", "articles", "stories", "id")
    table = RichTable(*heads, box=None)
    for job in jobs:
        table.add_row(*map(inert, _cells(job)))
    Console(markup=False, highlight=False).print(table)


@app.command("cancel")
def cancel(
    rule_id: Annotated[str, typer.Argument(metavar="ID")], config: ConfigOption = None
) -> None:
    """Cancel the open backfill of a rule; what it has found stays."""

    async def main() -> None:
        async with opened(config) as system:
            bus, now = system.context.bus, system.context.clock.now()
            job = open_backfill(await _jobs(bus), rule_id)
            if job is None:
                raise Misconfigured(f"rule {rule_id} has no open backfill")
            over = backfilling.ended(job, BackfillState.CANCELLED, now=now, detail="on request")
            await bus.produce([codec.encode(over, service="cli", now=now)])

    asyncio.run(main())
    typer.echo(f"the backfill of rule {rule_id} is cancelled")


async def request(bus: Bus, rule: Rule, *, past: Past, since: str, now: datetime) -> Backfill:
    """Ask for a backfill.

    Raises:
        Misconfigured: the rule has an open one, or the time is not in the past.
    """
    begin = moment(since, now)
    if begin >= now:
        raise Misconfigured(f"--since {since}: that is not in the past")
    if open_backfill(await _jobs(bus), rule.rule_id) is not None:
        raise Misconfigured(
            f"rule {rule.rule_id} has an open backfill; `wirewatch rule backfills` shows it"
        )
    job = backfilling.requested(rule, past=past, since=begin, now=now, origin="cli")
    await bus.produce([codec.encode(job, service="cli", now=now)])
    return job


def open_backfill(jobs: dict[str, Backfill], rule_id: str) -> Backfill | None:
    """The backfill of a rule that is not over."""
    return next((j for j in jobs.values() if j.rule_id == rule_id and j.state.is_open), None)


def told(job: Backfill) -> str:
    """Where a backfill stands, in a line."""
    span = f"backfill of {job.rule_id} since {job.since:%Y-%m-%d %H:%M} UTC"
    if job.state is BackfillState.WAITING:
        return f"{span}: asked for; `wirewatch rule backfills` shows how far it is"
    found = f"{job.articles:,} articles in {job.stories:,} stories among {job.examined:,} examined"
    if job.told_before:
        found += f", {job.told_before:,} of them with an alert before"
    detail = f": {inert(job.detail)}" if job.detail else ""
    return f"{span}: {job.state.value}{detail}; {found}"


def _show_progress(job: Backfill) -> None:
    if sys.stderr.isatty() and job.state is BackfillState.RUNNING:
        typer.echo(f"\r{job.examined:,} of {job.candidates:,} examined", nl=False, err=True)
        if not job.state.is_open:
            typer.echo("", err=True)


async def _jobs(bus: Bus) -> dict[str, Backfill]:
    found = await kept(bus, "backfills")
    return {k: job for k, job in found.items() if isinstance(job, Backfill)}


def _cells(job: Backfill) -> tuple[str, ...]:
    share = f" of {job.candidates:,}" if job.candidates else ""
    state = job.state.value + (f": {job.detail}" if job.detail else "")
    return (
        job.rule_id,
        f"{job.requested_at:%Y-%m-%d %H:%M}",
        f"{job.since:%Y-%m-%d %H:%M}",
        job.past.value,
        state,
        f"{job.examined:,}{share}",
        f"{job.articles:,}",
        f"{job.stories:,}",
        job.backfill_id[:8],
    )
