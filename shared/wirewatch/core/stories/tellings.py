"""Whether two stories tell of the same event, in other words or another language.

Names are compared by their canonical ids and numbers by their value, which are the same in every
language; so are Media Topics. Only title and opening are looked at: what an event is about stands
there, while numbers further down agree by chance.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from wirewatch.events import Article, Entity

SAME_EVENT_FROM = 2.5
"""The least likeness of two tellings of one event (0 to 4.6).

Chosen on tests/bench/tellings, where all 36 such pairs tell of one event; docs/stories.md.
"""

_OPENING_CHARACTERS = 600
_UNLINKED, _LINKED, _COUNTRY = 1.0, 0.8, 0.5
_MOST_BY_NAMES, _MOST_BY_NUMBERS, _BY_TOPIC = 3.0, 2.5, 0.6
_LEAST_BY_NAMES, _LEAST_BY_NUMBERS = 0.5, 0.3
_FEW, _DAY, _TENS, _EXACT = 0.35, 0.6, 0.8, 1.2
_COUNTRY_ID = re.compile("place:[A-Z]{2}")
_NUMBER = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?!\d)|\d+[.,]\d+|\d+", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+", re.ASCII)
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_COMMON = frozenset("0123")


@dataclass(frozen=True, slots=True)
class Telling:
    """What of an article is the same in every language."""

    names: dict[str, float]
    """Entity ids with their weights: a rare name says more than a country."""
    numbers: frozenset[str]
    topics: frozenset[str]

    @classmethod
    def of(cls, article: Article) -> "Telling":
        """Of the article's title and its first paragraphs."""
        opening = [article.title]
        for paragraph in article.body:
            if sum(map(len, opening)) >= _OPENING_CHARACTERS:
                break
            opening.append(paragraph.text)
        last = len(opening) - 2
        named = [e for e in article.entities if any(m.paragraph <= last for m in e.mentions)]
        return cls(
            {e.entity_id: _weight(e) for e in named},
            frozenset(_numbers(" \n ".join(opening))),
            frozenset(topic.code for topic in article.topics if topic.code.startswith("medtop:")),
        )

    @property
    def telling_names(self) -> list[str]:
        """The ids that other articles can share, those that say most first."""
        shared = [id for id in self.names if ":~" not in id]
        return sorted(shared, key=lambda id: -self.names[id])


def likeness(one: Telling, other: Telling) -> float:
    """How much speaks for one event: from `SAME_EVENT_FROM` on it is likely. 0 without evidence.

    Names and numbers must both agree somewhere: the same people do other things the next day, and
    the same number stands in other news.
    """
    names = sum(one.names[id] for id in one.names.keys() & other.names.keys())
    numbers = sum(map(_worth, one.numbers & other.numbers))
    if names < _LEAST_BY_NAMES or numbers < _LEAST_BY_NUMBERS:
        return 0.0
    topic = 0.0
    if one.topics and other.topics:
        topic = _BY_TOPIC if one.topics & other.topics else -_BY_TOPIC
    return min(names, _MOST_BY_NAMES) / 2 + min(numbers, _MOST_BY_NUMBERS) + topic


def _weight(entity: Entity) -> float:
    if ":~" in entity.entity_id:
        return _UNLINKED
    return _COUNTRY if _COUNTRY_ID.fullmatch(entity.entity_id) else _LINKED


def _numbers(text: str) -> Iterable[str]:
    """Numbers in any digits: without thousands marks, with a point; years and 0 to 3 left out."""
    digits = "".join(
        str(unicodedata.decimal(c)) if not c.isascii() and c.isdecimal() else c for c in text
    )
    for number in _NUMBER.findall(digits):
        if _GROUPED.fullmatch(number):
            number = re.sub("[^0-9]", "", number)
        number = number.replace(",", ".")
        if number not in _COMMON and not _YEAR.fullmatch(number):
            yield number


def _worth(number: str) -> float:
    if "." in number or len(number) > 2:
        return _EXACT
    if len(number) == 1:
        return _FEW
    return _DAY if int(number) <= 31 else _TENS
