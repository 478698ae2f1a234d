"""Where regular expressions fit a document: characters of a paragraph, and the words they touch.

A match counts if it touches a word (a token); an occurrence is the words that a match touches. A
match that touches a run of letters so long that it was cut into several tokens does not count: no
language has such words, and rules are filed under whole words.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

import re2

from wirewatch.core.rules.limits import MAX_REGEX_MATCHES
from wirewatch.core.rules.regexes import compiled
from wirewatch.core.rules.syntax import Regex
from wirewatch.core.text import AnalysedText, Token

Span = tuple[int, int]
_LONGEST_CHARACTER = 8  # folded, of a script without spaces
_UNANCHORED = re2._Anchor.UNANCHORED


def cut_words(tokens: Sequence[Token]) -> frozenset[int]:
    """Return which tokens are pieces of one overlong word: they touch, and the first is long."""
    found: set[int] = set()
    for number in range(1, len(tokens)):
        before, token = tokens[number - 1], tokens[number]
        if before.end == token.start and len(before.folded) > _LONGEST_CHARACTER:
            found |= {number - 1, number}
    return frozenset(found)


class RegexPlaces:
    """The text of a document as regular expressions see it."""

    def __init__(self, text: AnalysedText, starts: Sequence[int]) -> None:
        """`starts`: where each paragraph stands in the document's row of tokens."""
        self._text = text
        self._starts = starts
        self._texts = [
            written.encode("utf-8", "surrogatepass")
            for written in (text.title_text, *text.paragraph_texts)
        ]
        self._found: dict[tuple[str, bool], dict[Span, list[tuple[int, int, int]]]] = {}
        self._cut: dict[int, frozenset[int]] = {}

    def spans(self, regex: Regex) -> list[Span]:
        """Return the words touched by each match, as first and last place in the row, in order."""
        return sorted(self._matches(regex))

    def stretches(self, regex: Regex, span: Span) -> list[tuple[int, int, int]]:
        """Return paragraph, start and end of the matches that touch just these words."""
        return self._matches(regex)[span]

    def _matches(self, regex: Regex) -> dict[Span, list[tuple[int, int, int]]]:
        key = (regex.pattern, regex.ignore_case)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = {}
            for paragraph, start, end in self._stretches(regex):
                span = self._touched(paragraph, start, end)
                if span is not None:
                    found.setdefault(span, []).append((paragraph, start, end))
        return found

    def _stretches(self, regex: Regex) -> Iterator[tuple[int, int, int]]:
        """Yield the matches that are not empty, MAX_REGEX_MATCHES of the document at most.

        The limit keeps the time linear: one search may read all the text behind a match.
        """
        search = compiled(regex.pattern, regex.ignore_case)._regexp.Match
        left = MAX_REGEX_MATCHES
        for paragraph, text in enumerate(self._texts):
            position, last, characters = 0, 0, 0
            while left and position <= len(text):
                start, end = search(_UNANCHORED, text, position, len(text))[0]
                if start < 0:
                    break
                left -= 1
                if start == end:
                    position = _next_character(text, end)
                    continue
                begin = characters + _length(text, last, start)
                characters = begin + _length(text, start, end)
                last = position = end
                yield paragraph, begin, characters

    def _touched(self, paragraph: int, start: int, end: int) -> Span | None:
        text = self._text
        tokens = text.paragraphs[paragraph - 1] if paragraph else text.title
        first = bisect_right(tokens, start, key=lambda token: token.end)
        last = bisect_left(tokens, end, key=lambda token: token.start) - 1
        if first > last:
            return None
        cut = self._cut.get(paragraph)
        if cut is None:
            cut = self._cut[paragraph] = cut_words(tokens)
        if cut and not cut.isdisjoint(range(first, last + 1)):
            return None
        before = self._starts[paragraph]
        return before + first, before + last


def _next_character(text: bytes, position: int) -> int:
    position += 1
    while position < len(text) and text[position] & 0xC0 == 0x80:
        position += 1
    return position


def _length(text: bytes, start: int, end: int) -> int:
    """The number of characters between two offsets."""
    return len(text[start:end].decode("utf-8", "surrogatepass"))
