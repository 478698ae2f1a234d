"""An article's text as tokens: for matching, for the stores' indexes and for comparison."""

from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256

from wirewatch.core.text.chunks import folded_words
from wirewatch.core.text.exact import exact_form
from wirewatch.core.text.token import Token
from wirewatch.core.text.tokenizer import tokenize

ANALYSIS_VERSION: int = 1
"""Raised whenever the same text would yield other tokens; every indexed document carries it."""

PARAGRAPH_GAP: str = "\u00b6"
"""A token that no text yields. It stands between paragraphs in an index text, so that no phrase
spans two of them."""


class AnalysedText:
    """A title and body paragraphs with their tokens, each view of them made when first needed.

    Most articles meet no rule, and to know that takes their folded words alone.
    """

    def __init__(self, title: str, paragraphs: Sequence[str]) -> None:
        self.title_text = title
        self.paragraph_texts = tuple(paragraphs)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, AnalysedText):
            return NotImplemented
        return (self.title_text, self.paragraph_texts) == (other.title_text, other.paragraph_texts)

    def __hash__(self) -> int:
        return hash((self.title_text, self.paragraph_texts))

    @cached_property
    def title(self) -> tuple[Token, ...]:
        """The tokens of the title."""
        return tuple(tokenize(self.title_text))

    @cached_property
    def paragraphs(self) -> tuple[tuple[Token, ...], ...]:
        """The tokens of each body paragraph, in the order of the original."""
        return tuple([tuple(tokenize(paragraph)) for paragraph in self.paragraph_texts])

    @cached_property
    def words(self) -> tuple[list[str], ...]:
        """The folded tokens of the title and of each paragraph; much cheaper than the tokens."""
        return tuple([folded_words(text) for text in (self.title_text, *self.paragraph_texts)])

    @cached_property
    def exact(self) -> tuple[list[str], ...]:
        """The tokens of the title and of each paragraph as written (see `exact_form`)."""
        texts = (self.title_text, *self.paragraph_texts)
        return tuple(
            [
                [exact_form(text[token.start : token.end]) for token in tokens]
                for text, tokens in zip(texts, (self.title, *self.paragraphs), strict=True)
            ]
        )


def analyse(title: str, paragraphs: Sequence[str]) -> AnalysedText:
    """Return the analysed title and paragraphs of an article. No text raises."""
    return AnalysedText(title, paragraphs)


def index_text(paragraphs: Sequence[Sequence[Token]]) -> str:
    """Return what a store indexes: folded tokens apart by blanks, paragraphs by the gap token.

    The stores split it at blanks and change nothing (FTS5 `ascii`, Elasticsearch `whitespace`).
    """
    gap = f" {PARAGRAPH_GAP} "
    return gap.join(
        " ".join([token.folded for token in paragraph]) for paragraph in paragraphs if paragraph
    )


def text_digest(title: str, paragraphs: Sequence[str]) -> str:
    """Return the SHA-256 (hex) of the folded tokens: equal digests mean "the same normalised text".

    Case, accents, punctuation, white space and the breaks between paragraphs do not count, for
    copies of a wire story differ in them; the break between title and body does.
    """
    body = " ".join([word for paragraph in paragraphs for word in folded_words(paragraph)])
    heading = " ".join(folded_words(title))
    return sha256(f"{heading}\n{body}".encode("utf-8", "surrogatepass")).hexdigest()
