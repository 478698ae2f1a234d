"""One analysis of text for the matcher, the preview and both stores.

Text becomes folded tokens that know where they stand in the original: character offsets, sentence
and paragraph. Everything that compares words compares these tokens, so a rule means the same thing
live, in preview and over history.
"""

from wirewatch.core.text.analysis import (
    ANALYSIS_VERSION,
    PARAGRAPH_GAP,
    AnalysedText,
    analyse,
    index_text,
    text_digest,
)
from wirewatch.core.text.characters import UNSPACED
from wirewatch.core.text.chunks import (
    MAX_REMEMBERED_CHARACTERS,
    chunks_of,
    fold,
    folded_chunk,
    folded_words,
)
from wirewatch.core.text.exact import exact_form
from wirewatch.core.text.token import Token
from wirewatch.core.text.tokenizer import MAX_TOKEN_CHARACTERS, folded_tokens, tokenize

__all__ = [
    "ANALYSIS_VERSION",
    "MAX_REMEMBERED_CHARACTERS",
    "MAX_TOKEN_CHARACTERS",
    "PARAGRAPH_GAP",
    "UNSPACED",
    "AnalysedText",
    "Token",
    "analyse",
    "chunks_of",
    "exact_form",
    "fold",
    "folded_chunk",
    "folded_tokens",
    "folded_words",
    "index_text",
    "text_digest",
    "tokenize",
]
