"""The pure engines as plain functions, for evaluation runners outside the project.

These names and signatures are kept. Everything works in the calling process, is imported at its
first use, and loads each model once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wirewatch.core.entities import EntityRecogniser
    from wirewatch.core.rules import RuleSet
    from wirewatch.core.topics import TopicTagger

_BLANK_LINES = re.compile(r"\n\s*\n")


def html_body(html: str | bytes, url: str = "") -> str:
    """The article's paragraphs apart by blank lines; no title, captions or dateline."""
    from wirewatch.core import extract

    return str(extract.html_body(html, url))


def text_body(text: str) -> str:
    """The article's paragraphs of a plain-text dump of a page, apart by blank lines."""
    from wirewatch.core import extract

    return str(extract.text_body(text))


def metadata(html: str | bytes, url: str = "") -> dict[str, Any]:
    """`title`, `date` and `author` of a page."""
    from wirewatch.core import extract

    return dict(extract.metadata(html, url))


def detect_language(text: str) -> tuple[str, float]:
    """Language code (`und` for none) and confidence (0..1)."""
    from wirewatch.core import language

    code, confidence = language.detect_language(text)
    return str(code), float(confidence)


@cache
def _recogniser() -> EntityRecogniser:
    from wirewatch.core.entities import EntityRecogniser

    return EntityRecogniser()


def entities(texts: Sequence[str], lang: str) -> list[list[tuple[int, int, str]]]:
    """Start, end and label (PER, ORG, LOC) of the names in each text."""
    return _recogniser().spans_each(texts, lang)


@cache
def _tagger() -> TopicTagger:
    from wirewatch.core.topics import TopicTagger

    return TopicTagger()


def topics(title: str, text: str, lang: str) -> list[tuple[str, float]]:
    """Every Media Topic with any evidence and its score, best first."""
    return [(topic.code, topic.score) for topic in _tagger().scores(title, [text], lang)]


def same_name(a: str, b: str, type: str) -> bool:
    """Whether two names of one type (PER, ORG, LOC) name the same thing."""
    from wirewatch.core.entities import same_name as compare

    return compare(a, b, type)


def cluster_mentions(mentions: Sequence[str | tuple[str, ...]]) -> list[list[int]]:
    """Groups of indexes of mentions, within one article, that name the same thing."""
    from wirewatch.core.entities import cluster_mentions as cluster

    return cluster(mentions)


class NearDuplicates:
    """Finds earlier copies of a text."""

    def __init__(self) -> None:
        from wirewatch.core.stories import NearDuplicates as Index

        self._index = Index()

    def add(self, id: str, text: str) -> list[str]:
        """The ids of earlier near-duplicates, most alike first; then remembers the text."""
        return self._index.add(id, text)


class Matcher:
    """Rules ready to be matched against documents."""

    def __init__(self, rules: Sequence[tuple[str, str]]) -> None:
        from wirewatch.core.rules import RuleSet

        self._rules: RuleSet = RuleSet()
        for rule_id, expression in rules:
            self._rules.put(rule_id, expression)

    def match(self, title: str, body: str, lang: str | None = None) -> list[str]:
        """The ids of the rules that match; paragraphs of `body` stand apart by blank lines."""
        from wirewatch.core.rules import Document
        from wirewatch.core.text import analyse

        paragraphs = [part.strip() for part in _BLANK_LINES.split(body) if part.strip()]
        document = Document(text=analyse(title, paragraphs), language=lang or "")
        return [match.rule_id for match in self._rules.match(document)]


def load_rules(rules: Sequence[tuple[str, str]]) -> Matcher:
    """A matcher of (id, expression) pairs."""
    return Matcher(rules)
