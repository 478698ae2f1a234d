"""Names out of the vectors of words: where one begins, of which kind, and where it ends.

spaCy's models decide word by word whether a name begins, goes on, ends or stands alone. What is
decided inside a name depends only on where it began and of which kind it is, so all words are
judged at once, then all begun names together, one more word at a time: the same answer as word by
word, in a few operations. Labels that mean one kind here (countries, other places, buildings) are
added up.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.entities.english.network import Floats

Ints = NDArray[np.int64]
Found = tuple[int, int, int]
"""First word, word after the last, number of the kind."""

_HIDDEN = 64
_PIECES = 2
_ACTIONS = 4
"""Actions that each label has."""
_NEVER = np.float32(-1e9)


class Decoder:
    """The last layers of the network; scores have a column for each action.

    The actions are begin, inside, last and alone, for each of `labels` labels, then outside.
    """

    def __init__(self, weights: Mapping[str, NDArray[Any]]) -> None:
        def part(name: str) -> Floats:
            return weights[name].astype(np.float32)

        self._narrow, self._narrow_bias = part("narrow"), part("narrow_bias")
        self._roles, self._roles_bias = part("roles"), part("roles_bias")
        self._actions, self._actions_bias = part("actions"), part("actions_bias")
        self._absent = part("absent")

    def prepared(self, vectors: Floats) -> Floats:
        """For each word its share of a state as next word, as first and as last of a name."""
        narrow: Floats = vectors @ self._narrow + self._narrow_bias
        shares: Floats = (narrow @ self._roles).reshape(len(vectors), 3, _PIECES, _HIDDEN)
        return shares

    def first(self, prepared: Floats, ends: Ints) -> Floats:
        """Chances at each word where no name is begun: begin and alone of each label, outside.

        `ends` has the word after the last of each text.
        """
        scores = self._scores(prepared[:, 0] + (self._absent[1] + self._absent[2]))
        labels = scores.shape[1] // _ACTIONS
        # A name of more words cannot begin at the last one.
        scores[ends - 1, :labels] = _NEVER
        chances = np.concatenate([scores[:, :labels], scores[:, 3 * labels :]], axis=1)
        chances -= chances.max(axis=1, keepdims=True)
        np.exp(chances, out=chances)
        chances /= chances.sum(axis=1, keepdims=True)
        return chances

    def closing(self, prepared: Floats, words: Ints, starts: Ints) -> Floats:
        """The chance, for each label, that a name of it begun at `starts` ends at `words`."""
        scores = self.inside(prepared, words, starts)
        labels = scores.shape[1] // _ACTIONS
        margin = scores[:, labels : 2 * labels] - scores[:, 2 * labels : 3 * labels]
        ends: Floats = 1 / (1 + np.exp(np.clip(margin, -50, 50)))
        return ends

    def inside(self, prepared: Floats, words: Ints, starts: Ints) -> Floats:
        """Scores of the actions at each of `words` in the names begun at `starts`."""
        return self._scores(prepared[words, 0] + prepared[starts, 1] + prepared[words - 1, 2])

    def _scores(self, states: Floats) -> Floats:
        states += self._roles_bias
        scores: Floats = np.maximum(states[:, 0], states[:, 1]) @ self._actions + self._actions_bias
        return scores


def decoded(
    decoder: Decoder,
    prepared: Floats,
    chances: Floats,
    lengths: Sequence[int],
    groups: Sequence[Sequence[int]],
) -> list[list[Found]]:
    """The names of texts of these lengths; `groups` lists the labels that each kind stands for.

    `prepared` and `chances` are what the decoder made of the words, the latter as `first`.
    """
    labels = sum(map(len, groups))
    ends = np.cumsum(np.asarray(lengths, np.int64))
    begin, alone = chances[:, :labels], chances[:, labels : 2 * labels]
    outside = chances[:, 2 * labels]
    kinds = len(groups)
    of_kind = [
        np.stack([own[:, list(group)].sum(axis=1) for group in groups], axis=1)
        for own in (begin, alone)
    ]
    best = np.concatenate([*of_kind, outside[:, None]], axis=1).argmax(axis=1)
    starts = np.flatnonzero(best < kinds)
    member = np.zeros((kinds, labels), bool)
    for number, group in enumerate(groups):
        member[number, list(group)] = True
    text_ends = np.repeat(ends, lengths)
    closed = _closed(decoder, prepared, starts, member[best[starts]], text_ends)
    until = np.arange(1, len(best) + 1)
    until[starts] = closed
    named = np.flatnonzero(best < 2 * kinds)
    return _by_text(named.tolist(), until, best % kinds, ends.tolist())


def _closed(
    decoder: Decoder,
    prepared: Floats,
    starts: Ints,
    allowed: NDArray[np.bool_],
    text_ends: Ints,
) -> Ints:
    """The word after the last of each begun name."""
    closed = starts + 1
    labels = allowed.shape[1]
    open_ = np.arange(len(starts))
    words = starts + 1
    while len(open_):
        scores = decoder.inside(prepared, words, starts[open_])
        goes_on = _summed(scores[:, labels : 2 * labels], allowed[open_])
        stops = _summed(scores[:, 2 * labels : 3 * labels], allowed[open_])
        done = (stops >= goes_on) | (words + 1 >= text_ends[words])
        closed[open_[done]] = words[done] + 1
        open_, words = open_[~done], words[~done] + 1
    return closed


def _summed(scores: Floats, allowed: NDArray[np.bool_]) -> Floats:
    """The logarithm of what the allowed labels have together."""
    kept = np.where(allowed, scores, _NEVER)
    highest = kept.max(axis=1)
    total: Floats = highest + np.log(np.exp(kept - highest[:, None]).sum(axis=1))
    return total


def _by_text(
    named: Sequence[int], until: Ints, kinds: Ints, ends: Sequence[int]
) -> list[list[Found]]:
    found: list[list[Found]] = [[] for _ in ends]
    text, base, free = 0, 0, 0
    for start in named:
        if start < free:
            continue
        while start >= ends[text]:
            base = ends[text]
            text += 1
        free = int(until[start])
        found[text].append((start - base, free - base, int(kinds[start])))
    return found
