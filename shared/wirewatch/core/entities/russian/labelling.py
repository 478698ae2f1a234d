"""The likeliest labels of words, by the transitions that the network learned (Viterbi)."""

from collections.abc import Sequence

import numpy as np

from wirewatch.core.entities.russian.network import LABELS
from wirewatch.core.entities.scoring.reading import GAP, Floats

_SENTENCE_ENDS = frozenset({".", "!", "?", "…", "...", GAP})
_LONGEST = 200
_SURELY = 8
"""The margin of the scores (logarithms of chances) by which a full stop is in no name."""
_OUTSIDE = LABELS.index("O")


def named(words: Sequence[str], scores: Floats, transitions: Floats) -> list[tuple[int, int, str]]:
    """First word, word after the last and label (PER, LOC, ORG) of each name.

    Sentences are labelled side by side, each as after a word that no name has.
    """
    rivals = np.delete(scores, _OUTSIDE, axis=1).max(axis=1)
    cuts = _cuts(words, (scores[:, _OUTSIDE] - rivals > _SURELY).tolist())
    lengths = np.diff(cuts)
    width = int(lengths.max(initial=0))
    count = len(lengths)
    labels = scores.shape[1]
    held = np.zeros((count, width, labels), np.float32)
    inside = np.arange(width) < lengths[:, None]
    held[inside] = scores[: cuts[-1]]
    best = transitions[_OUTSIDE] + held[:, 0] if width else held.sum(axis=1)
    back = np.zeros((count, width, labels), np.int64)
    for step in range(1, width):
        ways = best[:, :, None] + transitions
        back[:, step] = ways.argmax(axis=1)
        reached = ways.max(axis=1) + held[:, step]
        best = np.where(inside[:, step, None], reached, best)
        back[~inside[:, step], step] = np.arange(labels)
    chosen = np.zeros((count, width), np.int64)
    label = best.argmax(axis=1)
    for step in range(width - 1, -1, -1):
        chosen[:, step] = label
        label = np.take_along_axis(back[:, step], label[:, None], axis=1)[:, 0]
    return _joined([LABELS[number] for number in chosen[inside].tolist()])


def _cuts(words: Sequence[str], outside: Sequence[bool]) -> list[int]:
    """Where sentences begin; the full stop of `А. Орлова` ends none."""
    cuts = [0]
    for place, (word, free) in enumerate(zip(words, outside, strict=True), start=1):
        if (word in _SENTENCE_ENDS and free) or place - cuts[-1] >= _LONGEST:
            cuts.append(place)
    if cuts[-1] < len(words):
        cuts.append(len(words))
    return cuts


def _joined(labels: Sequence[str]) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    for place, label in enumerate(labels):
        part, _, kind = label.partition("-")
        if part == "I" and found and found[-1][1:] == (place, kind):
            found[-1] = (found[-1][0], place + 1, kind)
        elif kind:
            found.append((place, place + 1, kind))
    return found
