"""Reads the parts of a foreign query by the precedence of its own operators."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NoReturn

from wirewatch.core.rules.errors import RuleSyntaxError
from wirewatch.core.rules.importing.imported import Note
from wirewatch.core.rules.importing.query_tree import Denied, Joined, Query, Within, joined
from wirewatch.core.rules.limits import MAX_CLAUSES, MAX_NESTING


class Sign(StrEnum):
    """What a part of a foreign query is."""

    OPEN = "an opening bracket"
    CLOSE = "a closing bracket"
    BETWEEN = "an operator"
    NOT = "a NOT"
    REQUIRED = "a +"
    PREFIX = "a field or function"
    CLAUSE = "a word or phrase"


@dataclass(frozen=True, slots=True)
class Part:
    """One part. `text` is ours: of an operator the operator, of a prefix `title:` or `ATLEAST/3`;
    `clause` what a CLAUSE became. The greater `level`, the closer an operator binds."""

    sign: Sign
    text: str
    position: int
    clause: Query | None = None
    level: int = 0


@dataclass(slots=True)
class QueryReader:
    """Walks over the parts; `blank` is the operator between parts with none."""

    parts: list[Part]
    length: int
    blank: tuple[str, int]
    not_level: int
    notes: list[Note] = field(default_factory=list)
    blank_note: str = ""
    at: int = 0
    depth: int = 0

    def query(self) -> Query:
        """Return the whole query. Raises RuleSyntaxError."""
        if not self.parts:
            self.refuse("The query is empty", 0)
        if len(self.parts) > 2 * MAX_CLAUSES:
            self.refuse("The query is too long", self.parts[2 * MAX_CLAUSES].position)
        found = self.binary(0)
        if self.at < len(self.parts):
            part = self.parts[self.at]
            self.refuse(f"Found {part.sign}", part.position)
        return found

    def refuse(self, problem: str, position: int, suggestion: str = "Mend the query.") -> NoReturn:
        """Raise the error of a query that cannot be taken over."""
        raise RuleSyntaxError(
            problem, position=position, expected="a query that can be read", suggestion=suggestion
        )

    @property
    def part(self) -> Part | None:
        """The part that comes next; None at the end."""
        return self.parts[self.at] if self.at < len(self.parts) else None

    def binary(self, least: int) -> Query:
        """Operands with operators between them that bind at least so close."""
        left = self.operand()
        while (found := self._operator()) is not None and found[1] >= least:
            operator, level, explicit = found
            self.at += explicit
            right = self.binary(level + 1)
            side: Query = Denied(right) if operator == "AND NOT" else right
            name = operator.removesuffix(" NOT")
            left = self._together(name, left, side)
        return left

    def _together(self, operator: str, left: Query, right: Query) -> Query:
        if operator in ("AND", "OR"):
            return joined(operator, [left, right])
        return Joined(operator, (left, right))

    def _operator(self) -> tuple[str, int, bool] | None:
        part = self.part
        if part is None or part.sign is Sign.CLOSE:
            return None
        if part.sign is Sign.BETWEEN:
            return part.text, part.level, True
        if part.sign is Sign.NOT:
            return "AND", min(self.blank[1], self.not_level), False
        if self.blank_note and all(note.message != self.blank_note for note in self.notes):
            self.notes.append(Note(self.blank_note, part.position))
        return *self.blank, False

    def operand(self) -> Query:
        """A clause, a group, or what a NOT or a prefix stands before."""
        part = self.part
        if part is None:
            self.refuse("The query ends where a word should stand", self.length)
        self.at += 1
        if part.sign is Sign.CLAUSE and part.clause is not None:
            return part.clause
        self.depth += 1
        if self.depth > MAX_NESTING:
            self.refuse(f"Brackets are nested deeper than {MAX_NESTING}", part.position)
        try:
            return self._larger(part)
        finally:
            self.depth -= 1

    def _larger(self, part: Part) -> Query:
        if part.sign is Sign.NOT:
            return Denied(self.binary(self.not_level + 1))
        if part.sign is Sign.PREFIX:
            return Within(part.text, self.operand())
        if part.sign is not Sign.OPEN:
            self.refuse(f"Found {part.sign}", part.position)
        inner = self.binary(0)
        if self.part is None:
            self.refuse("A bracket is not closed", part.position)
        self.at += 1
        return inner
