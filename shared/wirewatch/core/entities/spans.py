"""Spans of one text put in order: trimmed, split and merged with what the gazetteer knows."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from wirewatch.core.entities.entity import Span

_HEAD = re.compile(r"(?:(?:the|a|an)\s+|[\s«\"'“”‘’(\[,.&\-–—])+", re.IGNORECASE)
_TAIL = re.compile(r"(?:['’]s?|[\s»\"'“”‘’)\],.;:!?&\-–—])+$")
_TAIL_CHARACTERS = 200
_POSSESSIVE = re.compile(r"['’]s\s")
_GOES_ON = re.compile(r"!(?:[ \u00a0][^\W\d_])")
_FULL_STOP = re.compile(r"\b[A-Z]\.$|\b(?:Inc|Corp|Ltd|Co|Jr|Sr|St)\.$")


def trimmed(text: str, span: Span) -> Span | None:
    """Without articles, quotes, punctuation and possessive endings; None where nothing is left."""
    start, end = span.start, span.end
    head = _HEAD.match(text, start, end)
    if head:
        start = head.end()
    if not _FULL_STOP.search(text[start:end]):
        # The end alone: from each character of a long run of spaces the whole run would be read.
        last = max(start, end - _TAIL_CHARACTERS)
        tail = _TAIL.search(text[last:end])
        if tail:
            end = last + tail.start()
            # `Yahoo! said`: no sentence ends there.
            going_on = _GOES_ON.match(text, end)
            if going_on and going_on.group()[-1].islower():
                end += 1
    if start >= end or not any(c.isalnum() for c in text[start:end]):
        return None
    if (start, end) == (span.start, span.end):
        return span
    return replace(span, start=start, end=end)


def cleaned(text: str, spans: Sequence[Span], language: str) -> list[Span]:
    """A model's spans without what cannot be a name, cut at a possessive (`Trump’s Doha`)."""
    found = []
    for span in spans:
        cut = _POSSESSIVE.search(text, span.start, span.end)
        if cut and language == "en" and span.kind == "person":
            span = replace(span, end=cut.start())
        own = trimmed(text, span)
        if own is None:
            continue
        surface = text[own.start : own.end]
        if surface == surface.lower() != surface.upper() or "\n" in surface:
            continue
        # Web addresses and the handles of social networks have capitals, but are no names.
        if surface.isdigit() or len(surface) > 120 or "://" in surface or "@" in surface:
            continue
        found.append(own)
    return found


def merged(guessed: Sequence[Span], known: Sequence[Span]) -> list[Span]:
    """Both lists, each without overlaps, as one without overlaps, in order.

    A known name replaces guesses that it covers or equals; inside a longer guess it gives way
    (`Bank of England`), except where the guess only put more words around a name of its own kind.
    """
    ordered = sorted(known)
    starts = [span.start for span in ordered]
    ends = [span.end for span in ordered]
    given_way: set[int] = set()
    kept = []
    for guess in guessed:
        places = range(bisect_right(ends, guess.start), bisect_left(starts, guess.end))
        overlapping = [ordered[place] for place in places]
        wider = all(
            guess.start <= span.start
            and span.end <= guess.end
            and span.end - span.start < guess.end - guess.start
            for span in overlapping
        )
        if wider and not any(span.kind == guess.kind == "person" for span in overlapping):
            given_way.update(places)
            kept.append(guess)
    kept += [span for place, span in enumerate(ordered) if place not in given_way]
    return sorted(kept)
