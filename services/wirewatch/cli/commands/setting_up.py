"""`wirewatch init`, `config` and `setup`."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from wirewatch.cli.main import ConfigOption
from wirewatch.cli.settings import DEFAULT_FILE, known_variables, load, redacted
from wirewatch.cli.starter import starter_file
from wirewatch.cli.system import System, distributed, publish_registry
from wirewatch.core.errors import Misconfigured


def init(
    file: Annotated[Path, typer.Argument(help="The file to write.")] = DEFAULT_FILE,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write a commented wirewatch.toml with a starter list of public news feeds."""
    if file.exists() and not force:
        raise Misconfigured(f"{file} is there already; --force replaces it")
    try:
        file.write_text(starter_file(), encoding="utf-8")
    except OSError as error:
        raise Misconfigured(f"{file}: {error.strerror}") from error
    typer.echo(f"{file} is written. Look through it, then: wirewatch run")


def config(
    config: ConfigOption = None,
    variables: Annotated[
        bool, typer.Option("--variables", help="List the environment variables instead.")
    ] = False,
) -> None:
    """Print the effective settings, secrets masked."""
    if variables:
        for name in known_variables():
            typer.echo(name)
        return
    typer.echo(json.dumps(redacted(load(config)), indent=2, ensure_ascii=False))


def setup(config: ConfigOption = None) -> None:
    """Create topics and index templates, publish the file's rules, bring the dashboard in."""
    settings = load(config)

    async def main() -> None:
        async with distributed(settings, state="setup") as system:
            for line in await set_up(system):
                typer.echo(line)

    asyncio.run(main())


async def set_up(system: System) -> list[str]:
    """Everything that must be there before the services start; safe to repeat."""
    from wirewatch.adapters.kafka.topics import create_topics

    settings = system.settings
    done = []
    created = await create_topics(
        settings.kafka.bootstrap,
        prefix=settings.kafka.prefix,
        replication_factor=settings.kafka.replication_factor,
    )
    done.append(f"topics: {len(created)} created, the others were there")
    await system.store.prepare()
    done.append("index templates and indices: ready")
    changes = await publish_registry(system)
    done.append(f"rules, sources and endpoints: {changes} changes published")
    if settings.kibana.url is not None:
        from wirewatch.adapters.elastic.kibana import import_dashboard

        api_key = settings.kibana.api_key
        await import_dashboard(
            settings.kibana.url, None if api_key is None else api_key.get_secret_value()
        )
        done.append("Kibana: data views and dashboard imported")
    return done
