"""Which of the gazetteer's matches in an article stand, judged over the whole article."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from wirewatch.core.entities.entity import Span
from wirewatch.core.entities.gazetteer import Gazetteer
from wirewatch.core.entities.home_countries import HOME_COUNTRIES
from wirewatch.core.entities.known import Care
from wirewatch.core.entities.name_matching import NameMatch, begins_sentence
from wirewatch.core.entities.spans import trimmed
from wirewatch.core.entities.titles import TITLES
from wirewatch.core.text import folded_words

_INITIALS = re.compile(r"(?<![^\W_])(?:[A-ZА-ЯЁ]\.[ \u00a0]?){1,3}$")
_MOST_INITIALS = 9


def known_spans(
    gazetteer: Gazetteer,
    texts: Sequence[str],
    guessed: Sequence[Sequence[Span]],
    language: str,
    matches: Sequence[Sequence[NameMatch]] | None = None,
) -> list[list[Span]]:
    """The known names of an article's texts; `guessed` are the spans of a model, text by text.

    A name that many things share stands where the article names its country, names it otherwise,
    is in its language, or where the model takes it for a thing of that kind. A famous surname
    stands unless the article has it with another first name and never names the famous person.
    `matches` are the gazetteer's names of each text where they were looked up already.
    """
    found = matches or [gazetteer.matches(text, language) for text in texts]
    sure = {match.known for own in found for match in own if not match.care}
    countries = {known.country for known in sure if known.country}
    countries.update(HOME_COUNTRIES.get(language, ()))
    named = {known.entity_id for known in sure}
    inside = {
        match.known.entity_id
        for text, own in zip(texts, found, strict=True)
        for match in own
        if not match.care & Care.WORD and not begins_sentence(text, match.span.start)
    }
    others = _other_bearers(texts, found, guessed) - named
    result: list[list[Span]] = []
    for text, own, guesses in zip(texts, found, guessed, strict=True):
        taken = {(span.start, span.end, span.kind) for span in guesses}
        stands = []
        for match in own:
            span = match.span
            certain = (span.start, span.end, span.kind) in taken
            stands_here = certain or _stands(text, match, countries, named, inside, others)
            if stands_here and not _other_person(text, match, guesses):
                stands.append(trimmed(text, _with_initials(text, match, gazetteer)))
        result.append([span for span in stands if span is not None])
    return result


def _with_initials(text: str, match: NameMatch, gazetteer: Gazetteer) -> Span:
    """`V. I. Lenin` where only the surname is named and one of his names begins with a V."""
    span = match.span
    if span.kind != "person" or not text[span.start : span.end].isalpha():
        return span
    before = _INITIALS.search(text, max(0, span.start - _MOST_INITIALS), span.start)
    if before is None:
        return span
    labels = gazetteer.labels(match.known.entity_id)
    own = any(label.startswith(before.group()[0]) for label in labels)
    return replace(span, start=before.start()) if own else span


def _stands(
    text: str,
    match: NameMatch,
    countries: set[str],
    named: set[str],
    inside: set[str],
    others: set[str],
) -> bool:
    own = match.known.entity_id
    if match.care & Care.SURNAME and (match.refused or own in others):
        return False
    if match.care & Care.WORD and own not in inside:
        return False
    if match.care & Care.SUPPORT and own not in named:
        if match.known.country not in countries:
            return False
        surface = text[match.span.start : match.span.end]
        cased = surface.lower() != surface.upper()
        return not (cased and begins_sentence(text, match.span.start)) or own in inside
    return True


def _other_bearers(
    texts: Sequence[str],
    found: Sequence[Sequence[NameMatch]],
    guessed: Sequence[Sequence[Span]],
) -> set[str]:
    """People of the gazetteer whose surname somebody else has in these texts."""
    surnames = {
        (folded_words(text[match.span.start : match.span.end])[-1], match.known.entity_id)
        for text, own in zip(texts, found, strict=True)
        for match in own
        if match.known.kind == "person" and not match.care
    }
    others = set()
    for text, own, guesses in zip(texts, found, guessed, strict=True):
        for match in own:
            if match.care & Care.SURNAME:
                surname = folded_words(text[match.span.start : match.span.end])[-1]
                known = match.known.entity_id
                relative = any(name == surname and other != known for name, other in surnames)
                if relative or match.refused or _other_person(text, match, guesses):
                    others.add(known)
    return others


def _other_person(text: str, match: NameMatch, guesses: Sequence[Span]) -> bool:
    """Whether a model takes a famous surname for the end of another name (`Melania Trump`)."""
    if not match.care & Care.SURNAME:
        return False
    place = bisect_left(guesses, match.span.start, key=lambda guess: guess.start) - 1
    if place < 0 or guesses[place].kind != "person" or guesses[place].end < match.span.end:
        return False
    before = folded_words(text[guesses[place].start : match.span.start])
    return any(word not in TITLES for word in before)
