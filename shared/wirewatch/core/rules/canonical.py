"""A rule in canonical form: folded words, every group in brackets."""

from wirewatch.core.rules.syntax import And, Field, Language, Node, Not, Or, Phrase


def describe(node: Node) -> str:
    """Return the rule in canonical, fully bracketed form, without brackets around the whole.

    It parses to an equal tree (as long as it is not longer than an expression may be); two rules
    with the same canonical form mean the same.
    """
    if isinstance(node, And):
        return " AND ".join(_operand(child) for child in node.children)
    if isinstance(node, Or):
        return " OR ".join(_operand(child) for child in node.children)
    if isinstance(node, Not):
        return f"NOT {_operand(node.child)}"
    if isinstance(node, Language):
        return f"lang:{node.code}"
    return describe_phrase(node)


def describe_phrase(phrase: Phrase) -> str:
    """Return a word or phrase in canonical form: `doha`, `"doha deal"`, `title:doha`."""
    words = " ".join(phrase.tokens)
    text = words if len(phrase.tokens) == 1 else f'"{words}"'
    return f"title:{text}" if phrase.field is Field.TITLE else text


def _operand(node: Node) -> str:
    return f"({describe(node)})" if isinstance(node, And | Or) else describe(node)
