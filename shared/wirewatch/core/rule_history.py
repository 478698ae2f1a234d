"""What rules and lists said at a time: an edit does not change what is said of earlier articles."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from wirewatch.core.rules import references
from wirewatch.events import EarlierExpression, EarlierTerms, NameUsed, Rule, TermList

EARLIER_KEPT = 5
"""Edits that are remembered. Articles of before are held against the oldest of them."""

TERM_CHARACTERS_KEPT = 200_000
"""Of a list so many characters of earlier terms are remembered at most."""


def edited(old: Rule, expression: str, now: datetime) -> dict[str, Any]:
    """The fields of a rule that change with its expression; those of `old` where it is the same."""
    if expression == old.expression:
        return {
            "expression": expression,
            "expression_from": old.expression_from,
            "earlier": old.earlier,
        }
    before = EarlierExpression(expression=old.expression, until=now, version=old.version)
    return {
        "expression": expression,
        "expression_from": now,
        "earlier": (*old.earlier, before)[-EARLIER_KEPT:],
    }


def as_it_was(rule: Rule, moment: datetime) -> Rule:
    """The rule with the expression that applied to articles accepted at a moment."""
    for before in rule.earlier:
        if moment < before.until:
            version = before.version or rule.version
            return rule.model_copy(update={"expression": before.expression, "version": version})
    return rule


def edited_terms(old: TermList | None, terms: tuple[str, ...], now: datetime) -> dict[str, Any]:
    """The fields of a list that change with its terms; those of `old` where they are the same."""
    if old is None:
        return {"terms": terms}
    if terms == old.terms:
        return {"terms": terms, "terms_from": old.terms_from, "earlier": old.earlier}
    before = EarlierTerms(terms=old.terms, until=now, version=old.version)
    earlier = (*old.earlier, before)[-EARLIER_KEPT:]
    while earlier and sum(len(t) for one in earlier for t in one.terms) > TERM_CHARACTERS_KEPT:
        earlier = earlier[1:]
    return {"terms": terms, "terms_from": now, "earlier": earlier}


def list_as_it_was(found: TermList, moment: datetime) -> TermList:
    """The list with the terms that applied to articles accepted at a moment."""
    for before in found.earlier:
        if moment < before.until:
            return found.model_copy(update={"terms": before.terms, "version": before.version})
    return found


def names_used(
    expression: str, get: Callable[[str], TermList | Rule | None]
) -> tuple[NameUsed, ...]:
    """The lists and rules that an expression names, also by way of others, by name.

    Args:
        expression: a rule.
        get: the list or rule of a name.
    """
    found: dict[str, NameUsed] = {}
    waiting = [*references(expression)]
    while waiting:
        name = waiting.pop()
        kept = get(name) if name not in found else None
        if kept is not None:
            found[name] = NameUsed(name=name, version=kept.version)
            waiting += references(kept.expression)
    return tuple(found[name] for name in sorted(found))
