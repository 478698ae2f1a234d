"""The wiring of alert: `matches` and the rules in, alerts out."""

from collections.abc import Sequence

from wirewatch.alert.alerts import AlertView
from wirewatch.core.alerting import fold
from wirewatch.events import Event, Rule, RuleMatched
from wirewatch.runtime.context import Context
from wirewatch.runtime.erased import Erased
from wirewatch.runtime.logs import logger
from wirewatch.runtime.processing import Handled, Processor, each
from wirewatch.runtime.runner import Runner
from wirewatch.runtime.table import Table, following


async def run_alert(context: Context) -> None:
    """Run alert until the context's stop is set."""
    log = logger("alert")
    view = AlertView(context.state_file("alert"))
    rules = Table("rules", log=log)
    await rules.load(context.bus)
    erased = Erased(log)
    await erased.load(context.bus)

    def stage(event: Event) -> Sequence[Event]:
        assert isinstance(event, RuleMatched)
        if erased.covers(event):
            return []
        rule = rules.rows.get(event.rule_id)
        assert rule is None or isinstance(rule, Rule)
        alert = fold(event, view.get(event.alert_id), rule, now=context.clock.now())
        if alert is None:
            return []
        view.apply(alert)
        return [alert]

    async def handle(events: Sequence[Event]) -> Sequence[Handled]:
        # match has seen the rule: without it, the alert would be told to nobody.
        if any(isinstance(e, RuleMatched) and is_news(e) for e in events):
            await rules.load(context.bus)
        return await each(stage)(events)

    def is_news(event: RuleMatched) -> bool:
        rule = rules.rows.get(event.rule_id)
        return not isinstance(rule, Rule) or rule.version < event.proof.rule_version

    processor = Processor("alert", handle, clock=context.clock, log=log)
    try:
        async with following(context, rules, erased.table):
            await Runner(
                processor, context.bus, stop=context.stop, health=context.health, log=log, view=view
            ).run()
    finally:
        view.close()
