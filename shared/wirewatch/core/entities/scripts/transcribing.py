"""Name words in Latin letters written in other scripts, by the usual rules of each.

The Latin word is read as sounds, letter group by letter group, in the plain international way
(`ch` as in Chile, `j` as in Jakarta); English and French spellings that sound otherwise come from
the table of name words instead. Rules after the practice of the news in each language; own tables.
"""

import re
import unicodedata
from functools import lru_cache

from wirewatch.core.entities.scripts.chinese_syllables import chinese
from wirewatch.core.entities.scripts.hangul import composed
from wirewatch.core.entities.scripts.katakana import katakana

_SPECIAL = str.maketrans(
    {
        "č": "ch", "ć": "ch", "š": "sh", "ś": "sh", "ş": "sh", "ș": "sh", "ž": "zh", "ż": "zh",
        "ź": "zh", "ñ": "ny", "ń": "ny", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss",
        "ø": "o", "æ": "ae", "œ": "oe", "ı": "i", "ə": "e", "ğ": "gh", "ħ": "h", "ç": "s",
        "ţ": "ts", "ț": "ts", "ř": "rzh",
    }
)  # fmt: skip
_GROUP = re.compile(
    "shch|tsch|tch|dzh|sch|ch|sh|zh|kh|gh|th|ph|dh|dj|ts|tz|ck|qu|oo|ou|ee|iy|yy|ya|ye|yi|yo|yu|"
    "[a-z]"
)
_SAME = {
    "tsch": "ch", "tch": "ch", "dzh": "j", "sch": "sh", "ph": "f", "dh": "d", "dj": "j", "tz": "ts",
    "ck": "k", "oo": "u", "ou": "u", "ee": "i", "iy": "i", "yy": "i", "th": "t",
}  # fmt: skip
_HARD_L = re.compile("л(?=[бвгджзкмнпстфхцчшщ])")
_VOWELS = frozenset("aeiou")
_IOTATED = {"ya": "a", "ye": "e", "yi": "i", "yo": "o", "yu": "u"}


def _table(text: str) -> dict[str, str]:
    """`a:б …` as a table; a sound that is written as nothing stands without a letter."""
    return dict(pair.split(":", 1) for pair in text.split())


_RUSSIAN = _table(
    "a:а b:б ch:ч d:д e:е f:ф g:г gh:г h:х i:и j:дж k:к kh:х l:л m:м n:н o:о p:п q:к r:р s:с sh:ш "
    "shch:щ t:т ts:ц u:у v:в w:в x:кс y:й z:з zh:ж ya:я ye:е yi:и yo:йо yu:ю"
)
_UKRAINIAN = _RUSSIAN | _table("e:е g:г h:г i:і kh:х ye:є yi:ї yo:йо y:й")
_ARABIC = _table(
    "a:ا b:ب ch:تش d:د e:ي f:ف g:غ gh:غ h:ه i:ي j:ج k:ك kh:خ l:ل m:م n:ن o:و p:ب q:ق r:ر s:س "
    "sh:ش shch:شتش t:ت ts:تس u:و v:ف w:و x:كس y:ي z:ز zh:ج ya:يا ye:ي yi:ي yo:يو yu:يو"
)
_PERSIAN = _ARABIC | _table("ch:چ e: g:گ k:ک p:پ v:و zh:ژ i:ی y:ی x:کس ya:یا ye:ی yi:ی yo:یو yu:یو")
_URDU = _PERSIAN | _table("t:ٹ d:ڈ h:ہ e:ی")
_PASHTO = _PERSIAN | _table("g:ګ")
_HEBREW = _table(
    "a: b:ב ch:צ' d:ד e: f:פ g:ג gh:ע' h:ה i:י j:ג' k:ק kh:ח l:ל m:מ n:נ o:ו p:פ q:ק r:ר s:ס sh:ש "
    "shch:שצ' t:ט ts:צ u:ו v:ב w:וו x:קס y:י z:ז zh:ז' ya:יה ye:י yi:י yo:יו yu:יו"
)
_GREEK = _table(
    "a:α b:μπ ch:τσ d:ντ e:ε f:φ g:γκ gh:γ h:χ i:ι j:τζ k:κ kh:χ l:λ m:μ n:ν o:ο p:π q:κ r:ρ s:σ "
    "sh:σ shch:στσ t:τ ts:τσ u:ου v:β w:ου x:ξ y:γι z:ζ zh:ζ ya:για ye:γε yi:γι yo:γιο yu:γιου"
)
_HINDI = _table(
    "b:ब ch:च d:द f:फ़ g:ग gh:घ h:ह j:ज k:क kh:ख l:ल m:म n:न p:प q:क r:र s:स sh:श shch:श्च t:त "
    "ts:त्स v:व w:व x:क्स y:य z:ज़ zh:झ"
)
_HINDI_VOWELS = {"a": "अ", "e": "ए", "i": "इ", "o": "ओ", "u": "उ"}
_HINDI_SIGNS = {"a": "ा", "e": "े", "i": "ि", "o": "ो", "u": "ु"}
_ARABIC_HEADS = {"a": "أ", "e": "إي", "i": "إي", "o": "أو", "u": "أو"}
_PERSIAN_HEADS = {"a": "ا", "e": "ا", "i": "ای", "o": "او", "u": "او"}
_HEBREW_FINAL = str.maketrans("כמנצ", "ךםןץ")


