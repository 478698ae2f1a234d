"""Rules that are valid but may not mean what their author thinks."""

import re
from collections.abc import Iterator
from itertools import pairwise

from wirewatch.core.rules.canonical import describe, describe_leaf
from wirewatch.core.rules.common_words import COMMON_WORDS
from wirewatch.core.rules.errors import RuleWarning
from wirewatch.core.rules.homoglyphs import looks_like
from wirewatch.core.rules.regex_words import needed_words
from wirewatch.core.rules.shape import is_condition_only, leaves, start_of
from wirewatch.core.rules.syntax import (
    And,
    AnyOf,
    Field,
    Form,
    Language,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Regex,
    TextLeaf,
    children_of,
)

_MOST_COMPARED = 100
"""Clauses of one AND that are compared with each that is refused."""

_ASCII_CLASS = re.compile(r"\\[wWbB]")

_BROAD_PREFIX = 3
"""A wildcard after no more letters of an alphabet than this fits many words."""


def lint(node: Node) -> Iterator[RuleWarning]:
    """Yield what is doubtful in a rule."""
    if is_condition_only(node):
        yield RuleWarning(_everything(node), 0)
    elif all(_is_common(leaf) for leaf in leaves(node) if isinstance(leaf, TextLeaf)):
        yield RuleWarning("The rule has only words that stand in nearly every article.", 0)
    else:
        yield from _alternatives(node)
    yield from _contradictions(node)
    for leaf in leaves(node):
        if isinstance(leaf, TextLeaf):
            yield from _words(leaf)


def _everything(node: Node) -> str:
    if isinstance(node, Language) or any(isinstance(leaf, Language) for leaf in leaves(node)):
        return "This rule holds for every article in the language."
    return "This rule holds for every article that fulfils its conditions, whatever it says."


def _alternatives(node: Node) -> Iterator[RuleWarning]:
    """A side of an OR that is common makes the whole OR true nearly always."""
    if isinstance(node, Not):
        return
    if isinstance(node, Or):
        for child in node.children:
            if _is_common(child):
                message = (
                    f"{describe(child)} stands in nearly every article, and OR asks for no more."
                )
                yield RuleWarning(message, start_of(child))
    for child in children_of(node):
        yield from _alternatives(child)


def _contradictions(node: Node) -> Iterator[RuleWarning]:
    if isinstance(node, And):
        wanted: set[Node] = {c for c in node.children if not isinstance(c, Not)}
        for child in node.children:
            if isinstance(child, Not) and (refused := _refused(child.child, wanted)) is not None:
                message = f"The rule never holds: it asks for {describe(refused)} and against it."
                yield RuleWarning(message, start_of(child))
        languages = [child for child in node.children if isinstance(child, Language)]
        for first, second in pairwise(languages):
            if not (f"{first.code}-".startswith(f"{second.code}-")) and not (
                f"{second.code}-".startswith(f"{first.code}-")
            ):
                message = f"No article is in {first.code} and in {second.code}; write OR."
                yield RuleWarning(message, second.start)
    if isinstance(node, Near) and {Field.TITLE, Field.BODY} <= _fields(node):
        message = "Title and body have no words near one another; the rule may never hold."
        yield RuleWarning(message, node.start)
    if isinstance(node, AnyOf) and len(set(node.children)) < len(node.children):
        yield RuleWarning("Members of ANY are the same.", node.start)
    for child in children_of(node):
        yield from _contradictions(child)


def _refused(node: Node, wanted: set[Node]) -> Node | None:
    """A wanted clause whose presence makes the node true."""
    if isinstance(node, Or):
        return next((found for c in node.children if (found := _refused(c, wanted))), None)
    if node in wanted:
        return node
    if len(wanted) <= _MOST_COMPARED and isinstance(node, Phrase) and node.field is Field.ANY:
        # doha refuses "doha deal" too
        for other in wanted:
            if isinstance(other, Phrase) and _contains(other.tokens, node.tokens):
                return other
    return None


def _words(leaf: TextLeaf) -> Iterator[RuleWarning]:
    if isinstance(leaf, Regex):
        yield from _regex(leaf)
        return
    for word in leaf.text.split():
        other = looks_like(word)
        if other is not None:
            message = f"'{word[:40]}' mixes letters of two scripts; as one word it would be "
            message += f"'{other[:40]}'."
            yield RuleWarning(message, leaf.start)
    if isinstance(leaf, Pattern):
        for pattern in leaf.words:
            letters = pattern.text.replace("*", "").replace("?", "")
            short = len(letters) <= _BROAD_PREFIX and max(letters) < "\u1100"
            if pattern.form is Form.WILD and short:
                message = f"{describe_leaf(leaf)} fits many words; give more letters."
                yield RuleWarning(message, leaf.start)


def _regex(leaf: Regex) -> Iterator[RuleWarning]:
    if not needed_words(leaf):
        message = (
            f"{describe_leaf(leaf)[:60]} has no two letters that every fit must have, so each "
        )
        message += "article is searched; put a word before it, as in haqqani /.../."
        yield RuleWarning(message, leaf.start)
    if not leaf.pattern.isascii() and (found := _ASCII_CLASS.search(leaf.pattern)) is not None:
        message = f"{found[0]} knows the letters a to z alone; write \\p{{L}} for any letter."
        yield RuleWarning(message, leaf.start)


def _is_common(node: Node) -> bool:
    return isinstance(node, Phrase) and all(token in COMMON_WORDS for token in node.tokens)


def _fields(node: Node) -> set[Field]:
    return {leaf.field for leaf in leaves(node) if isinstance(leaf, TextLeaf)}


def _contains(tokens: tuple[str, ...], part: tuple[str, ...]) -> bool:
    length = len(part)
    return any(tokens[i : i + length] == part for i in range(len(tokens) - length + 1))
