"""The wiring of index: articles, alerts, deliveries and outcomes into the store."""

from collections.abc import Sequence

from wirewatch.core.ports import ArticleStore
from wirewatch.core.settling import settled
from wirewatch.events import ArticleGrouped, Event, Outcome
from wirewatch.runtime.context import Context
from wirewatch.runtime.erased import Erased
from wirewatch.runtime.logs import logger
from wirewatch.runtime.processing import Handled, Processor
from wirewatch.runtime.runner import Runner
from wirewatch.runtime.table import following

BATCH = 200


async def run_index(context: Context, store: ArticleStore) -> None:
    """Run index until the context's stop is set."""
    log = logger("index")
    await store.prepare()
    erased = Erased(log)
    await erased.load(context.bus)

    async def handle(events: Sequence[Event]) -> Sequence[Handled]:
        kept = [event for event in events if not erased.covers(event)]
        problems = dict(zip(map(id, kept), await store.upsert(kept), strict=True))
        now = context.clock.now()
        results: list[Handled] = []
        for event in events:
            problem = problems.get(id(event))
            if id(event) not in problems:
                results.append([])
            elif problem is not None:
                results.append(problem)
            elif isinstance(event, ArticleGrouped):
                results.append([settled(event.article, Outcome.INDEXED, stage="index", now=now)])
            else:
                results.append([])
        return results

    processor = Processor("index", handle, clock=context.clock, log=log)
    async with following(context, erased.table):
        await Runner(
            processor,
            context.bus,
            stop=context.stop,
            health=context.health,
            log=log,
            max_batch=BATCH,
        ).run()
