"""LexisNexis style queries: OR binds closest, then W/n, AND, and AND NOT last; a blank is a phrase.

Of several W/n the smaller number binds closer; then W/S, W/P, W/SEG.
"""

import re
from collections.abc import Iterator

from wirewatch.core.rules.importing.clauses import FIELDS, phrase, reach, word
from wirewatch.core.rules.importing.query_lexer import QueryLexer
from wirewatch.core.rules.importing.query_reader import Part, Sign
from wirewatch.core.rules.importing.query_tree import Piece

AND_NOT_LEVEL, AND_LEVEL, SEGMENT_LEVEL, PARAGRAPH_LEVEL, SENTENCE_LEVEL = 1, 2, 3, 4, 5
MOST_NEAR_LEVEL, OR_LEVEL = 1000, 1001
NOT_LEVEL = 1002
_NEAR = re.compile(r"(w|pre|near|onear)/(\d{1,4}|s|sent|p|para|seg)\Z", re.IGNORECASE)
_LIKE_NEAR = re.compile(r"(?:w|pre|near|onear)/\w+\Z", re.IGNORECASE)
_COUNT = re.compile(r"(?:atleast|atl)(\d{1,3})\Z", re.IGNORECASE)
_BLANK = re.compile(r"\s+(?=[^\s()])")
_COUNTING = "W/n counts differently from product to product; here n words may stand between"


class LexisNexisLexer(QueryLexer):
    """The parts of a LexisNexis query."""

    def of_word(self, text: str, start: int) -> Iterator[Part]:
        name = text.upper()
        if name == "AND":
            negated = self.follows(r"(?i)\s+not\b(?!\s+(?:w|pre)/)")
            yield self._between("AND NOT" if negated else "AND", start)
        elif name == "OR":
            yield Part(Sign.BETWEEN, "OR", start, level=OR_LEVEL)
        elif name in ("NOT", "BUT"):
            if name == "BUT" and not self.follows(r"(?i)\s+not\b"):
                yield from self._words(text, start)
                return
            near = self.follows(r"(?i)\s+((?:w|pre)/\w+)")
            if near is not None:
                yield from self._near(near[1], start, "NOT ")
            else:
                yield self._between("AND NOT", start)
        elif _LIKE_NEAR.match(text):
            yield from self._near(text, start)
        elif self.text[self.position : self.position + 1] == "(":
            yield from self._function(text, start)
        else:
            yield from self._words(text, start)

    def _between(self, operator: str, start: int) -> Part:
        level = AND_LEVEL if operator == "AND" else AND_NOT_LEVEL
        return Part(Sign.BETWEEN, operator, start, level=level)

    def _near(self, text: str, start: int, negation: str = "") -> Iterator[Part]:
        found = _NEAR.match(text)
        if found is None:
            self.refuse(f"'{text}' is no operator here", start, "Write W/5, PRE/5, W/S or W/P.")
        ordered = "O" if found[1].lower() in ("pre", "onear") else ""
        unit = {"sent": "s", "para": "p"}.get(found[2].lower(), found[2].lower())
        if unit == "seg":
            self.note("W/SEG (one part of the document) has no counterpart: read as AND", start)
            yield Part(Sign.BETWEEN, "AND", start, level=SEGMENT_LEVEL)
            return
        level = {"s": SENTENCE_LEVEL, "p": PARAGRAPH_LEVEL}.get(unit)
        if level is None:
            number = int(unit)
            if reach(number) < number:
                self.note(f"{text} reaches further than 100 words: 100 are allowed", start)
            self.note(_COUNTING, start)
            level, unit = MOST_NEAR_LEVEL - reach(number), str(reach(number))
        yield Part(Sign.BETWEEN, f"{negation}{ordered}NEAR/{unit}", start, level=level)

    def _function(self, name: str, start: int) -> Iterator[Part]:
        count, lower = _COUNT.match(name), name.lower()
        if count is not None:
            yield Part(Sign.PREFIX, f"ATLEAST/{int(count[1])}", start)
        elif lower in ("allcaps", "nocaps", "caps"):
            inside = self.follows(r"\(\s*([^()\s]+)\s*\)")
            if inside is None:
                self.refuse(f"{name}() takes one word here", start, "Write it for each word.")
            form = {"allcaps": str.upper, "nocaps": str.lower}.get(lower, str.capitalize)
            if lower == "caps":
                self.note("CAPS() asks for any capital; here for the first letter alone", start)
            yield self.clause(f"={form(inside[1])}", inside[1], start)
        elif lower == "length":
            inside = self.follows(r"\(\s*([<>]=?)\s*(\d{1,7})\s*\)")
            if inside is None:
                self.refuse("LENGTH() takes a comparison", start, "Write LENGTH(>500).")
            yield Part(Sign.CLAUSE, "", start, Piece(f"words:{inside[1]}{inside[2]}"))
        elif lower in ("plural", "singular"):
            self.note(f"{name.upper()}() has no counterpart: the word itself is looked for", start)
        elif lower in FIELDS:
            if FIELDS[lower] == "lang:":
                self.follows(r"\(\s*")
                yield from self.of_field(lower, start)
                if not self.follows(r"\s*\)"):
                    self.refuse("A bracket is not closed", start)
            else:
                yield from self.of_field(lower, start)
        else:
            self.refuse(f"There is nothing like {name}() here", start, "Take it out of the query.")

    def _words(self, text: str, start: int) -> Iterator[Part]:
        """A word, or words with blanks between, which are a phrase."""
        words = [text]
        while True:
            place = self.position
            blank = _BLANK.match(self.text, place)
            if blank is None:
                break
            self.position = blank.end()
            found = self.word_pattern.match(self.text, self.position)
            if found is None or self._is_operator(found[0], found.end()):
                self.position = place
                break
            self.position = found.end()
            words.append(found[0])
        ours = [self._truncated(one, start) for one in words]
        if len(ours) == 1:
            yield self.clause(word(ours[0]), text, start)
        else:
            yield self.clause(phrase(" ".join(ours)), " ".join(words), start)

    def _is_operator(self, text: str, end: int) -> bool:
        if text.upper() in ("AND", "OR", "NOT", "BUT") or _LIKE_NEAR.match(text):
            return True
        return self.text[end : end + 1] == "("

    def _truncated(self, text: str, start: int) -> str:
        """! at the end is any ending, * one letter."""
        stem = text.rstrip("*")
        if len(stem) < len(text):
            self.note("* at the end is one more letter or none; here it is any ending", start)
        inner = stem.rstrip("!").replace("*", "?")
        ending = "*" if len(stem) < len(text) or stem.endswith("!") else ""
        if "!" in inner:
            self.refuse("! stands at the end of a word", start)
        return inner + ending
