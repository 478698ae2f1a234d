"""The lexicon of topic words, by language, ready to be looked up."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from wirewatch.core.topics.stems import WORD, folded, is_unspaced, spelled, stem
from wirewatch.core.topics.topic import MEDIA_TOPICS

LEAST_BEGINNING = 5
"""Words are recognised by no fewer first letters than these."""

# Languages whose stems differ so much between forms that the first letters say more.
_MUCH_INFLECTED = frozenset({"uk", "pl", "tr", "el", "hi", "ps"})
SHORTEST_STEM = 2
OPENING = 3
"""So many first letters all forms of a word share, one more those of a longer word."""

_FREE_OPENINGS = frozenset({"ar", "de", "nl", "sv", "da", "no", "fi", "id", "ms"})
_CUT_STEMS = frozenset({"en"})
"""Languages whose stems are the word without its ending, but for the stem's last letter."""
_CHANGING = ("e", "i", "y")
"""Last letters of stems that a word may have otherwise: hope and hoping, party and parties."""
LONGEST_START = 8
LONG_WORD = 6
"""Shorter words may have stems of their own, as dying has."""
_IGNORED = "!"
_WEIGHTS = {"*": 2.0, "?": 0.5}

Phrases = Mapping[str, Sequence[tuple[tuple[str, ...], str, float]]]
"""Phrases of one first stem by their second: all stems, code, weight."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words of one language with the weight they give to topics.

    `words` maps a stem (in unspaced scripts the word itself) to `((code, weight), ...)`;
    `phrases` maps the first stem of a phrase, then the second, to the phrases that begin so;
    `longest` is the length of the longest word in characters. `beginnings` maps the first letters
    of words that inflect much to the one word that begins so.
    """

    language: str
    words: Mapping[str, tuple[tuple[str, float], ...]]
    phrases: Mapping[str, Phrases]
    longest: int
    beginnings: Mapping[str, str]
    ignored: frozenset[str]
    """Common words, case-folded, that share their stem with a topic word and speak for nothing."""
    starts: frozenset[str]
    """What the forms of the words begin with, but for short ones: the first eight letters of
    every stem at most; none where stems are more than cut-off words."""
    openings: frozenset[str]
    """The first four letters of every word, three of those with no more than four; none where
    forms and compounds begin otherwise."""


@cache
def _rows() -> Mapping[str, tuple[tuple[str, str], ...]]:
    folder = files("wirewatch.core.topics")
    rows: dict[str, list[tuple[str, str]]] = {}
    for name, pattern in (("lexicon.tsv", "{}000000"), ("second_level.tsv", "2000{}")):
        for line in folder.joinpath(name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                language, code, words = line.split("\t")
                topic = _IGNORED if code == _IGNORED else f"medtop:{pattern.format(code)}"
                rows.setdefault(language, []).append((topic, words))
    return {language: tuple(found) for language, found in rows.items()}


def lexicon_languages() -> frozenset[str]:
    """The languages that the lexicon has words for."""
    return frozenset(_rows())


@cache
def lexicon(language: str) -> Lexicon | None:
    """The lexicon of one language (a primary BCP 47 subtag), or None where there is none.

    A row of the data files is language, the digits that tell the Media Topic, and words apart by
    spaces; `_` joins the words of a phrase, a trailing `*` doubles the weight and `?` halves it.
    A word that stands under several of the 17 topics gives each of them its share, and so one
    that stands under several topics below them. A row whose code is `!`
    lists forms to ignore.
    """
    listed_rows = _rows().get(language)
    if listed_rows is None:
        return None
    rows = tuple(row for row in listed_rows if row[0] != _IGNORED)
    ignored = frozenset(
        word.casefold()
        for code, listed in listed_rows
        if code == _IGNORED
        for word in listed.split()
    )
    words: dict[str, dict[str, float]] = {}
    phrases: dict[str, dict[str, list[tuple[tuple[str, ...], str, float]]]] = {}
    for code, listed in rows:
        for entry in listed.split():
            weight = _WEIGHTS.get(entry[-1], 1.0)
            parts = _parts(entry.rstrip("*?"), language)
            if not parts or (len(parts[0]) < SHORTEST_STEM and not is_unspaced(language)):
                continue  # such a stem would stand for very many words
            if len(parts) > 1 and not is_unspaced(language):
                same = phrases.setdefault(parts[0], {}).setdefault(parts[1], [])
                same.append((parts, code, weight * 1.5))
            else:
                by_code = words.setdefault("".join(parts), {})
                by_code[code] = max(weight, by_code.get(code, 0.0))
    shared = {word: tuple(_shares(codes)) for word, codes in words.items()}
    return Lexicon(
        language,
        shared,
        phrases,
        max(map(len, words)),
        _beginnings(shared) if language in _MUCH_INFLECTED else {},
        ignored,
        _starts((*words, *phrases)) if language in _CUT_STEMS else frozenset(),
        frozenset() if language in _FREE_OPENINGS else _openings(rows, language),
    )


def _parts(entry: str, language: str) -> tuple[str, ...]:
    """The stems of an entry, cut where texts are: at hyphens and apostrophes too; none where it
    has digits, which no word of a text has."""
    if is_unspaced(language):
        return tuple(stem(part, language) for part in entry.split("_"))
    words = [] if re.search(r"\d", entry) else WORD.findall(entry.replace("_", " "))
    return tuple(stem(word, language) for word in words)


def _shares(codes: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    tops = sum(code in MEDIA_TOPICS for code in codes)
    for code, weight in sorted(codes.items()):
        yield code, weight / (tops if code in MEDIA_TOPICS else len(codes) - tops)


def _starts(stems: Sequence[str]) -> frozenset[str]:
    cut = (stem[:-1] if stem.endswith(_CHANGING) else stem for stem in stems)
    return frozenset(start[:LONGEST_START] for start in cut)


def _openings(rows: Sequence[tuple[str, str]], language: str) -> frozenset[str]:
    if is_unspaced(language):
        return frozenset()
    firsts = (
        re.split("[_'’-]", entry.rstrip("*?"))[0] for _, listed in rows for entry in listed.split()
    )
    known = [folded(spelled(first, language)) for first in firsts]
    return frozenset(k[: OPENING + 1] if len(k) > OPENING + 1 else k[:OPENING] for k in known)


def _beginnings(words: Mapping[str, tuple[tuple[str, float], ...]]) -> dict[str, str]:
    """First letters that only words of the same topics share, with one of these words."""
    found: dict[str, str] = {}
    clashing: set[str] = set()
    for word, codes in sorted(words.items()):
        for length in range(LEAST_BEGINNING, len(word) + 1):
            first = found.setdefault(word[:length], word)
            if [code for code, _ in words[first]] != [code for code, _ in codes]:
                clashing.add(word[:length])
    return {start: word for start, word in found.items() if start not in clashing}
