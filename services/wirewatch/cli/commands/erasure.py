"""`wirewatch erase`: an article is deleted wherever this system keeps it."""

import asyncio
from typing import Annotated

import typer

from wirewatch.cli import erasing
from wirewatch.cli.main import ConfigOption
from wirewatch.cli.opening import opened
from wirewatch.core.errors import Misconfigured


def erase(
    url: Annotated[str, typer.Option("--url", help="The article's address.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    lift: Annotated[
        bool, typer.Option("--lift", help="Let an erased address come in again.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Erase the article of an address: from the store, its alerts, their deliveries, outcomes,
    feedback and digests, and on SQLite every record of the bus. It is not taken in again.
    """
    if not yes and not lift:
        typer.confirm(f"Erase {url} for good?", abort=True)

    async def main() -> erasing.Report | None:
        async with opened(config) as system:
            try:
                if lift:
                    await erasing.lift(system, url)
                    return None
                return await erasing.erase(system, url)
            except ValueError as error:
                raise Misconfigured(f"--url: {error}") from error

    report = asyncio.run(main())
    if report is None:
        typer.echo("the address may come in again")
        return
    if not report.known:
        typer.echo("nothing of this address is known; it will not be taken in")
    for what, count in report.deleted.items():
        if count:
            typer.echo(f"deleted {what}: {count}")
    if report.changed:
        typer.echo(f"alerts and digests that go on without it: {report.changed}")
    if report.bytes_left_days is not None:
        typer.echo(
            f"Kafka's topics of pages, articles and matches keep their records until their "
            f"retention has passed, {report.bytes_left_days} days at most; nothing reads them back"
        )
    typer.echo(f"article {report.article_id} is erased; only this hash of its address is kept")
