"""One network: words to vectors in context, as spaCy's `MaxoutWindowEncoder` computes them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.entities.english.hashing import Keys, four_rows
from wirewatch.core.entities.english.runs import widened

Floats = NDArray[np.float32]

WIDTH = 96
"""Numbers that stand for a word, before and after its context is mixed in."""

_PIECES = 3
_LAYERS = 4
_FIRST_SEED = 8
_PADDING = 4
"""Empty places between texts: one for each layer, so that no text sees the next."""
_WINDOW = np.array([-1, 0, 1])
_TINY = np.float32(1e-8)


class Network:
    """Four layers, each mixing a word with its two neighbours: nine words are seen in all.

    Raises KeyError where `weights` (from the shipped file, by name) lack a part.
    """

    def __init__(self, weights: Mapping[str, NDArray[Any]]) -> None:
        part = weights.__getitem__
        self._tables = [(part(f"table{n}"), part(f"table{n}_scale")) for n in range(4)]
        self._layers = [
            (part(f"layer{n}").astype(np.float32), part(f"layer{n}_bias").astype(np.float32))
            for n in range(_LAYERS + 1)
        ]
        self._norms = [part(f"norm{n}").astype(np.float32) for n in range(_LAYERS + 1)]
        self._vectors = part("vectors"), part("vectors_scale")
        self._vector_keys = np.cumsum(part("vector_steps"), dtype=np.uint32)
        self._vector_rows = part("vector_rows")

    def embedded(self, features: Keys, words: Keys) -> Floats:
        """Vectors of words without context, from the keys of their four features and of them."""
        parts = []
        for number, (table, scale) in enumerate(self._tables):
            rows = four_rows(features[:, number], _FIRST_SEED + number, len(table))
            parts.append((table[rows] * scale[rows][..., None]).sum(axis=1, dtype=np.float32))
        parts.append(self._known(words))
        return self._layer(np.concatenate(parts, axis=1), 0)

    def _known(self, words: Keys) -> Floats:
        values, scale = self._vectors
        short = (words >> np.uint64(32)).astype(np.uint32)
        places = np.minimum(np.searchsorted(self._vector_keys, short), len(self._vector_keys) - 1)
        rows = self._vector_rows[places]
        found = self._vector_keys[places] == short
        known: Floats = (values[rows] * (scale[rows] * found)[:, None]).astype(np.float32)
        return known

    def in_context(
        self, embedded: Floats, lengths: Sequence[int], kept: NDArray[np.bool_]
    ) -> Floats:
        """The vectors of the `kept` words of texts of these lengths, one after the other.

        `embedded` has a row for every word. Each layer is computed only where a kept word sees it.
        """
        count = len(embedded)
        places = np.arange(count) + np.repeat(_PADDING * np.arange(1, len(lengths) + 1), lengths)
        held = np.zeros((count + _PADDING * (len(lengths) + 1), WIDTH), np.float32)
        held[places] = embedded
        seen = np.zeros(len(held), bool)
        seen[places[kept]] = True
        for number in range(1, _LAYERS + 1):
            rows = np.flatnonzero(widened(seen, _LAYERS - number))
            held[rows] += self._layer(held[rows[:, None] + _WINDOW].reshape(len(rows), -1), number)
        result: Floats = held[seen]
        return result

    def _layer(self, given: Floats, number: int) -> Floats:
        weights, bias = self._layers[number]
        values = (given @ weights + bias).reshape(len(given), _PIECES, WIDTH)
        best = np.maximum(np.maximum(values[:, 0], values[:, 1]), values[:, 2])
        best -= best.mean(axis=1, keepdims=True)
        spread = np.einsum("ij,ij->i", best, best) / np.float32(WIDTH) + _TINY
        best *= (1 / np.sqrt(spread))[:, None]
        gain, shift = self._norms[number]
        best *= gain
        best += shift
        result: Floats = best
        return result
