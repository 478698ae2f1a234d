"""Checks on a rule's tree as a whole."""

from collections.abc import Iterator

from wirewatch.core.rules.errors import RuleSyntaxError
from wirewatch.core.rules.syntax import (
    And,
    AnyOf,
    Between,
    Clause,
    Fact,
    Language,
    Leaf,
    Near,
    Node,
    Not,
    Or,
    TextLeaf,
    children_of,
)

MAX_NEAR_LEVELS = 6
"""NEARs inside one another."""


def leaves(node: Node) -> Iterator[Leaf]:
    """Yield the clauses of a rule without parts (words, phrases, conditions) in their order."""
    if isinstance(node, TextLeaf | Language | Fact | Between):
        yield node
    else:
        for child in children_of(node):
            yield from leaves(child)


def clauses(node: Node) -> Iterator[Clause]:
    """Yield what a proof speaks of: every NEAR, ATLEAST and ANY, then what it is made of."""
    if isinstance(node, Or) and node.name:
        yield node
        return
    if not isinstance(node, And | Or | Not):
        yield node
    for child in children_of(node):
        yield from clauses(child)


def start_of(node: Node) -> int:
    """Return where a node begins in the expression, as far as its clauses tell."""
    return min((leaf.start for leaf in leaves(node)), default=0)


def check_depth(node: Node, most: int) -> None:
    """Raise RuleSyntaxError at the first clause that stands below more than `most` operators."""
    waiting: list[tuple[Node, int, int]] = [(node, 0, 0)]
    while waiting:
        current, depth, nears = waiting.pop()
        below = children_of(current)
        if not below and depth > most:
            raise RuleSyntaxError(
                f"Operators are nested deeper than {most}",
                position=start_of(current),
                expected="a flatter rule",
                suggestion="Divide it into several rules.",
            )
        if isinstance(current, Near):
            nears += 1
            if nears > MAX_NEAR_LEVELS:
                raise too_many_nears(current.start)
        waiting.extend([(child, depth + 1, nears) for child in reversed(below)])


def too_many_nears(position: int) -> RuleSyntaxError:
    """The mistake of more than MAX_NEAR_LEVELS of them inside one another, or in a row."""
    return RuleSyntaxError(
        f"More than {MAX_NEAR_LEVELS} NEARs are nested",
        position=position,
        expected="a flatter rule",
        suggestion="Use NEAR/s or NEAR/p with AND.",
    )


def check_positive(node: Node) -> None:
    """Raise RuleSyntaxError if an article could fulfil the rule by what it does not contain."""
    lacking = _lacking(node, negated=False)
    if lacking is not None:
        raise RuleSyntaxError(
            "The rule would hold for articles that contain none of its words",
            position=lacking,
            expected="a word, phrase or language that must be there",
            suggestion="Add one before NOT, as in ceasefire NOT football.",
        )


def _lacking(node: Node, *, negated: bool) -> int | None:
    """Return the position of a clause that suffices by its absence; None if there is none."""
    if isinstance(node, Not):
        return _lacking(node.child, negated=not negated)
    if isinstance(node, And | Or | AnyOf):
        found = [_lacking(child, negated=negated) for child in node.children]
        needed = _needed(node, negated=negated)
        positions = [position for position in found if position is not None]
        return positions[0] if len(positions) >= needed else None
    return start_of(node) if negated else None  # the absence of what it needs is enough


def _needed(node: And | Or | AnyOf, *, negated: bool) -> int:
    """Return how many children decide: that hold, or negated that fail."""
    total = len(node.children)
    if isinstance(node, AnyOf):
        return total - node.count + 1 if negated else node.count
    return total if isinstance(node, And) is not negated else 1


def is_textual(node: Node) -> bool:
    """Whether a node is made of words alone, so that it has occurrences: see `spans_of`."""
    if isinstance(node, Or | Near):
        return all(is_textual(child) for child in children_of(node))
    return isinstance(node, TextLeaf)


def is_condition_only(node: Node) -> bool:
    """Whether an article can fulfil the rule whatever its words are."""
    if isinstance(node, Language | Fact | Between):
        return True
    if isinstance(node, Or):
        return any(is_condition_only(child) for child in node.children)
    if isinstance(node, And):
        return all(isinstance(child, Not) or is_condition_only(child) for child in node.children)
    if isinstance(node, AnyOf):
        return sum(map(is_condition_only, node.children)) >= node.count
    return False
