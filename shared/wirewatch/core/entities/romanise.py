"""Names in Latin letters, from any script that news names come in. Own tables, for comparing.

The result is made for comparing spellings, not for reading: Arabic script writes few vowels, and
one letter stands for sounds that Latin spellings tell apart.
"""

import re
import unicodedata
from functools import lru_cache

from wirewatch.core.entities.scripts.alphabets import TABLE
from wirewatch.core.entities.scripts.hangul import hangul_read
from wirewatch.core.entities.scripts.katakana import kana_read
from wirewatch.core.entities.scripts.pinyin import han_read

_CYRILLIC_LATIN = (
    "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya i yi ye g u "
    "j lj nj c dj dz g k dz"
)
_GREEK_LATIN = "a v g d e z i th i k l m n x o p r s s t i f kh ps o"
_ARABIC_LATIN = (
    "a a a a a b p t t s j ch h kh d d z r r z zh s sh s z t z a gh f q k k g l m n n w w h h "
    "a a y y a y y _ k h o e a l r v g t d r zh sh n dz ts y e"
)
_HEBREW_LATIN = "a b g d h v z kh t y k k l m m n n s a p f ts ts k r sh t"
_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўјљњћђџѓќѕ",
        _CYRILLIC_LATIN.split(),
        strict=True,
    )
)
_GREEK_PAIRS = {
    "ου": "u",
    "αυ": "av",
    "ευ": "ev",
    "μπ": "b",
    "ντ": "d",
    "γκ": "g",
    "γγ": "ng",
    "τσ": "ts",
    "τζ": "j",
}
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        _GREEK_LATIN.split(),
        strict=True,
    )
)
_ARABIC = dict(
    zip(
        "اأإآٱبپتٹثجچحخدڈذرڑزژسشصضطظعغفقکكگلمنںوؤهھةۀیيىئےءکہۆێەڵڕڤګټډړږښڼځڅۍې",
        _ARABIC_LATIN.split(),
        strict=True,
    )
)
_HEBREW = dict(
    zip(
        "אבגדהוזחטיכךלמםנןסעפףצץקרשת",
        _HEBREW_LATIN.split(),
        strict=True,
    )
)
_LATIN = {
    "ß": "ss",
    "ø": "o",
    "æ": "ae",
    "œ": "oe",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ı": "i",
    "ə": "a",
    "ħ": "h",
}
_TABLE = str.maketrans(
    {
        letter: "" if latin == "_" else latin
        for table in (_CYRILLIC, _GREEK, _ARABIC, _HEBREW, _LATIN)
        for letter, latin in table.items()
    }
)
_ARABIC_ARTICLE = re.compile(r"(?:(?<=\s)|^)ال(?=\w\w)")
_DROPPED = re.compile("[\u200b-\u200f\u0640\u064b-\u0652\u0670'\u2018\u2019\u02bc\u02bb`]")
_ABD = re.compile(r"(?:(?<=\s)|^)عبد\s+ال(?=\w)")
_APART = re.compile(r"[^\w]+|_")


@lru_cache(maxsize=1 << 16)
def romanised(name: str) -> str:
    """`name` in lower-case Latin letters, words apart by one space; Thai and the like stay."""
    text = unicodedata.normalize("NFKC", name).casefold()
    if max(text, default="") >= "\u0530":
        text = _ABD.sub("عبدال", han_read(hangul_read(kana_read(text))).translate(TABLE))
    text = _ARABIC_ARTICLE.sub("", _DROPPED.sub("", text))
    # NFD would take й and آ apart before their own letters are looked up.
    text = text.translate(_TABLE) if max(text, default="") < "\u0370" else _by_table(text)
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return _APART.sub(" ", text.translate(_TABLE)).strip()


def _by_table(text: str) -> str:
    plain = "".join(
        unicodedata.normalize("NFD", c)[0] if "\u0370" <= c <= "\u03ff" else c for c in text
    )
    for pair, latin in _GREEK_PAIRS.items():
        plain = plain.replace(pair, latin)
    return plain.translate(_TABLE)
