"""The wiring of match: `articles`, the rules and their lists in, matches out."""

from collections.abc import Sequence

from wirewatch.core.matching import match_article
from wirewatch.events import ArticleGrouped, Event
from wirewatch.match.rules_in_force import RulesInForce
from wirewatch.runtime.context import Context
from wirewatch.runtime.logs import logger
from wirewatch.runtime.processing import Handled, Processor, each
from wirewatch.runtime.runner import Runner
from wirewatch.runtime.table import following


async def run_match(context: Context) -> None:
    """Run match until the context's stop is set."""
    log = logger("match")
    rules = RulesInForce(context.state_file("match").with_suffix(".rules"), log)

    def stage(event: Event) -> Sequence[Event]:
        assert isinstance(event, ArticleGrouped)
        return match_article(event, rules.book)

    async def handle(events: Sequence[Event]) -> Sequence[Handled]:
        # A rule holds for what is accepted after it was saved, however far `following` has read.
        await rules.load(context.bus)
        settling.go_on()
        return await each(stage)(events)

    await rules.load(context.bus)
    settling = await rules.fill()
    processor = Processor("match", handle, clock=context.clock, log=log)
    async with following(context, rules.lists, rules.rules):
        await Runner(
            processor, context.bus, stop=context.stop, health=context.health, log=log
        ).run()
