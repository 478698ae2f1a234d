"""The wiring of match: `articles`, the rules and their lists in, matches out."""

from collections.abc import Sequence

from wirewatch.core.matching import match_article
from wirewatch.core.rule_book import RuleBook
from wirewatch.events import ArticleGrouped, Event, Rule, TermList
from wirewatch.match.settling import Settling
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

    def tell(before: dict[str, str]) -> None:
        for rule_id in book.broken.keys() - before.keys():
            log.error("rule_broken", rule_id=rule_id, detail=book.broken[rule_id])
        metrics.RULES.labels("broken").set(len(book.broken))
        metrics.RULES.labels("known").set(len(book))

    def put(event: Event) -> None:
        before = dict(book.broken)
        if isinstance(event, Rule):
            book.put(event)
        elif isinstance(event, TermList):
            book.put_list(event)
        tell(before)

    def delete(rule_id: str) -> None:
        before = dict(book.broken)
        book.remove(rule_id)
        tell(before)

    def delete_list(list_id: str) -> None:
        before = dict(book.broken)
        book.remove_list(list_id)
        tell(before)

    def stage(event: Event) -> Sequence[Event]:
        assert isinstance(event, ArticleGrouped)
        return match_article(event, book)

    async def handle(events: Sequence[Event]) -> Sequence[Handled]:
        # A rule holds for what is accepted after it was saved, however far `following` has read.
        await lists.load(context.bus)
        await rules.load(context.bus)
        settling.go_on()
        return await each(stage)(events)

    lists = Table("lists", log=log, on_put=put, on_delete=delete_list)
    rules = Table("rules", log=log, on_put=put, on_delete=delete)
    await lists.load(context.bus)
    await rules.load(context.bus)
    settling = Settling(book.compiled)
    processor = Processor("match", handle, clock=context.clock, log=log)
    async with following(context, lists, rules):
        await Runner(
            processor, context.bus, stop=context.stop, health=context.health, log=log
        ).run()
