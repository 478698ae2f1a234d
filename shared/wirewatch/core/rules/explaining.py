"""A rule in plain words, for its author to check."""

from collections.abc import Iterator
from datetime import date

from wirewatch.core.rules.canonical import written
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
    Unit,
)

_PLACES = {
    Field.ANY: "",
    Field.TITLE: " in the title",
    Field.BODY: " in the body",
    Field.LEAD: " in the title or the first paragraph",
}
_FACTS = {
    "site": "comes from {} or a part of it",
    "source": "was found by the source {}",
    "country": "comes from the country {}",
    "sitelang": "is on a site in the language {}",
    "url": "has {} in its address",
    "author": "has {} in the name of an author",
    "topic": "is about {}",
    "entity": "names {}",
    "person": "names the person {}",
    "org": "names the organisation {}",
    "place": "names the place {}",
}


def explain(node: Node) -> str:
    """Return what a rule asks for in plain English, a line for each part, groups indented."""
    return "\n".join(_lines(node, "An article that ", ""))


def _lines(node: Node, lead: str, indent: str) -> Iterator[str]:
    negated = isinstance(node, Not)
    inner = node.child if isinstance(node, Not) else node
    is_named = isinstance(inner, Or) and bool(inner.name)
    if isinstance(inner, And | Or | AnyOf) and not is_named:
        count = f"at least {inner.count}" if isinstance(inner, AnyOf) else "one"
        head = "fulfils all of" if isinstance(inner, And) else f"fulfils {count} of"
        if negated:
            head = f"does not {head.replace('fulfils', 'fulfil', 1)}"
        yield f"{indent}{lead}{head}:"
        for child in inner.children:
            yield from _lines(child, "- ", indent + ("  " if lead == "- " else ""))
    elif isinstance(inner, Not):
        yield from _lines(inner.child, lead, indent)
    elif negated:
        yield f"{indent}{lead}is none that {_said(inner)}"
    else:
        yield f"{indent}{lead}{_said(inner)}"


def _said(node: Node) -> str:
    if isinstance(node, Near):
        return f"has {_near(node)}"
    if isinstance(node, AtLeast):
        return f"has at least {node.count} times {_words(node.child)}"
    if isinstance(node, Language):
        return f"is in the language {node.code}"
    if isinstance(node, Fact):
        return _FACTS[node.name].format(f'"{node.value}"')
    if isinstance(node, Between):
        return _between(node)
    return f"has {_words(node)}"


def _words(node: Node) -> str:
    if isinstance(node, Or) and node.name:
        first = node.children[0]
        place = _place(first) if isinstance(first, TextLeaf) else ""
        return f'the name "{node.name}" in one of {len(node.children)} spellings{place}'
    if isinstance(node, Or):
        return f"({' or '.join([_words(child) for child in node.children])})"
    if isinstance(node, Near):
        return f"({_near(node)})"
    if isinstance(node, TextLeaf):
        return _leaf(node)
    return _said(node)


def _near(node: Near) -> str:
    left, right = _words(node.left), _words(node.right)
    if node.reach is Unit.SENTENCE:
        where = "in the same sentence as"
    elif node.reach is Unit.PARAGRAPH:
        where = "in the same paragraph as"
    elif node.reach == 0:
        where = "right beside"
    else:
        where = f"at most {node.reach} word{'s' * (node.reach > 1)} from"
    order = ", in this order" if node.ordered else ""
    if node.negated:
        return f"{left} somewhere not {where} {right}{order}"
    return f"{left} {where} {right}{order}"


def _leaf(leaf: Leaf) -> str:
    if isinstance(leaf, Phrase):
        text = f'"{written(leaf.tokens)}"'
    elif isinstance(leaf, Regex):
        case = ", capitals or not," if leaf.ignore_case else ""
        text = f"characters that fit /{leaf.pattern}/{case}"
    elif isinstance(leaf, Pattern):
        text = _pattern(leaf.words)
    else:
        return _said(leaf)
    return text + _place(leaf)


def _place(leaf: TextLeaf) -> str:
    if leaf.field is Field.FIRST:
        return f" in the first {leaf.first} words"
    return _PLACES[leaf.field]


def _pattern(words: tuple[PatternWord, ...]) -> str:
    text = f'"{" ".join([word.text for word in words])}"'
    forms = {word.form for word in words}
    if Form.EXACT in forms:
        return f"exactly {text}"
    if Form.STEM in forms:
        return f"any form of {text}"
    return f"{text} (* any letters, ? one)"


def _between(between: Between) -> str:
    words = between.name == "words"
    low, high = (_bound(bound, words=words) for bound in (between.low, between.high))
    head = "has" if words else "was published"
    tail = " words in its body" if words else ""
    if between.low == between.high:
        return f"{head} {'exactly' if words else 'on'} {low}{tail}"
    if between.high is None:
        return f"{head} {low} or {'more' if words else 'later'}{tail}"
    if between.low is None:
        return f"{head} {high} or {'fewer' if words else 'earlier'}{tail}"
    return f"{head} {low} to {high}{tail}"


def _bound(bound: int | None, *, words: bool) -> str:
    if bound is None:
        return ""
    return str(bound) if words else date.fromordinal(bound).isoformat()
