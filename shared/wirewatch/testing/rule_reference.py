"""What a rule means, read off the page: slow, plain, and the judge of the matcher.

Everything is a walk over lists of tokens; there is no index, no set of pairs, no joined text. An
occurrence is a paragraph (0 the title) with the first and last token in it.
"""

import re

from wirewatch.core.rules import (
    And,
    AnyOf,
    AtLeast,
    Between,
    Document,
    Fact,
    Field,
    Form,
    Hit,
    Language,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    PatternWord,
    Phrase,
    Regex,
    Unit,
    describe,
)
from wirewatch.core.rules.stemming import algorithm_of, stem_in
from wirewatch.core.text import Token, exact_form, tokenize
from wirewatch.testing.condition_reference import condition_holds
from wirewatch.testing.regex_reference import Occurrence, fits_of


class Reference:
    """One document, for the evaluation of rules."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.texts = [document.text.title_text, *document.text.paragraph_texts]
        self._words_of: dict[Hit, Occurrence] = {}  # of the hits of regular expressions
        self.rows: list[list[Token]] = [tokenize(text) for text in self.texts]
        self.written = [
            [exact_form(text[token.start : token.end]) for token in row]
            for text, row in zip(self.texts, self.rows, strict=True)
        ]
        self._places_before: dict[PatternWord, set[tuple[int, int]]] = {}
        self._spelled_before: dict[Phrase | Pattern, list[Occurrence]] = {}

    def holds(self, node: Node) -> bool:
        """Whether a node is true."""
        match node:
            case Phrase() | Pattern() | Regex():
                return bool(self.occurrences(node))
            case Not(child=child):
                return not self.holds(child)
            case And(children=children):
                return all(self.holds(child) for child in children)
            case Or(children=children):
                return any(self.holds(child) for child in children)
            case AnyOf(count=count, children=children):
                return sum(self.holds(child) for child in children) >= count
            case AtLeast(count=count, child=child):
                return self._most_apart(self.occurrences(child)) >= count
            case Near():
                return bool(self._partners(node)[0])
        return self.hits(node) is not None

    def hits(self, node: Node) -> set[Hit] | None:
        """The hits that make a node true, None if it is false; uncapped."""
        match node:
            case Phrase() | Pattern() | Regex():
                return self._hits(node, self.occurrences(node)) or None
            case Not(child=child):
                return set() if self.hits(child) is None else None
            case And(children=children):
                return self._at_least(len(children), children)
            case Or(children=children):
                return self._at_least(1, children)
            case AnyOf(count=count, children=children):
                return self._at_least(count, children)
            case AtLeast(count=count, child=child):
                if self._most_apart(self.occurrences(child)) < count:
                    return None
                return self.hits(child)
            case Near():
                return self._near_hits(node)
            case Language() | Fact() | Between():
                length = sum(len(row) for row in self.rows[1:])
                return set() if condition_holds(node, self.document, length) else None
        raise AssertionError(node)

    def occurrences(self, node: Node) -> list[Occurrence]:
        """Where a node made of words occurs."""
        match node:
            case Phrase() | Pattern():
                found = self._spelled_before.get(node)
                if found is None:
                    found = self._spelled_before[node] = self._spelled(node)
                return found
            case Regex():
                return sorted({one for one, _, _ in self._regex_fits(node)})
            case Or(children=children):
                return sorted({one for child in children for one in self.occurrences(child)})
            case Near(negated=True):
                return self._partners(node)[0]
            case Near():
                return self._stretches(node)
        raise AssertionError(node)

    def _spelled(self, leaf: Phrase | Pattern) -> list[Occurrence]:
        if isinstance(leaf, Pattern):
            words = leaf.words
        else:
            words = tuple(PatternWord(Form.WORD, token) for token in leaf.tokens)
        found = [
            (paragraph, start, start + len(words) - 1)
            for paragraph, start in sorted(self._places(words[0]))
            if all((paragraph, start + n) in self._places(word) for n, word in enumerate(words))
        ]
        return [one for one in found if self._stands_in(leaf, one)]

    def _places(self, word: PatternWord) -> set[tuple[int, int]]:
        """The paragraphs and places that a word fits."""
        found = self._places_before.get(word)
        if found is None:
            found = self._places_before[word] = {
                (paragraph, place)
                for paragraph, row in enumerate(self.rows)
                for place in range(len(row))
                if self._fits(word, paragraph, place)
            }
        return found

    def _regex_fits(self, regex: Regex) -> list[tuple[Occurrence, int, int]]:
        found = [
            one
            for paragraph, text in enumerate(self.texts)
            for one in fits_of(regex, paragraph, text, self.rows[paragraph])
        ]
        return [one for one in found if self._stands_in(regex, one[0])]

    def _fits(self, word: PatternWord, paragraph: int, place: int) -> bool:
        token, written = self.rows[paragraph][place], self.written[paragraph][place]
        if word.form is Form.EXACT:
            return written == word.text
        if word.form is Form.STEM:
            algorithm = algorithm_of(self.document.language.lower().replace("_", "-"))
            return stem_in(algorithm, written.lower()) == stem_in(algorithm, word.text)
        if word.form is Form.WILD:
            parts = [re.escape(part) for part in re.split(r"([*?])", word.text)]
            pattern = "".join({"\\*": ".*", "\\?": "."}.get(part, part) for part in parts)
            return re.fullmatch(pattern, token.folded, re.DOTALL) is not None
        return token.folded == word.text

    def _stands_in(self, leaf: Phrase | Pattern | Regex, one: Occurrence) -> bool:
        paragraph, _, last = one
        before = sum(len(row) for row in self.rows[:paragraph])
        return {
            Field.ANY: True,
            Field.TITLE: paragraph == 0,
            Field.BODY: paragraph > 0,
            Field.LEAD: paragraph in (0, self.document.lead + 1),
            Field.FIRST: before + last < leaf.first,
        }[leaf.field]

    def _near_hits(self, node: Near) -> set[Hit] | None:
        left, right = self._partners(node)
        if not left:
            return None
        hits = self._inside(node.left, left)
        return hits if node.negated else hits | self._inside(node.right, right)

    def _inside(self, node: Node, stretches: list[Occurrence]) -> set[Hit]:
        """The hits of a side that lie inside one of the stretches."""
        return {
            hit
            for hit in self.hits(node) or set()
            if any(self._lies_in(hit, stretch) for stretch in stretches)
        }

    def _lies_in(self, hit: Hit, stretch: Occurrence) -> bool:
        paragraph, first, last = stretch
        if (words := self._words_of.get(hit)) is not None:
            return words[0] == paragraph and first <= words[1] and words[2] <= last
        field, number, token = self._hit_place(paragraph, first)
        same = (hit.field, hit.paragraph) == (field, number)
        return same and token.start <= hit.start and hit.end <= self.rows[paragraph][last].end

    def _hit_place(self, paragraph: int, place: int) -> tuple[str, int, Token]:
        token = self.rows[paragraph][place]
        return ("body", paragraph - 1, token) if paragraph else ("title", 0, token)

    def _partners(self, node: Near) -> tuple[list[Occurrence], list[Occurrence]]:
        """The occurrences of both sides that make a NEAR true."""
        left, right = self.occurrences(node.left), self.occurrences(node.right)
        if node.negated:
            alone = [
                one
                for one in left
                if not any(self._reaches(node, one, o) or _overlap(one, o) for o in right)
            ]
            return alone, []
        return (
            [one for one in left if any(self._reaches(node, one, o) for o in right)],
            [o for o in right if any(self._reaches(node, one, o) for one in left)],
        )

    def _stretches(self, node: Near) -> list[Occurrence]:
        every = {
            (one[0], min(one[1], other[1]), max(one[2], other[2]))
            for one in self.occurrences(node.left)
            for other in self.occurrences(node.right)
            if self._reaches(node, one, other)
        }
        return sorted(
            a
            for a in every
            if not any(a != b and a[0] == b[0] and a[1] <= b[1] and b[2] <= a[2] for b in every)
        )

    def _reaches(self, node: Near, left: Occurrence, right: Occurrence) -> bool:
        if left[0] != right[0] or _overlap(left, right):
            return False
        if node.ordered and right[1] < left[1]:
            return False
        if node.reach is Unit.PARAGRAPH:
            return True
        row = self.rows[left[0]]
        if node.reach is Unit.SENTENCE:
            return len({row[place].sentence for place in (*left[1:], *right[1:])}) == 1
        return max(left[1], right[1]) - min(left[2], right[2]) - 1 <= node.reach

    def _most_apart(self, found: list[Occurrence]) -> int:
        """The size of the largest choice of occurrences that do not overlap."""
        best: dict[tuple[int, int], int] = {}

        def most(paragraph: int, start: int) -> int:
            key = (paragraph, start)
            if key not in best:
                later = [o for o in found if o[0] == paragraph and o[1] >= start]
                best[key] = max((1 + most(paragraph, o[2] + 1) for o in later), default=0)
            return best[key]

        return sum(most(paragraph, 0) for paragraph in range(len(self.rows)))

    def _at_least(self, count: int, children: tuple[Node, ...]) -> set[Hit] | None:
        held = [hits for child in children if (hits := self.hits(child)) is not None]
        return set().union(*held) if len(held) >= count else None

    def _hits(self, leaf: Phrase | Pattern | Regex, found: list[Occurrence]) -> set[Hit]:
        clause = describe(leaf)
        hits = set()
        if isinstance(leaf, Regex):
            for one, begin, stop in self._regex_fits(leaf):
                field, number, token = self._hit_place(one[0], one[1])
                hit = Hit(field, number, token.sentence, begin, stop, clause)
                self._words_of[hit] = one
                hits.add(hit)
            return hits
        for paragraph, start, end in found:
            field, number, first = self._hit_place(paragraph, start)
            last = self.rows[paragraph][end]
            hits.add(Hit(field, number, first.sentence, first.start, last.end, clause))
        return hits


def _overlap(a: Occurrence, b: Occurrence) -> bool:
    return a[0] == b[0] and a[1] <= b[2] and b[1] <= a[2]
