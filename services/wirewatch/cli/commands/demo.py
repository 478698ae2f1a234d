"""`wirewatch demo`: the whole pipeline on the sample pages, before your eyes."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from wirewatch.cli.main import EXIT_FAILED
from wirewatch.core.errors import Misconfigured


def demo(
    leave: Annotated[
        bool,
        typer.Option("--exit", help="Leave when the pages are done; do not stay for the console."),
    ] = False,
    samples: Annotated[Path, typer.Option(help="The folder of sample pages.")] = Path("samples"),
    data: Annotated[
        Path, typer.Option(help="Where the demo keeps its files; emptied at the start.")
    ] = Path("data/demo"),
    port: Annotated[int, typer.Option(help="The console's port; 0 picks a free one.")] = 0,
) -> None:
    """Run the whole pipeline on the sample pages and show each alert as it fires."""
    if not (samples / "manifest.jsonl").exists():
        raise Misconfigured(
            f"there are no sample pages in {samples};"
            " run this in the project's folder, or give --samples"
        )
    from wirewatch.cli.demonstration import Demonstration

    show = Demonstration(samples=samples, data=data, port=port)
    try:
        good = asyncio.run(show.run(stay=not leave))
    except KeyboardInterrupt:
        raise typer.Exit(EXIT_FAILED) from None
    if not good:
        raise typer.Exit(EXIT_FAILED)
