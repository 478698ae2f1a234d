"""Long names built around one noun: `Федеральная служба по надзору в сфере связи`.

Most of their words have small letters, so capitals alone do not tell how far they may reach.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from wirewatch.core.entities.russian.signs import GROUPS, HEADS, PLACE_NOUNS, stem
from wirewatch.core.entities.scoring.reading import Candidates

_ADJECTIVE = re.compile(
    r"\A[а-яё-]{3,}(?:[ыио]й|[оеи]го|[оеы]му|[ыио]м|ая|яя|ей|ую|юю|[ое]е|[ыи][ех]|[ыи]ми)$"
)
_MOST_ADJECTIVES = 3
_MOST_WORDS = 10
_LINK_WORDS = 'по и в на о об при для за с , « » " имени им . -'
_LINKS = frozenset(_LINK_WORDS.split())
_STOP_WORDS = (
    "что как который которая которое которые которого которой которых это он она они но а же был "
    "была было были если чтобы из от до к у не ни или ли бы его её их также где когда"
)
_NEVER = frozenset(_STOP_WORDS.split())
_CACHED_WORDS = 50_000
SMALL, GROUP, PLACE, ADJECTIVE, CAPITAL, LOWER = 1, 2, 4, 8, 16, 32
"""Signs of a word, added up: a noun that begins names in small letters, one for people who act
together, one for a place; an adjective; how it is written."""


class Governors:
    """Knows by their stems the nouns that other words gather around; `lists` as of signs."""

    def __init__(self, lists: Mapping[str, frozenset[str]]) -> None:
        self._small = lists[HEADS]
        self._groups = lists[HEADS] | lists[GROUPS]
        self._places = lists[PLACE_NOUNS]
        self._known: dict[str, int] = {}

    def signs(self, words: Sequence[str]) -> list[int]:
        """The signs of each word."""
        known = self._known
        if len(known) > _CACHED_WORDS:
            known.clear()
        for word in words:
            if word not in known:
                known[word] = self._signs(word)
        return [known[word] for word in words]

    def _signs(self, word: str) -> int:
        lower = word.lower()
        bare = stem(lower)
        return (
            SMALL * (bare in self._small)
            + GROUP * (bare in self._groups)
            + PLACE * (bare in self._places)
            + ADJECTIVE * bool(_ADJECTIVE.match(lower))
            + CAPITAL * (word[:1].isupper() and (word.isalpha() or "-" in word))
            + LOWER * word.islower()
        )


def nouns(signs: Sequence[int]) -> list[int]:
    """For each word where the noun is that a name beginning there is built around, or -1."""
    found = [-1] * len(signs)
    for first, own in enumerate(signs):
        if own & LOWER:
            if own & SMALL:
                found[first] = first
        elif own & CAPITAL:
            if own & (GROUP | PLACE):
                found[first] = first
            elif own & ADJECTIVE:
                found[first] = _after_adjectives(signs, first)
    return found


def _after_adjectives(signs: Sequence[int], first: int) -> int:
    for place in range(first, min(first + _MOST_ADJECTIVES, len(signs) - 1)):
        if not signs[place] & ADJECTIVE:
            return -1
        if signs[place + 1] & (GROUP | PLACE):
            return place + 1
    return -1


def governed(words: Sequence[str], around: Sequence[int]) -> Candidates:
    """Stretches that begin with such a noun, or with a capital adjective before it."""
    return [
        (first, after)
        for first, noun in enumerate(around)
        if noun >= 0
        for after in _ends(words, first, noun)
    ]


def _ends(words: Sequence[str], first: int, noun: int) -> Iterator[int]:
    for place in range(noun, min(first + _MOST_WORDS, len(words))):
        word = words[place].lower()
        link = word in _LINKS
        if word in _NEVER or not (link or word[:1].isalpha()):
            return
        if not link:
            yield place + 1
