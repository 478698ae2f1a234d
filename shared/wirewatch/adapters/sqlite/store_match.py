"""Rules as FTS5 expressions.

FTS5 has no "all documents but these", so a rule becomes an expression and a sign: the documents
that the expression finds, or all others. Pairs of that form are closed under AND, OR and NOT.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from math import comb

from wirewatch.core.rules import (
    And,
    AnyOf,
    AtLeast,
    Fact,
    Form,
    Language,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    PatternWord,
    Phrase,
    Regex,
    needed_words,
)
from wirewatch.core.text import fold

MAX_DEPTH = 24
"""FTS5's parser stops at some hundred open parts (YYSTACKDEPTH in ext/fts5); deeper rules are
widened to a superset, which the verification narrows again."""

_WHOLE = "{title_tokens body_tokens}"
_COLUMNS: Mapping[str, str] = {"any": _WHOLE, "title": "title_tokens", "body": "body_tokens"}
"""The columns that a field of a rule means exactly. Any other field is a part of the whole."""

MAX_COMBINATIONS = 60
"""Ways to choose the members of an ANY that are written out; more are widened."""


@dataclass(frozen=True, slots=True)
class Matching:
    """The documents that `expression` finds, or with `others` all but these.

    No expression finds nothing. `depth` is that of the expression's parentheses.
    """

    expression: str | None
    others: bool = False
    depth: int = 0

    def __invert__(self) -> "Matching":
        return Matching(self.expression, not self.others, self.depth)

    def __and__(self, other: "Matching") -> "Matching":
        if self.expression is None:
            return other if self.others else self
        if other.expression is None:
            return other & self
        if self.others and other.others:
            return _join("OR", self, other, others=True)
        if self.others:
            return _join("NOT", other, self)
        return _join("NOT" if other.others else "AND", self, other)

    def __or__(self, other: "Matching") -> "Matching":
        return ~(~self & ~other)


EVERYTHING = Matching(None, others=True)
NOTHING = Matching(None)


def language_token(code: str) -> str:
    """A language code as one token of letters and digits, which FTS5's `ascii` leaves whole."""
    return code.lower().encode().hex()


COUNTRY_KNOWN = language_token("country")
"""Stands among the languages of an article of which a country is known."""


def country_token(code: str) -> str:
    """A country as a token beside those of the languages."""
    return language_token(f"country:{code}")


def matching(node: Node) -> Matching:
    """The documents that a rule may hold for: never fewer than it holds for."""
    return _bound(node, upper=True)


def is_exact(node: Node) -> bool:
    """Whether `matching` finds no more than the rule holds for, given tokens of this analysis."""
    return _bound(node, upper=True) == _bound(node, upper=False)


def _bound(node: Node, *, upper: bool) -> Matching:
    found = _compiled(node, upper=upper)
    if found.depth <= MAX_DEPTH:
        return found
    return EVERYTHING if upper else NOTHING


def _compiled(node: Node, *, upper: bool) -> Matching:
    match node:
        case Phrase(tokens=tokens, field=field):
            if field not in _COLUMNS and not upper:
                return NOTHING
            return Matching(f"{_COLUMNS.get(field, _WHOLE)} : {_quoted(' '.join(tokens))}")
        case Language(code=code):
            return Matching(f"languages : {_quoted(language_token(code))}")
        case Not(child=child):
            return ~_bound(child, upper=not upper)
        case And(children=children):
            return _balanced([_bound(child, upper=upper) for child in children], conjunction=True)
        case Or(children=children):
            return _balanced([_bound(child, upper=upper) for child in children], conjunction=False)
        case AnyOf(count=count, children=children):
            return _any_of(count, [_bound(child, upper=upper) for child in children], upper=upper)
    if upper:
        return _superset(node)
    return NOTHING  # an operator that this store cannot narrow by


def _superset(node: Node) -> Matching:
    """The documents that hold the words an operator cannot do without; all where we cannot say."""
    match node:
        case Near(left=left, negated=True):
            return _bound(left, upper=True)
        case Near(left=left, right=right):
            sides = [_bound(left, upper=True), _bound(right, upper=True)]
            return _balanced(sides, conjunction=True)
        case AtLeast(child=child):
            return _bound(child, upper=True)
        case Pattern(words=words, field=field):
            found = [_word(word, _COLUMNS.get(field, _WHOLE)) for word in words]
            return _balanced([one for one in found if one is not None], conjunction=True)
        case Regex(field=field):
            columns = _COLUMNS.get(field, _WHOLE)
            groups = [_one_of(words, columns) for words in needed_words(node)]
            return _balanced(groups, conjunction=True)
        case Fact(name="country", value=code):
            known = Matching(f"languages : {_quoted(COUNTRY_KNOWN)}")
            return Matching(f"languages : {_quoted(country_token(code))}") | ~known
    return EVERYTHING


def _one_of(words: Sequence[PatternWord], columns: str) -> Matching:
    """The documents that may hold one of the words; all where one cannot be looked up."""
    found = [_word(word, columns) for word in words]
    known = [one for one in found if one is not None]
    return _balanced(known, conjunction=False) if len(known) == len(found) else EVERYTHING


def _word(word: PatternWord, columns: str) -> Matching | None:
    """The documents that may hold a word of a pattern; None where FTS5 cannot look it up."""
    if word.form in (Form.WORD, Form.EXACT):
        return Matching(f"{columns} : {_quoted(fold(word.text))}")
    prefix = word.text.partition("*")[0]
    if word.form is Form.WILD and prefix and "?" not in prefix:
        return Matching(f"{columns} : {_quoted(prefix)} *")
    return None


def _any_of(count: int, parts: list[Matching], *, upper: bool) -> Matching:
    """At least `count` of the parts, written out; one of them where that would be too long."""
    if comb(len(parts), count) > MAX_COMBINATIONS:
        return _balanced(parts, conjunction=not upper)
    every = [_balanced(list(chosen), conjunction=True) for chosen in combinations(parts, count)]
    return _balanced(every, conjunction=False)


def _balanced(parts: list[Matching], *, conjunction: bool) -> Matching:
    """Join many parts: those of one sign in one flat list, so that they do not add to the depth."""
    if not conjunction:
        return ~_balanced([~part for part in parts], conjunction=True)
    if NOTHING in parts:
        return NOTHING
    parts = [part for part in parts if part != EVERYTHING]
    found = _flat("AND", [part for part in parts if not part.others])
    others = _flat("OR", [part for part in parts if part.others])
    return reduce(Matching.__and__, [*found, *others], EVERYTHING)


def _flat(operator: str, parts: list[Matching]) -> list[Matching]:
    if len(parts) < 2:
        return parts
    inner = f" {operator} ".join(str(part.expression) for part in parts)
    return [Matching(f"({inner})", parts[0].others, 1 + max(part.depth for part in parts))]


def _join(operator: str, left: Matching, right: Matching, *, others: bool = False) -> Matching:
    depth = 1 + max(left.depth, right.depth)
    return Matching(f"({left.expression} {operator} {right.expression})", others, depth)


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'
