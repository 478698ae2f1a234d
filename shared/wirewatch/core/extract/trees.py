"""Boosted oblivious decision trees, evaluated with numpy alone.

In an oblivious tree all nodes of one level ask the same question, so a tree of depth d is d
comparisons and one look-up in a table of 2**d numbers (CatBoost's model form, Prokhorenkova et
al. 2018). The arrays come from tests/bench/extraction/train.py.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import IO

import numpy as np
from numpy.typing import NDArray

_AT_ONCE = 2_000
"""Columns evaluated together: a page of 30,000 blocks would else need 200 MB for the answers."""


_HOPELESS = -4.0
"""Log odds of the first of several models below which the others are not asked (p = .018)."""


@dataclass(frozen=True, slots=True)
class Forest:
    """`features` and `borders` are the questions; `asked` (depth, trees) numbers each tree's.

    `leaves` holds the trees' tables one after another. A question that several trees ask is
    answered once.
    """

    features: NDArray[np.intp]
    borders: NDArray[np.float32]
    asked: NDArray[np.intp]
    leaves: NDArray[np.float32]

    def sums(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """The sum of all trees' answers for each column of `rows`."""
        answers = (rows.take(self.features, axis=0, mode="clip") > self.borders).view(np.uint8)
        depth, trees = self.asked.shape
        index = answers.take(self.asked[0], axis=0, mode="clip")
        for level in range(1, depth):
            index |= answers.take(self.asked[level], axis=0, mode="clip") << np.uint8(level)
        first = (np.arange(trees, dtype=np.int32) << depth)[:, None]
        total: NDArray[np.float32] = self.leaves.take(index + first, mode="clip").sum(axis=0)
        return total


@dataclass(frozen=True, slots=True)
class Trees:
    """A model that is the mean of several, each a `Forest`; `bias` is added to their sum."""

    forests: tuple[Forest, ...]
    bias: float
    names: tuple[str, ...]

    def probabilities(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """The probability of the positive class for each column of `rows`, a row per feature.

        Most blocks of a page are hopeless, and one model sees that as well as all of them.
        """
        if rows.shape[1] > _AT_ONCE:
            parts = [rows[:, i : i + _AT_ONCE] for i in range(0, rows.shape[1], _AT_ONCE)]
            return np.concatenate([self.probabilities(part) for part in parts])
        first, *others = self.forests
        total = first.sums(rows) * len(self.forests) + self.bias
        if others:
            open_ones = np.flatnonzero(total > _HOPELESS)
            chosen = rows.take(open_ones, axis=1)
            asked = np.sum([forest.sums(chosen) for forest in others], axis=0)
            total[open_ones] = (
                (total[open_ones] - self.bias) / len(self.forests) + asked + self.bias
            )
        result: NDArray[np.float32] = (1 / (1 + np.exp(-total))).astype(np.float32)
        return result


@cache
def load_trees(name: str) -> Trees:
    """The packaged model `name`, read once."""
    resource = files("wirewatch.core.extract") / "models" / f"{name}.npz"
    with resource.open("rb") as stream:
        return read_trees(stream)


def read_trees(stream: IO[bytes]) -> Trees:
    """A model from the arrays that the training script writes; at most eight levels deep."""
    with np.load(stream, allow_pickle=False) as data:
        members = int(data["members"]) if "members" in data else 1
        features, borders, leaves = (
            np.array_split(data[name], members) for name in ("features", "borders", "leaves")
        )
        return Trees(
            tuple(map(_forest, features, borders, leaves)),
            float(data["bias"]),
            tuple(str(n) for n in data["names"]),
        )


def _forest(
    features: NDArray[np.int16], borders: NDArray[np.float32], leaves: NDArray[np.float32]
) -> Forest:
    pairs = np.stack([features.ravel(), borders.ravel()], axis=1)
    questions, asked = np.unique(pairs, axis=0, return_inverse=True)
    return Forest(
        questions[:, 0].astype(np.intp),
        questions[:, 1:].astype(np.float32),
        np.ascontiguousarray(asked.reshape(features.shape).T),
        leaves.astype(np.float32).ravel(),
    )
