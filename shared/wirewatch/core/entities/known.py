"""One thing that the gazetteer knows."""

from dataclasses import dataclass
from enum import IntFlag

from wirewatch.core.entities.entity import Kind


@dataclass(frozen=True, slots=True)
class Known:
    """A stable id, the kind, the name to show, the country it belongs to (ISO 3166, '' if none)."""

    entity_id: str
    kind: Kind
    name: str
    country: str = ""


class Care(IntFlag):
    """What must be so before a spelling counts as the name that it can be."""

    NONE = 0
    ACRONYM = 1
    """Capitals alone: `WHO`, `US`."""
    WORD = 2
    """Also a common word: a capital inside a sentence, or support (`Apple`, `Nice`)."""
    SUPPORT = 4
    """Many things are called so: the article must name its country, or it by another name."""
    SURNAME = 8
    """Stands for the one person only without another capitalised name beside it (`Trump`)."""
    EXACT = 16
    """Short, with marks that folding takes away: only as it is written (`Mỹ` is not `My`)."""
