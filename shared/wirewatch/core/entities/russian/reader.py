"""Russian names as natasha's network sees them, and what the scorer is told of each stretch."""

from collections.abc import Iterator, Sequence

import numpy as np

from wirewatch.core.entities.entity import Kind, Span
from wirewatch.core.entities.russian.forms import CLOSING_QUOTES, OPENING_QUOTES, form_numbers
from wirewatch.core.entities.russian.governors import (
    LOWER,
    SMALL,
    Governors,
    governed,
    nouns,
)
from wirewatch.core.entities.russian.labelling import named
from wirewatch.core.entities.russian.network import LABELS, RussianNetwork
from wirewatch.core.entities.russian.signs import lists, russian_signs
from wirewatch.core.entities.russian.words import Words
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
_LINK_WORDS = (
    "по и в на имени им . , - « » \" ' & за для при о об / von van de da di du del della la le les "
    "al of the and фон ван дер ден де да ди дю дель делла деи ла ле лос ибн бин бен аль эль ар ад"
)
_LINKS = frozenset(_LINK_WORDS.split())
_MOST_QUOTED = 9
_TINY = 1e-3


class RussianReader:
    """Raises ImportError where natasha is not installed, OSError where a list cannot be read."""

    package = "wirewatch.core.entities.russian"

    def __init__(self) -> None:
        self._words = Words()
        self._network = RussianNetwork()
        self._signs = russian_signs()
        self._governors = Governors(lists())

    def read(self, texts: Sequence[str]) -> Iterator[Read]:
        """What the network sees in texts, some of them at a time."""
        for batch in batches([self._words.of(text) for text in texts]):
            words = [texts[number][start:end] for number, own in batch for start, end in own]
            gaps = Gaps([len(own) for _, own in batch])
            spread = gaps.words(words)
            vectors, scores = self._network.computed(spread)
            chances = _chances(scores)
            found = named(spread, scores, self._network.transitions)
            signs = self._governors.signs(spread)
            around = nouns(signs)
            stretches = self._stretches(spread, chances, signs, around)
            rows = np.concatenate([vectors, chances, gaps.rows(self._signs.of(words))], axis=1)
            rows[[place for place, word in enumerate(spread) if word == GAP]] = 0
            names = _by_text(batch, found)
            told = np.concatenate(
                [
                    _stretch_numbers(chances, stretches),
                    form_numbers(spread, signs, around, stretches),
                ],
                axis=1,
            )
            yield Read(batch, names, rows, stretches, told)

    def _stretches(
        self,
        words: Sequence[str],
        chances: Floats,
        signs: Sequence[int],
        around: Sequence[int],
    ) -> Candidates:
        """`министерство` may begin a name, and words may stand between it and a capital."""
        heads = [own & (LOWER | SMALL) == LOWER | SMALL for own in signs]
        doubtful = (chances[:, LABELS.index("O")] < _DOUBTFUL).tolist()
        ends = [
            head
            or word[:1].isupper()
            or word[:1].isdigit()
            or (doubt and any(map(str.isalnum, word)))
            for head, word, doubt in zip(heads, words, doubtful, strict=True)
        ]
        inside = [
            word.lower() in _LINKS or (word.isalpha() and any(heads[max(0, place - 2) : place]))
            for place, word in enumerate(words)
        ]
        found = {
            *candidates(words, ends, inside, _MOST_WORDS),
            *governed(words, around),
            *_quoted(words),
        }
        return sorted(found)


def _quoted(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """What stands in quotes whole: `«Голос рыбака»` ends in a word of small letters."""
    for place, word in enumerate(words):
        if word in OPENING_QUOTES:
            for after in range(place + 2, min(place + _MOST_QUOTED, len(words))):
                if words[after] in CLOSING_QUOTES:
                    if words[place + 1][:1].isupper() or words[place + 1][:1].isdigit():
                        yield place + 1, after
                    break
                if words[after] == GAP:
                    break


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
