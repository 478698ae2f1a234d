"""Whether two names mean the same thing, in any script: alias table first, then sound."""

from difflib import SequenceMatcher
from functools import lru_cache

from wirewatch.core.entities.chinese_names import chinese_name
from wirewatch.core.entities.entity import Kind
from wirewatch.core.entities.gazetteer import shipped_gazetteer
from wirewatch.core.entities.known import Known
from wirewatch.core.entities.name_keys import (
    Level,
    joined_keys,
    level_of,
    name_keys,
    place_sounds,
    vowel_places,
)
from wirewatch.core.entities.name_words import shipped_name_words
from wirewatch.core.entities.romanise import romanised
from wirewatch.core.entities.scripts.script import script_of

_KINDS: dict[str, Kind] = {
    "PER": "person", "PERSON": "person", "ORG": "organisation", "LOC": "place", "GPE": "place",
    "person": "person", "organisation": "organisation", "place": "place", "event": "event",
    "product": "product",
}  # fmt: skip
_LEAST_CONSONANTS = 4
_LEAST_IN_PLACES = 3
_LEAST_ASIAN = 5
_SHORT_WORD = 6
_SHORT_WORDS_ALIKE = 0.68
_PLACES_ALIKE = 0.75
"""Of the sounds of two places, beside equal consonants: vowels tell places apart."""


def same_name(a: str, b: str, kind: str) -> bool:
    """Whether names `a` and `b` of one `kind` (or PER, ORG, LOC) name the same thing.

    The gazetteer decides what it knows. For the rest, people and organisations are compared word by
    word, by the table of name words and by their consonants; places also by their vowels where both
    scripts write them, since places with like names are commonly different ones.
    """
    own = _KINDS.get(kind, "organisation")
    one, other = _known(a, own), _known(b, own)
    if one is not None and other is not None:
        return one == other
    plain_a, plain_b = romanised(a), romanised(b)
    if not plain_a or not plain_b:
        return a == b
    if plain_a == plain_b:
        return True
    if own == "person":
        chinese_a, chinese_b = chinese_name(a), chinese_name(b)
        if chinese_a and chinese_b:
            return chinese_a == chinese_b
    if own == "place":
        return _same_place(a, b)
    return _alike(a, b, own)


@lru_cache(maxsize=1 << 15)
def _known(name: str, kind: Kind) -> Known | None:
    return shipped_gazetteer().named(name, kind)


def _same_place(a: str, b: str) -> bool:
    plain_a, plain_b = romanised(a).replace(" ", ""), romanised(b).replace(" ", "")
    if plain_a == plain_b:
        return True
    level = level_of(a, b)
    shared = joined_keys(name_keys(a, level)) & joined_keys(name_keys(b, level))
    longest = max((len(key) for key in shared), default=0)
    if level == "fine":
        if longest < _LEAST_IN_PLACES:
            return False
        return any(
            vowel_places(one) == vowel_places(other)
            and SequenceMatcher(None, one, other, autojunk=False).ratio() >= _PLACES_ALIKE
            for one in place_sounds(a)
            for other in place_sounds(b)
        )
    return longest >= (_LEAST_ASIAN if level == "asian" else _LEAST_CONSONANTS)


def _alike(a: str, b: str, kind: Kind) -> bool:
    level = level_of(a, b)
    one, other = name_keys(a, level), name_keys(b, level)
    if not one or not other:
        return False
    least = _LEAST_ASIAN if level == "asian" else _LEAST_CONSONANTS
    by_word = kind == "person" and len(one) == len(other) > 1 and script_of(a) == script_of(b)
    if not by_word or not _forms(a, len(one)) or not _forms(b, len(one)):
        shared = joined_keys(one) & joined_keys(other)
        if any(len(key) >= least for key in shared):
            return True
    if len(one) < 2 or len(other) < 2:
        return False
    if kind != "person" and len(one) != len(other):
        return False
    return _words_match(a, b, one, other, level)


def _words_match(
    a: str,
    b: str,
    one: tuple[frozenset[str], ...],
    other: tuple[frozenset[str], ...],
    level: Level,
) -> bool:
    """Whether each word of the shorter name is one of the longer, in any order."""
    words_a, words_b = _forms(a, len(one)), _forms(b, len(other))
    strict = level == "fine" and script_of(a) == script_of(b)
    if len(one) > len(other):
        one, other, words_a, words_b = other, one, words_b, words_a
    left = list(range(len(other)))
    consonants = 0
    for place, keys in enumerate(one):
        found = next(
            (
                at
                for at in left
                if (keys & other[at] and (not strict or _vowels_fit(words_a, place, words_b, at)))
                or (words_a and words_b and _same_word(words_a[place], words_b[at]))
            ),
            None,
        )
        if found is None:
            return False
        left.remove(found)
        consonants += max(len(key) for key in keys)
    return consonants >= (_LEAST_ASIAN if level == "asian" else _LEAST_CONSONANTS)


def _vowels_fit(one: tuple[str, ...], place: int, other: tuple[str, ...], at: int) -> bool:
    """Short words need like vowels too where both scripts write them: `Haddad`, `Hadidi`."""
    if not one or not other:
        return True
    a, b = romanised(one[place]), romanised(other[at])
    if max(len(a), len(b)) > _SHORT_WORD:
        return True
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= _SHORT_WORDS_ALIKE


@lru_cache(maxsize=1 << 15)
def _forms(name: str, count: int) -> tuple[str, ...]:
    """The words of a name as written, where they are as many as its keys; else ()."""
    separated = name.replace("・", " ").replace("·", " ")
    words = tuple(separated.replace("-", " ").split())
    if len(words) != count and script_of(name) == "Latn":
        words = tuple(separated.split())
    return words if len(words) == count else ()


@lru_cache(maxsize=1 << 15)
def _same_word(one: str, other: str) -> bool:
    words = shipped_name_words()
    mine = words.find(one)
    return bool(mine) and any(word in mine for word in words.find(other))
