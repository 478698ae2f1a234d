"""Surnames of people named in full, found wherever else the article has them alone."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from wirewatch.core.entities.entity import Span

_LEAST_LETTERS = 4


def with_surnames(texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> list[list[Span]]:
    """`spans` with the surnames that no span covers, as people, in every text.

    A model that sees `Marlow` alone at the start of a sentence often takes it for a place or for
    nothing; the full name elsewhere in the article tells. A lone span of exactly that surname
    becomes a person, unless the gazetteer knows it.
    """
    surnames = _surnames(texts, spans)
    if not surnames:
        return [list(found) for found in spans]
    pattern = re.compile(
        r"(?<![\w\-])(?:" + "|".join(sorted(map(re.escape, surnames))) + r")(?![\w\-])"
    )
    return [
        _completed(text, found, surnames, pattern) for text, found in zip(texts, spans, strict=True)
    ]


def _surnames(texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> set[str]:
    people: set[str] = set()
    for text, found in zip(texts, spans, strict=True):
        for span in found:
            parts = text[span.start : span.end].split()
            if span.kind == "person" and len(parts) > 1:
                last = parts[-1]
                if len(last) >= _LEAST_LETTERS and last[0].isupper() and not last.isupper():
                    people.add(last)
    return people


def _completed(
    text: str, found: Sequence[Span], surnames: set[str], pattern: re.Pattern[str]
) -> list[Span]:
    kept = [
        replace(span, kind="person")
        if not span.known and text[span.start : span.end] in surnames
        else span
        for span in sorted(found)
    ]
    starts = [span.start for span in kept]
    ends = [span.end for span in kept]
    more = [
        Span(match.start(), match.end(), "person")
        for match in pattern.finditer(text)
        if bisect_right(ends, match.start()) == bisect_left(starts, match.end())
    ]
    return sorted([*kept, *more])
