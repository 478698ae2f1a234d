"""Under which keys a rule is filed, so that an article meets only rules that could hold.

The anchors of a rule are keys of which at least one occurs in every document the rule holds for:
the rarest necessary word; for a phrase its words side by side; for an OR the anchors of all
its sides; for an AND those of its cheapest side. A NOT gives none.

An anchor also says what it proves: the whole rule, the side of the AND it comes from, or nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from math import inf
from operator import mul

from wirewatch.core.rules.common_words import COMMON_WORDS
from wirewatch.core.rules.regex_words import needed_words
from wirewatch.core.rules.stemming import stems_in_all
from wirewatch.core.rules.syntax import (
    And,
    AnyOf,
    AtLeast,
    Between,
    Field,
    Form,
    Language,
    Leaf,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    PatternWord,
    Phrase,
    Regex,
    children_of,
)
from wirewatch.core.text import fold

Key = str | tuple[str, ...]
"""A word, words side by side, or a condition (`lang:en`); a wildcard (`*talib*`), a stem
(`~sanction`), or ALWAYS. No word holds one of these signs."""

MAX_CHAIN = 8
"""Words of a phrase that are one key; of a longer one the first so many are."""

ALWAYS = ""
"""The key of every document."""

Frequency = Callable[[str], float]
"""The share of articles that a folded word occurs in, as far as one knows."""


class Proves(IntEnum):
    """What is sure of a rule when one of its keys occurs."""

    NOTHING = 0
    SIDE = 1
    ALL = 2


@dataclass(frozen=True, slots=True)
class Anchors:
    """The keys of a rule with what each proves; `side` is the index of the AND's child that they
    come from, -1 where the rule is no AND."""

    keys: dict[Key, Proves]
    side: int


_COSTS = (1.0, 0.6, 0.5, 0.4, 0.15, 0.05, 0.03, 0.02)
"""The share of articles a word is taken to occur in, by its length from 0: no list of words of any
language, only the fact that common words are short."""

_LONG_COST = 0.01
_COMMON_COST = 0.6
_NAME_FACTOR = 0.2  # words written with a capital are names, mostly
_LANGUAGE_COST = 0.9
_ALWAYS_COST = 1.0
_FACT_COSTS = {
    "site": 0.02,
    "source": 0.02,
    "country": 0.1,
    "sitelang": 0.5,
    "topic": 0.15,
    "url": 0.05,
}
_FACT_COST = 0.01
_STEM_FACTOR = 3.0
_WILD_COSTS = (1.0, 0.9, 0.8, 0.5, 0.2, 0.05, 0.03)


def presumed_frequency(word: str) -> float:
    """Return the share of articles a folded word may occur in, knowing nothing but the word."""
    if word in COMMON_WORDS:
        return _COMMON_COST
    return _COSTS[len(word)] if len(word) < len(_COSTS) else _LONG_COST


def anchors_of(node: Node, frequency: Frequency = presumed_frequency) -> Anchors:
    """Return the keys a rule is filed under. A rule that `parse` accepts has at least one."""
    if isinstance(node, And):
        sides = [_cheapest(child, frequency, negated=False) for child in node.children]
        side = min(range(len(sides)), key=lambda index: sides[index][0])
        keys = sides[side][1]
        return Anchors({k: Proves.SIDE if v else Proves.NOTHING for k, v in keys.items()}, side)
    keys = _cheapest(node, frequency, negated=False)[1]
    return Anchors({k: Proves.ALL if v else Proves.NOTHING for k, v in keys.items()}, -1)


def cost_of(node: Node, frequency: Frequency = presumed_frequency) -> float:
    """Return about how often an article meets the rule: 1 is each time."""
    return _cheapest(node, frequency, negated=False)[0]


_Found = tuple[float, dict[Key, bool]]
"""A cost and keys; True where the key alone makes the node true."""


def cheapest(node: Node, frequency: Frequency = presumed_frequency) -> _Found:
    """Return keys of which every document has one that a node holds for, and about how often a
    document has one; the cost is infinite where there are no such keys."""
    return _cheapest(node, frequency, negated=False)


def _cheapest(node: Node, frequency: Frequency, *, negated: bool) -> _Found:
    if isinstance(node, Not):
        return _cheapest(node.child, frequency, negated=not negated)
    if isinstance(node, And | Or):
        sides = [_cheapest(child, frequency, negated=negated) for child in node.children]
        if isinstance(node, And) is not negated:
            cost, keys = min(sides, key=lambda side: side[0])
            return cost, dict.fromkeys(keys, False)
        return _union(sides)
    if negated:
        return (inf, {})
    if isinstance(node, Near):
        found = [_cheapest(side, frequency, negated=False) for side in children_of(node)]
        cost, keys = found[0] if node.negated else min(found, key=lambda side: side[0])
        return cost, dict.fromkeys(keys, False)
    if isinstance(node, AtLeast):
        cost, keys = _cheapest(node.child, frequency, negated=False)
        return cost, dict.fromkeys(keys, False) if node.count > 1 else keys
    if isinstance(node, AnyOf):
        sides = [_cheapest(child, frequency, negated=False) for child in node.children]
        sides.sort(key=lambda side: side[0])  # if all but count-1 are absent, one more is present
        cost, keys = _union(sides[: len(sides) - node.count + 1])
        return cost, dict.fromkeys(keys, False) if node.count > 1 else keys
    return _leaf(node, frequency)


def _union(sides: Iterable[_Found]) -> _Found:
    total, keys = 0.0, dict[Key, bool]()
    for cost, found in sides:
        total += cost
        for key, proves in found.items():
            keys[key] = proves or keys.get(key, False)
    return total, keys


def _leaf(leaf: Leaf, frequency: Frequency) -> _Found:
    if isinstance(leaf, Phrase):
        proves = leaf.field is Field.ANY and len(leaf.tokens) <= MAX_CHAIN
        cost, key = _tokens(leaf.tokens, leaf.text, frequency)
        return cost, {key: proves}
    if isinstance(leaf, Pattern):
        return _pattern(leaf, frequency)
    if isinstance(leaf, Regex):
        return _regex(leaf, frequency)
    if isinstance(leaf, Language):
        return _LANGUAGE_COST, {f"lang:{leaf.code}": True}
    if isinstance(leaf, Between):
        return _ALWAYS_COST, {ALWAYS: False}
    if leaf.name in ("site", "source", "sitelang", "country"):
        return _FACT_COSTS[leaf.name], {f"{leaf.name}:{leaf.value}": True}
    rarest = max(leaf.value.split(), key=len)
    return _FACT_COSTS.get(leaf.name, _FACT_COST), {f"{leaf.name}:{rarest}": False}


def _tokens(tokens: tuple[str, ...], written: str, frequency: Frequency) -> tuple[float, Key]:
    factor = _NAME_FACTOR if written[:1].isupper() else 1.0
    if len(tokens) == 1:
        return frequency(tokens[0]) * factor, tokens[0]
    costs = list(map(frequency, tokens[:MAX_CHAIN]))
    return min(map(mul, costs, costs[1:])) * factor, tokens[:MAX_CHAIN]


def rarest_pair(words: tuple[str, ...], frequency: Frequency) -> tuple[str, str]:
    """Return the neighbours among words side by side that are rarest together."""
    costs = list(map(frequency, words))
    index = min(range(len(words) - 1), key=lambda i: costs[i] * costs[i + 1])
    return words[index], words[index + 1]


def _pattern(pattern: Pattern, frequency: Frequency) -> _Found:
    """The cheapest word or pair of a pattern."""
    alone = len(pattern.words) == 1 and pattern.field is Field.ANY
    found = [_word(word, frequency, alone=alone) for word in pattern.words]
    for first, second in pairwise(pattern.words):
        tokens = (_plain(first), _plain(second))
        if None not in tokens:
            cost, key = _tokens((tokens[0] or "", tokens[1] or ""), pattern.text, frequency)
            found.append((cost, {key: False}))
    return min(found, key=lambda one: one[0])


def _regex(regex: Regex, frequency: Frequency) -> _Found:
    """The words that every fit needs; all documents where we know of none."""
    found: list[_Found] = []
    for words in needed_words(regex):
        cost, keys = _union([_word(word, frequency, alone=False) for word in words])
        found.append((cost, dict.fromkeys(keys, False)))
    return min(found, key=lambda one: one[0]) if found else (_ALWAYS_COST, {ALWAYS: False})


def _plain(word: PatternWord) -> str | None:
    """The folded form a word must have; None where there are several."""
    if word.form not in (Form.WORD, Form.EXACT):
        return None
    return fold(word.text)


def _word(word: PatternWord, frequency: Frequency, *, alone: bool) -> _Found:
    folded = _plain(word)
    if folded is not None:
        return frequency(folded), {folded: alone and word.form is Form.WORD}
    if word.form is Form.STEM:
        stems = stems_in_all(word.text)
        return frequency(fold(word.text)) * _STEM_FACTOR, {f"~{stem}": False for stem in stems}
    letters = len(word.text.replace("*", "").replace("?", ""))
    cost = _WILD_COSTS[letters] if letters < len(_WILD_COSTS) else _LONG_COST
    return cost, {f"*{word.text}": alone}
