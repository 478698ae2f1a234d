"""Facets and volume, counted from articles that were verified."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from wirewatch.adapters.storing.kept import milliseconds
from wirewatch.adapters.storing.volume import fill, interval_ms
from wirewatch.core.ports import Count, Overview
from wirewatch.events import ArticleGrouped

FACET_VALUES = 10


def overview_of(found: Sequence[ArticleGrouped], buckets: int, *, candidates: int) -> Overview:
    """The overview of exactly these articles, out of so many candidates."""
    facets = {
        "language": _facet(found, lambda g: [g.article.language.code]),
        "site": _facet(found, lambda g: [g.article.site]),
        "entity": _facet(found, lambda g: [e.name for e in g.article.entities]),
        "topic": _facet(found, lambda g: [t.name for t in g.article.topics]),
    }
    if not found:
        return Overview(0, facets, candidates=candidates)
    times = [milliseconds(g.article.accepted_at) for g in found]
    length = interval_ms(min(times), max(times), buckets)
    bars = Counter(time // length * length for time in times)
    return Overview(len(found), facets, fill(bars, length), candidates=candidates)


def _facet(
    found: Iterable[ArticleGrouped], values: Callable[[ArticleGrouped], Iterable[str]]
) -> tuple[Count, ...]:
    counts = Counter(value for grouped in found for value in set(values(grouped)))
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Count(value, count) for value, count in ordered[:FACET_VALUES])
