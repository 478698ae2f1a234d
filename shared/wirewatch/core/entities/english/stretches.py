"""What the English network makes of given stretches of words, by kinds of label."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wirewatch.core.entities.english.decoding import Decoder
from wirewatch.core.entities.english.network import Floats
from wirewatch.core.entities.scoring.reading import Candidates

_GROUPS = (
    ("PERSON",),
    ("ORG",),
    ("GPE",),
    ("LOC",),
    ("FAC",),
    ("NORP",),
    ("WORK_OF_ART",),
    ("EVENT",),
    ("PRODUCT", "LAW", "LANGUAGE"),
    ("DATE", "TIME", "CARDINAL", "ORDINAL", "MONEY", "PERCENT", "QUANTITY"),
)
_TINY = 1e-3
MOST_WORDS = 9
"""Longer names are not looked for."""


@dataclass(frozen=True, slots=True)
class NetworkState:
    """What the network makes of words: their vectors, shares of its states, the first chances."""

    decoder: Decoder
    vectors: Floats
    prepared: Floats
    first: Floats


def group_matrix(labels: Sequence[str]) -> Floats:
    """A column for each group of labels that the scorer tells apart."""
    matrix = np.zeros((len(labels), len(_GROUPS)), np.float32)
    for column, group in enumerate(_GROUPS):
        matrix[[labels.index(label) for label in group], column] = 1
    return matrix


def first_chances(state: NetworkState, groups: Floats) -> Floats:
    """For each word the chances that a name of each group starts there, and of no name."""
    labels = len(groups)
    opened = (state.first[:, :labels] + state.first[:, labels : 2 * labels]) @ groups
    chances: Floats = np.concatenate([opened, state.first[:, 2 * labels :]], axis=1)
    return chances


def stretch_numbers(state: NetworkState, groups: Floats, found: Candidates) -> Floats:
    """A row for each stretch: its chance of each group, and their logarithms."""
    chances = _stretch_chances(state, found) @ groups
    numbers: Floats = np.concatenate([chances, np.log(chances + _TINY) / 5], axis=1)
    return numbers


def _stretch_chances(state: NetworkState, found: Candidates) -> Floats:
    """For each stretch the chance of exactly it, label by label, as the network reads on."""
    spans = np.array(found, np.int64).reshape(-1, 2)
    labels = (state.first.shape[1] - 1) // 2
    first, last = spans[:, 0], spans[:, 1] - 1
    chances = state.first[first, labels : 2 * labels].copy()
    starts, back = np.unique(first, return_inverse=True)
    furthest = np.zeros(len(starts), np.int64)
    np.maximum.at(furthest, back, last)
    running = state.first[starts, :labels].copy()
    for step in range(1, MOST_WORDS):
        place = starts + step
        going = np.flatnonzero(place <= furthest)
        if not len(going):
            break
        ends = state.decoder.closing(state.prepared, place[going], starts[going])
        exact = np.zeros_like(running)
        exact[going] = running[going] * ends
        running[going] *= 1 - ends
        here = np.flatnonzero(last - first == step)
        chances[here] = exact[back[here]]
    result: Floats = chances
    return result
