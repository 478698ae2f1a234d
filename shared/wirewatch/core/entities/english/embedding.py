"""What the networks are told of a word: its form, its first letter, its ending and its shape."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.entities.english.hashing import string_key
from wirewatch.core.entities.english.network import WIDTH, Floats, Network

_CACHED_WORDS = 30_000
_LONGEST_SHAPE = 100
_SHAPE_REPEATS = 4
_ENDING = 3
_FORMS = {"n't": "not", "'m": "am", "'ll": "will", "'ve": "have", "'re": "are", "``": '"'}


class WordVectors:
    """Vectors of words without context for every network; those of usual words are remembered.

    `weights` has beside the networks the keys of some names of spaCy's own, which do not follow
    the hash, and of spellings that count as another word (British ones as American).
    """

    def __init__(self, weights: Mapping[str, NDArray[Any]], networks: Sequence[Network]) -> None:
        self._networks = networks
        self._own: dict[int, int] = dict(
            zip(weights["own_keys"].tolist(), weights["own_values"].tolist(), strict=True)
        )
        self._forms: dict[int, int] = dict(
            zip(weights["form_keys"].tolist(), weights["form_values"].tolist(), strict=True)
        )
        self._rows: dict[str, int] = {}
        self._held = [np.zeros((0, WIDTH), np.float32) for _ in networks]

    def of(self, words: Sequence[str]) -> list[Floats]:
        """One array for each network, one row for each word."""
        new = [word for word in dict.fromkeys(words) if word not in self._rows]
        if new:
            if len(self._rows) + len(new) > _CACHED_WORDS:
                self._rows.clear()
                self._held = [held[:0] for held in self._held]
                new = list(dict.fromkeys(words))
            self._add(new)
        places = np.fromiter((self._rows[word] for word in words), np.int64, len(words))
        return [held[places] for held in self._held]

    def _add(self, words: Sequence[str]) -> None:
        keys = [self._key(word) for word in words]
        features = np.array(
            [
                (
                    self._form_key(word, key),
                    self._key(word[0]),
                    self._key(word[-_ENDING:]),
                    self._key(shape(word)),
                )
                for word, key in zip(words, keys, strict=True)
            ],
            np.uint64,
        )
        of_words = np.array(keys, np.uint64)
        self._held = [
            np.concatenate([held, network.embedded(features, of_words)])
            for held, network in zip(self._held, self._networks, strict=True)
        ]
        for word in words:
            self._rows[word] = len(self._rows)

    def _key(self, text: str) -> int:
        key = string_key(text)
        return self._own.get(key, key)

    def _form_key(self, word: str, key: int) -> int:
        form = self._forms.get(key)
        return self._key(_FORMS.get(word, word.lower())) if form is None else form


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
