"""The case forms of names: Russian, Ukrainian, Polish, Greek; attached words in Arabic, Hebrew.

By the rules of the school grammars for names; a name that a rule does not cover stays as it is.
Russian names of things go through the dictionary of pymorphy3 where it is installed.
"""

from functools import cache
from typing import Any

from wirewatch.core.entities.entity import Kind

_SOFT = "гкхжчшщц"
_CONSONANTS = frozenset("бвгґджзйклмнпрстфхцчшщ")
_LATIN_VOWELS = frozenset("aeiouyąęóáéíúůýě")
_RU_FLEETING = {"павел": "павл", "лев": "льв", "пётр": "петр", "петр": "петр", "чехия": "чехи"}
_MALE_NAMES = (
    "никита илья кузьма фома лука савва мустафа абдулла рза муса иса микола ілля данила джошуа "
    "али гаджи яхья"
)
_MALE_IN_A = frozenset(_MALE_NAMES.split())


def case_forms(name: str, language: str, kind: Kind | None = None) -> tuple[str, ...]:
    """The other forms of `name` (in its base form) in `language`, without the name itself.

    A person's words are declined together, case by case; () for a language without rules.
    """
    words = name.split()
    if not words or len(words) > 5:
        return ()
    if language in ("ar", "fa", "ur", "ps", "he"):
        return _attached(name, language)
    if language == "ru" and kind != "person":
        found = _by_dictionary(words)
        if found or kind is not None:
            return found
    rows = {"ru": _russian, "uk": _ukrainian, "pl": _polish, "el": _greek}.get(language)
    if rows is None:
        return ()
    female = _is_female(words)
    columns = [rows(word, female) for word in words]
    if language == "ru":
        # `-ым` is for surnames: a first name in `-ин` takes `-ом` (Валентином).
        columns[:-1] = [
            tuple(f[:-2] + "ом" if f.endswith("ным") else f for f in cells)
            for cells in columns[:-1]
        ]
    forms = [" ".join(cells) for cells in zip(*columns, strict=True)]
    return tuple(form for form in dict.fromkeys(forms) if form != name)


def _is_female(words: list[str]) -> bool:
    first, last = words[0].casefold(), words[-1].casefold()
    if last.endswith(("ова", "ева", "ёва", "ина", "ская", "цкая", "ська", "цька", "ska", "cka")):
        return True
    return len(words) > 1 and first.endswith(("а", "я", "a")) and first not in _MALE_IN_A


def _row(word: str, cut: int, endings: str) -> tuple[str, ...]:
    stem = word[: len(word) - cut] if cut else word
    return tuple(stem + ("" if ending == "-" else ending) for ending in endings.split())


def _same(word: str) -> tuple[str, ...]:
    return (word,) * 5


def _russian(word: str, female: bool) -> tuple[str, ...]:
    """Genitive, dative, accusative, instrumental, prepositional."""
    low = word.casefold()
    last = low[-1:]
    if low in _RU_FLEETING:
        stem = _RU_FLEETING[low]
        return _row(stem.capitalize(), 0, "а у а ом е")
    if low.endswith(("ова", "ева", "ёва", "ина", "ына")) and female:
        return _row(word, 1, "ой ой у ой ой")
    if low.endswith(("ая", "яя")) and female:
        return _row(word, 2, "ой ой ую ой ой")
    if last in "ая":
        return _russian_in_a(word, low)
    if female or last in "еёиоуыэю":
        return _row(word, 1, "и и ь ью и") if female and last == "ь" else _same(word)
    if low.endswith(("ский", "цкий", "ый", "ний")):
        return _row(word, 2, "ого ому ого им ом")
    if last == "й":
        return _row(word, 1, "я ю я ем " + ("и" if low.endswith("ий") else "е"))
    if last == "ь":
        return _row(word, 1, "я ю я ем е")
    if low.endswith(("ов", "ев", "ёв", "ин", "ын")) and len(low) > 4:
        return _row(word, 0, "а у а ым е")
    if last in _CONSONANTS:
        return _row(word, 0, "а у а ем е" if last in "жшщчц" else "а у а ом е")
    return _same(word)


def _russian_in_a(word: str, low: str) -> tuple[str, ...]:
    if low.endswith("ия"):
        return _row(word, 1, "и и ю ей и")
    if low.endswith("я"):
        return _row(word, 1, "и е ю ей е")
    instrumental = "ей" if low[-2:-1] in "жшщчц" else "ой"
    return _row(word, 1, f"{'и' if low[-2:-1] in _SOFT else 'ы'} е у {instrumental} е")


