"""Inflected forms: a word's stem in a language, by the Snowball algorithms.

Source: the Snowball project's stemmers in the package PyStemmer (MIT and BSD licence). A language
without an algorithm has no inflected forms here: words are compared as they are.
"""

from functools import cache

import Stemmer

from wirewatch.core.text import fold

ALGORITHMS = {
    "ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "cs": "czech",
    "da": "danish", "nl": "dutch", "en": "english", "eo": "esperanto", "et": "estonian",
    "fi": "finnish", "fr": "french", "de": "german", "el": "greek", "hi": "hindi",
    "hu": "hungarian", "id": "indonesian", "ga": "irish", "it": "italian", "lt": "lithuanian",
    "ne": "nepali", "no": "norwegian", "nb": "norwegian", "nn": "norwegian", "fa": "persian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "st": "sesotho", "es": "spanish", "sv": "swedish", "ta": "tamil", "tr": "turkish",
    "yi": "yiddish",
}  # fmt: skip
"""ISO 639 code to Snowball algorithm; those that the installed package lacks are left out."""

_MAX_CACHED = 1 << 17


@cache
def algorithm_of(language: str) -> str:
    """Return the algorithm for a language code such as `en` or `pt-br`; empty if there is none."""
    name = ALGORITHMS.get(language.split("-")[0], "")
    return name if name in Stemmer.algorithms() else ""


class _Stems(dict[str, str]):
    """Small-letter word to folded stem, by one algorithm; bounded."""

    def __init__(self, algorithm: str) -> None:
        super().__init__()
        self._stemmer = Stemmer.Stemmer(algorithm)

    def __missing__(self, word: str) -> str:
        if len(self) >= _MAX_CACHED:
            self.clear()
        try:
            stem = fold(self._stemmer.stemWord(word)).replace(" ", "") or fold(word)
        except UnicodeEncodeError:  # half a surrogate pair is part of no word
            stem = fold(word)
        self[word] = stem
        return stem


@cache
def _stems(algorithm: str) -> _Stems:
    return _Stems(algorithm)


def stem_in(algorithm: str, word: str) -> str:
    """Return the folded stem of a word in small letters; its folded form without an algorithm."""
    return _stems(algorithm)[word] if algorithm else fold(word)


def stems_in_all(word: str) -> frozenset[str]:
    """Return the stems a word may have, whatever the language of the article."""
    names = dict.fromkeys(filter(None, map(algorithm_of, ALGORITHMS)))
    return frozenset([fold(word), *(stem_in(name, word) for name in names)])
