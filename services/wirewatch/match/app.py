"""The wiring of match: `articles` and the rules in, matches out."""

from collections.abc import Sequence

from wirewatch.core.matching import RuleBook, match_article
from wirewatch.events import ArticleGrouped, Event, Rule
from wirewatch.runtime import metrics
from wirewatch.runtime.context import Context
from wirewatch.runtime.logs import logger
from wirewatch.runtime.processing import Handled, Processor, each
from wirewatch.runtime.runner import Runner
from wirewatch.runtime.table import Table, following


async def run_match(context: Context) -> None:
    """Run match until the context's stop is set."""
    log = logger("match")
    book = RuleBook()

    def put(event: Event) -> None:
        assert isinstance(event, Rule)
        problem = book.put(event)
        if problem is not None:
            log.error("rule_broken", rule_id=event.rule_id, detail=problem)
        _count(book)

    def delete(rule_id: str) -> None:
        book.remove(rule_id)
        _count(book)

    def stage(event: Event) -> Sequence[Event]:
        assert isinstance(event, ArticleGrouped)
        return match_article(event, book)

    async def handle(events: Sequence[Event]) -> Sequence[Handled]:
        # A rule holds for what is accepted after it was saved, however far `following` has read.
        await rules.load(context.bus)
        return await each(stage)(events)

    rules = Table("rules", log=log, on_put=put, on_delete=delete)
    await rules.load(context.bus)
    processor = Processor("match", handle, clock=context.clock, log=log)
    async with following(context, rules):
        await Runner(
            processor, context.bus, stop=context.stop, health=context.health, log=log
        ).run()


def _count(book: RuleBook) -> None:
    metrics.RULES.labels("broken").set(len(book.broken))
    metrics.RULES.labels("known").set(len(book))
