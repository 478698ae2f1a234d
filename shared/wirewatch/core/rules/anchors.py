"""Under which words a rule is filed, so that an article meets only rules that could hold.

The anchors of a rule are keys of which at least one occurs in every document the rule holds for:
the rarest necessary word; for a phrase its rarest pair of neighbours; for an OR the anchors of all
its sides; for an AND those of its cheapest side. A NOT gives none.
"""

from itertools import pairwise
from math import inf

from wirewatch.core.rules.syntax import And, Language, Node, Not, Or, Phrase

Key = str | tuple[str, str]
"""A word, a pair of neighbours, or a language (`lang:en`; no word contains a colon)."""

_WORD_COSTS = (1.0, 0.6, 0.5, 0.4, 0.15, 0.05, 0.03, 0.02)
"""The share of articles that a word is taken to occur in, by its length from 0: no list of words of
any language, only the fact that common words are short."""

_LONG_WORD_COST = 0.01
_LANGUAGE_COST = 0.9


def anchors_of(node: Node) -> tuple[Key, ...]:
    """Return the keys a rule is filed under. A rule that `parse` accepts has at least one."""
    return tuple(dict.fromkeys(_cheapest(node, negated=False)[1]))


def language_key(code: str) -> str:
    """Return the key of a language."""
    return f"lang:{code}"


def _cheapest(node: Node, *, negated: bool) -> tuple[float, tuple[Key, ...]]:
    if isinstance(node, Not):
        return _cheapest(node.child, negated=not negated)
    if isinstance(node, And | Or):
        sides = [_cheapest(child, negated=negated) for child in node.children]
        if isinstance(node, And) is not negated:
            return min(sides, key=lambda side: side[0])
        return sum(side[0] for side in sides), tuple(key for side in sides for key in side[1])
    if negated:
        return inf, ()
    if isinstance(node, Language):
        return _LANGUAGE_COST, (language_key(node.code),)
    return _phrase(node)


def _phrase(phrase: Phrase) -> tuple[float, tuple[Key, ...]]:
    tokens = phrase.tokens
    if len(tokens) == 1:
        return _word_cost(tokens[0]), (tokens[0],)
    costs = [(_word_cost(a) * _word_cost(b), ((a, b),)) for a, b in pairwise(tokens)]
    return min(costs, key=lambda cost: cost[0])


def _word_cost(word: str) -> float:
    return _WORD_COSTS[len(word)] if len(word) < len(_WORD_COSTS) else _LONG_WORD_COST
