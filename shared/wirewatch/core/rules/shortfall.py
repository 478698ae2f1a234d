"""Why a rule does not hold for a document: the fewest clauses that would have to change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from wirewatch.core.rules.canonical import describe
from wirewatch.core.rules.evaluation import node_holds, spans_of
from wirewatch.core.rules.facts import countries_of, day_of, fact_texts, hosts_of
from wirewatch.core.rules.layout import DocumentTokens, Span
from wirewatch.core.rules.nearness import count_apart
from wirewatch.core.rules.proof import Document
from wirewatch.core.rules.syntax import (
    And,
    AnyOf,
    AtLeast,
    Between,
    Clause,
    Fact,
    Field,
    Language,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Regex,
    TextLeaf,
    Unit,
)


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A clause in canonical form and what is wrong with it in the document, in plain words."""

    clause: str
    reason: str


def why_not(node: Node, document: Document) -> tuple[Shortfall, ...]:
    """Return the fewest clauses that keep a rule from holding; empty where it holds.

    If each of them were otherwise, the rule would hold. Of several smallest sets the first in the
    order of the expression is returned.
    """
    tokens = DocumentTokens(document)
    lacking = _lacking(node, tokens, wanted=True)
    return tuple(
        [
            Shortfall(describe(clause), _reason(clause, tokens, wanted=wanted))
            for clause, wanted in dict.fromkeys(lacking)
        ]
    )


_Change = tuple[Clause, bool]
"""A clause, and whether it would have to hold."""


def _lacking(node: Node, tokens: DocumentTokens, *, wanted: bool) -> Sequence[_Change]:
    """The fewest changes after which a node holds (`wanted`) or does not."""
    if node_holds(node, tokens) is wanted:
        return ()
    if isinstance(node, Not):
        return _lacking(node.child, tokens, wanted=not wanted)
    if isinstance(node, Or) and node.name:
        return [(node, wanted)]
    if isinstance(node, And | Or | AnyOf):
        sides = [_lacking(child, tokens, wanted=wanted) for child in node.children]
        sides.sort(key=len)  # stable: in the order of the expression among equals
        return list(chain.from_iterable(sides[: _needed(node, wanted=wanted)]))
    if isinstance(node, Near) and wanted:
        found = [not spans_of(side, tokens) for side in (node.left, node.right)]
        if node.negated:
            found[1] = False
        absent = [s for s, none in zip((node.left, node.right), found, strict=True) if none]
        if absent:
            return list(chain.from_iterable(_lacking(s, tokens, wanted=True) for s in absent))
    return [(node, wanted)]


def _needed(node: And | Or | AnyOf, *, wanted: bool) -> int:
    """How many children must be as wanted."""
    total = len(node.children)
    least = total if isinstance(node, And) else node.count if isinstance(node, AnyOf) else 1
    return least if wanted else total - least + 1


def _reason(clause: Clause, tokens: DocumentTokens, *, wanted: bool) -> str:
    if not wanted:
        return "is true, and the rule asks for the contrary"
    if isinstance(clause, TextLeaf):
        return _absent(clause, tokens)
    if isinstance(clause, Or):
        return f"none of its {len(clause.children)} spellings occurs"
    if isinstance(clause, Near):
        return _apart(clause, tokens)
    if isinstance(clause, AtLeast):
        count = count_apart(spans_of(clause.child, tokens))
        return f"occurs {count} of {clause.count} times"
    if isinstance(clause, Language):
        return f"the article is in {tokens.language or 'no known language'}"
    return _unlike(clause, tokens)


def _absent(leaf: TextLeaf, tokens: DocumentTokens) -> str:
    if leaf.field is not Field.ANY:
        anywhere = replace(leaf, field=Field.ANY, first=0)
        if tokens.occurrences(anywhere):
            return "occurs, but not there"
    if isinstance(leaf, Phrase) and len(leaf.tokens) > 1:
        missing = [word for word in leaf.tokens if word not in tokens.words]
        if not missing:
            return "its words occur, but not side by side"
        return f"does not occur: no {', no '.join(dict.fromkeys(missing))}"
    if isinstance(leaf, Regex):
        return "fits no paragraph"
    return "does not occur"


def _apart(near: Near, tokens: DocumentTokens) -> str:
    if near.negated:
        return "occurs only with the other side in reach"
    left, right = spans_of(near.left, tokens), spans_of(near.right, tokens)
    distance = _distance(left, right, tokens)
    if isinstance(near.reach, Unit):
        unit = "sentence" if near.reach is Unit.SENTENCE else "paragraph"
        return f"both sides occur, but never in one {unit}" + " in this order" * near.ordered
    if distance is None:
        return "both sides occur, but never in one paragraph"
    if distance <= near.reach:
        return "both sides occur in reach, but in the other order"
    return f"both sides occur, at the nearest {distance} words apart; {near.reach} are allowed"


def _distance(left: Iterable[Span], right: Iterable[Span], tokens: DocumentTokens) -> int | None:
    """The fewest words between two sides in one paragraph, in either order."""
    marked = sorted([(s, 0) for s in left] + [(s, 1) for s in right])
    best: int | None = None
    last: dict[int, Span] = {}
    for span, side in marked:
        other = last.get(1 - side)
        if other is not None and other[1] < span[0]:
            same = tokens.paragraph_at(other[0]) == tokens.paragraph_at(span[0])
            between = span[0] - other[1] - 1
            if same and (best is None or between < best):
                best = between
        if side not in last or span[1] >= last[side][1]:
            last[side] = span
    return best


def _unlike(clause: Fact | Between | AnyOf, tokens: DocumentTokens) -> str:
    document = tokens.document
    if isinstance(clause, Between):
        if clause.name == "words":
            return f"the body has {sum(map(len, tokens.rows[1:]))} words"
        known = day_of(document.published) is not None
        return f"published {document.published}" if known else "the date is not known"
    if not isinstance(clause, Fact):
        return "too few members are true"
    if clause.name == "site":
        found = hosts_of(document)
    elif clause.name == "source":
        found = [document.source]
    elif clause.name == "country":
        found = countries_of(document)
    elif clause.name == "sitelang":
        found = [tokens.site_language]
    else:
        found = fact_texts(clause.name, document)
    shown = ", ".join(list(dict.fromkeys(filter(None, found)))[:5])
    return f"the article has: {shown}" if shown else "nothing of the kind is known of the article"
