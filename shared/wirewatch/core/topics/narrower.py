"""What an article is about more narrowly: the terms below the topics that it has."""

from collections.abc import Sequence

from wirewatch.core.topics.topic import NARROWER_TOPICS, Topic
from wirewatch.core.topics.word_finding import TITLE_WEIGHT, Hit

_SATURATION = 3.0
_SURE_WEIGHT = 1.0
_LEAST_SHARE = 0.5
"""The least share of the evidence for all terms below the same topic."""
_LEAST_STRENGTH = 0.45
_LEAST_ABOVE = 0.25
"""The least score of the topic above."""
_EVIDENCE_WORDS = 8


def narrower_topics(found: Sequence[Hit], topics: Sequence[Topic]) -> list[Topic]:
    """The terms below the topics of an article that its words speak for, by topic.

    `found` are the words of the lexicon for such terms. A term needs two different words or one in
    the title, one of them a sure one, and a good share of the evidence for the terms beside it.
    Its score is that of the topic above it, lessened by both its share and its strength.
    """
    by_code: dict[str, list[Hit]] = {}
    for hit in found:
        by_code.setdefault(hit.code, []).append(hit)
    narrower = []
    for topic in (topic for topic in topics if topic.score >= _LEAST_ABOVE):
        below = {
            code: hits for code, hits in by_code.items() if NARROWER_TOPICS[code][0] == topic.code
        }
        total = sum(hit.value for hits in below.values() for hit in hits)
        for code, hits in sorted(below.items()):
            value = sum(hit.value for hit in hits)
            strength = value / (value + _SATURATION)
            share = value / total
            if share >= _LEAST_SHARE and strength >= _LEAST_STRENGTH and _is_evident(hits):
                score = round(topic.score * share * strength, 4)
                narrower.append(Topic(code, NARROWER_TOPICS[code][1], score, _evidence(hits)))
    return narrower


def _is_evident(hits: Sequence[Hit]) -> bool:
    sure = any(hit.weight >= _SURE_WEIGHT for hit in hits)
    return sure and (len(hits) > 1 or hits[0].place == TITLE_WEIGHT)


def _evidence(hits: Sequence[Hit]) -> tuple[str, ...]:
    ranked = sorted((-hit.value, hit.surface) for hit in hits)
    return tuple(surface for _, surface in ranked[:_EVIDENCE_WORDS])
