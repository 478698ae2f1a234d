"""The consonant skeleton of a name: what its spellings in several scripts have in common."""

import re
from functools import lru_cache

from wirewatch.core.entities.romanise import romanised

_DROPPED_WORDS = (
    "al el ul the de la bin ben ibn bn mr mrs ms dr sir lord president ayatollah general oao "
    "pao ooo zao e i"
)
_DROPPED = frozenset(_DROPPED_WORDS.split())
# Sounds that spellings of one name exchange, longest first.
_CLASSES = (
    ("shch", "s"), ("sch", "s"), ("dzh", "j"), ("kh", "h"), ("gh", "g"), ("dj", "j"), ("ph", "f"),
    ("th", "t"), ("ck", "k"), ("sh", "s"), ("ch", "s"), ("zh", "j"), ("dh", "d"), ("ts", "s"),
    ("tz", "s"), ("x", "ks"), ("ou", "u"), ("oo", "u"), ("w", "v"), ("q", "k"), ("c", "k"),
    ("z", "s"),
)  # fmt: skip
_DOUBLE = re.compile(r"(.)\1+")
_SOFT = re.compile(r"[aeiouyvh]")


@lru_cache(maxsize=1 << 16)
def skeleton(name: str) -> tuple[str, ...]:
    """The skeletons of the words of `name`, sorted, without articles, titles and particles."""
    words = romanised(name).split()
    words = [word for word in words if word not in _DROPPED] or words
    return tuple(sorted(filter(None, map(_word, words))))


def _word(word: str) -> str:
    for spelling, sound in _CLASSES:
        word = word.replace(spelling, sound)
    word = _DOUBLE.sub(r"\1", word)
    head = word[:1] if word[:1] not in "aeiouy" else "a"
    return head + _SOFT.sub("", word[1:])
