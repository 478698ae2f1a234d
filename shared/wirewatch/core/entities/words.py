"""The words of a text as names are compared: folded, with their places."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_MARKS = "\u0300-\u036f\u064b-\u0652\u0670\u0640\u200c\u0900-\u0903\u093a-\u094f"
_WORD = re.compile(f"[{_UNSPACED}]|(?:[^\\W_{_UNSPACED}][{_MARKS}]*)+")
_DROPPED = re.compile("[\u0300-\u036f\u064b-\u0652\u0670\u0640\u200c]")
_LETTERS = str.maketrans("أإآٱىيۍېكڪةهھۀ", "ااااییییککهههه")


class Word(NamedTuple):
    """A word's folded key and its characters in the text."""

    key: str
    start: int
    end: int


@lru_cache(maxsize=1 << 16)
def folded(word: str) -> str:
    """Without case, compatibility forms, diacritics and Arabic-script letter variants."""
    text = unicodedata.normalize("NFKC", word).casefold().translate(_LETTERS)
    return unicodedata.normalize("NFC", _DROPPED.sub("", unicodedata.normalize("NFD", text)))


def words(text: str) -> list[Word]:
    """The words of `text`; hyphens and apostrophes part words, Han and kana stand alone."""
    return [
        Word(folded(match.group()), match.start(), match.end()) for match in _WORD.finditer(text)
    ]
