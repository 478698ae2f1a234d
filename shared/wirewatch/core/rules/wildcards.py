"""Words with `*` (any characters, or none) and `?` (exactly one), compared in bounded time."""

from functools import lru_cache


@lru_cache(1 << 14)
def pieces_of(glob: str) -> tuple[str, ...]:
    """Return what stands between the stars; the first and the last piece may be empty."""
    return tuple(glob.split("*"))


def literal_prefix(glob: str) -> str:
    """Return the characters before the first wildcard."""
    ends = [end for end in (glob.find("*"), glob.find("?")) if end >= 0]
    return glob[: min(ends)] if ends else glob


def matches(glob: str, word: str) -> bool:
    """Whether the whole word fits. Time is at most the product of both lengths.

    Each piece is looked for from the left, right behind the piece before it, which finds a way if
    there is one; nothing is tried twice.
    """
    pieces = pieces_of(glob)
    first, last = pieces[0], pieces[-1]
    if len(pieces) == 1:
        return len(word) == len(first) and _stands_at(first, word, 0)
    if len(word) < len(first) + len(last) or not _stands_at(first, word, 0):
        return False
    end = len(word) - len(last)
    if not _stands_at(last, word, end):
        return False
    position = len(first)
    for piece in pieces[1:-1]:
        position = _find(piece, word, position, end)
        if position < 0:
            return False
        position += len(piece)
    return True


def _stands_at(piece: str, word: str, position: int) -> bool:
    if "?" not in piece:
        return word.startswith(piece, position)
    return all(c in ("?", word[position + i]) for i, c in enumerate(piece))


def _find(piece: str, word: str, start: int, end: int) -> int:
    if "?" not in piece:
        return word.find(piece, start, end)
    for position in range(start, end - len(piece) + 1):
        if _stands_at(piece, word, position):
            return position
    return -1
