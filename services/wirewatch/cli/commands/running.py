"""`wirewatch run`, `all`, and one command per service."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import typer

from wirewatch import flow
from wirewatch.cli.main import EXIT_FAILED, ConfigOption
from wirewatch.cli.settings import Settings, load
from wirewatch.runtime import logs


def run_embedded(config: ConfigOption = None) -> None:
    """Run the embedded system: everything in one process, on SQLite in the data folder."""
    settings = load(config)
    _configure_logs(settings)

    async def main() -> None:
        from wirewatch.cli.system import embedded, publish_registry, run

        async with embedded(settings) as system:
            await system.store.prepare()
            await publish_registry(system)
            await run(system, [s.name for s in flow.TOPOLOGY])

    _run(main)


def run_all(config: ConfigOption = None) -> None:
    """Run every service in one process on Kafka and Elasticsearch."""
    settings = load(config)
    _configure_logs(settings)

    async def main() -> None:
        from wirewatch.cli.commands.setting_up import set_up
        from wirewatch.cli.system import distributed, run

        async with distributed(settings, state="all") as system:
            await set_up(system)
            await run(system, [s.name for s in flow.TOPOLOGY])

    _run(main)


def service_commands() -> Iterator[tuple[str, Callable[..., None]]]:
    """A command for each service of the topology."""
    for service in flow.TOPOLOGY:
        yield service.name, _service_command(service)


def _service_command(service: flow.Service) -> Callable[..., None]:
    def command(config: ConfigOption = None) -> None:
        settings = load(config)
        _configure_logs(settings)

        async def main() -> None:
            from wirewatch.cli.system import distributed, run

            async with distributed(settings, state=service.name) as system:
                await run(system, [service.name])

        _run(main)

    reads = ", ".join(service.reads) or "—"
    writes = ", ".join(service.writes) or "—"
    work = service.work[0].upper() + service.work[1:]
    command.__doc__ = f"{work}. Reads {reads}; writes {writes}."
    return command


def _configure_logs(settings: Settings) -> None:
    logs.configure(level=settings.log.level, log_format=settings.log.format)


def _run(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run to the end; what stops a service is one line, and exit 1."""
    from wirewatch.runtime.ceiling import StageStopped
    from wirewatch.runtime.watchdog import Stuck
    from wirewatch.runtime.workers import WorkerFailed

    try:
        asyncio.run(main())
    except (StageStopped, Stuck, WorkerFailed) as error:
        typer.echo(f"wirewatch: stopped: {error}", err=True)
        raise typer.Exit(EXIT_FAILED) from error
