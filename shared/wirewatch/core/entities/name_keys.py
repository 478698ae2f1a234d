"""Keys that spellings of one name share across scripts: the consonants, coarser or finer.

How coarse depends on the scripts that are compared: Arabic and Hebrew letters stand for several
sounds (f and v, b and p) and leave vowels out, kana and Hangul know fewer consonants. Where a
letter may be read in two ways, a word has two keys; names match if any of their keys do.
"""

import re
from functools import lru_cache
from itertools import islice, product
from typing import Literal

from wirewatch.core.entities.romanise import romanised
from wirewatch.core.entities.scripts.latin_readings import latin_readings
from wirewatch.core.entities.scripts.script import script_of

Level = Literal["fine", "unvowelled", "hebrew", "asian"]

_DROPPED_WORDS = (
    "al el ul ur us ud ad ar as an ash az at the de la bin ben ibn bn mr mrs ms dr sir lord i e "
    "president ayatollah general oao pao ooo zao av"
)
_DROPPED = frozenset(_DROPPED_WORDS.split())
_ARTICLES = frozenset(["al", "el", "ul", "an", "ar", "as", "ash", "at", "az", "ad"])
_ABDUL = frozenset(["abdur", "abdus", "abdel", "abdal", "abd", "abdun", "abdoul", "abdol", "abdal"])
# One sound in several spellings, longest first.
_SPELLINGS = (
    ("shch", "s"), ("tsch", "s"), ("dsch", "j"), ("sch", "s"), ("tch", "s"), ("tsh", "s"),
    ("dzh", "j"), ("dge", "j"), ("kh", "h"), ("dj", "j"),
    ("ph", "f"), ("th", "t"), ("ck", "k"), ("sh", "s"), ("ch", "s"), ("zh", "j"), ("dh", "d"),
    ("ts", "s"), ("tz", "s"), ("x", "ks"), ("gh", "γ"), ("q", "γ"), ("wh", "w"), ("z", "s"),
)  # fmt: skip
_CENTRAL_EUROPEAN = str.maketrans(
    {"č": "ch", "ć": "ch", "š": "sh", "ś": "sh", "ş": "sh", "ž": "zh", "ź": "zh", "ż": "zh"}
)
_POLISH = (("cz", "ch"), ("sz", "sh"), ("rz", "zh"))
_SOFT_C = re.compile("c(?=[eiy])")
_SOFT_J = re.compile(r"(?<=[^aeiouy])j(?=[aeou])|j$")
_VOWELS_ALIKE = str.maketrans("eyo", "iiu")
_DOUBLE = re.compile(r"(.)\1+")
_VOWELS = re.compile("[aeiouy]")
_VOWEL_RUN = re.compile("[aeiouy]+")
_NO_SOUND = re.compile("[hgγ]")
_BETWEEN = re.compile(r"(?<=[aeiouyrln])h(?=[aeiouyrln])")
_UNVOWELLED = str.maketrans("vpgγc", "fbkkk")
_HEBREW = str.maketrans("vpfgγc", "bbbkkk")
_ASIAN = str.maketrans("vfpdgγqclj", "bbbtkkkkrs")
_TABLES = {"unvowelled": _UNVOWELLED, "hebrew": _HEBREW, "asian": _ASIAN}
_MOST_KEYS = 8
_MOST_JOINED = 96


def level_of(one: str, other: str) -> Level:
    """How coarsely two names must be compared, by their scripts."""
    scripts = {script_of(one), script_of(other)}
    if scripts & {"Kana", "Hang"}:
        return "asian"
    if "Hebr" in scripts:
        return "hebrew"
    return "unvowelled" if "Arab" in scripts else "fine"


@lru_cache(maxsize=1 << 15)
def name_keys(name: str, level: Level) -> tuple[frozenset[str], ...]:
    """For each word of the name in its order: the keys that it may have at this level."""
    script = script_of(name)
    words = _words(name, script)
    return tuple(filter(None, (_word_keys(word, script, level) for word in words)))


