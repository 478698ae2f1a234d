"""Invented articles and the rules of people who watch for invented names, in several scripts.

For measurements: as many as one likes, the same for the same seed, and with what makes matching
hard: words as unevenly common as in real text, names whose halves are common, long lists of names.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

from wirewatch.core.rules import Document
from wirewatch.core.text import analyse

VOCABULARY = 40_000
"""Words of the articles; the n-th is about n times rarer than the first, as Zipf's law has it."""

PEOPLE = 10_000
"""Who the articles may be about; they are as unevenly famous."""

_GIVEN_NAMES = 1_500
_FAMILY_NAMES = 200_000
_TOPICS = (100, 3_000)
"""The ranks of words that rules combine with names."""

_SCALE = 7_368_787
"""A prime, so that words of neighbouring ranks look different."""


@dataclass(frozen=True, slots=True)
class Script:
    """How words are written: each is some syllables, one of the first letters and one of the
    second."""

    language: str
    first: str
    second: str
    spaced: bool = True

    def word(self, number: int) -> str:
        """Return the word of a number; different numbers have different words."""
        number = number * _SCALE % 100_000_007
        base = len(self.first) * len(self.second)
        letters = []
        while number:
            number, syllable = divmod(number, base)
            letters.append(self.first[syllable // len(self.second)])
            letters.append(self.second[syllable % len(self.second)])
        return "".join(letters)


SCRIPTS = {
    "latin": Script("en", "bcdfghjklmnprstvwz", "aeiouy"),
    "cyrillic": Script("ru", "бвгджзклмнпрстфхцчш", "аеиоуы"),
    "arabic": Script("ar", "بتثجحدرزسشصطعغفقكلمن", "اوي"),
    "devanagari": Script("hi", "कखगघचछजटडतथदनपबमयरलवस", "ाीुेो"),
    "thai": Script("th", "กขคงจชซดตถทนบปพมยรลวสห", "ะาิีุู", spaced=False),
    "han": Script(
        "zh",
        "".join(map(chr, range(0x4E00, 0x4E00 + 100))),
        "".join(map(chr, range(0x5200, 0x5200 + 100))),
        spaced=False,
    ),
}


class Press:
    """A generator of articles and of rules on them."""

    def __init__(self, seed: int = 1, script: str = "latin") -> None:
        self._chance = random.Random(seed)  # noqa: S311 - no secret
        self._script = SCRIPTS[script]

    def article(self, words: int = 400) -> Document:
        """Return an article of about so many words in the body, in paragraphs of some sixty."""
        people = [self._person(self._skewed(PEOPLE)) for _ in range(6)]
        paragraphs = []
        while words > 0:
            count = min(words, 60)
            paragraphs.append(self._prose(count, people))
            words -= count
        title = self._prose(9, people)
        return Document(analyse(title, paragraphs), self._script.language)

    def expression(self) -> str:
        """Return a rule: names, names with topics, names near words, beginnings, long lists."""
        language = f"lang:{self._script.language} " if self._chance.random() < 0.25 else ""
        shapes: tuple[Callable[[], str], ...]
        shapes = (self._name, self._name_and_topics, self._near, self._beginning, self._agency)
        shape = self._chance.choices(shapes, (35, 35, 15, 10, 5))[0]
        return f"{language}{shape()}"

    def _name(self) -> str:
        return f"{self._scope()}{self._quoted()}"

    def _name_and_topics(self) -> str:
        scope, family = self._scope(), self._family()
        names = f"({scope}{self._quoted()} OR {scope}{family})"
        topics = " OR ".join(self._topic() for _ in range(self._chance.choice((2, 3, 4))))
        refused = f" NOT {self._topic()}" if self._chance.random() < 0.8 else ""
        return f"{names} ({topics}){refused}"

    def _near(self) -> str:
        reach = self._chance.choice((5, 8, 10))
        if self._chance.random() < 0.25:
            return f"({self._topic()} NEAR/{reach} {self._topic()}) {self._family()}"
        return f"{self._quoted()} NEAR/{reach} {self._topic()}"

    def _beginning(self) -> str:
        if not self._script.spaced:
            return self._name()
        if self._chance.random() < 0.5:
            family = self._family()
            letters = family[: max(4, len(family) - 2)]
        else:
            letters = self._topic()[:4]
        return f"{letters}* {self._quoted()}" if len(letters) < 5 else f"{letters}*"

    def _agency(self) -> str:
        names = " OR ".join(self._quoted() for _ in range(self._chance.randint(20, 85)))
        topics = " OR ".join(self._topic() for _ in range(self._chance.randint(5, 12)))
        return f"({names}) ({topics}) NOT {self._topic()}"

    def _quoted(self) -> str:
        if self._chance.random() < 0.2:
            return f'"{self._person(self._chance.randrange(PEOPLE))}"'
        if self._chance.random() < 0.25:
            return self._family()
        given = self._chance.randrange(_GIVEN_NAMES)
        family = self._chance.randrange(_FAMILY_NAMES)
        return f'"{self._called(given, family)}"'

    def _family(self) -> str:
        return self._script.word(_GIVEN_NAMES + VOCABULARY + self._chance.randrange(_FAMILY_NAMES))

    def _topic(self) -> str:
        return self._script.word(1 + self._chance.randrange(*_TOPICS))

    def _scope(self) -> str:
        return self._chance.choices(("", "title:", "body:"), (88, 8, 4))[0]

    def _person(self, number: int) -> str:
        return self._called(number % _GIVEN_NAMES, number * 5)

    def _called(self, given: int, family: int) -> str:
        first = self._script.word(VOCABULARY + given)
        last = self._script.word(VOCABULARY + _GIVEN_NAMES + family)
        return f"{first}{self._gap}{last}".title()

    @property
    def _gap(self) -> str:
        return " " if self._script.spaced else ""

    def _skewed(self, most: int) -> int:
        """Return a number from 0, the n-th about n times rarer than the first."""
        return int(most ** self._chance.random()) - 1

    def _prose(self, count: int, people: list[str]) -> str:
        words = [self._script.word(1 + self._skewed(VOCABULARY)) for _ in range(count)]
        for _ in range(count // 30):
            words[self._chance.randrange(count)] = self._chance.choice(people)
        for stop in range(14, count, 15):
            words[stop] += "."
        return self._gap.join(words)
