"""The words of Russian texts as razdel cuts them, each piece between spaces cut once."""

import re
from typing import Any

from wirewatch.core.entities.scoring.reading import Bounds

_PIECE = re.compile(r"\S+")
_CACHED_PIECES = 50_000
_LONGEST = 60


class Words:
    """Raises ImportError where natasha is not installed."""

    def __init__(self) -> None:
        from razdel import tokenize

        self._cut: Any = tokenize
        self._known: dict[str, tuple[Bounds, ...]] = {}

    def of(self, text: str) -> list[Bounds]:
        """The bounds of each word, in characters."""
        found: list[Bounds] = []
        for piece in _PIECE.finditer(text):
            start = piece.start()
            found += [(start + begin, start + end) for begin, end in self._bounds(piece.group())]
        return found

    def _bounds(self, piece: str) -> tuple[Bounds, ...]:
        bounds = self._known.get(piece)
        if bounds is None:
            bounds = tuple((word.start, word.stop) for word in self._cut(piece))
            if len(piece) <= _LONGEST:
                if len(self._known) >= _CACHED_PIECES:
                    self._known.clear()
                self._known[piece] = bounds
        return bounds
