"""`wirewatch reprocess`: history again, at a newer version of models and code."""

import asyncio
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from wirewatch.cli import reprocessing
from wirewatch.cli.main import ConfigOption
from wirewatch.cli.moments import moment
from wirewatch.cli.opening import opened
from wirewatch.core.ports import Bus, Clock

_NOUNS = {"enrich": "pages", "group": "enriched articles", "index": "articles"}


def reprocess(
    since: Annotated[str, typer.Option(help="From when on: 30d, 12h, 2026-03-14.")],
    until: Annotated[str | None, typer.Option(help="Until when; default: now.")] = None,
    stage: Annotated[
        str,
        typer.Option(
            help="Where work begins again: enrich (from the pages), group, or index (articles as "
            "they are)."
        ),
    ] = "enrich",
    rate: Annotated[
        float, typer.Option(min=0.1, help="At most so many a second; live pages share the way.")
    ] = 20.0,
    run: Annotated[int | None, typer.Option(min=1, help="Go on with this interrupted run.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be sent.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Run what is still on the bus again; newer results replace older ones, nobody is alerted."""

    async def main() -> None:
        async with opened(config) as system:
            clock, bus = system.context.clock, system.context.bus
            now = clock.now()
            start = moment(since, now)
            end = now if until is None else moment(until, now)
            async with reprocessing.planned(bus, stage, start, end, run=run) as plan:
                what = f"{plan.total} {_NOUNS[stage]} accepted since {start:%Y-%m-%d %H:%M} UTC"
                typer.echo(f"run {plan.run}: {what}; {plan.left} to send")
                if not dry_run and plan.left:
                    await _send(bus, plan, clock, rate)

    asyncio.run(main())


async def _send(bus: Bus, plan: reprocessing.Plan, clock: Clock, rate: float) -> None:
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(TextColumn("sending"), *columns) as bar:
        task = bar.add_task("", total=plan.left)
        try:
            sent = await reprocessing.reprocess(
                bus,
                plan,
                clock=clock,
                per_second=rate,
                progress=lambda count: bar.update(task, completed=count),
            )
        except BaseException:
            typer.echo(f"interrupted; the same with --run {plan.run} goes on", err=True)
            raise
    typer.echo(f"{sent} sent; the services work on them")
