"""Checks on a rule's tree as a whole."""

from collections.abc import Iterator

from wirewatch.core.rules.errors import RuleSyntaxError
from wirewatch.core.rules.syntax import And, Language, Node, Not, Or, Phrase


def leaves(node: Node) -> Iterator[Phrase | Language]:
    """Yield the clauses of a rule (words, phrases, languages) in the order of the expression."""
    if isinstance(node, Phrase | Language):
        yield node
    elif isinstance(node, Not):
        yield from leaves(node.child)
    else:
        for child in node.children:
            yield from leaves(child)


def check_depth(node: Node, most: int) -> None:
    """Raise RuleSyntaxError at the first clause that stands below more than `most` operators."""
    waiting: list[tuple[Node, int]] = [(node, 0)]
    while waiting:
        current, depth = waiting.pop()
        if isinstance(current, Phrase | Language):
            if depth > most:
                raise RuleSyntaxError(
                    f"Operators are nested deeper than {most}",
                    position=current.start,
                    expected="a flatter rule",
                    suggestion="Divide it into several rules.",
                )
        elif isinstance(current, Not):
            waiting.append((current.child, depth + 1))
        else:
            waiting.extend((child, depth + 1) for child in reversed(current.children))


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
    if isinstance(node, Phrase | Language):
        return node.start if negated else None
    if isinstance(node, Not):
        return _lacking(node.child, negated=not negated)
    found = [_lacking(child, negated=negated) for child in node.children]
    each_must_hold = isinstance(node, And) is not negated
    if each_must_hold:  # one child that needs a word is enough
        return None if None in found else found[0]
    return next((position for position in found if position is not None), None)


def is_language_only(node: Node) -> bool:
    """Whether the language of an article alone can fulfil the rule."""
    if isinstance(node, Language):
        return True
    if isinstance(node, Or):
        return any(is_language_only(child) for child in node.children)
    if isinstance(node, And):
        return all(isinstance(child, Not) or is_language_only(child) for child in node.children)
    return False
