"""Russian names as natasha's network sees them, and what the scorer is told of each stretch."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from wirewatch.core.entities.entity import Kind, Span
from wirewatch.core.entities.russian.labelling import named
from wirewatch.core.entities.russian.network import LABELS, RussianNetwork
from wirewatch.core.entities.russian.signs import HEADS, lists, russian_signs, stem
from wirewatch.core.entities.scoring.batches import Gaps, batches
from wirewatch.core.entities.scoring.reading import (
    GAP,
    Batch,
    Candidates,
    Floats,
    Read,
    candidates,
    places,
)

_KINDS: dict[str, Kind] = {"PER": "person", "ORG": "organisation", "LOC": "place"}
_OPENING = [LABELS.index(f"B-{kind}") for kind in _KINDS]
_GOING_ON = [LABELS.index(f"I-{kind}") for kind in _KINDS]
_DOUBTFUL = 0.8
_MOST_WORDS = 9
_LINK_WORDS = "по и в на имени им . , - « » \" ' & за для при о об von van de la al"
_LINKS = frozenset(_LINK_WORDS.split())
_TINY = 1e-3


class RussianReader:
    """Raises ImportError where natasha is not installed, OSError where a list cannot be read."""

    package = "wirewatch.core.entities.russian"

    def __init__(self) -> None:
        from razdel import tokenize

        self._words: Any = tokenize
        self._network = RussianNetwork()
        self._signs = russian_signs()
        self._heads = lists()[HEADS]

    def read(self, texts: Sequence[str]) -> Iterator[Read]:
        """What the network sees in texts, some of them at a time."""
        for batch in batches([[(t.start, t.stop) for t in self._words(text)] for text in texts]):
            words = [texts[number][start:end] for number, own in batch for start, end in own]
            gaps = Gaps([len(own) for _, own in batch])
            spread = gaps.words(words)
            vectors, scores = self._network.computed(spread)
            chances = _chances(scores)
            found = named(spread, scores, self._network.transitions)
            stretches = self._stretches(spread, chances)
            rows = np.concatenate([vectors, chances, gaps.rows(self._signs.of(words))], axis=1)
            rows[[place for place, word in enumerate(spread) if word == GAP]] = 0
            names = _by_text(batch, found)
            yield Read(batch, names, rows, stretches, _stretch_numbers(chances, stretches))

    def _stretches(self, words: Sequence[str], chances: Floats) -> Candidates:
        """`министерство` may begin a name, and words may stand between it and a capital."""
        heads = [word.islower() and stem(word) in self._heads for word in words]
        ends = [
            head
            or (any(map(str.isalnum, word)) and (word[0].isupper() or word[0].isdigit()))
            or (chance < _DOUBTFUL and any(map(str.isalnum, word)))
            for head, word, chance in zip(
                heads, words, chances[:, LABELS.index("O")].tolist(), strict=True
            )
        ]
        inside = [
            word.lower() in _LINKS or (word.isalpha() and any(heads[max(0, place - 2) : place]))
            for place, word in enumerate(words)
        ]
        return candidates(words, ends, inside, _MOST_WORDS)


def _chances(scores: Floats) -> Floats:
    chances: Floats = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    return chances


def _stretch_numbers(chances: Floats, found: Candidates) -> Floats:
    """For each kind: the chance of exactly this stretch, its logarithm, the mean of its words."""
    first, after = np.array(found, np.int64).reshape(-1, 2).T
    going = np.pad(chances[:, _GOING_ON], ((0, 1), (0, 0)))
    sums = np.pad(np.cumsum(np.log(going + _TINY), axis=0, dtype=np.float64), ((1, 0), (0, 0)))
    inside = np.exp(sums[after] - sums[first + 1])
    exact = chances[first][:, _OPENING] * inside * (1 - going[after])
    of_kind = chances[:, _OPENING] + chances[:, _GOING_ON]
    totals = np.pad(np.cumsum(of_kind, axis=0, dtype=np.float64), ((1, 0), (0, 0)))
    mean = (totals[after] - totals[first]) / (after - first)[:, None]
    numbers: Floats = np.concatenate([exact, np.log(exact + _TINY) / 5, mean], axis=1)
    return numbers.astype(np.float32)


def _by_text(batch: Batch, found: Sequence[tuple[int, int, str]]) -> list[list[Span]]:
    """Names in words of all texts of a batch, as spans of each text."""
    numbers, bounds = places(batch, [(first, after) for first, after, _ in found])
    at = {number: place for place, (number, _) in enumerate(batch)}
    names: list[list[Span]] = [[] for _ in batch]
    for number, bound, (_, _, kind) in zip(numbers, bounds, found, strict=True):
        names[at[number]].append(Span(*bound, _KINDS[kind]))
    return names
