"""Words by their ending or their middle, which FTS5 cannot look up: GLOB patterns over the tokens.

FTS5 finds words and beginnings of words. For the rest (`*stan`, `/CVE-\\d+/`) the tokens of an
article, which lie beside the index, are looked through: far cheaper than reading the article
and holding the rule against it. The patterns of a rule are a superset of it, like its FTS5 query.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wirewatch.core.rules import (
    And,
    AnyOf,
    AtLeast,
    Form,
    Near,
    Node,
    Or,
    Pattern,
    PatternWord,
    Phrase,
    Regex,
    needed_words,
)
from wirewatch.core.text import fold

MOST_PATTERNS = 50
"""In one group; a larger one is left out."""

MOST_STARS = 4
"""In one pattern: the time that GLOB takes grows with each."""

_FIELDS = {"title": "title", "body": "body"}


@dataclass(frozen=True, slots=True)
class Glob:
    """A pattern for the tokens of the title, the body or any field, with a blank at both ends.

    `known` says that FTS5 finds the same by itself.
    """

    field: str
    pattern: str
    known: bool


Group = tuple[Glob, ...]
"""Patterns of which at least one fits every article that the rule holds for."""


def globs_of(node: Node) -> Sequence[Group]:
    """The groups of patterns that tell more than FTS5 does."""
    return [group for group in _groups(node) if not all(glob.known for glob in group)]


def _groups(node: Node) -> list[Group]:
    match node:
        case Phrase(tokens=tokens, field=field):
            return [(_glob(field, f" {' '.join(tokens)} ", known=True),)]
        case And(children=children):
            return [group for child in children for group in _groups(child)]
        case Or(children=children) | AnyOf(children=children):
            return _either(children)
        case Near(left=left, negated=True) | AtLeast(child=left):
            return _groups(left)
        case Near(left=left, right=right):
            return [*_groups(left), *_groups(right)]
        case Pattern(words=words, field=field):
            return _usable([(word,) for word in words], field)
        case Regex(field=field):
            return _usable(needed_words(node), field)
    return []


def _either(children: Sequence[Node]) -> list[Group]:
    """One group of the most telling group of each side; none where a side has none."""
    joined: list[Glob] = []
    for child in children:
        groups = _groups(child)
        if not groups:
            return []
        joined += max(groups, key=lambda group: min(len(glob.pattern) for glob in group))
    return [tuple(dict.fromkeys(joined))] if len(joined) <= MOST_PATTERNS else []


def _usable(groups: Sequence[Sequence[PatternWord]], field: str) -> list[Group]:
    made = [tuple(_word(word, field) for word in words) for words in groups]
    return [
        tuple(glob for glob in group if glob is not None)
        for group in made
        if None not in group and len(group) <= MOST_PATTERNS
    ]


def _word(word: PatternWord, field: str) -> Glob | None:
    """The pattern of one word; None of an inflected form, and where it would be slow."""
    if word.form in (Form.WORD, Form.EXACT):
        return _glob(field, f" {fold(word.text)} ", known=True)
    if word.form is not Form.WILD or word.text.count("*") > MOST_STARS or "[" in word.text:
        return None
    prefix = word.text.partition("*")[0]
    pattern = f" {word.text} ".replace(" *", "").replace("* ", "")
    return _glob(field, pattern, known=bool(prefix) and "?" not in prefix)


def _glob(field: str, pattern: str, *, known: bool) -> Glob:
    return Glob(_FIELDS.get(field, "any"), f"*{pattern}*", known)
