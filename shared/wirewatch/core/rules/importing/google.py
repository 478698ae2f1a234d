"""Queries of Google Alerts: a blank is AND, OR binds closer than it, - excludes one clause."""

import re
from collections.abc import Iterator

from wirewatch.core.rules.importing.clauses import phrase, reach, word
from wirewatch.core.rules.importing.query_lexer import QueryLexer
from wirewatch.core.rules.importing.query_reader import Part, Sign
from wirewatch.core.rules.importing.query_tree import Joined, Piece

AND_LEVEL, OR_LEVEL, NEAR_LEVEL, NOT_LEVEL = 1, 2, 3, 4
_FIELD = re.compile(r"([A-Za-z]+):(.*)\Z", re.DOTALL)
_REST = {"allintitle": "title:", "allinurl": "url:", "allintext": "body:"}
_GAP = 5


class GoogleLexer(QueryLexer):
    """The parts of a Google query."""

    def of_word(self, text: str, start: int) -> Iterator[Part]:
        found = _FIELD.match(text)
        around = re.match(r"AROUND\Z", text) and self.follows(r"\((\d{1,4})\)")
        if text in ("OR", "|"):
            yield Part(Sign.BETWEEN, "OR", start, level=OR_LEVEL)
        elif text == "AND":
            yield Part(Sign.BETWEEN, "AND", start, level=AND_LEVEL)
        elif around:
            number = reach(int(around[1]))
            yield Part(Sign.BETWEEN, f"NEAR/{number}", start, level=NEAR_LEVEL)
        elif text == "-" and self.text[self.position : self.position + 1] in ("", " "):
            self.note("a - alone means nothing; it is left out", start)
        elif text[0] == "-":
            yield Part(Sign.NOT, "NOT", start)
            self.position = start + 1
        elif text[0] == "+" and len(text) > 1:
            self.position = start + 1
        elif text[0] == "~" and len(text) > 1:
            self.note("~ (synonyms) has no counterpart: the word itself is looked for", start)
            self.position = start + 1
        elif text == "*":
            self.note("* between words stands for any words; it is left out", start)
        elif found is not None:
            self.position = start + len(found[1]) + 1
            yield from self._field(found[1].lower(), start)
        elif "|" in text:
            self.position = start + text.index("|") + (text[0] == "|")
            yield from self.of_word(text[: self.position - start], start)
        else:
            if "*" in text:
                self.note("* inside a word stands for letters here", start)
            yield self.clause(word(text), text, start)

    def of_phrase(self, text: str, start: int) -> Iterator[Part]:
        pieces = [piece for piece in re.split(r"\s*(?<!\S)\*(?!\S)\s*", text) if piece.strip()]
        if len(pieces) < 2:
            yield self.clause(phrase(text), text, start)
            return
        self.note(f"* in a phrase stands for some words; here up to {_GAP} are allowed", start)
        query = Joined(f"ONEAR/{_GAP}", (Piece(phrase(pieces[0])), Piece(phrase(pieces[1]))))
        for piece in pieces[2:]:
            query = Joined(f"ONEAR/{_GAP}", (query, Piece(phrase(piece))))
        yield self.clause(query, text, start)

    def _field(self, name: str, start: int) -> Iterator[Part]:
        if name in ("before", "after"):
            day = self.follows(r"\d{4}(?:-\d\d){0,2}")
            if day is None:
                self.refuse(f"{name}: has no date", start, f"Write {name}:2026-01-31.")
            sign = "<" if name == "before" else ">"
            yield Part(Sign.CLAUSE, "", start, Piece(f"published:{sign}{day[0]}"))
        elif name in _REST:
            rest = self.text[self.position :].split()
            self.position = len(self.text)
            if not rest:
                self.refuse(f"Nothing follows {name}:", start)
            words = " ".join([word(one) for one in rest])
            yield self.clause(f"{_REST[name]}({words})", words, start)
        else:
            yield from self.of_field(name, start)
