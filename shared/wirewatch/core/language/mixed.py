"""Articles in more than one language: what their paragraphs are written in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wirewatch.core.language.detector import detect

_LEAST_LETTERS = 60
_LEAST_CONFIDENCE = 0.9
_LEAST_SHARE = 0.15
_LONGEST_PIECE = 600
_MOST_PIECES = 24


@dataclass(frozen=True, slots=True)
class Share:
    """A language and the share of the text that it has (0..1)."""

    code: str
    share: float


def other_languages(main: str, paragraphs: Sequence[str]) -> tuple[Share, ...]:
    """The languages beside `main` that a good part of the text is in, the largest first.

    Only paragraphs of 60 letters or more are looked at, and only sure answers counted; a language
    needs 15 % of what was looked at. A few quoted words are no second language.
    """
    sizes: dict[str, int] = {}
    for piece in _pieces(paragraphs):
        guess = detect(piece)
        if guess.code != "und" and guess.confidence >= _LEAST_CONFIDENCE:
            sizes[guess.code] = sizes.get(guess.code, 0) + len(piece)
    total = sum(sizes.values())
    return tuple(
        Share(code, round(size / total, 3))
        for code, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0]))
        if code != main and size >= _LEAST_SHARE * total
    )


def _pieces(paragraphs: Sequence[str]) -> Iterable[str]:
    """Paragraphs that are long enough; of very many, evenly spread ones."""
    long = [p for p in paragraphs if len(p) >= _LEAST_LETTERS]
    step = max(1, -(-len(long) // _MOST_PIECES))
    return (p[:_LONGEST_PIECE] for p in long[::step])
