"""Names of Chinese people in pinyin, whichever way they are written."""

import re
from functools import cache, lru_cache

from wirewatch.core.entities.scripts.palladius import is_pinyin, palladius_syllable
from wirewatch.core.entities.scripts.pinyin import pinyin_name, readings, surname_readings
from wirewatch.core.entities.scripts.script import script_of

_TO_RUSSIAN = str.maketrans("іе", "иэ")


@lru_cache(maxsize=1 << 14)
def chinese_name(name: str) -> str:
    """The syllables of a Chinese name without blanks (`wanglijun`); '' where it looks like none.

    From characters, from pinyin and from the Cyrillic of Palladius. The surname stands first and
    must be a common one, so that other short names are left alone.
    """
    words = name.split()
    script = script_of(name)
    if script == "Hani":
        return pinyin_name(name).replace(" ", "").casefold()
    if not 2 <= len(words) <= 3 or script not in ("Latn", "Cyrl"):
        return ""
    if script == "Cyrl":
        parts = [_from_palladius(word) for word in words]
        if "" in parts:
            return ""
    else:
        parts = [word.replace("-", "").casefold() for word in words]
        if not all(map(is_pinyin, parts)):
            return ""
    return "".join(parts) if parts[0] in surname_readings() else ""


@cache
def _syllables() -> dict[str, str]:
    table: dict[str, str] = {}
    for syllable in sorted(readings()):
        table.setdefault(palladius_syllable(syllable), syllable)
    table.pop("", None)
    return table


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_syllables(), key=len, reverse=True)))


def _from_palladius(word: str) -> str:
    plain = word.casefold().replace("ъ", "")
    for form in (plain, plain.translate(_TO_RUSSIAN)):
        found = _pattern().findall(form)
        if "".join(found) == form:
            return "".join(_syllables()[part] for part in found)
    return ""
