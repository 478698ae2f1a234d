"""What a rule asked for at a time: an edit does not change what it says of earlier articles."""

from datetime import datetime
from typing import Any

from wirewatch.events import EarlierExpression, Rule

EARLIER_KEPT = 5
"""Edits that are remembered. Articles of before are held against the oldest of them."""


def edited(old: Rule, expression: str, now: datetime) -> dict[str, Any]:
    """The fields of a rule that change with its expression; those of `old` where it is the same."""
    if expression == old.expression:
        return {
            "expression": expression,
            "expression_from": old.expression_from,
            "earlier": old.earlier,
        }
    before = EarlierExpression(expression=old.expression, until=now)
    return {
        "expression": expression,
        "expression_from": now,
        "earlier": (*old.earlier, before)[-EARLIER_KEPT:],
    }


def as_it_was(rule: Rule, moment: datetime) -> Rule:
    """The rule with the expression that applied to articles accepted at a moment."""
    for before in rule.earlier:
        if moment < before.until:
            return rule.model_copy(update={"expression": before.expression})
    return rule
