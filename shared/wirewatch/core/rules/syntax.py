"""The tree of a rule: what the matcher evaluates and what the stores compile.

Positions are offsets of characters in the expression; a canonical form made by `describe` says the
same without them. Equality ignores positions and spelling: two nodes are equal if they mean the
same.
"""

import dataclasses
from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """Where a word must stand.

    The lead is the title or the first paragraph; FIRST is the article's first words, title first,
    how many of them a clause says itself.
    """

    ANY = "any"
    TITLE = "title"
    BODY = "body"
    LEAD = "lead"
    FIRST = "first"


class Form(StrEnum):
    """How a word of a pattern is compared with a word of the text."""

    WORD = "word"
    EXACT = "exact"
    STEM = "stem"
    WILD = "wild"


class Unit(StrEnum):
    """What both sides of a NEAR must share, where that is not a number of words."""

    SENTENCE = "s"
    PARAGRAPH = "p"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Folded tokens that must stand side by side in one field and one paragraph; a word is a
    phrase of one. `text` is the part as the author wrote it; `first` counts words of FIRST."""

    tokens: tuple[str, ...]
    field: Field = Field.ANY
    text: str = dataclasses.field(default="", compare=False)
    start: int = dataclasses.field(default=0, compare=False)
    end: int = dataclasses.field(default=0, compare=False)
    first: int = 0


@dataclass(frozen=True, slots=True)
class PatternWord:
    """One word of a pattern.

    `text` is folded (WORD), as written (EXACT), in small letters (STEM), or folded with `*` for any
    characters and `?` for one (WILD).
    """

    form: Form
    text: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A phrase of which at least one word is compared in another way than by its folded form."""

    words: tuple[PatternWord, ...]
    field: Field = Field.ANY
    text: str = dataclasses.field(default="", compare=False)
    start: int = dataclasses.field(default=0, compare=False)
    end: int = dataclasses.field(default=0, compare=False)
    first: int = 0


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression in the syntax of RE2, on the text as written of one paragraph or the
    title. It stands for the words that a match touches."""

    pattern: str
    ignore_case: bool = False
    field: Field = Field.ANY
    text: str = dataclasses.field(default="", compare=False)
    start: int = dataclasses.field(default=0, compare=False)
    end: int = dataclasses.field(default=0, compare=False)
    first: int = 0


@dataclass(frozen=True, slots=True)
class Language:
    """The article's language must be `code` (lower case); `pt` also holds for `pt-br`."""

    code: str
    start: int = dataclasses.field(default=0, compare=False)
    end: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known of the article beside its text: `name` is the field, `value` in canonical
    form (folded words; a host; an id)."""

    name: str
    value: str
    start: int = dataclasses.field(default=0, compare=False)
    end: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Between:
    """A number of the article from `low` to `high`, both included, None without bound.

    `name` is `words` (of the body) or `published` (days as `date.toordinal` counts them).
    """

    name: str
    low: int | None
    high: int | None
    start: int = dataclasses.field(default=0, compare=False)
    end: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Near:
    """Both sides within `reach` of one another: words between them, or one sentence or paragraph.

    `ordered`: the left side first. `negated`: an occurrence of the left side without the right one
    in reach. The sides are made of words, phrases, patterns, ORs and NEARs.
    """

    left: "Node"
    right: "Node"
    reach: int | Unit
    ordered: bool = False
    negated: bool = False
    start: int = dataclasses.field(default=0, compare=False)
    end: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` occurrences of the child; those that overlap count once."""

    count: int
    child: "Node"
    start: int = dataclasses.field(default=0, compare=False)
    end: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least `count` of the children."""

    count: int
    children: tuple["Node", ...]
    start: int = dataclasses.field(default=0, compare=False)
    end: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class And:
    """All of the children; two or more, none of them an `And`."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of the children; two or more, none of them an `Or` without a name.

    `name` is what the children are the spellings of; empty for an OR that was written out.
    """

    children: tuple["Node", ...]
    name: str = dataclasses.field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The child must not hold."""

    child: "Node"


TextLeaf = Phrase | Pattern | Regex
"""A leaf that stands somewhere in the text, so that it has occurrences."""

Leaf = TextLeaf | Language | Fact | Between
"""A node without nodes below it."""

Node = Leaf | Near | AtLeast | AnyOf | And | Or | Not
"""Any node of a rule."""

Clause = Leaf | Near | AtLeast | AnyOf | Or
"""What a proof says true or false of; an OR only where it is the spellings of a name."""


def children_of(node: Node) -> tuple[Node, ...]:
    """The nodes right below a node, in the order of the expression."""
    if isinstance(node, And | Or | AnyOf):
        return node.children
    if isinstance(node, Near):
        return (node.left, node.right)
    if isinstance(node, Not | AtLeast):
        return (node.child,)
    return ()


def joined(kind: type[And] | type[Or], nodes: list[Node]) -> Node:
    """Return one node of a kind with nested nodes of the same kind taken in."""
    if len(nodes) == 1:
        return nodes[0]
    children: list[Node] = []
    for node in nodes:
        if isinstance(node, kind) and not (isinstance(node, Or) and node.name):
            children.extend(node.children)
        else:
            children.append(node)
    return kind(tuple(children))