def joined_keys(words: tuple[frozenset[str], ...]) -> set[str]:
    """The keys of a whole name, its words written together: `Gholam Reza`, `Gholamreza`."""
    return {
        parts[0] + "".join(part.lstrip("ah") for part in parts[1:])
        for parts in islice(product(*map(sorted, words)), _MOST_JOINED)
        if parts
    }


@lru_cache(maxsize=1 << 15)
def place_sounds(name: str) -> frozenset[str]:
    """How a place may sound, one letter a sound: German, Polish and English ways made equal.

    Without the Arabic article, which papers write or leave out. Outside English a j is a y; e and
    i, o and u stand for one another, as ways to write a name differ in them most.
    """
    script = script_of(name)
    words = romanised(name.casefold().translate(_CENTRAL_EUROPEAN)).split()
    text = "".join(word for word in words if word not in _ARTICLES) or "".join(words)
    if script == "Latn":
        for spelling, sound in _POLISH:
            text = text.replace(spelling, sound)
    text = text.replace("q", "k")
    forms = {text, text.replace("j", "y")} if script == "Latn" else {text}
    return frozenset(map(_sounds, forms))


def vowel_places(sounds: str) -> str:
    """Where sounds are vowels among consonants: of `Tavria` `t*vr`, of `Tavira` `t*v*r`."""
    text = _NO_SOUND.sub("", sounds)
    return _DOUBLE.sub(r"\1", _VOWEL_RUN.sub("*", _DOUBLE.sub(r"\1", text))).strip("*")


def _sounds(text: str) -> str:
    for spelling, sound in _SPELLINGS:
        text = text.replace(spelling, sound)
    return _SOFT_C.sub("s", text).replace("c", "k").replace("w", "v").translate(_VOWELS_ALIKE)


def _words(name: str, script: str) -> list[str]:
    if script == "Hang":
        name = latin_readings(name)[0][0]
    name = name.casefold().translate(_CENTRAL_EUROPEAN)
    words = ["abdul" if word in _ABDUL else word for word in romanised(name).split()]
    return [word for word in words if word not in _DROPPED] or words


def _word_keys(word: str, script: str, level: Level) -> frozenset[str]:
    forms = {word}
    if script == "Latn":
        for spelling, sound in _POLISH:
            word = word.replace(spelling, sound)
        forms |= {_BETWEEN.sub("g", word), word, re.sub("ic$", "ich", word)}
        if level == "asian":
            forms.add(word[:1] + word[1:].replace("w", ""))
    if word.startswith("h"):
        # Ukrainian г, Russian х and г, Arabic ه for one another.
        forms.add("g" + word[1:])
    if word.startswith("g") and script == "Cyrl":
        forms.add("h" + word[1:])
    if word.startswith("j") and script == "Latn":
        forms.add("y" + word[1:])
    if script in ("Arab", "Hebr"):
        # A و or ו inside a word is mostly a vowel.
        letter = "w" if script == "Arab" else "v"
        forms.add(word[:1] + word[1:].replace(letter, "u").replace("w", "u"))
    keys = {key for form in forms for key in _readings(form, level)}
    return frozenset(islice(sorted(filter(None, keys)), _MOST_KEYS))


def _readings(word: str, level: Level) -> set[str]:
    text = _SOFT_J.sub("y", word)
    for spelling, sound in _SPELLINGS:
        text = text.replace(spelling, sound)
    text = _DOUBLE.sub(r"\1", _SOFT_C.sub("s", text).replace("c", "k"))
    heads = {text[:1]}
    if text[:1] == "w":
        heads = {"v", "a"}
    elif text[:1] in "aeiouy":
        heads = {"a"}
    rest = _VOWELS.sub("", text[1:]).replace("h", "").replace("w", "v")
    found = set()
    for head in heads:
        key = head + rest
        if level == "fine":
            found |= {key.replace("γ", own) for own in "kg"}
        else:
            coarse = key.translate(_TABLES[level])
            if level == "asian":
                coarse = _DOUBLE.sub(r"\1", coarse.replace("nk", "n"))
            found.add(coarse)
    return found
