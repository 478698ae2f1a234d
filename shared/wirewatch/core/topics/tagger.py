"""Tags an article with Media Topics by a weighted lexicon of stems."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from wirewatch.core.topics.lexicon import (
    LEAST_BEGINNING,
    OPENING,
    Lexicon,
    lexicon,
    lexicon_languages,
)
from wirewatch.core.topics.stems import folded, is_unspaced, stem
from wirewatch.core.topics.topic import COMMONNESS, MEDIA_TOPICS, Topic

_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f\u0900-\u0963\u200c]+[^\W\d_]*)*")
_TITLE_WEIGHT = 3.0
_LEAD_WORDS = 60
_LEAD_WEIGHT = 1.5
_READ_CHARACTERS = 6000
_REPEAT_GAIN = 0.35
_REPEATS_COUNTED = 5
_SATURATION = 3.0
_SURE_WEIGHT = 1.0
_ONLY_VAGUE = 0.5
"""What the evidence for a topic is worth that has vague words only, such as energy or light."""
_LEAST_SCORE = 0.14
_LEAST_SECOND_SCORE = 0.07
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
_ARABIC_PARTICLES = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ل", "ف")
_COMPOUNDING = frozenset({"de", "nl", "sv", "da", "no", "fi"})


class TopicTagger:
    """Finds the topics of an article; an article may have several or none.

    Words of the title count three times, those of the lead half more; a word that comes again adds
    less each time. A topic's score is its share of all evidence, lessened where there is little
    evidence at all, and for topics that news is seldom about.
    """

    version = "lexicon-3"

    @property
    def languages(self) -> frozenset[str]:
        """The languages that can be tagged; articles in others get no topics."""
        return lexicon_languages()

    def tag(self, title: str, paragraphs: Sequence[str], language: str) -> tuple[Topic, ...]:
        """The topics with enough evidence, best first.

        Enough is a good share of all evidence from two different words or from the title, or a
        smaller share from three different words, as in a war report that is about politics too;
        a topic far behind the best one is none.
        """
        primary = _primary(language)
        heading = title.casefold()
        in_title = {stem(word.group(), primary) for word in _WORD.finditer(title)}

        def stands_in_title(word: str) -> bool:
            return word.casefold() in heading or stem(word, primary) in in_title

        def is_shown(topic: Topic) -> bool:
            if topic.score >= _LEAST_SCORE:
                return len(topic.evidence) > 1 or any(map(stands_in_title, topic.evidence))
            return topic.score >= _LEAST_SECOND_SCORE and len(topic.evidence) >= _SECOND_EVIDENCE

        scored = self.scores(title, paragraphs, primary)
        least = scored[0].score * _LEAST_OF_BEST if scored else 0.0
        return tuple(topic for topic in scored if topic.score >= least and is_shown(topic))

    def scores(self, title: str, paragraphs: Sequence[str], language: str) -> tuple[Topic, ...]:
        """Every topic with any evidence, best first, whatever its score."""
        words = lexicon(_primary(language))
        if words is None:
            return ()
        body = "\n".join(paragraphs)[:_READ_CHARACTERS]
        hits: dict[tuple[str, str], tuple[float, int, str, float]] = {}
        for part, surface, key, code, weight in _found(title, body, words):
            best, count, first, _ = hits.get((code, key), (0.0, 0, surface, weight))
            hits[code, key] = (max(best, part), count + 1, first, weight)
        by_code: dict[str, list[tuple[float, str]]] = {}
        for (code, _), (part, count, surface, weight) in hits.items():
            repeats = min(count - 1, _REPEATS_COUNTED)
            by_code.setdefault(code, []).append(
                (weight * part * (1 + _REPEAT_GAIN * repeats), surface)
            )
        sums = {code: sum(value for value, _ in found) for code, found in by_code.items()}
        sure = {code for (code, _), (*_, weight) in hits.items() if weight >= _SURE_WEIGHT}
        for code in sums.keys() - sure:
            sums[code] *= _ONLY_VAGUE
        total = sum(sums.values())
        certainty = total / (total + _SATURATION) / total if total else 0.0
        for code in sums:
            sums[code] *= _PRIOR[code]
        order = sorted(sums, key=lambda code: (-sums[code], code))
        return tuple(
            Topic(
                code,
                MEDIA_TOPICS[code],
                round(sums[code] * certainty, 4),
                _evidence(by_code[code]),
            )
            for code in order
        )


def _primary(language: str) -> str:
    return language.replace("_", "-").split("-")[0].casefold()


def _evidence(found: Sequence[tuple[float, str]]) -> tuple[str, ...]:
    ranked = sorted(found, key=lambda item: (-item[0], item[1]))
    return tuple(surface for _, surface in ranked[:_EVIDENCE_WORDS])


def _found(title: str, body: str, words: Lexicon) -> Iterator[tuple[float, str, str, str, float]]:
    """Yields (weight of the place, surface, key, code, weight of the word)."""
    find = _substrings if is_unspaced(words.language) else _words
    for text, is_title in ((title, True), (body, False)):
        for position, surface, key, code, weight in find(text, words):
            place = _TITLE_WEIGHT if is_title else _LEAD_WEIGHT if position < _LEAD_WORDS else 1.0
            yield place, surface, key, code, weight


def _words(text: str, words: Lexicon) -> Iterator[tuple[int, str, str, str, float]]:
    language = words.language
    tokens = _WORD.findall(text)
    lowered = _WORD.findall(text.casefold().replace("\u0307", ""))
    if len(lowered) != len(tokens):
        lowered = [token.casefold() for token in tokens]
    for position, token in enumerate(lowered):
        entry = _entry(token, language)
        if entry is None:
            continue
        known, begins_phrase = entry
        if begins_phrase:
            for parts, code, weight in words.phrases[stem(token, language)]:
                end = position + len(parts)
                following = lowered[position:end]
                if tuple(stem(part, language) for part in following) == parts:
                    yield position, " ".join(tokens[position:end]), " ".join(parts), code, weight
        for code, weight in words.words.get(known, ()):
            yield position, tokens[position], known, code, weight


@lru_cache(maxsize=1 << 17)
def _entry(token: str, language: str) -> tuple[str, bool] | None:
    """The known word that a case-folded word is a form of, and whether a phrase begins with it.

    None for most words, and mostly without stemming: a form begins as its word does.
    """
    words = lexicon(language)
    if words is None or token in words.ignored:
        return None
    if words.openings:
        first = folded(token[: OPENING + 1])
        if first not in words.openings and first[:OPENING] not in words.openings:
            return None
    key = stem(token, language)
    known = key if key in words.words else _related(key, language)
    begins_phrase = key in words.phrases
    return (known, begins_phrase) if known or begins_phrase else None


@lru_cache(maxsize=1 << 16)
def _related(key: str, language: str) -> str:
    """The known word that an unknown stem is a form or a compound of; '' where there is none."""
    words = lexicon(language)
    if words is None:
        return ""
    if language in _COMPOUNDING and len(key) >= 8:
        return _inside(key, words)
    if language == "ar":
        parts = (key[len(prefix) :] for prefix in _ARABIC_PARTICLES if key.startswith(prefix))
        stems = (stem(part, language) for part in parts if len(part) > 2)
        return next((found for found in stems if found in words.words), "")
    if words.beginnings:
        for end in range(len(key), max(LEAST_BEGINNING, len(key) - 3) - 1, -1):
            if key[:end] in words.beginnings:
                return words.beginnings[key[:end]]
    return ""


def _inside(key: str, words: Lexicon) -> str:
    """The known word that ends, else begins, a compound."""
    for start in range(2, len(key) - 3):
        if key[start:] in words.words:
            return key[start:]
    for end in range(len(key) - 3, 4, -1):
        if key[:end] in words.words:
            return key[:end]
    return ""


def _substrings(text: str, words: Lexicon) -> Iterator[tuple[int, str, str, str, float]]:
    lowered = text.casefold()
    position = 0
    while position < len(lowered):
        for length in range(min(words.longest, len(lowered) - position), 0, -1):
            key = lowered[position : position + length]
            if key in words.words:
                for code, weight in words.words[key]:
                    yield position // 2, key, key, code, weight
                position += length
                break
        else:
            position += 1
