"""Finds the lexicon's words in a text, in whichever form they stand."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from wirewatch.core.topics.lexicon import (
    LEAST_BEGINNING,
    LONG_WORD,
    LONGEST_START,
    OPENING,
    Lexicon,
    Phrases,
    lexicon,
)
from wirewatch.core.topics.stems import (
    BEYOND_LATIN,
    WORD,
    folded,
    is_unspaced,
    latin_words,
    spelled,
    stem,
)

TITLE_WEIGHT = 3.0
LEAD_WORDS = 60
LEAD_WEIGHT = 1.5
REPEAT_GAIN = 0.35
REPEATS_COUNTED = 5
_REPEATED = tuple(1 + REPEAT_GAIN * max(0, n - 1) for n in range(REPEATS_COUNTED + 2))
"""How much more a word says that stands so often in a text than one that stands once."""
SURE_WEIGHT = 1.0
"""Of a word that is not vague."""
_REMEMBERED_WORDS = 1 << 17
_ARABIC_PARTICLES = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ل", "ف")
_COMPOUNDING = frozenset({"de", "nl", "sv", "da", "no", "fi"})
_LONGEST_COMPOUND = 80
"""A longer run of letters is no word, and would be tried at every one."""


class Hit(NamedTuple):
    """One word of the lexicon in a text: what it adds to the topic that it speaks for, as what it
    stands there first, the weight of its best place, and how surely it speaks for the topic."""

    code: str
    value: float
    surface: str
    place: float
    weight: float


_Entry = tuple[str, Phrases | None]
_Seen = dict[tuple[str, str], tuple[float, int, str, float]]
"""By topic and word: weight of the best place, how often, as what first, weight of the word."""


def _hits(seen: _Seen) -> list[Hit]:
    return [
        Hit(
            code,
            weight * place * _REPEATED[min(times, REPEATS_COUNTED + 1)],
            surface,
            place,
            weight,
        )
        for (code, _), (place, times, surface, weight) in seen.items()
    ]


class Words:
    """The words of a title and a body, as they stand and case-folded."""

    def __init__(self, title: str, body: str) -> None:
        title_surfaces, title_folded = _words(title)
        body_surfaces, body_folded = _words(body)
        self._text = f"{title}\n{body}"
        self.surfaces = title_surfaces + body_surfaces
        self.folded = title_folded + body_folded
        self.counts = Counter(self.folded)
        last = len(self.folded) - 1
        self._first = dict(zip(reversed(self.folded), range(last, -1, -1), strict=True))
        self.title_length = len(title_folded)
        self._in_title = frozenset(title_folded)
        self._in_lead = frozenset(body_folded[:LEAD_WORDS])

    def weights(self) -> dict[str, float]:
        """Every case-folded word with what its best place and its repetitions make it weigh."""
        weights = dict.fromkeys(self.counts, 1.0)
        for word in self._in_lead:
            weights[word] = LEAD_WEIGHT
        for word in self._in_title:
            weights[word] = TITLE_WEIGHT
        for word, count in self.counts.items():
            if count > 1:
                weights[word] *= _REPEATED[min(count, REPEATS_COUNTED + 1)]
        return weights

    def place(self, word: str) -> float:
        """The weight of the best place where a word stands: title, lead or further down."""
        if word in self._in_title:
            return TITLE_WEIGHT
        return LEAD_WEIGHT if word in self._in_lead else 1.0

    def surface(self, word: str) -> str:
        """A case-folded word as it stands first in the text."""
        return self.surfaces[self._first[word]]

    def phrase(self, start: int, end: int) -> str:
        """Some words that follow each other, as they stand, with what is between them."""
        plain = " ".join(self.surfaces[start:end])
        if plain in self._text:
            return plain
        between = r"[\W\d_]{1,3}"
        found = re.search(between.join(map(re.escape, self.surfaces[start:end])), self._text)
        return found.group() if found else plain

    def positions(self, word: str) -> Iterator[int]:
        """Where a case-folded word of the text stands."""
        position = self._first[word]
        yield position
        for _ in range(self.counts[word] - 1):
            position = self.folded.index(word, position + 1)
            yield position

    def place_at(self, position: int) -> float:
        """The weight of one position."""
        if position < self.title_length:
            return TITLE_WEIGHT
        return LEAD_WEIGHT if position < self.title_length + LEAD_WORDS else 1.0


def _words(text: str) -> tuple[list[str], list[str]]:
    if BEYOND_LATIN.search(text):
        surfaces = WORD.findall(text)
        plain = " ".join(surfaces)
    else:
        plain = latin_words(text)
        surfaces = plain.split()
    return surfaces, plain.casefold().replace("\u0307", "").split()  # of a Turkish capital I


def hits(words: Words, known: Lexicon) -> list[Hit]:
    """The lexicon's words in a text of a language with spaces between words."""
    seen: _Seen = {}
    language = known.language
    entries = map(_entries(language).__getitem__, words.counts)
    for (word, count), entry in zip(words.counts.items(), entries, strict=True):
        if entry is None:
            continue
        key, phrases = entry
        if phrases:
            _add_phrases(seen, word, words, phrases, language)
        if key:
            place, surface = words.place(word), words.surface(word)
            for code, weight in known.words.get(key, ()):
                _add(seen, (code, key), (place, count, surface, weight))
    return _hits(seen)


