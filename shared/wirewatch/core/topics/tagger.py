"""Tags an article with Media Topics by a weighted lexicon of stems and by what its words mean."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wirewatch.core.topics.lexicon import lexicon, lexicon_languages
from wirewatch.core.topics.narrower import narrower_topics
from wirewatch.core.topics.stems import is_unspaced
from wirewatch.core.topics.topic import COMMONNESS, MEDIA_TOPICS, Topic
from wirewatch.core.topics.word_finding import (
    SURE_WEIGHT,
    Hit,
    Words,
    hits,
    hits_unspaced,
    stands_in_title,
)
from wirewatch.core.topics.word_votes import Vote, WordVotes, word_votes

_READ_CHARACTERS = 6000
_SATURATION = 3.0
_ONLY_VAGUE = 0.5
"""What the evidence for a topic is worth that has vague words only, such as energy or light."""
_LONG_TEXT_CHARACTERS = 600
"""In a text of this length some vague words stand by chance."""
_SECOND_EVIDENCE = 3
_LEAST_OF_BEST = 0.2
"""The least share of the best topic's score."""
_COMMONNESS_POWER = 0.25
"""How much the commonness of a topic counts beside the words: a mild prior."""
_PRIOR = {
    code: (share / max(COMMONNESS.values())) ** _COMMONNESS_POWER
    for code, share in COMMONNESS.items()
}
_EVIDENCE_WORDS = 8
_LEAST_LISTED = 0.01
"""What `scores` leaves out: a topic that nothing but the doubt of a vote speaks for."""


@dataclass(frozen=True, slots=True)
class _Floors:
    """The least score of a topic, and of one that has much evidence."""

    score: float
    second_score: float


_FLOORS_BY_LEXICON = _Floors(0.14, 0.07)
_FLOORS_WITH_VOTES = _Floors(0.16, 0.12)

_UNHEARD = 1.0
"""Evidence that the lexicon is taken to have for every topic where words vote too, so that a
topic without a word of the lexicon can still be found."""
_HEARD_POWER = 0.7
_VOTED_COMMONNESS_POWER = 0.5
_EVENNESS = 0.85
"""Below 1, a clear first topic leaves more of the score to a second one that is there too."""
_CODES = tuple(MEDIA_TOPICS)
_LOG_COMMONNESS = _VOTED_COMMONNESS_POWER * np.log(
    np.array([COMMONNESS[code] / sum(COMMONNESS.values()) for code in _CODES])
)


class TopicTagger:
    """Finds the topics of an article; an article may have several or none.

    Words of the title count three times, those of the lead half more; a word that comes again adds
    less each time. By the lexicon alone a topic's score is its share of all evidence, lessened
    where there is little evidence at all, and for topics that news is seldom about. Where the
    language has a table of word votes, the lexicon's evidence, the votes and the commonness of
    the topics are multiplied, and the score is the share of the product.
    """

    version = "lexicon-6 votes-2"

    def __init__(self, votes: Mapping[str, WordVotes] | None = None) -> None:
        """`votes` are tables by language instead of those of the package: for measuring."""
        self._votes = votes.get if votes is not None else word_votes

    @property
    def languages(self) -> frozenset[str]:
        """The languages that can be tagged; articles in others get no topics."""
        return lexicon_languages()

    def tag(self, title: str, paragraphs: Sequence[str], language: str) -> tuple[Topic, ...]:
        """The topics with enough evidence, best first, and the narrower ones below them.

        Enough is a good share of all evidence from two different words or from the title, or a
        smaller share from three different words, as in a war report that is about politics too;
        a topic far behind the best one is none, nor is, in a text of some length, one for which
        nothing but vague words speaks.
        """
        primary = _primary(language)

        found = self._found(title, paragraphs, primary)
        if not found.scored:
            return ()
        floors = _FLOORS_BY_LEXICON if found.vote is None else _FLOORS_WITH_VOTES

        is_long = sum(map(len, paragraphs)) > _LONG_TEXT_CHARACTERS

        def is_shown(topic: Topic) -> bool:
            if is_long and topic.code not in found.sure:
                return False
            if topic.score >= floors.score:
                return len(topic.evidence) > 1 or any(
                    stands_in_title(word, title, primary) for word in topic.evidence
                )
            return len(topic.evidence) >= _SECOND_EVIDENCE

        least = max(floors.second_score, max(found.scored.values()) * _LEAST_OF_BEST)
        shown = list(filter(is_shown, found.topics(least)))
        shown += narrower_topics(found.below, shown)
        return tuple(sorted(shown, key=lambda topic: -topic.score))

    def scores(self, title: str, paragraphs: Sequence[str], language: str) -> tuple[Topic, ...]:
        """Every one of the 17 topics with any evidence, best first, whatever its score."""
        return self._found(title, paragraphs, _primary(language)).topics(_LEAST_LISTED)

    def _found(self, title: str, paragraphs: Sequence[str], primary: str) -> "_Found":
        known = lexicon(primary)
        if known is None:
            return _Found({}, (), ())
        body = "\n".join(paragraphs)[:_READ_CHARACTERS]
        if is_unspaced(primary):
            return _by_lexicon(hits_unspaced(title, body, known))
        words = Words(title, body)
        votes = self._votes(primary)
        found = hits(words, known)
        if votes is None:
            return _by_lexicon(found)
        return _by_both(found, votes.vote(words.weights()), words)


