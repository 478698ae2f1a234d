"""Which share of the articles holds a word: as given, as learnt from them, or presumed."""

from collections import Counter
from collections.abc import Iterable, Mapping

from wirewatch.core.rules.anchors import presumed_frequency

_LEARNING_DOCUMENTS = 2_000
_KNOWN_AFTER = 50
"""Documents after which the share of those that hold a word is better than a presumption."""

_RARE = 1e-4
_MAX_WORDS = 1 << 18


class WordShares:
    """Learns until it has seen enough; nothing where the shares are given."""

    def __init__(self, given: Mapping[str, float] | None = None) -> None:
        self._given = dict(given) if given is not None else None
        self._documents = 0
        self._seen: Counter[str] = Counter()

    @property
    def learns(self) -> bool:
        """Whether the shares are not given."""
        return self._given is None

    @property
    def are_known(self) -> bool:
        """Whether enough was learnt to file rules by it."""
        return self.learns and self._documents >= _KNOWN_AFTER

    def of(self, word: str) -> float:
        """Return the share of a folded word, above 0."""
        if self._given is not None:
            return self._given.get(word, _RARE)
        presumed = presumed_frequency(word)
        if self._documents < _KNOWN_AFTER:
            return presumed
        return (self._seen[word] + 2 * presumed) / (self._documents + 2)

    def learn(self, words: Iterable[str]) -> None:
        """Count the distinct words of one article."""
        if self._given is None and self._documents < _LEARNING_DOCUMENTS:
            self._documents += 1
            if len(self._seen) < _MAX_WORDS:
                self._seen.update(words)
