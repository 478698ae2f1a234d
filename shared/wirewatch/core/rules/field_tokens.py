"""A document's tokens laid out for looking up words and phrases."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise

from wirewatch.core.rules.proof import Document
from wirewatch.core.text import PARAGRAPH_GAP, Token

Place = tuple[int, Token]
"""A paragraph's number and one of its tokens."""


class FieldTokens:
    """The tokens of one field (title or body), each view of them made when it is first needed."""

    def __init__(self, name: str, paragraphs: Sequence[Sequence[Token]]) -> None:
        self.name = name
        self._paragraphs = paragraphs

    @cached_property
    def words(self) -> frozenset[str]:
        """The distinct words."""
        return frozenset([token.folded for tokens in self._paragraphs for token in tokens])

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The distinct pairs of words side by side within a paragraph."""
        found: set[tuple[str, str]] = set()
        for tokens in self._paragraphs:
            found.update(pairwise([token.folded for token in tokens]))
        return frozenset(found)

    @cached_property
    def joined(self) -> str:
        """All words with a blank before and after each, the gap token between paragraphs."""
        words = [
            " ".join([token.folded for token in tokens]) for tokens in self._paragraphs if tokens
        ]
        return f" {f' {PARAGRAPH_GAP} '.join(words)} "

    @cached_property
    def _places(self) -> list[Place | None]:
        """What stands at each word of `joined`; None at a gap."""
        places: list[Place | None] = []
        for number, tokens in enumerate(self._paragraphs):
            if tokens:
                if places:
                    places.append(None)
                places.extend([(number, token) for token in tokens])
        return places

    def contains(self, phrase: tuple[str, ...]) -> bool:
        """Whether the words of the phrase stand side by side somewhere."""
        if len(phrase) == 1:
            return phrase[0] in self.words
        if len(phrase) == 2:
            return phrase in self.pairs
        return phrase[0] in self.words and f" {' '.join(phrase)} " in self.joined

    def occurrences(self, phrase: tuple[str, ...], most: int) -> Iterable[tuple[Place, Place]]:
        """Yield the first and last word of the phrase's first `most` occurrences, in order."""
        needle, joined, places = f" {' '.join(phrase)} ", self.joined, self._places
        index = counted = 0
        position = joined.find(needle)
        while position >= 0 and most > 0:
            index += joined.count(" ", counted, position)
            counted = position
            first, last = places[index], places[index + len(phrase) - 1]
            if first is not None and last is not None:
                yield first, last
            most -= 1
            position = joined.find(needle, position + 1)


class DocumentTokens:
    """A document's title and body for the evaluation of many rules."""

    def __init__(self, document: Document) -> None:
        self.title = FieldTokens("title", (document.text.title,))
        self.body = FieldTokens("body", document.text.paragraphs)
        self.language = document.language.lower().replace("_", "-")

    def is_in_language(self, code: str) -> bool:
        """Whether the document's language is `code` or a variety of it."""
        return self.language == code or self.language.startswith(f"{code}-")
