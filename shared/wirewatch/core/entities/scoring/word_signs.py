"""What the form of a word and lists of words say about it, without its context."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from wirewatch.core.entities.scoring.reading import Floats
from wirewatch.core.entities.scoring.word_rows import WordRows

_FORMS = 12


class WordSigns:
    """A row of numbers for each word: its form, the lists that have it, its ending.

    `lists` are sets of lower-case words by name, after `stem`; `alone` are words that are a sign
    each; `endings` tell of a capital word's kind, `small_endings` of a small one's part of speech.
    """

    def __init__(
        self,
        lists: Mapping[str, frozenset[str]],
        alone: Sequence[str],
        endings: Sequence[str],
        stem: Callable[[str], str] = str,
        small_endings: Sequence[str] = (),
    ) -> None:
        self._lists = list(lists.values())
        self._alone = {word: number for number, word in enumerate(alone)}
        self._endings = [tuple(group.split("|")) for group in endings]
        self._small_endings = [tuple(group.split("|")) for group in small_endings]
        self.width = _FORMS + len(lists) + len(alone) + len(endings) + len(small_endings)
        self._stem = stem
        self._rows = WordRows(self.width, self._made)

    def of(self, words: Sequence[str]) -> Floats:
        """A row for each word."""
        return self._rows.of(words)

    def _made(self, words: Sequence[str]) -> Floats:
        return np.array([self._signs(word) for word in words], np.float32)

    def _signs(self, word: str) -> list[float]:
        lower = word.lower()
        signs = [*_form(word)]
        bare = self._stem(lower)
        signs += [bare in words for words in self._lists]
        alone = [0.0] * len(self._alone)
        if lower in self._alone:
            alone[self._alone[lower]] = 1.0
        capital = word[0].isupper() and len(word) > 4
        small = word.islower() and len(word) > 3
        return [
            *signs,
            *alone,
            *(capital and lower.endswith(group) for group in self._endings),
            *(small and lower.endswith(group) for group in self._small_endings),
        ]


def _form(word: str) -> list[float]:
    letters = word.isalpha()
    upper = word.isupper()
    return [
        word[0].isupper(),
        upper and len(word) > 1,
        upper and len(word) == 1,
        len(word) == 2 and upper and word[1] == ".",
        word[0].isdigit(),
        word[0].islower(),
        letters and not upper and word[1:] != word[1:].lower(),
        not any(map(str.isalnum, word)),
        "-" in word,
        "." in word and len(word) > 1,
        min(len(word), 12) / 12,
        word.isdigit() and len(word) == 4,
    ]
