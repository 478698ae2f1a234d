"""The wiring of backfill: what is asked for on `backfills` in, matches and progress out."""

import asyncio
from collections.abc import Sequence

from wirewatch.backfill.worker import Worker
from wirewatch.core.ports import ArticleStore
from wirewatch.events import Backfill, BackfillState, Event
from wirewatch.runtime.context import Context
from wirewatch.runtime.logs import logger
from wirewatch.runtime.processing import Handled, Processor
from wirewatch.runtime.runner import Runner
from wirewatch.runtime.table import Table, following


async def run_backfill(context: Context, store: ArticleStore) -> None:
    """Run backfill until the context's stop is set."""
    log = logger("backfill")
    cancelled: set[str] = set()

    def put(event: Event) -> None:
        if isinstance(event, Backfill) and event.state is BackfillState.CANCELLED:
            cancelled.add(event.backfill_id)

    jobs = Table("backfills", log=log, on_put=put)
    rules = Table("rules", log=log)
    lists = Table("lists", log=log)
    worker = Worker(context, store, jobs=jobs, rules=rules, lists=lists, cancelled=cancelled)

    async def handle(events: Sequence[Event]) -> Sequence[Handled]:
        await jobs.load(context.bus)
        worker.wake()
        return [[] for _ in events]

    await store.prepare()
    for table in (jobs, rules, lists):
        await table.load(context.bus)
    processor = Processor("backfill", handle, clock=context.clock, log=log)
    runner = Runner(processor, context.bus, stop=context.stop, health=context.health, log=log)
    async with following(context, rules, lists), asyncio.TaskGroup() as tasks:
        tasks.create_task(worker.run(stop=context.stop, active=lambda: runner.active))
        tasks.create_task(runner.run())
