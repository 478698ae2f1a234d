"""A document laid out for looking up words, phrases, patterns and facts.

All tokens stand in one row, the title first, then the paragraphs; a place is an index into it, a
span its first and last index. No span crosses a paragraph's end.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, chain, pairwise

from wirewatch.core.rules.proof import Document
from wirewatch.core.rules.regex_places import RegexPlaces
from wirewatch.core.rules.stemming import algorithm_of, stem_in
from wirewatch.core.rules.syntax import Field, Form, Pattern, PatternWord, Phrase, Regex, TextLeaf
from wirewatch.core.rules.wildcards import literal_prefix, matches
from wirewatch.core.rules.word_places import places_by_word, places_in
from wirewatch.core.text import PARAGRAPH_GAP, Token

Span = tuple[int, int]

_MANY_WORDS = 6
_AFTER_ALL = "\U0010ffff"


class Words:
    """The words of some paragraphs, each view of them made when it is first needed."""

    def __init__(self, paragraphs: Sequence[list[str]]) -> None:
        self._paragraphs = paragraphs

    @cached_property
    def words(self) -> frozenset[str]:
        """The distinct words."""
        return frozenset(chain.from_iterable(self._paragraphs))

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The distinct pairs of words side by side within a paragraph."""
        return frozenset(chain.from_iterable(map(pairwise, self._paragraphs)))

    @cached_property
    def joined(self) -> str:
        """All words with a blank before and after each, the gap token between paragraphs."""
        return f" {f' {PARAGRAPH_GAP} '.join(map(' '.join, self._paragraphs))} "

    @cached_property
    def ordered(self) -> list[str]:
        """The distinct words in order of their characters."""
        return sorted(self.words)

    def contains(self, phrase: tuple[str, ...]) -> bool:
        """Whether the words of the phrase stand side by side somewhere."""
        if len(phrase) == 1:
            return phrase[0] in self.words
        if len(phrase) == 2:
            return phrase in self.pairs
        return phrase[0] in self.words and f" {' '.join(phrase)} " in self.joined