def _ukrainian(word: str, female: bool) -> tuple[str, ...]:
    low = word.casefold()
    last = low[-1:]
    if low.endswith(("ська", "цька")) and female:
        return _row(word, 1, "ої ій у ою ій")
    if low.endswith(("ова", "ева", "єва", "іна", "їна")) and female:
        return _row(word, 1, "ої ій у ою ій")
    if low.endswith(("ський", "цький", "ий")):
        return _row(word, 2, "ого ому ого им ому")
    if last == "а":
        softened = {"к": "ці", "г": "зі", "х": "сі"}.get(low[-2:-1])
        if softened:
            stem = word[:-2]
            rest = _row(word, 1, "и - у ою -")
            return (rest[0], stem + softened, rest[2], rest[3], stem + softened)
        return _row(word, 1, "и і у ою і")
    if low.endswith(("ія", "їя")):
        return _row(word, 1, "ї ї ю єю ї")
    if last == "я":
        return _row(word, 1, "і і ю ею і")
    if female or last in "еєиіїую":
        return _same(word)
    if last == "о":
        return _row(word, 1, "а у а ом у") if low.endswith("ко") else _row(word, 1, "а у а ом і")
    if last == "й":
        return _row(word, 1, "я ю я єм ї")
    if last == "ь":
        return _row(word, 1, "я ю я ем і")
    return _row(word, 0, "а у а ом і") if last in _CONSONANTS else _same(word)


def _polish(word: str, female: bool) -> tuple[str, ...]:
    low = word.casefold()
    last = low[-1:]
    if low.endswith(("ska", "cka", "dzka")) and female:
        return _row(word, 1, "iej iej ą ą iej")
    if low.endswith(("ski", "cki", "dzki")):
        return _row(word, 0, "ego emu ego m m")
    if last == "a":
        softened = {"k": "ce", "g": "dze", "r": "rze", "t": "cie", "d": "dzie", "ł": "le"}
        stem = word[:-2] if low[-2:-1] in softened else word[:-1]
        dative = stem + softened.get(low[-2:-1], "ie" if low[-2:-1] in "bfmnpswvz" else "i")
        genitive = word[:-1] + ("i" if low[-2:-1] in "kgijl" else "y")
        return (genitive, dative, word[:-1] + "ę", word[:-1] + "ą", dative)
    if female or last in _LATIN_VOWELS:
        return _row(word, 1, "ego emu ego m m") if last == "y" and not female else _same(word)
    if not last.isalpha() or not low.isalpha():
        return _same(word)
    instrumental = "iem" if last in "kg" else "em"
    locative = {"k": "u", "g": "u", "l": "u", "j": "u", "h": "u", "z": "u", "x": "ie"}.get(last)
    if locative is None:
        locative = {"r": "ze", "t": "cie", "d": "dzie", "ł": "le"}.get(last, "ie")
        stem = word[:-1] if last in "tdł" else word
        place = stem + locative
    else:
        place = word + locative
    return (word + "a", word + "owi", word + "a", word + instrumental, place)


def _greek(word: str, female: bool) -> tuple[str, ...]:
    del female
    for ending, forms in (("ος", "ου ο"), ("ός", "ού ό"), ("ης", "η η"), ("ής", "ή ή")):
        if word.endswith(ending):
            genitive, accusative = _row(word, 2, forms)
            return (genitive, accusative, genitive, accusative, accusative)
    for ending, forms in (("ας", "α"), ("άς", "ά"), ("ις", "ι")):
        if word.endswith(ending):
            return (word[:-2] + forms,) * 5
    for ending, forms in (("α", "ας"), ("ά", "άς"), ("η", "ης"), ("ή", "ής")):
        if word.endswith(ending):
            return (word[:-1] + forms,) * 5
    return _same(word)


_PARTICLES = {"ar": ("و", "ب", "ل", "ف"), "he": ("ו", "ב", "ל", "ה", "מ", "ש")}


def _attached(name: str, language: str) -> tuple[str, ...]:
    """What the language writes before a name without a blank: and, in, to."""
    forms = [particle + name for particle in _PARTICLES.get(language, ())]
    if language == "ar" and name.startswith("ال"):
        forms = [form for form in forms if not form.startswith("لال")] + ["لل" + name[2:]]
    return tuple(forms)


@cache
def _dictionary() -> Any:
    try:
        import pymorphy3
    except ImportError:
        return None
    return pymorphy3.MorphAnalyzer()


_CASES = ("gent", "datv", "accs", "ablt", "loct")


def _by_dictionary(words: list[str]) -> tuple[str, ...]:
    """Adjectives up to the first noun, and that noun, declined; what follows stays."""
    dictionary = _dictionary()
    if dictionary is None:
        return ()
    parsed: list[Any] = []
    for word in words:
        found = next((p for p in dictionary.parse(word) if "nomn" in p.tag), None)
        if found is None or found.tag.POS not in ("NOUN", "ADJF") or "Name" in found.tag:
            return ()
        parsed.append(found)
        if found.tag.POS == "NOUN":
            break
    forms = []
    for case in _CASES:
        turned = [found.inflect({case}) for found in parsed]
        if any(found is None for found in turned):
            return ()
        own = [
            _like(form.word, word) for form, word in zip(turned, words[: len(turned)], strict=True)
        ]
        forms.append(" ".join([*own, *words[len(turned) :]]))
    whole = " ".join(words)
    return tuple(form for form in dict.fromkeys(forms) if form != whole)


def _like(form: str, word: str) -> str:
    if word.isupper() and len(word) > 1:
        return word
    return form[:1].upper() + form[1:] if word[:1].isupper() else form
