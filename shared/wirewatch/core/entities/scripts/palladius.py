"""Chinese names in Cyrillic, by the system of Palladius that Russian and Ukrainian news use."""

import re
from functools import cache

from wirewatch.core.entities.scripts.pinyin import readings

_INITIALS = {
    "b": "б", "p": "п", "m": "м", "f": "ф", "d": "д", "t": "т", "n": "н", "l": "л", "g": "г",
    "k": "к", "h": "х", "j": "цз", "q": "ц", "x": "с", "zh": "чж", "ch": "ч", "sh": "ш", "r": "ж",
    "z": "цз", "c": "ц", "s": "с", "": "",
}  # fmt: skip
_FINALS = {
    "a": "а", "o": "о", "e": "э", "i": "и", "u": "у", "v": "юй", "ai": "ай", "ei": "эй", "ao": "ао",
    "ou": "оу", "an": "ань", "en": "энь", "ang": "ан", "eng": "эн", "ong": "ун", "ia": "я",
    "ie": "е", "iao": "яо", "iu": "ю", "ian": "янь", "in": "инь", "iang": "ян", "ing": "ин",
    "iong": "юн", "ua": "уа", "uo": "о", "uai": "уай", "ui": "уй", "uan": "уань", "un": "унь",
    "uang": "уан", "ue": "юэ", "er": "эр",
}  # fmt: skip
_AFTER_J = {"u": "юй", "ue": "юэ", "uan": "юань", "un": "юнь"}
_WHOLE = {
    "yi": "и", "ya": "я", "ye": "е", "yao": "яо", "you": "ю", "yan": "янь", "yin": "инь",
    "yang": "ян", "ying": "ин", "yong": "юн", "yu": "юй", "yue": "юэ", "yuan": "юань", "yun": "юнь",
    "wu": "у", "wa": "ва", "wo": "во", "wai": "вай", "wei": "вэй", "wan": "вань", "wen": "вэнь",
    "wang": "ван", "weng": "вэн", "zi": "цзы", "ci": "цы", "si": "сы", "hui": "хуэй", "yo": "йо",
}  # fmt: skip
_SYLLABLE = re.compile("(zh|ch|sh|[bpmfdtnlgkhjqxrzcs]?)([aeiouv].*)")
_UKRAINIAN = str.maketrans("иэыИЭ", "іеиІЕ")


@cache
def _pattern() -> re.Pattern[str]:
    known = sorted((s for s in readings() if palladius_syllable(s)), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(known)})+")


def is_pinyin(word: str) -> bool:
    """Whether a word is a run of Chinese syllables (`Jinping`)."""
    return bool(_pattern().fullmatch(word.casefold()))


def palladius_syllable(syllable: str) -> str:
    """One pinyin syllable in Cyrillic; '' if it is none."""
    if syllable in _WHOLE:
        return _WHOLE[syllable]
    found = _SYLLABLE.fullmatch(syllable)
    if not found:
        return ""
    initial, final = found.groups()
    if initial in ("j", "q", "x") and final in _AFTER_J:
        return _INITIALS[initial] + _AFTER_J[final]
    return _INITIALS[initial] + _FINALS[final] if final in _FINALS else ""


@cache
def _cut(word: str) -> tuple[str, ...]:
    """The syllables of a word, the longest first, so that all of it is used; () if it cannot be."""
    if not word:
        return ()
    for length in range(min(6, len(word)), 0, -1):
        head = word[:length]
        if head in readings() and palladius_syllable(head):
            rest = _cut(word[length:])
            if rest or length == len(word):
                return (head, *rest)
    return ()


def palladius(word: str) -> tuple[str, str]:
    """A pinyin word in Russian and in Ukrainian letters; a pair of '' if it is none."""
    parts = [palladius_syllable(syllable) for syllable in _cut(word.casefold())]
    if not parts:
        return "", ""
    russian = "".join(
        part + ("ъ" if part.endswith("н") and after[:1] in "аоуэ" and after else "")
        for part, after in zip(parts, [*parts[1:], ""], strict=True)
    )
    russian = russian[:1].upper() + russian[1:]
    return russian, russian.translate(_UKRAINIAN)
