"""Stems of words: what the forms of one word have in common, for looking words up."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

import Stemmer

_UNSPACED = frozenset({"zh", "ja", "th", "lo", "my", "km"})
_SNOWBALL = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "hi": "hindi",
    "hu": "hungarian",
    "id": "indonesian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "tr": "turkish",
    "uk": "ukrainian",
}
# Endings cut where no Snowball stemmer exists; own short lists, longest first.
_ENDINGS = {
    "uk": "ського ському ською ським ських ськими ення енню енням анням ання ість ості істю "
    "ами ями ого ому ими ові еві ах ях ів їв ою ею єю ій их ої ам ям ом ем єм ти ть ся ла ло ли "
    "а я о е и і у ю ь й є ї",
    "pl": "owie ów ami ach ego emu ymi imi om em ie ą ę y i a e o u ej ym im ych ich ała ał ali ły "
    "ować anie aniu ania eniu enia enie ość ości",
    "fa": "هایی های ها ترین تر ان ی",
    "ps": "ګانو ګانی تونو تونه یانو یانی ونو ونه انو یان ان و ه ی",
    "cs": "ového ovému ových ovým ého ému ých ými ech ách ami ům em ou a e i o u y á é í ý ě ů",
    "bg": "ите ата ото ият ът та то те а и о я е у",
}
# Letters that Pashto is written with in several ways: all kinds of ye, kaf,
# gaf and he, and the two letters for the vowel e.
_PASHTO_LETTERS = str.maketrans("يىېۍئكڪگةۀ", "یییییککګهه")
WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f\u0900-\u0963\u200c]+[^\W\d_]*)*")
"""A word of a text: letters and the marks on them; ends at digits, hyphens and apostrophes."""

BEYOND_LATIN = re.compile(r"[^\x00-\xb1\xb4-\xb8\xba\xbb\xbf-\u024f\u2010-\u203a\u20a0-\u20bf]")
"""What keeps a text from being cut by `latin_words`."""

_NO_LETTERS = re.compile(r"[^\x00-\x7fªµº\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
_ASCII_LETTERS = bytes(
    code if code > 127 or chr(code).isalpha() else ord(" ") for code in range(256)
)

_MARKS = re.compile("[\u0300-\u036f\u064b-\u0652\u0640\u200c]")


def latin_words(text: str) -> str:
    """The words of a text without `BEYOND_LATIN`, as `WORD` finds them, with blanks between them.

    One pass over the bytes, three times as fast as the expression.
    """
    plain = text if text.isascii() else _NO_LETTERS.sub(" ", text)
    return plain.encode("utf-8").translate(_ASCII_LETTERS).decode("utf-8")


def is_unspaced(language: str) -> bool:
    """Whether the language is written without spaces, so that words are found as substrings."""
    return language in _UNSPACED


def folded(text: str) -> str:
    """Compatibility form without case, combining marks, tatweel and joiners."""
    return unicodedata.normalize(
        "NFC", _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    )


def spelled(text: str, language: str) -> str:
    """The text with one letter where the language is written with one of several."""
    return text.translate(_PASHTO_LETTERS) if language == "ps" else text


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    algorithm = _SNOWBALL.get(language, "")
    if algorithm in Stemmer.algorithms():
        stem_word: Callable[[str], str] = Stemmer.Stemmer(algorithm).stemWord
        return stem_word
    endings = sorted(_ENDINGS.get(language, "").split(), key=len, reverse=True)

    def without_ending(word: str) -> str:
        for ending in endings:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                return word[: -len(ending)]
        return word

    return without_ending


@lru_cache(maxsize=1 << 17)
def stem(word: str, language: str) -> str:
    """The stem of one word, folded; words of unspaced languages are only folded."""
    if language in _UNSPACED:
        return unicodedata.normalize("NFKC", word).casefold()
    lowered = unicodedata.normalize("NFC", word.casefold().replace("\u0307", ""))
    return folded(_stemmer(language)(spelled(lowered, language)))
