"""The last word on an article's names: every stretch weighed with all that is known of it."""

from collections.abc import Sequence

import numpy as np

from wirewatch.core.entities.entity import Span
from wirewatch.core.entities.name_matching import NameMatch
from wirewatch.core.entities.scoring.knowledge import KINDS, knowledge
from wirewatch.core.entities.scoring.reading import Bounds, Floats, Reading
from wirewatch.core.entities.scoring.scorer import SpanScorer
from wirewatch.core.entities.scoring.selection import selected


def judged(
    scorer: SpanScorer,
    readings: Sequence[Reading],
    guessed: Sequence[Sequence[Span]],
    first: Sequence[Sequence[Span]],
    matches: Sequence[Sequence[NameMatch]],
) -> list[list[Span]]:
    """The names of each text; events, unknown to the scorer, stay where nothing else is."""
    used = [number for number, reading in enumerate(readings) if reading.bounds]
    found: list[list[Span]] = [[] for _ in readings]
    if used:
        told = [
            knowledge(
                readings[number].bounds,
                readings[number].lengths,
                guessed[number],
                first[number],
                matches[number],
            )
            for number in used
        ]
        hidden = np.concatenate([readings[number].hidden for number in used]).astype(np.float32)
        chances = scorer.chances(hidden, np.concatenate(told))
        parts = np.split(chances, np.cumsum([len(rows) for rows in told])[:-1])
        for number, part in zip(used, parts, strict=True):
            found[number] = _standing(readings[number].bounds, part, scorer.threshold)
    return [
        sorted([*own, *(span for span in guesses if span.kind == "event" and _free(span, own))])
        for own, guesses in zip(found, guessed, strict=True)
    ]


def _standing(bounds: Sequence[Bounds], chances: Floats, threshold: float) -> list[Span]:
    worth = chances[:, 1:].max(axis=1) - threshold
    likely = np.flatnonzero(worth > 0)
    kinds = chances[likely, 1:].argmax(axis=1).tolist()
    places = [bounds[number] for number in likely.tolist()]
    return [
        Span(*places[place], KINDS[kinds[place]])
        for place in selected(places, worth[likely].tolist())
    ]


def _free(span: Span, others: Sequence[Span]) -> bool:
    return all(span.end <= other.start or other.end <= span.start for other in others)
