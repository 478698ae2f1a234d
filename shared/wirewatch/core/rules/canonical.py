"""A rule in canonical form: folded words, every group in brackets."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from wirewatch.core.rules.syntax import (
    And,
    AnyOf,
    AtLeast,
    Between,
    Fact,
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
    TextLeaf,
    children_of,
)
from wirewatch.core.text import UNSPACED, fold

_SIGNS = {Form.WORD: "", Form.EXACT: "=", Form.STEM: "~", Form.WILD: ""}


def describe(node: Node) -> str:
    """Return the rule in canonical, fully bracketed form, without brackets around the whole.

    It parses to an equal tree (as long as it is not longer than an expression may be); two rules
    with the same canonical form mean the same.
    """
    if isinstance(node, And):
        return " AND ".join([_operand(child) for child in node.children])
    if isinstance(node, Or) and node.name:
        return _named(node)
    if isinstance(node, Or):
        return " OR ".join([_operand(child) for child in node.children])
    if isinstance(node, Not):
        return f"NOT {_operand(node.child)}"
    if isinstance(node, Near):
        return f"{_operand(node.left)} {near_operator(node)} {_operand(node.right)}"
    if isinstance(node, AtLeast):
        return f"ATLEAST/{node.count}({describe(node.child)})"
    if isinstance(node, AnyOf):
        members = ", ".join([describe(child) for child in node.children])
        return f"ANY/{node.count}({members})"
    return describe_leaf(node)


def describe_leaf(leaf: Leaf) -> str:
    """Return a clause in canonical form: `doha`, `"doha deal"`, `title:doha`, `lang:en`."""
    if isinstance(leaf, Language):
        return f"lang:{leaf.code}"
    if isinstance(leaf, Fact):
        return f'{leaf.name}:"{leaf.value}"' if " " in leaf.value else f"{leaf.name}:{leaf.value}"
    if isinstance(leaf, Between):
        return f"{leaf.name}:{_bounds(leaf)}"
    return scope_of(leaf) + _spelled(leaf)


def near_operator(node: Near) -> str:
    """Return the operator as it is written: `NEAR/5`, `NOT ONEAR/s`."""
    negation, order = "NOT " if node.negated else "", "O" if node.ordered else ""
    return f"{negation}{order}NEAR/{node.reach}"


def meaning(node: Node) -> str:
    """Return a text that is the same for rules that differ only in the order of their parts."""
    if isinstance(node, And | Or | AnyOf):
        sign = f"ANY/{node.count}" if isinstance(node, AnyOf) else type(node).__name__
        return f"{sign}({','.join(sorted({meaning(child) for child in node.children}))})"
    if isinstance(node, Near) and not node.ordered and not node.negated:
        left, right = sorted((meaning(node.left), meaning(node.right)))
        return f"({left} {near_operator(node)} {right})"
    if not children_of(node):
        return describe(node)
    inner = " ".join(meaning(child) for child in children_of(node))
    operator = near_operator(node) if isinstance(node, Near) else type(node).__name__
    return f"{operator}{node.count if isinstance(node, AtLeast) else ''}({inner})"


def scope_of(leaf: TextLeaf) -> str:
    """Return the prefix of a clause's field; empty where it may stand anywhere."""
    if leaf.field is Field.ANY:
        return ""
    return f"first/{leaf.first}:" if leaf.field is Field.FIRST else f"{leaf.field}:"


def _operand(node: Node) -> str:
    text = describe(node)
    is_named = isinstance(node, Or) and bool(node.name)
    return f"({text})" if isinstance(node, And | Or | Near) and not is_named else text


def _named(node: Or) -> str:
    first = node.children[0]
    scope = scope_of(first) if isinstance(first, TextLeaf) else ""
    return f'{scope}(name:"{node.name}")' if scope else f'name:"{node.name}"'


def _spelled(leaf: TextLeaf) -> str:
    if isinstance(leaf, Regex):
        return f"/{leaf.pattern}/{'i' if leaf.ignore_case else ''}"
    return _phrase(leaf) if isinstance(leaf, Phrase) else _pattern(leaf)


def _phrase(phrase: Phrase) -> str:
    words = written(phrase.tokens)
    return words if len(phrase.tokens) == 1 else f'"{words}"'


def written(tokens: Sequence[str]) -> str:
    """Return words as they are written: no blank between those of a script without spaces."""
    text = tokens[0]
    for before, token in pairwise(tokens):
        unspaced = ord(before[0]) in UNSPACED and ord(token[0]) in UNSPACED
        text += token if unspaced else f" {token}"
    spaced = " ".join(tokens)
    return text if text == spaced or fold(text) == spaced else spaced


def _pattern(pattern: Pattern) -> str:
    forms = {word.form for word in pattern.words}
    if len(pattern.words) == 1 or (len(forms) == 1 and not forms & {Form.WILD, Form.WORD}):
        words = " ".join(word.text for word in pattern.words)
        quoted = f'"{words}"' if " " in words else words
        return _SIGNS[pattern.words[0].form] + quoted
    return f'"{" ".join(map(_marked, pattern.words))}"'


def _marked(word: PatternWord) -> str:
    return _SIGNS[word.form] + word.text


def _bounds(between: Between) -> str:
    low, high = (_bound(between.name, bound) for bound in (between.low, between.high))
    if between.low == between.high:
        return low
    if between.high is None:
        return f">={low}"
    return f"<={high}" if between.low is None else f"{low}..{high}"


def _bound(name: str, bound: int | None) -> str:
    if bound is None:
        return ""
    return date.fromordinal(bound).isoformat() if name == "published" else str(bound)
