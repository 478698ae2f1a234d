"""Cuts foreign queries into parts; what a dialect adds is its own pattern and its own words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from wirewatch.core.rules.errors import RuleSyntaxError
from wirewatch.core.rules.importing.clauses import FIELDS, LANGUAGES, has_words, phrase, word
from wirewatch.core.rules.importing.imported import Note
from wirewatch.core.rules.importing.query_reader import Part, Sign
from wirewatch.core.rules.importing.query_tree import Piece, Query

_QUOTES = '"\u201c\u201d\u201e'


@dataclass(slots=True)
class QueryLexer:
    """The parts of one query. A dialect overrides `of_word` and `of_phrase`."""

    text: str
    notes: list[Note] = field(default_factory=list)
    position: int = 0
    word_pattern: re.Pattern[str] = re.compile(rf"[^\s(){_QUOTES}]+")

    def parts(self) -> Iterator[Part]:
        """Yield the parts. Raises RuleSyntaxError."""
        text = self.text
        while self.position < len(text):
            start = self.position
            character = text[start]
            if character.isspace():
                self.position += 1
            elif character in "()":
                self.position += 1
                yield Part(Sign.OPEN if character == "(" else Sign.CLOSE, character, start)
            elif character in _QUOTES:
                yield from self.of_phrase(self.quoted(), start)
            else:
                found = self.word_pattern.match(text, start)
                self.position = found.end() if found else start + 1
                yield from self.of_word(text[start : self.position], start)

    def quoted(self) -> str:
        """Return what stands in the quotes that begin here, and go on behind them."""
        start = self.position
        end = start + 1
        while end < len(self.text) and self.text[end] not in _QUOTES:
            end += 1 + (self.text[end] == "\\")
        if end >= len(self.text):
            self.refuse("The quote is not closed", start)
        self.position = end + 1
        return self.text[start + 1 : end]

    def follows(self, pattern: str) -> re.Match[str] | None:
        """Take what stands here if it fits."""
        found = re.compile(pattern).match(self.text, self.position)
        if found is not None:
            self.position = found.end()
        return found

    def of_word(self, text: str, start: int) -> Iterator[Part]:
        """Yield the parts of a word."""
        yield self.clause(word(text), text, start)

    def of_phrase(self, text: str, start: int) -> Iterator[Part]:
        """Yield the parts of a phrase."""
        yield self.clause(phrase(text), text, start)

    def clause(self, ours: str | Query, theirs: str, start: int) -> Part:
        """Return the part of a clause; refused where there is nothing to look for."""
        if not has_words(theirs):
            self.refuse(f"There is no letter or digit in '{theirs[:40]}'", start)
        query = Piece(ours) if isinstance(ours, str) else ours
        return Part(Sign.CLAUSE, "", start, query)

    def of_field(self, name: str, start: int) -> Iterator[Part]:
        """Yield what a field stands for; the value of `lang:` at once."""
        ours = FIELDS.get(name.lower())
        if ours is None:
            self.refuse(
                f"There is nothing like the field {name}: here", start, "Take it out of the query."
            )
        if ours == "lang:":
            value = self.follows(r'\s*"?([A-Za-z]+(?:[-_]\w+)*)"?')
            if value is None:
                self.refuse(f"{name}: has no language", start, "Write lang:en.")
            code = LANGUAGES.get(value[1].lower(), value[1].lower())
            yield Part(Sign.CLAUSE, "", start, Piece(f"lang:{code}"))
        else:
            yield Part(Sign.PREFIX, ours, start)

    def note(self, message: str, start: int) -> None:
        """Tell of something that is not taken over exactly; each message once."""
        if all(note.message != message for note in self.notes):
            self.notes.append(Note(message, start))

    def refuse(self, problem: str, start: int, suggestion: str = "Mend the query.") -> NoReturn:
        """Raise the error of a query that cannot be taken over."""
        raise RuleSyntaxError(
            problem,
            position=start,
            expected="something that has a counterpart in a rule",
            suggestion=suggestion,
        )
