"""The wiring of index: articles, alerts, deliveries and outcomes into the store."""

from collections.abc import Sequence

from wirewatch.core.ports import ArticleStore
from wirewatch.core.settling import settled
from wirewatch.events import ArticleGrouped, Event, Outcome
from wirewatch.runtime.context import Context
from wirewatch.runtime.logs import logger
from wirewatch.runtime.processing import Handled, Processor
from wirewatch.runtime.runner import Runner

BATCH = 200


async def run_index(context: Context, store: ArticleStore) -> None:
    """Run index until the context's stop is set."""
    log = logger("index")
    await store.prepare()

    async def handle(events: Sequence[Event]) -> Sequence[Handled]:
        problems = await store.upsert(events)
        now = context.clock.now()
        results: list[Handled] = []
        for event, problem in zip(events, problems, strict=True):
            if problem is not None:
                results.append(problem)
            elif isinstance(event, ArticleGrouped):
                results.append([settled(event.article, Outcome.INDEXED, stage="index", now=now)])
            else:
                results.append([])
        return results

    processor = Processor("index", handle, clock=context.clock, log=log)
    await Runner(
        processor,
        context.bus,
        stop=context.stop,
        health=context.health,
        log=log,
        max_batch=BATCH,
    ).run()