@lru_cache(maxsize=1 << 14)
def sounds(word: str) -> tuple[str, ...]:
    """The sounds of a word in Latin letters, each by its usual English spelling."""
    plain = word.casefold().translate(_SPECIAL).replace("'", "").replace("’", "")
    plain = "".join(c for c in unicodedata.normalize("NFD", plain) if "a" <= c <= "z")
    groups = _GROUP.findall(plain)
    found: list[str] = []
    for place, group in enumerate(groups):
        following = groups[place + 1][:1] if place + 1 < len(groups) else ""
        found += _sound(group, following, found[-1] if found else "")
    return tuple(found)


def _sound(group: str, following: str, before: str) -> tuple[str, ...]:
    if group == "c":
        return ("s",) if following and following in "eiy" else ("k",)
    if group == "qu":
        return ("k", "v")
    if group in _IOTATED and before and before[-1] not in _VOWELS and group != "yi":
        # `Ilya`, `Tatyana`: one letter in scripts that have it.
        return (group,)
    if group == "y":
        return ("y",) if before and before[-1] in _VOWELS else ("i",)
    return (_SAME.get(group, group),)


def transcribed(word: str) -> dict[str, tuple[str, ...]]:
    """The spellings of one Latin word by language or script tag, the likelier first."""
    found = sounds(word)
    if not found:
        return {}
    single = _single(found)
    russian = _cyrillic(found, _RUSSIAN)
    return {
        "ru": tuple(dict.fromkeys((russian, *_softened(found, russian)))),
        "uk": tuple(
            dict.fromkeys((_cyrillic(found, _UKRAINIAN), _cyrillic(found, _UKRAINIAN | {"h": "х"})))
        ),
        "ar": _arabic(single, _ARABIC),
        "fa": _arabic(single, _PERSIAN)[:1],
        "ur": _arabic(single, _URDU)[:1],
        "ps": _arabic(single, _PASHTO)[:1],
        "he": (_hebrew(single),),
        "el": (_greek(single),),
        "hi": (_hindi(single),),
        "ja": (katakana(single),),
        "ko": (composed(single),),
        "zh": (chinese(single),),
    }


def _single(found: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(s for at, s in enumerate(found) if not at or s != found[at - 1] or s in _VOWELS)


def _cyrillic(found: tuple[str, ...], table: dict[str, str]) -> str:
    text = "".join(table[sound] for sound in found)
    if found[0] == "e":
        text = ("Е" if table is not _RUSSIAN else "Э") + text[1:]
    return text[:1].upper() + text[1:]


def _softened(found: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Slavic endings (`-sky`), soft final l, h as г: what Russian news also writes."""
    forms = []
    if text.endswith("ски"):
        forms.append(text + "й")
    if text.endswith("ни") and found[-3:-2] not in (("a",), ("e",), ("i",), ("o",), ("u",)):
        forms.append(text[:-1] + "ый")
    if _HARD_L.search(text):
        forms.append(_HARD_L.sub("ль", text))
    if found[-1] == "l":
        forms.append(text + "ь")
    if "h" in found:
        forms.append(_cyrillic(found, _RUSSIAN | {"h": "г"}))
    return tuple(forms)


def _arabic(found: tuple[str, ...], table: dict[str, str]) -> tuple[str, ...]:
    """With every vowel as a long letter, then with `a` and `e` left out between consonants."""
    heads = _ARABIC_HEADS if table is _ARABIC else _PERSIAN_HEADS
    last = len(found) - 1
    letters = [
        heads[sound] if sound in _VOWELS and not at else table[sound]
        for at, sound in enumerate(found)
    ]
    if table is _URDU and found[-1] == "e" and last:
        letters[-1] = "ے"
    short = [
        "" if sound in ("a", "e") and 0 < at < last and found[at - 1] not in _VOWELS else letter
        for at, (sound, letter) in enumerate(zip(found, letters, strict=True))
    ]
    forms = ("".join(letters), "".join(short))
    return tuple(dict.fromkeys(form for form in forms if len(form) > 1))


def _hebrew(found: tuple[str, ...]) -> str:
    text = "".join(
        "א" if sound == "a" and at and found[at - 1] in _VOWELS else _HEBREW[sound]
        for at, sound in enumerate(found)
    )
    if found[0] in _VOWELS:
        text = "א" + text
    if found[-1] in ("a", "e"):
        text += "ה"
    return text[:-1] + text[-1:].translate(_HEBREW_FINAL)


def _greek(found: tuple[str, ...]) -> str:
    text = "".join(_GREEK[sound] for sound in found)
    text = text[:-1] + "ς" if text.endswith("σ") else text
    return text[:1].upper() + text[1:]


def _hindi(found: tuple[str, ...]) -> str:
    text = ""
    open_consonant = False
    for sound in found:
        consonant, vowel = (sound[0], sound[1]) if sound in _IOTATED else (sound, "")
        if consonant in _VOWELS:
            consonant, vowel = "", consonant
        if consonant:
            text += ("्" if open_consonant else "") + _HINDI[consonant]
            open_consonant = True
        if vowel:
            text += _HINDI_SIGNS[vowel] if open_consonant else _HINDI_VOWELS[vowel]
            open_consonant = False
    return text
