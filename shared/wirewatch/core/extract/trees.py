"""Boosted oblivious decision trees, evaluated with numpy alone.

In an oblivious tree all nodes of one level ask the same question, so a tree of depth d is d
comparisons and one look-up in a table of 2**d numbers (CatBoost's model form, Prokhorenkova et
al. 2018). The arrays come from tests/bench/extraction/train.py.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Trees:
    """`features` and `borders` are (trees, depth), `leaves` is (trees, 2**depth)."""

    features: NDArray[np.int32]
    borders: NDArray[np.float32]
    leaves: NDArray[np.float32]
    bias: float
    names: tuple[str, ...]

    def probabilities(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """The probability of the positive class for each row."""
        trees, depth = self.features.shape
        used, inverse = np.unique(self.features, return_inverse=True)
        inverse = inverse.reshape(trees, depth)
        compact = np.ascontiguousarray(rows[:, used].T)
        index = np.zeros((trees, rows.shape[0]), dtype=np.int32)
        for level in range(depth):
            index += (compact[inverse[:, level]] > self.borders[:, level, None]) << level
        index += (np.arange(trees, dtype=np.int32) << depth)[:, None]
        total = self.leaves.ravel()[index].sum(axis=0) + self.bias
        result: NDArray[np.float32] = (1 / (1 + np.exp(-total))).astype(np.float32)
        return result


@cache
def load_trees(name: str) -> Trees:
    """The packaged model `name`, read once."""
    resource = files("wirewatch.core.extract") / "models" / f"{name}.npz"
    with resource.open("rb") as stream, np.load(stream, allow_pickle=False) as data:
        return Trees(
            data["features"].astype(np.int32),
            data["borders"].astype(np.float32),
            data["leaves"].astype(np.float32),
            float(data["bias"]),
            tuple(str(n) for n in data["names"]),
        )
