"""One network: words to vectors in context, as spaCy's `MaxoutWindowEncoder` computes them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.entities.english.hashing import Keys, four_rows

Floats = NDArray[np.float32]

WIDTH = 96
"""Numbers that stand for a word, before and after its context is mixed in."""

_PIECES = 3
_LAYERS = 4
_FIRST_SEED = 8
_PADDING = 4
"""Empty places between texts: one for each layer, so that no text sees the next."""
_TINY = np.float32(1e-8)


class Network:
    """Four layers, each mixing a word with its two neighbours: nine words are seen in all.

    Raises KeyError where `weights` (from the shipped file, by name) lack a part.
    """

    def __init__(self, weights: Mapping[str, NDArray[Any]], prefix: str) -> None:
        def part(name: str) -> NDArray[Any]:
            return weights[f"{prefix}_{name}"]

        self._tables = [(part(f"table{n}"), part(f"table{n}_scale")) for n in range(4)]
        self._layers = [
            (part(f"layer{n}").astype(np.float32), part(f"layer{n}_bias").astype(np.float32))
            for n in range(_LAYERS + 1)
        ]
        self._norms = [part(f"norm{n}").astype(np.float32) for n in range(_LAYERS + 1)]
        self._vectors: tuple[NDArray[Any], NDArray[Any]] | None = None
        if f"{prefix}_vectors" in weights:
            self._vectors = part("vectors"), part("vectors_scale")
            self._vector_keys = np.cumsum(part("vector_steps"), dtype=np.uint32)
            self._vector_rows = part("vector_rows")

    def embedded(self, features: Keys, words: Keys) -> Floats:
        """Vectors of words without context, from the keys of their four features and of them."""
        parts = []
        for number, (table, scale) in enumerate(self._tables):
            rows = four_rows(features[:, number], _FIRST_SEED + number, len(table))
            parts.append((table[rows] * scale[rows][..., None]).sum(axis=1, dtype=np.float32))
        if self._vectors is not None:
            parts.append(self._known(words))
        return self._layer(np.concatenate(parts, axis=1), 0)

    def _known(self, words: Keys) -> Floats:
        assert self._vectors is not None
        values, scale = self._vectors
        short = (words >> np.uint64(32)).astype(np.uint32)
        places = np.minimum(np.searchsorted(self._vector_keys, short), len(self._vector_keys) - 1)
        rows = self._vector_rows[places]
        found = self._vector_keys[places] == short
        known: Floats = (values[rows] * (scale[rows] * found)[:, None]).astype(np.float32)
        return known

    def in_context(self, embedded: Floats, lengths: Sequence[int]) -> Floats:
        """The vectors of all words of texts of these lengths, one after the other."""
        count = len(embedded)
        offsets = np.repeat(_PADDING * np.arange(1, len(lengths) + 1), lengths)
        places = np.arange(count) + offsets + 1
        total = count + _PADDING * (len(lengths) + 1)
        held = np.zeros((total + 2, WIDTH), np.float32)
        held[places] = embedded
        window = np.empty((total, 3 * WIDTH), np.float32)
        for number in range(1, _LAYERS + 1):
            window[:, :WIDTH] = held[:-2]
            window[:, WIDTH : 2 * WIDTH] = held[1:-1]
            window[:, 2 * WIDTH :] = held[2:]
            held[1:-1] += self._layer(window, number)
        result: Floats = held[places]
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
