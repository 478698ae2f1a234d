"""`name:"…"`: one of the spellings of a name in many scripts, as enrichment knows them.

A name is spelled out when the rule is read. The phrases are those of `core.entities.spellings`.
"""

from functools import lru_cache

from wirewatch.core.entities import Spelling, spellings
from wirewatch.core.rules.errors import RuleSyntaxError
from wirewatch.core.rules.lexer import Kind, Part
from wirewatch.core.rules.scopes import Scope
from wirewatch.core.rules.syntax import Node, Or, Phrase, children_of
from wirewatch.core.rules.terms import no_letter
from wirewatch.core.text import folded_words

NAME = "name"

_CACHED = 1 << 12
_MAX_CHARACTERS = 100


@lru_cache(_CACHED)
def spelled(name: str) -> tuple[Spelling, ...]:
    """Return how a name is spelled, itself first, then the surest."""
    return spellings(name)


def name_from(part: Part, scope: Scope) -> Node:
    """Return what a name after `name:` stands for; RuleSyntaxError if it has no letter."""
    if len(part.text) > _MAX_CHARACTERS:
        raise RuleSyntaxError(
            f"The name is longer than {_MAX_CHARACTERS} characters",
            position=part.start,
            expected="a name",
            suggestion="Write only the name after name:.",
        )
    if part.sign or "*" in part.text:
        raise RuleSyntaxError(
            f"{part.sign or '*'} has no meaning in {NAME}:",
            position=part.start,
            expected="a name",
            suggestion="Write the name as it stands in one language.",
        )
    name = " ".join(part.text.split())
    phrases: dict[tuple[str, ...], Phrase] = {}
    for spelling in spelled(name) if part.kind is not Kind.REGEX else ():
        tokens = tuple(folded_words(spelling.text))
        phrase = Phrase(tokens, scope.field, spelling.text, part.start, part.end, scope.first)
        if tokens:
            phrases.setdefault(tokens, phrase)
    if not phrases:
        raise no_letter(part)
    found = tuple(phrases.values())
    return Or(found, name) if len(found) > 1 else found[0]


def names_in(node: Node) -> dict[str, tuple[Spelling, ...]]:
    """Return the names that a rule asks for with `name:`, each with its spellings, to be shown."""
    if isinstance(node, Or) and node.name:
        return {node.name: spelled(node.name)}
    found: dict[str, tuple[Spelling, ...]] = {}
    for child in children_of(node):
        found |= names_in(child)
    return found
