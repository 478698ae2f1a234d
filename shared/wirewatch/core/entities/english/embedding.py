"""What the network is told of a word: its form, its first letter, its ending and its shape."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.entities.english.hashing import string_key
from wirewatch.core.entities.english.network import WIDTH, Floats, Network
from wirewatch.core.entities.scoring.word_rows import WordRows

_KEPT_PARTS = 1 << 13
"""First letters, endings and shapes whose keys are remembered: words share them."""
_LONGEST_SHAPE = 100
_SHAPE_REPEATS = 4
_ENDING = 3
_FORMS = {"n't": "not", "'m": "am", "'ll": "will", "'ve": "have", "'re": "are", "``": '"'}


class WordVectors:
    """Vectors of words without context; those of usual words are remembered.

    `weights` has beside the network the keys of some names of spaCy's own, which do not follow
    the hash, and of spellings that count as another word (British ones as American).
    """

    def __init__(self, weights: Mapping[str, NDArray[Any]], network: Network) -> None:
        self._network = network
        self._own: dict[int, int] = dict(
            zip(weights["own_keys"].tolist(), weights["own_values"].tolist(), strict=True)
        )
        self._forms: dict[int, int] = dict(
            zip(weights["form_keys"].tolist(), weights["form_values"].tolist(), strict=True)
        )
        self._rows = WordRows(WIDTH, self._made)
        self._part_key = lru_cache(_KEPT_PARTS)(self._key)

    def of(self, words: Sequence[str]) -> Floats:
        """One row for each word."""
        return self._rows.of(words)

    def _made(self, words: Sequence[str]) -> Floats:
        keys = [self._key(word) for word in words]
        features = np.array(
            [
                (
                    self._form_key(word, key),
                    self._part_key(word[0]),
                    self._part_key(word[-_ENDING:]),
                    self._part_key(shape(word)),
                )
                for word, key in zip(words, keys, strict=True)
            ],
            np.uint64,
        )
        return self._network.embedded(features, np.array(keys, np.uint64))

    def _key(self, text: str) -> int:
        key = string_key(text)
        return self._own.get(key, key)

    def _form_key(self, word: str, key: int) -> int:
        form = self._forms.get(key)
        if form is not None:
            return form
        plain = _FORMS.get(word, word.lower())
        return key if plain == word else self._key(plain)


def shape(word: str) -> str:
    """`Xxxxx-dd` for `Kabul-24`: a kind of character more than four times running is cut."""
    if len(word) >= _LONGEST_SHAPE:
        return "LONG"
    signs: list[str] = []
    last, repeats = "", 0
    for character in word:
        if character.isalpha():
            sign = "X" if character.isupper() else "x"
        else:
            sign = "d" if character.isdigit() else character
        repeats = repeats + 1 if sign == last else 0
        last = sign
        if repeats < _SHAPE_REPEATS:
            signs.append(sign)
    return "".join(signs)
