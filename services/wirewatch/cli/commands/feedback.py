"""`wirewatch feedback`: a thumb up or down on an alert."""

import asyncio
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

import typer

from wirewatch.cli.keeping import names_of
from wirewatch.cli.main import ConfigOption
from wirewatch.cli.opening import opened
from wirewatch.cli.showing import inert
from wirewatch.core import codec
from wirewatch.core.errors import Misconfigured
from wirewatch.core.feedback import is_open, judged, score_of
from wirewatch.core.rules import RuleSyntaxError, parse
from wirewatch.events import Alert, AlertJudged


class Thumb(StrEnum):
    """What is said of an alert."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


def feedback(
    alert_id: Annotated[str, typer.Argument(metavar="ALERT", help="Its id, as in a webhook.")],
    thumb: Annotated[Thumb, typer.Argument(help="Useful, not useful, or take it back.")],
    config: ConfigOption = None,
) -> None:
    """Say whether an alert was useful. Its article becomes an example of the rule: one that it must
    match, or must not; `wirewatch rule check` shows what it does not fulfil yet.
    """

    async def main() -> str:
        async with opened(config) as system:
            bus, store = system.context.bus, system.store
            await store.prepare()
            record = await store.record("alerts", alert_id)
            if record is None:
                raise Misconfigured(f"there is no alert {alert_id} in the store")
            alert = Alert.model_validate(record)
            names = await names_of(bus)
            others = [
                one for one in names.feedback.get(alert.rule_id, ()) if one.alert_id != alert_id
            ]
            if thumb is Thumb.NONE:
                await bus.produce([codec.tombstone("feedback", alert_id)])
                return f"rule {alert.rule_id}: {score_of(others)}"
            now = system.context.clock.now()
            said = judged(
                alert,
                await store.article(alert.snapshot.article_id),
                useful=thumb is Thumb.UP,
                earlier=others,
                named=names.named,
                now=now,
                origin="cli",
            )
            await bus.produce([codec.encode(said, service="cli", now=now)])
            rule = names.rules.get(alert.rule_id)
            way = _way(said, None if rule is None else rule.expression, names.named)
            return f"rule {alert.rule_id}: {score_of([*others, said])}; {way}"

    typer.echo(inert(asyncio.run(main())))


def _way(said: AlertJudged, expression: str | None, named: Mapping[str, str]) -> str:
    """What becomes of the example."""
    if said.article is None:
        return "counted, but no example: the article is not kept, has changed, or there are enough"
    wish = "must match" if said.useful else "must not match"
    try:
        node = None if expression is None else parse(expression, named)
    except RuleSyntaxError:
        node = None
    if node is not None and is_open(said, node):
        return f"an example that it {wish}, open until an edit fulfils it"
    return f"an example that it {wish}"
