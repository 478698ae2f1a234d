"""Meltwater's queries: NOT binds closest, then NEAR, AND, OR; operators in any case."""

import re
from collections.abc import Iterator

from wirewatch.core.rules.importing.clauses import reach, word
from wirewatch.core.rules.importing.query_lexer import QueryLexer
from wirewatch.core.rules.importing.query_reader import Part, Sign

OR_LEVEL, AND_LEVEL, NEAR_LEVEL, NOT_LEVEL = 1, 2, 3, 4
_NEAR = re.compile(r"(o?near)(?:/(\d{1,4}))?\Z", re.IGNORECASE)
_FIELD = re.compile(r"([A-Za-z]+):")
_DEFAULT_NEAR = 4


class MeltwaterLexer(QueryLexer):
    """The parts of a Meltwater query."""

    def of_word(self, text: str, start: int) -> Iterator[Part]:
        name = text.upper()
        near, field = _NEAR.match(text), _FIELD.match(text)
        if name in ("AND", "OR"):
            level = AND_LEVEL if name == "AND" else OR_LEVEL
            yield Part(Sign.BETWEEN, name, start, level=level)
        elif name == "NOT":
            yield Part(Sign.NOT, name, start)
        elif near is not None:
            number = int(near[2] or _DEFAULT_NEAR)
            if reach(number) < number:
                self.note(f"{text} reaches further than 100 words: 100 are allowed", start)
            operator = f"{near[1].upper()}/{reach(number)}"
            yield Part(Sign.BETWEEN, operator, start, level=NEAR_LEVEL)
        elif text[0] == "!" and len(text) == 1:
            yield from self.exact(start)
        elif field is not None:
            self.position = start + field.end()
            yield from self.of_field(field[1], start)
        else:
            bare, _, boost = text.partition("^")
            if boost:
                self.note("^ only chooses the sentence that is shown; it is left out", start)
            yield self.clause(word(bare), bare, start)

    def of_phrase(self, text: str, start: int) -> Iterator[Part]:
        yield from super().of_phrase(text, start)
        if self.follows(r"\^\d*"):
            self.note("^ only chooses the sentence that is shown; it is left out", start)

    def exact(self, start: int) -> Iterator[Part]:
        """`!"NASA"`: true to case."""
        if self.text[self.position : self.position + 1] != '"':
            self.refuse("! stands before a word in quotes", start, 'Write !"NASA".')
        text = self.quoted()
        yield self.clause(f'="{" ".join(text.split())}"', text, start)
