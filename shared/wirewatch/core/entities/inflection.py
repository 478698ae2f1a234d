"""Endings that names take in languages which inflect them, cut so that forms can be compared."""

from functools import lru_cache

INFLECTING = frozenset(
    {"ru", "uk", "be", "bg", "sr", "mk", "pl", "cs", "sk", "hr", "bs", "sl", "lt", "lv", "ar", "fa", "el"}
)
"""Languages whose names are compared without endings (in Arabic: without attached particles)."""

_CYRILLIC = sorted(
    "ого его ому ему ыми ими ами ями ов ев ей ом ем ой ою ею ью ах ях ам ям ым им ых их ую юю ая яя ое ее "
    "ые ие ый ий ої ій ою єю ів їв ові еві а я о е ы и у ю ь й і ї є".split(),
    key=len,
    reverse=True,
)
_LATIN = sorted(
    "owi owie iego ego emu ami ach ech iem em om ów ie ię ą ę y i a e o u ou ým ém ého ému ém ím ích ích "
    "ům ům ou é á í ě ů ja je om oga".split(),
    key=len,
    reverse=True,
)
_GREEK = ("ους", "ου", "ος", "ον", "ας", "ης", "ης", "ες", "ων", "α", "η", "ο", "ι", "ς")
_ARABIC_PREFIXES = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ل", "ف")


@lru_cache(maxsize=1 << 16)
def without_ending(word: str) -> str:
    """`word` (folded) without a case ending, by its script; short words stay whole."""
    last = word[-1:]
    if "\u0400" <= last <= "\u04ff":
        return _cut(word, tuple(_CYRILLIC), 3)
    if "\u0600" <= last <= "\u06ff":
        for prefix in _ARABIC_PREFIXES:
            if word.startswith(prefix) and len(word) - len(prefix) >= 3:
                return word[len(prefix) :]
        return word
    if "\u0370" <= last <= "\u03ff":
        return _cut(word, _GREEK, 3)
    return _cut(word, tuple(_LATIN), 3)


def _cut(word: str, endings: tuple[str, ...], least: int) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word[: -len(ending)]
    return word
