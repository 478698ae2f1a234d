"""What an article names: one entity per thing, with every place where it is named."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["person", "organisation", "place", "event", "product"]

TITLE = -1
"""The paragraph number of the title."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One naming: `surface == text[start:end]` of that paragraph (`TITLE` is the title).

    `start` and `end` count characters; paragraphs count from 0.
    """

    paragraph: int
    start: int
    end: int
    surface: str


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing that an article names, however it is spelled there.

    `entity_id` is the gazetteer's id (`place:AF`, `organisation:al-qaeda`) or, for a name that is
    not in it, the kind and the romanised name (`person:~andrew-watkins`, the `~` tells them
    apart). `name` is the gazetteer's label or the best form in the article. `salience` lies
    between 0 and 1: in the title, in the first paragraph, often.
    """

    entity_id: str
    name: str
    kind: Kind
    mentions: tuple[Mention, ...]
    salience: float


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one text that names something of `kind`; `known` is its gazetteer id or ''."""

    start: int
    end: int
    kind: Kind
    known: str = ""
