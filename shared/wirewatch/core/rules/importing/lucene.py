"""Query strings of Lucene, Elasticsearch and OpenSearch.

Lucene has no precedence: each clause of a group is required, optional or forbidden, and AND makes
both its neighbours required. Optional clauses beside required ones only rank. So `a OR b AND c`
finds what has b and c. Without operators a blank is OR.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wirewatch.core.rules.importing.clauses import phrase, reach, word
from wirewatch.core.rules.importing.imported import Note
from wirewatch.core.rules.importing.query_lexer import QueryLexer
from wirewatch.core.rules.importing.query_reader import Part, QueryReader, Sign
from wirewatch.core.rules.importing.query_tree import Denied, Joined, Piece, Query, joined

_OPERATORS = {"AND": "AND", "&&": "AND", "OR": "OR", "||": "OR"}
WORD = re.compile(r'(?:\\.|[^\s()"\u201c\u201d\u201e:^~])+')
_RANGE = re.compile(r"\s*([\[{])\s*(\S+)\s+TO\s+(\S+?)\s*([\]}])")
_DATES = ("published", "date", "pubdate", "published_at", "timestamp")
_DAY = re.compile(r"(?:\*|\d{4}(?:-\d\d){0,2})\Z")
_FUZZY = "~ on a word (similar spellings) has no counterpart: the word itself is looked for"


class LuceneLexer(QueryLexer):
    """The parts of a Lucene query."""

    def of_word(self, text: str, start: int) -> Iterator[Part]:
        if text in _OPERATORS:
            yield Part(Sign.BETWEEN, _OPERATORS[text], start)
        elif text in ("NOT", "!"):
            yield Part(Sign.NOT, "NOT", start)
        elif len(text) > 1 and text[0] in "-!+":
            yield Part(Sign.REQUIRED if text[0] == "+" else Sign.NOT, text[0], start)
            self.position = start + 1
        elif text in ("-", "+") and self.text[self.position : self.position + 1] in ('"', "("):
            yield Part(Sign.REQUIRED if text == "+" else Sign.NOT, text, start)
        elif self.follows(":"):
            yield from self._field(text, start)
        elif self.text[start] == "/":
            self.refuse(
                "Lucene's regular expressions fit whole words", start, "Write it anew as /…/."
            )
        else:
            yield self.clause(word(re.sub(r"\\(.)", r"\1", text)), text, start)
            self._behind(start)

    def of_phrase(self, text: str, start: int) -> Iterator[Part]:
        slop = self.follows(r"~(\d{1,4})")
        words = text.split()
        if slop is None or int(slop[1]) == 0 or len(words) < 2:
            yield self.clause(phrase(text), text, start)
        else:
            yield self.clause(self._sloppy(words, int(slop[1]), start), text, start)
        self._behind(start)

    def _sloppy(self, words: list[str], slop: int, start: int) -> Query:
        """Slop counts moves: n words between in order; a swap costs two."""
        pieces: list[Query] = [Piece(word(one)) for one in words]
        if reach(slop) < slop:
            self.note(f"~{slop} reaches further than 100 words: 100 are allowed", start)
        slop = reach(slop)
        if len(words) == 2:
            ordered = Joined(f"ONEAR/{slop}", (pieces[0], pieces[1]))
            if slop < 2:
                return ordered
            turned = Joined(f"ONEAR/{slop - 2}", (pieces[1], pieces[0]))
            return joined("OR", [ordered, turned])
        self.note(
            f'"…"~{slop} of more than two words counts moves in all; here each word may stand up to'
            f" {slop} words from those before",
            start,
        )
        found = pieces[0]
        for piece in pieces[1:]:
            found = Joined(f"NEAR/{slop}", (found, piece))
        return found

    def _behind(self, start: int) -> None:
        """What may follow a clause: ~ and ^."""
        if self.follows(r"~\d*(?:\.\d+)?"):
            self.note(_FUZZY, start)
        if self.follows(r"\^\d+(?:\.\d+)?"):
            self.note("^ only ranks results; it is left out", start)

    def _field(self, name: str, start: int) -> Iterator[Part]:
        found = _RANGE.match(self.text, self.position)
        if found is None and name.lower() not in _DATES:
            yield from self.of_field(name, start)
            return
        if found is None or name.lower() not in _DATES:
            self.refuse(f"A range of {name}: has no counterpart", start, "Take it out.")
        low, high = found[2], found[3]
        if found[1] + found[4] != "[]" or not (_DAY.match(low) and _DAY.match(high)):
            self.refuse("Only ranges of whole days, both included, can be taken over", start)
        self.position = found.end()
        bounds = f"{low.strip('*')}..{high.strip('*')}"
        if bounds == "..":
            self.refuse("A range without bounds has no counterpart", start, "Take it out.")
        yield Part(Sign.CLAUSE, "", start, Piece(f"published:{bounds}"))


@dataclass(slots=True)
class LuceneReader(QueryReader):
    """Reads groups of required, optional and forbidden clauses."""

    def binary(self, least: int) -> Query:
        required: list[Query] = []
        optional: list[Query] = []
        forbidden: list[Query] = []
        last: tuple[list[Query], Query] | None = None
        conjunction = ""
        while (part := self.part) is not None and part.sign is not Sign.CLOSE:
            if part.sign is Sign.BETWEEN:
                if last is None or conjunction:
                    self.refuse(f"Found {part.sign}", part.position)
                conjunction = part.text
                self.at += 1
                continue
            place = optional
            while (part := self.part) is not None and part.sign in (Sign.NOT, Sign.REQUIRED):
                place = forbidden if part.sign is Sign.NOT else required
                self.at += 1
            clause = self.operand()
            if conjunction == "AND":
                if last is not None and last[0] is optional:
                    optional.pop()
                    required.append(last[1])
                place = required if place is optional else place
            place.append(clause)
            last, conjunction = (place, clause), ""
        if conjunction or last is None:
            self.refuse("A word is missing", self.part.position if self.part else self.length)
        return self._found(required, optional, forbidden)

    def _found(self, required: list[Query], optional: list[Query], forbidden: list[Query]) -> Query:
        if required and optional:
            self.notes.append(
                Note("Optional clauses beside required ones only rank; they are left out", 0)
            )
        if not required and not optional:
            self.refuse("A group of forbidden clauses alone finds nothing in Lucene", 0)
        wanted = required or [joined("OR", optional)]
        return joined("AND", [*wanted, *map(Denied, forbidden)])
