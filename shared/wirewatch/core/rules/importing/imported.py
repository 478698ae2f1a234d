"""What an import yields: a rule, and what of the query it does not say exactly."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was not taken over exactly; `position` is an offset in the query."""

    message: str
    position: int


@dataclass(frozen=True, slots=True)
class Imported:
    """A rule that can be read, and the notes; without notes it finds what the query asks for."""

    expression: str
    notes: tuple[Note, ...]
