"""Which of many wildcards a word fits, without trying each.

A wildcard is filed under its letters before the first sign, those after the last, or two letters
from its middle; a word is looked up under each of its beginnings, endings and pairs of letters. The
answer for a word is remembered until a wildcard comes or goes.
"""

from collections import Counter
from collections.abc import Set

from wirewatch.core.rules.wildcards import literal_prefix, matches

_MAX_REMEMBERED = 1 << 17
_MIDDLE = 2


class WildIndex:
    """A set of wildcards (with `*` and `?`)."""

    def __init__(self) -> None:
        self._starting: dict[str, dict[str, None]] = {}
        self._ending: dict[str, dict[str, None]] = {}
        self._within: dict[str, dict[str, None]] = {}
        self._filed = {"<": self._starting, ">": self._ending, "-": self._within}
        self._lengths: dict[str, dict[str, Counter[int]]] = {"<": {}, ">": {}}
        self._remembered: dict[str, tuple[str, ...]] = {}  # words that fit any
        self._unfit: set[str] = set()  # words that fit none
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, glob: str) -> None:
        """Add a wildcard that is not there yet."""
        sign, letters = _place(glob)
        self._filed[sign].setdefault(letters, {})[glob] = None
        if sign in self._lengths:
            end = letters[:_MIDDLE] if sign == "<" else letters[-_MIDDLE:]
            self._lengths[sign].setdefault(end, Counter())[len(letters)] += 1
        self._count += 1
        self._forget()

    def remove(self, glob: str) -> None:
        """Remove a wildcard that is there."""
        sign, letters = _place(glob)
        filed = self._filed[sign]
        del filed[letters][glob]
        if not filed[letters]:
            del filed[letters]
        if sign in self._lengths:
            end = letters[:_MIDDLE] if sign == "<" else letters[-_MIDDLE:]
            lengths = self._lengths[sign][end]
            lengths[len(letters)] -= 1
            if not lengths[len(letters)]:
                del lengths[len(letters)]
            if not lengths:
                del self._lengths[sign][end]
        self._count -= 1
        self._forget()

    def _forget(self) -> None:
        self._remembered.clear()
        self._unfit.clear()

    def fitting(self, words: Set[str]) -> set[str]:
        """Return the wildcards that fit any of the words."""
        found: set[str] = set()
        remembered, unfit = self._remembered, self._unfit
        for word in words - unfit:
            globs = remembered.get(word)
            if globs is None:
                globs = self.of(word)
                if len(remembered) + len(unfit) >= _MAX_REMEMBERED:
                    self._forget()
                if globs:
                    remembered[word] = globs
                else:
                    unfit.add(word)
            found.update(globs)
        return found

    def of(self, word: str) -> tuple[str, ...]:
        """Return the wildcards that a word fits, found anew."""
        found: list[str] = []
        size, starting, ending = len(word), self._starting, self._ending
        for length in self._lengths["<"].get(word[:_MIDDLE], ()):
            if length <= size and (globs := starting.get(word[:length])):
                found += [glob for glob in globs if matches(glob, word)]
        for length in self._lengths[">"].get(word[-_MIDDLE:], ()):
            if length <= size and (globs := ending.get(word[size - length :])):
                found += [glob for glob in globs if matches(glob, word)]
        if self._within:
            pieces = {word[start : start + _MIDDLE] for start in range(size - _MIDDLE + 1)}
            tried = [glob for piece in (*pieces, "") for glob in self._within.get(piece, ())]
            found += [glob for glob in tried if matches(glob, word)]
        return tuple(found)


def _place(glob: str) -> tuple[str, str]:
    prefix = literal_prefix(glob)
    suffix = literal_prefix(glob[::-1])[::-1]
    if len(prefix) >= _MIDDLE and len(prefix) >= len(suffix):
        return "<", prefix
    if len(suffix) >= _MIDDLE:
        return ">", suffix
    for piece in glob.replace("?", "*").split("*"):
        if len(piece) >= _MIDDLE:
            return "-", piece[:_MIDDLE]
    return "-", ""
