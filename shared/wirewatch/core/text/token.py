"""A word of a paragraph as everything in wirewatch compares it."""

from typing import NamedTuple


class Token(NamedTuple):
    """One folded word and where it stands in its paragraph's original text.

    `text[start:end]` is the word as written (with a possessive, soft hyphens and marks, if any);
    `sentence` counts from 0 within the paragraph. A named tuple and not a frozen dataclass because
    an article makes hundreds of them and a named tuple is built several times faster.
    """

    folded: str
    start: int
    end: int
    sentence: int