def _primary(language: str) -> str:
    return language.replace("_", "-").split("-")[0].casefold()


@dataclass(frozen=True, slots=True)
class _Found:
    """The score of each of the 17 topics, and what it rests on; `below` are words for others."""

    scored: Mapping[str, float]
    hits: Sequence[Hit]
    below: Sequence[Hit]
    vote: Vote | None = None
    words: Words | None = None

    @property
    def sure(self) -> frozenset[str]:
        """The topics that more than vague words speak for; where words vote, all may."""
        return frozenset(self.scored) if self.vote else _sure(self.hits)

    def topics(self, least: float) -> tuple[Topic, ...]:
        """The topics with evidence and no less than this score, best first."""
        by_code: dict[str, list[tuple[float, str]]] = {}
        for hit in self.hits:
            by_code.setdefault(hit.code, []).append((-hit.value, hit.surface))
        scored = {code: round(score, 4) for code, score in self.scored.items()}
        order = sorted((code for code in scored if scored[code] >= least), key=_best_first(scored))
        return tuple(
            Topic(code, MEDIA_TOPICS[code], scored[code], evidence)
            for code in order
            if (evidence := self._evidence(code, by_code.get(code, ())))
        )

    def _evidence(self, code: str, heard: Sequence[tuple[float, str]]) -> tuple[str, ...]:
        evidence = [surface for _, surface in sorted(heard)[:_EVIDENCE_WORDS]]
        if self.vote and self.words and len(evidence) < _EVIDENCE_WORDS:
            known = {part for surface in evidence for part in surface.casefold().split()}
            voted = self.vote.evidence(code, _EVIDENCE_WORDS)
            evidence += [self.words.surface(word) for word in voted if word not in known]
        return tuple(evidence[:_EVIDENCE_WORDS])


def _best_first(scored: Mapping[str, float]) -> Callable[[str], tuple[float, str]]:
    return lambda code: (-scored[code], code)


def _by_lexicon(found: Sequence[Hit]) -> _Found:
    top, below = _by_level(found)
    sums = _sums(top)
    total = sum(sums.values())
    certainty = total / (total + _SATURATION) / total if total else 0.0
    scored = {code: value * _PRIOR[code] * certainty for code, value in sums.items()}
    return _Found(scored, top, below)


def _by_both(found: Sequence[Hit], vote: Vote, words: Words) -> _Found:
    top, below = _by_level(found)
    sums = _sums(top)
    heard = _HEARD_POWER * np.log([_UNHEARD + sums.get(code, 0.0) for code in _CODES])
    together = _EVENNESS * (heard + vote.leanings + _LOG_COMMONNESS)
    shares = np.exp(together - together.max())
    shares /= shares.sum()
    return _Found(dict(zip(_CODES, shares.tolist(), strict=True)), top, below, vote, words)


def _by_level(found: Sequence[Hit]) -> tuple[list[Hit], list[Hit]]:
    top: list[Hit] = []
    below: list[Hit] = []
    for hit in found:
        (top if hit.code in MEDIA_TOPICS else below).append(hit)
    return top, below


def _sums(found: Sequence[Hit]) -> dict[str, float]:
    """The evidence of the lexicon for each topic that it has any for."""
    sums: dict[str, float] = {}
    for hit in found:
        sums[hit.code] = sums.get(hit.code, 0.0) + hit.value
    sure = _sure(found)
    return {code: value if code in sure else value * _ONLY_VAGUE for code, value in sums.items()}


def _sure(found: Sequence[Hit]) -> frozenset[str]:
    return frozenset(hit.code for hit in found if hit.weight >= SURE_WEIGHT)
