"""The tree of a rule: what the matcher evaluates and what the stores compile.

Positions are offsets of characters in the expression; a canonical form made by `describe` says the
same without them. Equality ignores positions and spelling: two nodes are equal if they mean the
same.
"""

import dataclasses
from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """Where a word must stand: anywhere (title or body), or in the title."""

    ANY = "any"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Folded tokens that must stand side by side in one field and one paragraph; a word is a
    phrase of one. `text` is the part as the author wrote it."""

    tokens: tuple[str, ...]
    field: Field = Field.ANY
    text: str = dataclasses.field(default="", compare=False)
    start: int = dataclasses.field(default=0, compare=False)
    end: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Language:
    """The article's language must be `code` (lower case); `pt` also holds for `pt-br`."""

    code: str
    start: int = dataclasses.field(default=0, compare=False)
    end: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class And:
    """All of the children; two or more, none of them an `And`."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of the children; two or more, none of them an `Or`."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The child must not hold."""

    child: "Node"


Node = Phrase | Language | And | Or | Not
"""Any node of a rule."""
