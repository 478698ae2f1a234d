"""The wiring of ingest: sources in, pages out."""

from collections.abc import Sequence

from wirewatch.events import Source
from wirewatch.ingest.scheduler import run_ingest as watch_sources
from wirewatch.ingest.settings import IngestSettings
from wirewatch.runtime.context import Context
from wirewatch.runtime.erased import Erased
from wirewatch.runtime.logs import logger
from wirewatch.runtime.table import Table, following


async def run_ingest(context: Context, settings: IngestSettings) -> None:
    """Run ingest until the context's stop is set."""
    log = logger("ingest")
    table = Table("sources", log=log)
    await table.load(context.bus)
    erased = Erased(log)
    await erased.load(context.bus)

    def sources() -> Sequence[Source]:
        return [row for row in table.rows.values() if isinstance(row, Source)]

    async with following(context, table, erased.table):
        context.health.ready("ingest")
        log.info("service_started", sources=len(sources()))
        await watch_sources(
            context.bus,
            sources,
            settings,
            context.clock,
            state_dir=context.state_dir,
            stop=context.stop,
            bars=erased.bars,
        )
    context.health.gone("ingest")
    log.info("service_stopped")
