"""Opens the system that a looking or changing command acts on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from wirewatch.cli.settings import load
from wirewatch.cli.system import System, distributed, embedded
from wirewatch.core.errors import Misconfigured
from wirewatch.runtime import logs


class NoSystem(Misconfigured):
    """There is no embedded system in the data folder yet."""


@asynccontextmanager
async def opened(config: Path | None) -> AsyncIterator[System]:
    """The embedded system beside a live run, or the one on Kafka, as the settings say.

    Raises:
        NoSystem: there is no such system.
    """
    settings = load(config)
    logs.configure(level="warning", log_format=settings.log.format)
    if settings.system == "kafka":
        async with distributed(settings, state="cli") as system:
            yield system
        return
    if not (settings.data_dir / "bus.sqlite").exists():
        raise NoSystem(
            f"there is no embedded system in {settings.data_dir}; start one with `wirewatch run`"
        )
    async with embedded(settings, exclusive=False) as system:
        yield system
