"""The wiring of enrich under the runner: embedded, `pages` in, articles and outcomes out."""

from wirewatch.enrich.stage import EnrichSettings, EnrichStage
from wirewatch.runtime.context import Context
from wirewatch.runtime.logs import logger
from wirewatch.runtime.processing import Processor
from wirewatch.runtime.runner import Runner


async def run_enrich(context: Context, settings: EnrichSettings) -> None:
    """Run enrich until the context's stop is set; Faust does it on Kafka (`faust_app`)."""
    log = logger("enrich")
    stage = EnrichStage(
        settings,
        context.state_file("enrich"),
        clock=context.clock,
        log=log,
        on_page=lambda: context.health.moved("enrich"),
    )
    try:
        await stage.start()
        processor = Processor("enrich", stage, clock=context.clock, log=log)
        await Runner(
            processor,
            context.bus,
            stop=context.stop,
            health=context.health,
            log=log,
            max_batch=settings.batch,
        ).run()
    finally:
        await stage.close()
