"""Marks in text: what matched, and who is named. The text itself is always escaped."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from wirewatch.core.rules import Hit as ProvedHit
from wirewatch.events import Entity, Hit

ENTITY_KINDS = frozenset({"person", "organisation", "place", "event", "product"})


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of a text: a hit, or where `kind` is set a named entity."""

    start: int
    end: int
    kind: str = ""
    name: str = ""


def marked(text: str, highlights: Sequence[tuple[int, int]]) -> Markup:
    """The text with the given (start, end) ranges in `<mark>`."""
    return layered(text, [Span(start, end) for start, end in highlights])


def layered(text: str, spans: Sequence[Span]) -> Markup:
    """The text with hits in `<mark>` and entities in spans of their kind, where both overlap too.

    Offsets outside the text are cut; where entities overlap the first one counts.
    """
    inside = [_cut(span, len(text)) for span in spans]
    hits = _joined([s for s in inside if not s.kind and s.start < s.end])
    entities = _apart([s for s in inside if s.kind in ENTITY_KINDS and s.start < s.end])
    edges = sorted({0, len(text), *(e for s in (*hits, *entities) for e in (s.start, s.end))})
    out: list[Markup] = []
    for start, end in pairwise(edges):
        piece = escape(text[start:end])
        if any(h.start <= start and end <= h.end for h in hits):
            piece = Markup("<mark>{}</mark>").format(piece)
        entity = next((e for e in entities if e.start <= start and end <= e.end), None)
        if entity is not None:
            piece = Markup('<span class="entity {}" title="{}">{}</span>').format(
                entity.kind, entity.name, piece
            )
        out.append(piece)
    return Markup("").join(out)


def entity_spans(entities: Sequence[Entity], paragraph: int) -> list[Span]:
    """Where entities are named in a paragraph of the body; -1 is the title."""
    return [
        Span(m.start, m.end, entity.kind, entity.name)
        for entity in entities
        for m in entity.mentions
        if m.paragraph == paragraph
    ]


def hit_spans(hits: Sequence[Hit | ProvedHit], field: str, paragraph: int = 0) -> list[Span]:
    """Where hits stand in the title (`field` title) or in a paragraph of the body."""
    return [Span(h.start, h.end) for h in hits if (h.field, h.paragraph) == (field, paragraph)]


def _cut(span: Span, length: int) -> Span:
    start = min(max(span.start, 0), length)
    return Span(start, min(max(span.end, start), length), span.kind, span.name)


def _joined(spans: list[Span]) -> list[Span]:
    """Overlapping hits as one."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda s: s.start):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _apart(spans: list[Span]) -> list[Span]:
    apart: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if not apart or span.start >= apart[-1].end:
            apart.append(span)
    return apart
