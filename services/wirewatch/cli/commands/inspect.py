"""`wirewatch audit` and `trace`: proof that nothing was lost, and the life of one page."""

import asyncio
from datetime import timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table as RichTable

from wirewatch.cli.auditing import AuditReport, run_audit
from wirewatch.cli.main import EXIT_FAILED, ConfigOption
from wirewatch.cli.opening import opened
from wirewatch.cli.showing import inert, json_text
from wirewatch.cli.tracing import Step, run_trace
from wirewatch.core.errors import Misconfigured


def audit(
    grace_seconds: Annotated[
        float, typer.Option(min=0, help="Leave out pages accepted less long ago than this.")
    ] = 60.0,
    as_json: Annotated[bool, typer.Option("--json", help="The report as one JSON object.")] = False,
    config: ConfigOption = None,
) -> None:
    """Prove that every page accepted has exactly one outcome; exit 1 and list the holes if not."""

    async def main() -> AuditReport:
        async with opened(config) as system:
            watermark = system.context.clock.now() - timedelta(seconds=grace_seconds)
            return await run_audit(system.context.bus, system.store, watermark)

    report = asyncio.run(main())
    if as_json:
        typer.echo(json_text(report.as_json()))
    else:
        _print_report(report)
    if report.holes:
        raise typer.Exit(EXIT_FAILED)


def trace(
    url: Annotated[str, typer.Argument(metavar="URL|PAGE_ID", help="A page's address or id.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    config: ConfigOption = None,
) -> None:
    """Show everything that happened to one page, from its acceptance to its deliveries."""

    async def main() -> list[Step]:
        async with opened(config) as system:
            return await run_trace(system.context.bus, url)

    steps = asyncio.run(main())
    if not steps:
        raise Misconfigured(f"nothing is known of {url}")
    if as_json:
        for step in steps:
            typer.echo(json_text(step.as_json()))
        return
    table = RichTable("when (UTC)", "topic", "what", "id", box=None)
    for step in steps:
        when = step.at[:19].replace("T", " ")
        table.add_row(*map(inert, (when, step.topic, step.what, step.event_id[:12])))
    Console(markup=False, highlight=False).print(table)


def _print_report(report: AuditReport) -> None:
    console = Console()
    table = RichTable("outcome", "pages", box=None)
    for outcome, count in report.outcomes.items():
        table.add_row(outcome, str(count))
    table.add_row("accepted", str(report.accepted))
    console.print(f"pages accepted before {report.watermark:%Y-%m-%d %H:%M:%S} UTC")
    console.print(table)
    console.print(f"articles in the store, checked one by one: {report.stored}")
    if not report.holes:
        console.print("[green]every page has exactly one outcome[/green]")
        return
    console.print(f"[red]{len(report.holes)} holes[/red]")
    for hole in report.holes[:100]:
        console.print(
            inert(f"  {hole.page_id}  {hole.problem}  {hole.url}"), markup=False, highlight=False
        )
