"""Endings that names take in languages which inflect them, cut so that forms can be compared."""

from functools import lru_cache

_LANGUAGES = "ru uk be bg sr mk pl cs sk hr bs sl lt lv ar fa el he"
INFLECTING = frozenset(_LANGUAGES.split())
"""Languages whose names are compared without endings (Arabic, Hebrew: without attached words)."""

# Not -ов, -ев and -ей: they end surnames and first names in the nominative.
_CYRILLIC_ENDINGS = (
    "ого его ому ему ыми ими ами ями ом ем ой ою ею ью ах ях ам ям ым им ых их ую юю ая яя ое ее "
    "ые ие ый ий ої ій ів їв ові еві а я о е ы и у ю ь й і ї є"
)
_LATIN_ENDINGS = (
    "owi owie iego iej ego emu ami ach ech iem em om ów ie ię ą ę y i a e o u ou ým ém ého ému ím "
    "ích ům é á í ě ů ja ji ją ję je om oga"
)
_GREEK_ENDINGS = "ους ου ος ον ας ης ες ων α η ο ι ς"
_ARABIC_PARTICLES = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ل", "ف")
_HEBREW_PARTICLES = ("וה", "שב", "מה", "ו", "ב", "ל", "ה", "מ", "ש", "כ")
_BEFORE_ARABIC = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل")
_LEAST_LETTERS = 3


def without_particles(word: str) -> tuple[str, ...]:
    """What a folded Arabic or Hebrew word may be without the small words attached before it.

    The article stays: `بالقاعدة` is `القاعدة` with an *in* before it. Four letters always stay.
    """
    arabic = "\u0600" <= word[-1:] <= "\u06ff"
    found = [
        word[len(particle) :]
        for particle in (_BEFORE_ARABIC if arabic else _HEBREW_PARTICLES)
        if word.startswith(particle)
    ]
    if arabic:
        found += ["ال" + word[len(before) :] for before in ("لل", "ولل") if word.startswith(before)]
    return tuple(bare for bare in found if len(bare) > _LEAST_LETTERS)


def _longest_first(endings: str) -> tuple[str, ...]:
    return tuple(sorted(endings.split(), key=len, reverse=True))


_CYRILLIC = _longest_first(_CYRILLIC_ENDINGS)
_LATIN = _longest_first(_LATIN_ENDINGS)
_GREEK = _longest_first(_GREEK_ENDINGS)


@lru_cache(maxsize=1 << 16)
def without_ending(word: str) -> str:
    """`word` (folded) without a case ending, by its script; three letters always stay."""
    last = word[-1:]
    if "\u0590" <= last <= "\u06ff":
        for particle in _HEBREW_PARTICLES if last < "\u0600" else _ARABIC_PARTICLES:
            if word.startswith(particle) and len(word) - len(particle) >= _LEAST_LETTERS:
                return word[len(particle) :]
        return word
    endings = _LATIN
    if "\u0400" <= last <= "\u04ff":
        endings = _CYRILLIC
    elif "\u0370" <= last <= "\u03ff":
        endings = _GREEK
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_LETTERS:
            return word[: -len(ending)]
    return word
