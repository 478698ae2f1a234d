"""Mentions put together into entities: one per thing, named and weighed."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from wirewatch.core.entities.cluster import cluster_mentions
from wirewatch.core.entities.entity import TITLE, Entity, Kind, Mention, Span
from wirewatch.core.entities.gazetteer import Gazetteer
from wirewatch.core.entities.romanise import romanised
from wirewatch.core.entities.titles import TITLES
from wirewatch.core.text import fold

_TITLE_SALIENCE = 0.4
_LEAD_SALIENCE = 0.2
_OFTEN_SALIENCE = 0.4
_OFTEN_MENTIONS = 3.0
_CLUSTERED = 300

_LAST_WORD = re.compile(r"([^\W\d_][\w\-]*)\.?\s$")
_LONGEST_TITLE = 30

Named = tuple[Mention, Span]


def assembled(
    texts: Sequence[str],
    spans: Sequence[Sequence[Span]],
    gazetteer: Gazetteer,
    nominative: Callable[[str], str],
    language: str = "",
) -> tuple[Entity, ...]:
    """The entities of an article from the spans of its texts (title first), most salient first.

    `nominative` turns a person's name into its base form where the language inflects names.
    """
    named = [
        (Mention(number - 1, span.start, span.end, text[span.start : span.end]), span)
        for number, (text, found) in enumerate(zip(texts, spans, strict=True))
        for span in found
    ]
    titles = [_title_before(texts[m.paragraph + 1], m.start) for m, _ in named]
    kinds = _settled(named, titles)
    entities = []
    for kind in ("person", "organisation", "place", "event", "product"):
        own = [at for at, settled in enumerate(kinds) if settled == kind]
        surfaces = [f"{titles[at]} {named[at][0].surface}".strip() for at in own]
        groups = _groups([named[at] for at in own], surfaces, kind, language)
        entities += [_entity(group, kind, gazetteer, nominative) for group in groups]
    by_id: dict[str, Entity] = {}
    for entity in entities:
        other = by_id.get(entity.entity_id)
        by_id[entity.entity_id] = entity if other is None else _joined(other, entity)
    return tuple(
        sorted(
            by_id.values(),
            key=lambda e: (-e.salience, e.mentions[0].paragraph, e.mentions[0].start),
        )
    )


def _title_before(text: str, start: int) -> str:
    """`Mr` before a name, where a title stands there."""
    word = _LAST_WORD.search(text[max(0, start - _LONGEST_TITLE) : start])
    return word[1] if word and fold(word[1]) in TITLES else ""


def _settled(named: Sequence[Named], titles: Sequence[str]) -> list[Kind]:
    """One kind for one surface: what the gazetteer says, else what most mentions were taken for.

    What bears a title is a person, whatever else is called so (`Ms York`, `York`).
    """
    votes: dict[str, Counter[Kind]] = {}
    for (mention, span), title in zip(named, titles, strict=True):
        if not title:
            weight = 1000 if span.known else 1
            votes.setdefault(mention.surface.casefold(), Counter())[span.kind] += weight
    return [
        votes[mention.surface.casefold()].most_common(1)[0][0]
        if not (title and span.kind == "person") and mention.surface.casefold() in votes
        else span.kind
        for (mention, span), title in zip(named, titles, strict=True)
    ]


def _groups(
    named: Sequence[Named], surfaces: Sequence[str], kind: Kind, language: str
) -> Iterable[list[Named]]:
    for group in _clusters(surfaces, kind, language):
        # Two known things never become one, however alike their names are.
        by_known: dict[str, list[Named]] = {}
        for index in group:
            by_known.setdefault(named[index][1].known, []).append(named[index])
        unknown = by_known.pop("", [])
        if not by_known:
            yield unknown
            continue
        largest = max(by_known, key=lambda known: len(by_known[known]))
        by_known[largest] += unknown
        yield from by_known.values()


def _clusters(surfaces: Sequence[str], kind: Kind, language: str) -> Iterable[Sequence[int]]:
    """Indexes of `surfaces` that name one thing.

    Each mention is compared with all others, which an article as long as a book does not allow.
    There each spelling counts once, and those after the first few hundred stand for themselves.
    """
    if len(surfaces) <= _CLUSTERED:
        return cluster_mentions([(surface, kind) for surface in surfaces], language)
    by_surface: dict[str, list[int]] = {}
    for index, surface in enumerate(surfaces):
        by_surface.setdefault(surface, []).append(index)
    spellings = list(by_surface)
    compared = cluster_mentions([(spelling, kind) for spelling in spellings[:_CLUSTERED]], language)
    return [
        *(
            sorted(i for number in group for i in by_surface[spellings[number]])
            for group in compared
        ),
        *(by_surface[spelling] for spelling in spellings[_CLUSTERED:]),
    ]


def _entity(
    named: Sequence[Named], kind: Kind, gazetteer: Gazetteer, nominative: Callable[[str], str]
) -> Entity:
    mentions = tuple(sorted((m for m, _ in named), key=lambda m: (m.paragraph, m.start)))
    known = next((span.known for _, span in named if span.known), "")
    if known:
        name = gazetteer.by_id[known].name
        return Entity(known, name, kind, mentions, _salience(mentions))
    name = _best_surface(mentions)
    if kind == "person":
        name = nominative(name)
    entity_id = f"{kind}:~{romanised(name).replace(' ', '-') or name}"
    return Entity(entity_id, name, kind, mentions, _salience(mentions))


def _joined(one: Entity, other: Entity) -> Entity:
    mentions = tuple(sorted({*one.mentions, *other.mentions}, key=lambda m: (m.paragraph, m.start)))
    return Entity(one.entity_id, one.name, one.kind, mentions, _salience(mentions))


def _best_surface(mentions: Sequence[Mention]) -> str:
    """The form with most words; of equals the most frequent, then the first."""
    counts = Counter(mention.surface for mention in mentions)
    order = {mention.surface: -number for number, mention in enumerate(reversed(mentions))}
    return max(counts, key=lambda s: (len(s.split()), counts[s], order[s]))


def _salience(mentions: Sequence[Mention]) -> float:
    paragraphs = {mention.paragraph for mention in mentions}
    often = 1 - math.exp(-len(mentions) / _OFTEN_MENTIONS)
    return round(
        _TITLE_SALIENCE * (TITLE in paragraphs)
        + _LEAD_SALIENCE * (0 in paragraphs)
        + _OFTEN_SALIENCE * often,
        4,
    )
