"""`wirewatch init`, `config` and `setup`."""

import asyncio
import json
import time
from pathlib import Path
from typing import Annotated

import typer

from wirewatch.cli.main import ConfigOption
from wirewatch.cli.settings import DEFAULT_FILE, Settings, known_variables, load, redacted
from wirewatch.cli.starter import starter_file
from wirewatch.cli.system import System, distributed, kafka_client, publish_registry
from wirewatch.core.errors import Misconfigured, Retry
from wirewatch.runtime import logs


def init(
    file: Annotated[Path, typer.Argument(help="The file to write.")] = DEFAULT_FILE,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write a commented wirewatch.toml with a starter list of public news feeds."""
    if file.exists() and not force:
        raise Misconfigured(f"{file} is there already; --force replaces it")
    try:
        file.touch(mode=0o600)  # tokens and secrets may come to stand in it
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


def setup(
    wait_seconds: Annotated[
        float,
        typer.Option("--wait", min=0, help="Seconds to wait for servers that are not there yet."),
    ] = 60.0,
    config: ConfigOption = None,
) -> None:
    """Create topics and index templates, publish the file's rules, bring the dashboard in."""
    settings = load(config)

    logs.configure(level="warning", log_format=settings.log.format)

    async def main() -> None:
        async with distributed(settings, state="setup") as system:
            for line in await _patiently(system, wait_seconds):
                typer.echo(line)

    asyncio.run(main())


async def _patiently(system: System, wait_seconds: float) -> list[str]:
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            return await set_up(system)
        except Retry:
            if time.monotonic() > deadline:
                raise
            await system.context.clock.sleep(2.0)


async def set_up(system: System) -> list[str]:
    """Everything that must be there before the services start; safe to repeat."""
    from wirewatch.adapters.kafka.topics import create_topics

    settings = system.settings
    done = []
    created = await create_topics(
        settings.kafka.bootstrap,
        prefix=settings.kafka.prefix,
        replication_factor=settings.kafka.replication_factor,
        client=kafka_client(settings),
    )
    done.append(f"topics: {len(created)} created, the others were there")
    await system.store.prepare()
    done.append("index templates and indices: ready")
    changes = await publish_registry(system)
    done.append(f"rules, sources and endpoints: {changes} changes published")
    if settings.kibana.url is not None:
        done += await _import_dashboard(settings)
    return done


async def _import_dashboard(settings: Settings) -> list[str]:
    from wirewatch.adapters.elastic.kibana import import_saved_objects
    from wirewatch.adapters.elastic.kibana.bundles import bundles
    from wirewatch.adapters.elastic.layout import Layout

    kibana = settings.kibana
    assert kibana.url is not None
    key = kibana.api_key
    imported = await import_saved_objects(
        kibana.url,
        bundles(Layout(settings.elasticsearch.prefix)),
        headers=None if key is None else {"Authorization": f"ApiKey {key.get_secret_value()}"},
    )
    return [
        f"Kibana: {i.file_name}: {i.written} written, {i.left} left as they were" for i in imported
    ]
