"""Folding: one table by code point, without regard to language, for a rule has none.

A word's folded form is its NFKC form with each character replaced by its entry in the table: case
folded, diacritics of Latin, Greek, Cyrillic, Arabic and Hebrew removed, letters that only a
keyboard or a typesetter tells apart unified, all decimal digits ASCII.

Sources: the Unicode database of the Python that runs (normalisation, case folding, decimal
values); the lists below are our own choices, each with its reason.
"""

import unicodedata

from wirewatch.core.text.characters import DROPPED, GERSHAYIM

KEPT_LETTERS = frozenset("йїўѓќ")
"""Letters of Cyrillic alphabets that Unicode writes as letter and mark but that no newspaper writes
without the mark, as it does with ё."""

LETTER_VARIANTS = {
    # Latin letters whose stroke is no combining mark to Unicode.
    "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ɓ": "b", "ɗ": "d",
    "ƙ": "k", "ƴ": "y", "ɨ": "i", "ŋ": "n", "æ": "ae", "œ": "oe", "þ": "th", "ĸ": "k", "ƀ": "b",
    "ɫ": "l",
    # Arabic script: the same letter on Arabic, Persian, Urdu and Kurdish keyboards.
    "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ڪ": "ك", "ة": "ه", "ۃ": "ه", "ہ": "ه", "ھ": "ه",
    "ە": "ه", "ٱ": "ا",
}  # fmt: skip
"""Letter to letter(s), after case folding and removal of marks."""

_DIACRITIC_RANGES = (
    (0x0300, 0x036F),
    (0x0483, 0x0489),  # Cyrillic
    (0x0591, 0x05BD),  # Hebrew accents and points
    (0x05BF, 0x05BF),
    (0x05C1, 0x05C2),
    (0x05C4, 0x05C5),
    (0x05C7, 0x05C7),
    (0x0610, 0x061A),  # Arabic
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06DC),
    (0x06DF, 0x06E4),
    (0x06E7, 0x06E8),
    (0x06EA, 0x06ED),
    (0x0898, 0x089F),
    (0x08CA, 0x08E1),
    (0x08E3, 0x08FF),
    (0x1AB0, 0x1AFF),  # extensions of the general marks
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0x2DE0, 0x2DFF),  # Cyrillic letters written above
    (0xA66F, 0xA672),
    (0xA674, 0xA67D),
    (0xA69E, 0xA69F),
    (0xFE20, 0xFE2F),
)
DIACRITICS = frozenset(code for first, last in _DIACRITIC_RANGES for code in range(first, last + 1))
"""The marks that folding removes. The marks of other scripts are vowels or tones and stay."""

_REMOVED = dict.fromkeys([*DROPPED, ord("."), *map(ord, GERSHAYIM)], "")
"""What a word may hold that leaves no trace; points and double quotes only as in U.S. and צה"ל."""


def _fold_character(character: str) -> str:
    """Return the folded form of one character, by applying every step until nothing changes."""
    while True:
        form = unicodedata.normalize("NFKC", character)
        folded = "".join([_fold_once(part) for part in form]).casefold()
        if folded == character:
            return folded
        character = folded


def _fold_once(character: str) -> str:
    if character.lower() in KEPT_LETTERS:
        return character.lower()
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    decomposed = unicodedata.normalize("NFD", character)
    kept = "".join(part for part in decomposed if ord(part) not in DIACRITICS)
    if kept == decomposed:  # nothing removed: keep the composed form (Hangul, kana)
        kept = character
    return "".join(LETTER_VARIANTS.get(part, part) for part in kept)


class _FoldTable(dict[int, str]):
    """Code point to folded form, filled on demand; at most one entry per code point."""

    def __missing__(self, code: int) -> str:
        folded = "" if code in DROPPED or code in DIACRITICS else _fold_character(chr(code))
        self[code] = folded
        return folded


_TABLE = _FoldTable()


def fold_characters(word: str) -> str:
    """Return the folded form of a word's characters; the result folds to itself.

    Folding one character may bring two others together that Unicode composes, so the steps are
    repeated until nothing changes (twice, nearly always).
    """
    if word.isascii():
        return word.translate(_REMOVED).lower()
    while True:
        visible = word.translate(_REMOVED)
        folded = unicodedata.normalize("NFKC", visible).translate(_TABLE)
        folded = folded.replace("\u0e4d\u0e32", "\u0e33").replace("\u0ecd\u0eb2", "\u0eb3")
        if folded == word:
            return folded
        word = folded
