"""Name words of other scripts in Latin letters as newspapers write them, the likelier first.

For reading and for matching; `romanise` is for comparing. English forms after BGN/PCGN without
its signs, then German and French ones.
"""

import re
import unicodedata
from functools import lru_cache

from wirewatch.core.entities.romanise import romanised
from wirewatch.core.entities.scripts.hangul import hangul_read
from wirewatch.core.entities.scripts.katakana import kana_read
from wirewatch.core.entities.scripts.pinyin import pinyin_name
from wirewatch.core.entities.scripts.script import script_of

_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўјљњћђџѓќѕ"
_ENGLISH = (
    "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya i yi ye g u "
    "j lj nj c dj dz g k dz"
)
_GERMAN = (
    "a b w g d e jo sch s i j k l m n o p r s t u f ch z tsch sch schtsch - y - e ju ja i ji je g "
    "u j lj nj c dj dz g k dz"
)
_FRENCH = (
    "a b v g d e io j z i ï k l m n o p r s t ou f kh ts tch ch chtch - y - e iou ia i ï ie g ou "
    "j lj nj c dj dz g k dz"
)


def _table(latin: str) -> dict[str, str]:
    return {
        letter: "" if value == "-" else value
        for letter, value in zip(_LETTERS, latin.split(), strict=True)
    }


_TABLES = {"en": _table(_ENGLISH), "de": _table(_GERMAN), "fr": _table(_FRENCH)}
_UKRAINIAN = re.compile("[іїєґ]")
_ENDINGS = (
    ("iy", ("y", "i", "iy", "ij")), ("yy", ("y", "yi", "yy")), ("skiy", ("sky", "ski", "skij")),
    ("ey", ("ei", "ey")), ("ay", ("ai", "ay")), ("ks", ("x", "ks")),
)  # fmt: skip
_ARABIC_SHORT = re.compile(r"(?<=[b-df-hj-np-tv-xz])(?=[b-df-hj-np-tv-z])")
_Y_INSIDE = re.compile(r"(?<=[aeo])y(?=[^aeiouy])")
_GROUPS = {"kh", "gh", "sh", "ch", "zh", "th", "dh"}
_KOREAN_SURNAMES = {
    "김": "Kim", "이": "Lee", "박": "Park", "최": "Choi", "정": "Jung", "강": "Kang", "조": "Cho",
    "윤": "Yoon", "장": "Jang", "임": "Lim", "한": "Han", "오": "Oh", "서": "Seo", "신": "Shin",
    "권": "Kwon", "황": "Hwang", "안": "Ahn", "송": "Song", "류": "Ryu", "유": "Yoo", "홍": "Hong",
    "전": "Jeon", "고": "Ko", "문": "Moon", "손": "Son", "양": "Yang", "배": "Bae", "백": "Baek",
    "허": "Heo", "남": "Nam", "심": "Shim", "노": "Roh", "하": "Ha", "곽": "Kwak", "성": "Sung",
    "차": "Cha", "주": "Joo", "우": "Woo", "구": "Koo", "민": "Min", "나": "Na", "진": "Jin",
    "지": "Ji", "엄": "Um", "변": "Byun", "원": "Won", "추": "Choo", "노무": "Roh",
}  # fmt: skip

KOREAN_SURNAMES = frozenset(_KOREAN_SURNAMES.values())
"""Korean surnames in their usual Latin spelling."""


@lru_cache(maxsize=1 << 14)
def latin_readings(word: str) -> tuple[tuple[str, str], ...]:
    """Pairs of Latin spelling and language tag for one word of another script; () if it has none.

    Arabic and Hebrew script leave most vowels out, so what comes from there is a guess.
    """
    plain = unicodedata.normalize("NFC", word).casefold()
    script = script_of(word)
    if script == "Cyrl":
        return _cyrillic(plain)
    if script == "Hang":
        return tuple((name, "und-Latn") for name in _korean(word))
    if script == "Hani":
        name = pinyin_name(word)
        return ((name, "zh-Latn-pinyin"),) if name else ()
    if script == "Kana":
        return ((_title(kana_read(word)), "ja-Latn"),)
    if script in ("Arab", "Hebr"):
        return ((_title(_voweled(romanised(word))), "und-Latn"),)
    latin = romanised(word)
    return ((_title(latin), "und-Latn"),) if latin.isascii() and latin else ()


def _cyrillic(word: str) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    ukrainian = bool(_UKRAINIAN.search(word))
    for language, table in _TABLES.items():
        own = table | {"г": "h", "и": "y", "ь": ""} if ukrainian and language != "fr" else table
        latin = "".join(own.get(letter, letter) for letter in word)
        if latin.startswith("e") and word.startswith("е") and language == "en":
            found += [(_title("y" + form), "und-Latn") for form in _endings(latin)]
        forms = _endings(latin) if language == "en" else (latin,)
        found += [(_title(form), "und-Latn" if language == "en" else language) for form in forms]
    return tuple({form: (form, tag) for form, tag in reversed(found)}.values())[::-1]


def _endings(latin: str) -> tuple[str, ...]:
    forms = [latin]
    for ending, others in _ENDINGS:
        if ending == "ks" and "ks" in latin:
            forms += [form.replace("ks", "x") for form in forms]
        elif latin.endswith(ending):
            stem = latin[: -len(ending)]
            forms = [stem + other for other in others]
    # A short i inside a word: `Shoigu` rather than `Shoygu`.
    forms = [_Y_INSIDE.sub("i", form) for form in forms] + forms
    return tuple(dict.fromkeys(forms))


def _korean(name: str) -> tuple[str, ...]:
    compact = name.replace(" ", "")
    if not 2 <= len(compact) <= 4:
        return (_title(hangul_read(name)),)
    surname, given = compact[:1], compact[1:]
    first = _KOREAN_SURNAMES.get(surname) or _title(hangul_read(surname))
    parts = [hangul_read(syllable) for syllable in given]
    forms = (f"{first} {_title('-'.join(parts))}", f"{first} {_title(''.join(parts))}")
    return tuple(dict.fromkeys(forms))


def _voweled(latin: str) -> str:
    text = latin
    for group in _GROUPS:
        text = text.replace(group, group[0] + "\0")
    return _ARABIC_SHORT.sub("a", text).replace("\0", "h")


def _title(latin: str) -> str:
    return latin[:1].upper() + latin[1:]
