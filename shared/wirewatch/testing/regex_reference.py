"""Where a regular expression fits a paragraph, by Python's own engine: the judge of RE2."""

import re
from collections.abc import Iterator

from wirewatch.core.rules import Regex
from wirewatch.core.text import Token

Occurrence = tuple[int, int, int]
"""A paragraph (0 the title), the first and the last word."""


def fits_of(
    regex: Regex, paragraph: int, text: str, row: list[Token]
) -> Iterator[tuple[Occurrence, int, int]]:
    """Yield the words that each fit touches, and its characters."""
    flags = re.DOTALL | re.ASCII | (re.IGNORECASE if regex.ignore_case else 0)
    for match in re.finditer(regex.pattern, text, flags):
        touched = [
            place
            for place, token in enumerate(row)
            if token.start < match.end() and match.start() < token.end
        ]
        if touched and match.end() > match.start() and not _is_cut(row, touched):
            yield (paragraph, touched[0], touched[-1]), match.start(), match.end()


def _is_cut(row: list[Token], places: list[int]) -> bool:
    """Whether one of the words is a piece of an overlong one."""
    touching = [
        (left, left + 1)
        for left in range(len(row) - 1)
        if row[left].end == row[left + 1].start and len(row[left].folded) > 8
    ]
    return any(place in pair for pair in touching for place in places)
