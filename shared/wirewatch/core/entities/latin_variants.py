"""The usual other spellings of a name word in Latin letters."""

import re
from functools import lru_cache

# Each side is a spelling that newspapers use for the other; own list.
_EXCHANGES = (
    ("uddin$", "eddin"), ("uddin$", "ud-din"), ("uddin$", "udin"), ("ullah$", "ollah"),
    ("ollah$", "ullah"), ("ullah$", "ulla"), ("zadeh$", "zada"), ("zada$", "zadeh"),
    ("q", "k"), ("dj", "j"), ("sch", "sh"), ("tch", "ch"), ("kh", "h"), ("gh", "g"), ("ou", "u"),
    ("oo", "u"), ("ee", "i"), ("aa", "a"), ("ei", "ey"), ("ey$", "ei"), ("ai", "ay"), ("ay$", "ai"),
    ("skyi?$", "ski"), ("skyy$", "sky"), ("ski$", "sky"), ("ski[yj]$", "sky"), ("iy$", "y"),
    ("ii$", "y"), ("(?<=[^aeiou])y$", "i"), ("ia$", "ya"), ("iya$", "ia"), ("iia$", "ia"),
    ("yev$", "ev"), ("(?<=[aeiou])ev$", "yev"), ("ph", "f"), ("tz", "ts"), ("ks", "x"),
    ("x", "ks"), ("(?<=[aeiou])h$", ""), ("^ye", "e"), ("yo", "io"), ("ö", "oe"), ("ü", "ue"),
    ("ä", "ae"), ("ø", "oe"), ("å", "aa"), ("w", "v"), ("ch", "sh"), ("iy", "y"), ("off$", "ov"),
    ("ow$", "ov"),
)  # fmt: skip
_DOUBLED = re.compile(r"([bdfgklmnprstz])\1")
_MOST = 12


@lru_cache(maxsize=1 << 14)
def latin_variants(word: str) -> tuple[str, ...]:
    """At most a dozen other spellings of one word, those nearest to it first."""
    plain = word.casefold()
    steps = [plain, plain.replace("-", "")] if "-" in plain else [plain]
    for step in steps:
        if len(steps) > _MOST:
            break
        for pattern, other in _EXCHANGES:
            changed = re.sub(pattern, other, step)
            if len(changed) > 2 and changed not in steps:
                steps.append(changed)
        single = _DOUBLED.sub(r"\1", step)
        if len(single) > 2 and single not in steps:
            steps.append(single)
    return tuple(_cased(form, word) for form in steps[1 : _MOST + 1])


def _cased(form: str, word: str) -> str:
    if not word[:1].isupper():
        return form
    return form[:1].upper() + form[1:]
