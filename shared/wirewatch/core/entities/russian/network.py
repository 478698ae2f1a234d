"""The network of natasha's news model: words to vectors in context and chances of labels.

The weights are those of the packages slovnet and navec (MIT licence); the layers are computed
here for all words of several texts at once.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from wirewatch.core.entities.scoring.reading import GAP, Floats

LABELS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG")
_CACHED_WORDS = 50_000
_SURE = np.float32(20)
_STRESS = "\u0301"
_FIRST_LABEL = 1
"""The network's first output stands for padding."""


class RussianNetwork:
    """Loads the model (0.9 s, 170 MB). Raises ImportError where natasha is not installed."""

    def __init__(self) -> None:
        from natasha import NewsEmbedding, NewsNERTagger
        from slovnet.shape import word_shape

        infer: Any = NewsNERTagger(NewsEmbedding()).infer
        self._shape = word_shape
        self._encoder, self._embedding = infer.encoder, infer.model.emb
        self._layers = [_folded(layer) for layer in infer.model.encoder.layers]
        head = infer.model.head
        self._out, self._out_bias = head.proj.weight.array, head.proj.bias.array
        self.transitions: Floats = head.crf.transitions.array[_FIRST_LABEL:, _FIRST_LABEL:]
        self._numbers: dict[str, tuple[int, int]] = {}

    def computed(self, words: Sequence[str]) -> tuple[Floats, Floats]:
        """For words with gaps: vectors in context, and a score for each label."""
        held = self._embedded(words)
        gaps = np.array([word == GAP for word in words])
        seen = []
        for weights, bias, scale, shift in self._layers:
            padded = np.pad(held, ((1, 1), (0, 0)))
            window = np.concatenate([padded[:-2], padded[1:-1], padded[2:]], axis=1)
            held = np.maximum(window @ weights + bias, 0) * scale + shift
            held[gaps] = 0
            seen.append(held)
        scores: Floats = (held @ self._out + self._out_bias)[:, _FIRST_LABEL:]
        scores[gaps] = 0
        scores[gaps, LABELS.index("O")] = _SURE
        return np.concatenate(seen[1:], axis=1), scores

    def _embedded(self, words: Sequence[str]) -> Floats:
        numbers = np.array([self._number(word) for word in words], np.int64)
        held: Floats = self._embedding(numbers[None, :, 0], numbers[None, :, 1])[0]
        held[[place for place, word in enumerate(words) if word == GAP]] = 0
        return held

    def _number(self, word: str) -> tuple[int, int]:
        found = self._numbers.get(word)
        if found is None:
            if len(self._numbers) >= _CACHED_WORDS:
                self._numbers.clear()
            encoder = self._encoder
            plain = word.replace(_STRESS, "") or word
            found = self._numbers[word] = (
                (encoder.words_vocab.pad_id, encoder.shapes_vocab.pad_id)
                if word == GAP
                else (
                    encoder.words_vocab.encode(plain.lower()),
                    encoder.shapes_vocab.encode(self._shape(plain)),
                )
            )
        return found


def _folded(layer: Any) -> tuple[Floats, Floats, Floats, Floats]:
    """Weights of a convolution over three words with words as rows, and its normalisation."""
    weights = layer.conv.weight.array.transpose(2, 1, 0)
    scale = layer.norm.weight.array / layer.norm.std.array
    shift = layer.norm.bias.array - layer.norm.mean.array * scale
    rows = np.ascontiguousarray(weights.reshape(-1, weights.shape[2]))
    return rows, layer.conv.bias.array, scale, shift