class DocumentTokens:
    """A document for the evaluation of many rules."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.language = _code(document.language)
        self.site_language = _code(document.site_language)
        self._wild: dict[str, tuple[str, ...]] = {}
        self._found_places: dict[str, list[int]] = {}
        self._found_all = False

    @cached_property
    def rows(self) -> tuple[list[str], ...]:
        """The folded words of the title and of each paragraph; may be set by who has them."""
        return self.document.text.words

    @cached_property
    def words(self) -> set[str]:
        """The distinct words of title and body."""
        return set().union(*self.rows)

    @cached_property
    def pairs(self) -> set[tuple[str, ...]]:
        """The distinct pairs of words side by side within a paragraph (and at the gaps)."""
        return set(pairwise(self.gapped))

    @cached_property
    def gapped(self) -> list[str]:
        """The folded words in one row, with a gap token after each paragraph."""
        row: list[str] = []
        for words in self.rows:
            row += words
            row.append(PARAGRAPH_GAP)
        return row

    @cached_property
    def anywhere(self) -> Words:
        """Title and body."""
        return Words(self.rows)

    @cached_property
    def title(self) -> Words:
        """The title."""
        return Words(self.rows[:1])

    @cached_property
    def body(self) -> Words:
        """All paragraphs."""
        return Words(self.rows[1:])

    @cached_property
    def lead(self) -> Words:
        """The title and the first paragraph."""
        first = 1 + self.document.lead
        return Words([*self.rows[:1], *self.rows[first : first + 1]])

    def is_in_language(self, code: str) -> bool:
        """Whether the document's language is `code` or a variety of it."""
        return is_variety(self.language, code)

    def contains(self, phrase: Phrase) -> bool:
        """Whether a phrase occurs where it must."""
        if phrase.field is Field.ANY:
            if len(phrase.tokens) == 1:
                return phrase.tokens[0] in self.words
            if len(phrase.tokens) == 2:
                return phrase.tokens in self.pairs
            return phrase.tokens[:2] in self.pairs and self.anywhere.contains(phrase.tokens)
        if phrase.field is Field.TITLE:
            return self.title.contains(phrase.tokens)
        if phrase.field is Field.FIRST:
            return bool(self.occurrences(phrase))
        return (self.body if phrase.field is Field.BODY else self.lead).contains(phrase.tokens)

    @cached_property
    def folded(self) -> list[str]:
        """The folded words in one row."""
        return list(chain.from_iterable(self.rows))

    @cached_property
    def starts(self) -> list[int]:
        """Where the title (0), each paragraph and the end of all stand in the row."""
        return list(accumulate(map(len, self.rows), initial=0))

    def places_of(self, word: str) -> list[int]:
        """Where a word stands, in order."""
        found = self._found_places.get(word)
        if found is None:
            if self._found_all:
                return []
            if len(self._found_places) == _MANY_WORDS:  # now it pays to look at all at once
                self._found_places, self._found_all = places_by_word(self.folded), True
                return self._found_places.get(word, [])
            found = self._found_places[word] = places_in(word, self.folded)
        return found

    @cached_property
    def regexes(self) -> RegexPlaces:
        """The text for regular expressions."""
        return RegexPlaces(self.document.text, self.starts)

    @cached_property
    def exact_places(self) -> dict[str, list[int]]:
        """Where each word as written stands."""
        return places_by_word(list(chain.from_iterable(self.document.text.exact)))

    @cached_property
    def stem_places(self) -> dict[str, list[int]]:
        """Where words of each stem stand, in the article's language."""
        algorithm = algorithm_of(self.language)
        written = chain.from_iterable(self.document.text.exact)
        return places_by_word([stem_in(algorithm, word.lower()) for word in written])

    @cached_property
    def sentences(self) -> list[int]:
        """The number of each place's sentence, counted through the document."""
        numbers: list[int] = []
        before = 0
        for tokens in (self.document.text.title, *self.document.text.paragraphs):
            numbers.extend([before + token.sentence for token in tokens])
            before = numbers[-1] + 1 if numbers else 0
        return numbers

    def paragraph_at(self, place: int) -> int:
        """The number of a place's paragraph: 0 the title, 1 the first paragraph."""
        return bisect_right(self.starts, place) - 1

    def token_at(self, place: int) -> tuple[int, Token]:
        """The paragraph's number as above and the token there."""
        number = self.paragraph_at(place)
        text = self.document.text
        tokens = text.paragraphs[number - 1] if number else text.title
        return number, tokens[place - self.starts[number]]

    def ranges(self, field: Field, first: int) -> list[tuple[int, int]]:
        """The parts of the row that a field is: first place, and the one after the last."""
        starts = self.starts
        if field is Field.TITLE:
            return [(0, starts[1])]
        if field is Field.BODY:
            return [(starts[1], starts[-1])]
        if field is Field.FIRST:
            return [(0, min(first, starts[-1]))]
        if field is Field.ANY:
            return [(0, starts[-1])]
        number = self.document.lead + 1
        lead = [(starts[number], starts[number + 1])] if number < len(self.rows) else []
        return [(0, starts[1]), *lead]

    def occurrences(self, leaf: TextLeaf) -> list[Span]:
        """The spans of a phrase or pattern where it must stand, in order."""
        found = self._found(leaf)
        if leaf.field is Field.ANY or not found:
            return found
        ranges = self.ranges(leaf.field, leaf.first)
        return [s for s in found if any(low <= s[0] and s[1] < high for low, high in ranges)]

    def occurs(self, pattern: Pattern | Regex) -> bool:
        """Whether it occurs where it must."""
        if isinstance(pattern, Pattern) and len(pattern.words) == 1 and pattern.field is Field.ANY:
            word = pattern.words[0]
            if word.form is Form.WILD:
                return bool(self.fitting(word.text))
            if word.form is Form.STEM:
                stem = stem_in(algorithm_of(self.language), word.text)
                return stem in self.stem_places
            return word.text in self.exact_places
        return bool(self.occurrences(pattern))

    def fitting(self, glob: str) -> tuple[str, ...]:
        """The distinct words that a word with wildcards stands for."""
        found = self._wild.get(glob)
        if found is None:
            found = self._wild[glob] = self._fitting(glob)
        return found

    def _fitting(self, glob: str) -> tuple[str, ...]:
        words = self.anywhere.ordered
        prefix = literal_prefix(glob)
        if prefix:
            begin = bisect_left(words, prefix)
            words = words[begin : bisect_right(words, prefix + _AFTER_ALL, begin)]
            if glob == f"{prefix}*":
                return tuple(words)
        return tuple([word for word in words if matches(glob, word)])

    def _found(self, leaf: TextLeaf) -> list[Span]:
        if isinstance(leaf, Phrase):
            return self._phrase(leaf.tokens)
        if isinstance(leaf, Regex):
            return self.regexes.spans(leaf)
        return self._pattern(leaf.words)

    def begins_of(self, tokens: tuple[str, ...]) -> list[int]:
        """Where a phrase begins, in order."""
        begins = self.places_of(tokens[0])
        if len(tokens) == 1 or not begins:
            return begins
        wanted, length, folded = list(tokens), len(tokens), self.folded
        found = [place for place in begins if folded[place : place + length] == wanted]
        last, paragraph = length - 1, self.paragraph_at
        return [place for place in found if paragraph(place) == paragraph(place + last)]

    def _phrase(self, tokens: tuple[str, ...]) -> list[Span]:
        last = len(tokens) - 1
        return [(place, place + last) for place in self.begins_of(tokens)]

    def _pattern(self, words: tuple[PatternWord, ...]) -> list[Span]:
        begins = self._word_places(words[0])
        for offset, word in enumerate(words[1:], start=1):
            if not begins:
                return []
            places = set(self._word_places(word))
            begins = [place for place in begins if place + offset in places]
        last = len(words) - 1
        found = [(place, place + last) for place in begins]
        return [s for s in found if self.paragraph_at(s[0]) == self.paragraph_at(s[1])]

    def _word_places(self, word: PatternWord) -> list[int]:
        if word.form is Form.EXACT:
            return self.exact_places.get(word.text, [])
        if word.form is Form.STEM:
            return self.stem_places.get(stem_in(algorithm_of(self.language), word.text), [])
        if word.form is Form.WILD:
            found = [self.places_of(fitting) for fitting in self.fitting(word.text)]
            return sorted(chain.from_iterable(found))
        return self.places_of(word.text)


def is_variety(language: str, code: str) -> bool:
    """Whether a language is the one of a code or a variety of it."""
    return language == code or language.startswith(f"{code}-")


def _code(language: str) -> str:
    return language.lower().replace("_", "-")