def _add_phrases(seen: _Seen, word: str, words: Words, phrases: Phrases, language: str) -> None:
    for position in words.positions(word):
        following = words.folded[position + 1 : position + 2]
        if not following:
            continue
        for parts, code, weight in phrases.get(stem(following[0], language), ()):
            end = position + len(parts)
            rest = words.folded[position + 2 : end]
            if tuple(stem(part, language) for part in rest) == parts[2:]:
                surface = words.phrase(position, end)
                place = words.place_at(position)
                _add(seen, (code, " ".join(parts)), (place, 1, surface, weight))


def _add(seen: _Seen, key: tuple[str, str], hit: tuple[float, int, str, float]) -> None:
    before = seen.get(key)
    if before is not None:
        place, times, surface, weight = before
        hit = (max(place, hit[0]), times + hit[1], surface, weight)
    seen[key] = hit


def hits_unspaced(title: str, body: str, known: Lexicon) -> list[Hit]:
    """The lexicon's words in a text without spaces, found as its longest substrings."""
    seen: _Seen = {}
    for text, is_title in ((title, True), (body, False)):
        for position, key in _substrings(text.casefold(), known):
            lead = LEAD_WEIGHT if position // 2 < LEAD_WORDS else 1.0
            place = TITLE_WEIGHT if is_title else lead
            for code, weight in known.words[key]:
                _add(seen, (code, key), (place, 1, key, weight))
    return _hits(seen)


def _substrings(text: str, known: Lexicon) -> Iterator[tuple[int, str]]:
    position = 0
    while position < len(text):
        for length in range(min(known.longest, len(text) - position), 0, -1):
            key = text[position : position + length]
            if key in known.words:
                yield position, key
                position += length
                break
        else:
            position += 1


class _Entries(dict[str, "_Entry | None"]):
    """What `_entry` said of the words of one language; a plain dictionary is the fastest memory,
    and it is emptied when it is full."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, word: str) -> "_Entry | None":
        if len(self) >= _REMEMBERED_WORDS:
            self.clear()
        self[word] = entry = _entry(word, self._language)
        return entry


@cache
def _entries(language: str) -> _Entries:
    return _Entries(language)


def _entry(token: str, language: str) -> _Entry | None:
    """The known word that a case-folded word is a form of, and the phrases that begin with it.

    None for most words, and mostly without stemming: a form begins as its word does.
    """
    words = lexicon(language)
    if words is None or token in words.ignored:
        return None
    if words.openings:
        first = folded(spelled(token[: OPENING + 1], language))
        if first not in words.openings and first[:OPENING] not in words.openings:
            return None
    if words.starts and len(token) >= LONG_WORD and token.isascii():
        ends = range(1, LONGEST_START + 1)
        if not any(token[:end] in words.starts for end in ends):
            return None
    key = stem(token, language)
    known = key if key in words.words else _related(key, language)
    phrases = words.phrases.get(key)
    return (known, phrases) if known or phrases else None


@lru_cache(maxsize=1 << 16)
def _related(key: str, language: str) -> str:
    """The known word that an unknown stem is a form or a compound of; '' where there is none."""
    words = lexicon(language)
    if words is None:
        return ""
    if language in _COMPOUNDING and len(key) >= 8:
        return _inside(key, words)
    if language == "ar":
        parts = (key[len(prefix) :] for prefix in _ARABIC_PARTICLES if key.startswith(prefix))
        stems = (stem(part, language) for part in parts if len(part) > 2)
        return next((found for found in stems if found in words.words), "")
    if words.beginnings:
        for end in range(len(key), max(LEAST_BEGINNING, len(key) - 3) - 1, -1):
            if key[:end] in words.beginnings:
                return words.beginnings[key[:end]]
    return ""


def _inside(key: str, words: Lexicon) -> str:
    """The known word that ends, else begins, a compound; a vague one says nothing there, as the
    city does in the city council and in half of all names of places."""
    if len(key) > _LONGEST_COMPOUND:
        return ""
    ends = (key[start:] for start in range(2, len(key) - 3))
    beginnings = (key[:end] for end in range(len(key) - 3, 4, -1))
    return next((part for part in chain(ends, beginnings) if _is_plain(part, words)), "")


def _is_plain(key: str, words: Lexicon) -> bool:
    """Whether a word is known and speaks for a topic more than vaguely."""
    return any(weight >= SURE_WEIGHT for _, weight in words.words.get(key, ()))


def stands_in_title(word: str, title: str, language: str) -> bool:
    """Whether a word stands in a title, in this form or another one."""
    if word.casefold() in title.casefold():
        return True
    if is_unspaced(language):
        return False
    return stem(word, language) in {stem(m.group(), language) for m in WORD.finditer(title)}
