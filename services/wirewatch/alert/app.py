"""The wiring of alert: `matches` and the rules in, alerts out."""

from collections.abc import Sequence

from wirewatch.alert.alerts import AlertView
from wirewatch.core.alerting import fold
from wirewatch.events import Event, Rule, RuleMatched
from wirewatch.runtime.context import Context
from wirewatch.runtime.logs import logger
from wirewatch.runtime.processing import Processor, each
from wirewatch.runtime.runner import Runner
from wirewatch.runtime.table import Table, following


async def run_alert(context: Context) -> None:
    """Run alert until the context's stop is set."""
    log = logger("alert")
    view = AlertView(context.state_file("alert"))
    rules = Table("rules", log=log)
    await rules.load(context.bus)

    def stage(event: Event) -> Sequence[Event]:
        assert isinstance(event, RuleMatched)
        rule = rules.rows.get(event.rule_id)
        assert rule is None or isinstance(rule, Rule)
        alert = fold(event, view.get(event.alert_id), rule, now=context.clock.now())
        if alert is None:
            return []
        view.apply(alert)
        return [alert]

    processor = Processor("alert", each(stage), clock=context.clock, log=log)
    try:
        async with following(context, rules):
            await Runner(
                processor, context.bus, stop=context.stop, health=context.health, log=log, view=view
            ).run()
    finally:
        view.close()
