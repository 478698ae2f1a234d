"""Fields of a rule: where the words of their value or group must stand."""

from dataclasses import dataclass
from difflib import get_close_matches

from wirewatch.core.rules.conditions import VALUE_FIELDS
from wirewatch.core.rules.lexer import Part
from wirewatch.core.rules.limits import MAX_FIRST
from wirewatch.core.rules.part_reader import PartReader
from wirewatch.core.rules.syntax import Field

TEXT_FIELDS = ("title", "lead", "body")

_FIELDS = (*TEXT_FIELDS, "first/100", "name", *VALUE_FIELDS)
_OTHER_NAMES = {
    "first": "first/100",
    "headline": "title",
    "hlead": "lead",
    "ingress": "lead",
    "text": "body",
    "language": "lang",
    "domain": "site",
    "host": "site",
    "byline": "author",
    "date": "published",
    "product": "entity",
    "event": "entity",
}
"""What other systems call them."""


@dataclass(slots=True)
class Scope:
    """The field whose value or group is being read; without a name there is none."""

    name: str = ""
    field: Field = Field.ANY
    first: int = 0


def scope_of(reader: PartReader, part: Part, outer: Scope) -> Scope:
    """Return the scope of a field's name, inside another one; a name that is none is reported."""
    name, _, number = part.text.lower().partition("/")
    if name == "first" and number:
        if not 1 <= int(number[:9]) <= MAX_FIRST:
            reader.fault(
                f"{part.text}: reaches {number[:9]} words",
                part.start,
                f"a number from 1 to {MAX_FIRST:,}",
                "As in first/100:haqqani.",
            )
        return Scope(part.text.lower(), Field.FIRST, min(int(number[:9]), MAX_FIRST))
    if name in TEXT_FIELDS and not number:
        return Scope(name, Field(name))
    if name == "name" and not number:
        return Scope(name, outer.field, outer.first)
    if name in VALUE_FIELDS and not number:
        return Scope(name)
    reader.fault(
        f"There is no field {part.text[:40]}:",
        part.start,
        ", ".join(_FIELDS),
        f"{_meant(name)}To look for the text itself, put it in quotes.",
    )
    return Scope("title", Field.TITLE)


def _meant(name: str) -> str:
    """Return advice to write the field that somebody may have meant, if there is one."""
    close = _OTHER_NAMES.get(name) or next(iter(get_close_matches(name, _FIELDS, 1, 0.7)), "")
    return f"Write {close}: for that. " if close else ""
