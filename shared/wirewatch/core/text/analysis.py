"""An article's text as tokens: for matching, for the stores' indexes and for comparison."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from wirewatch.core.text.token import Token
from wirewatch.core.text.tokenizer import tokenize

ANALYSIS_VERSION: int = 1
"""Raised whenever the same text would yield other tokens; every indexed document carries it."""

PARAGRAPH_GAP: str = "\u00b6"
"""A token that no text yields. It stands between paragraphs in an index text, so that no phrase
spans two of them."""


@dataclass(frozen=True, slots=True)
class AnalysedText:
    """The tokens of a title and of each body paragraph, in the order of the original."""

    title: tuple[Token, ...]
    paragraphs: tuple[tuple[Token, ...], ...]


def analyse(title: str, paragraphs: Sequence[str]) -> AnalysedText:
    """Return the tokens of an article's title and paragraphs. No text raises."""
    return AnalysedText(
        title=tuple(tokenize(title)),
        paragraphs=tuple(tuple(tokenize(paragraph)) for paragraph in paragraphs),
    )


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
    body = " ".join([token.folded for paragraph in paragraphs for token in tokenize(paragraph)])
    heading = " ".join([token.folded for token in tokenize(title)])
    return sha256(f"{heading}\n{body}".encode("utf-8", "surrogatepass")).hexdigest()
