"""No pattern that reads a page's text takes quadratic time over it."""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from wirewatch import core
from wirewatch.core.entities.entity import Span
from wirewatch.core.entities.patterns import pattern_spans
from wirewatch.core.entities.spans import trimmed
from wirewatch.core.extract import extract

CHARACTERS = 6_000
LIMIT_SECONDS = 0.15
"""A quadratic pattern takes some tenths of a second and more, a linear one a millisecond."""

PIECES = (
    " ", "a", "1", "<", '"', "-", "\n", ".", "'", "A'", "a-", "Ab ", ". ", "1 ", "1:", "//", "...",
    "| ", "<a ", "[", "的", "\u0300", "charset=", "<!-- ", "aaa:", "& ",
)  # fmt: skip

BOUNDED = {
    "entities.assemble._LAST_WORD": "reads the 30 characters before a name",
    "entities.english.words._ADDRESS": "is asked of runs of at most 200 characters",
    "entities.english.words._TAIL": "is asked of runs of at most 200 characters",
    "entities.name_matching._SENTENCE_END": "reads the 12 characters before a name",
    "extract.furniture._BETWEEN_TOOLS": "reads short texts whose runs of spaces were joined",
    "extract.text_title._CRUMBS": "reads lines whose runs of spaces were joined",
    "rule_examples._LANGUAGE": "is asked at the beginning of an example only",
    "rules.conditions._BOUNDS": "is asked at the beginning of a rule's part only",
    "rules.importing.google._FIELD": "is asked at the beginning of a word only",
    "rules.importing.meltwater._FIELD": "is asked at the beginning of a word only",
    "entities.english.words._LETTERS": "is asked of runs of at most 200 characters",
    "extract.page_facts._PARTS": "reads titles whose runs of spaces were joined",
    "extract.shown_bylines._PIECES": "reads lines shorter than a byline may be",
    "rules.importing.clauses._PLAIN": "is asked at the beginning of a word only",
    "rules.importing.lexisnexis._BLANK": "is asked once at each run of blanks",
    "rules.importing.lucene._RANGE": "is asked at the beginning of a range only",
    "rules.regex_words._TOKEN": "reads the 300 characters of a rule's pattern",
    "rules.regexes._ANY_BYTE": "reads the 300 characters of a rule's pattern",
    "extract.bylines._AND": "reads text whose runs of spaces were joined",
    "extract.title._SEPARATOR": "reads titles whose runs of spaces were joined",
    "extract.text_title._CUT": "reads lines whose runs of spaces were joined",
    "extract.text_title._SITE_PART": "reads lines whose runs of spaces were joined",
    "language.scripts._NOISE": "reads the first 9,600 characters",
    "rules.conditions._HOST": "is asked at the beginning of a rule's part only",
    "rules.conditions._SOURCE": "is asked at the beginning of a rule's part only",
    "text.sentences._LAST_WORD": "reads the 24 characters before a full stop",
    "entities.spans._TAIL": "reads the last 200 characters of a name",
}
"""Patterns that may not be linear, and why no page can make use of it."""


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    for module in pkgutil.walk_packages(core.__path__, "wirewatch.core."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern):
                yield f"{module.name.removeprefix('wirewatch.core.')}.{name}", value


PATTERNS = {id(pattern): (name, pattern) for name, pattern in patterns()}


@pytest.mark.parametrize(
    "pattern",
    [pytest.param(p, id=n) for n, p in PATTERNS.values() if n not in BOUNDED],
)
def test_linear(pattern: re.Pattern[Any]) -> None:
    for piece in PIECES:
        for last in ("", "\0", "z"):
            text: Any = (piece * CHARACTERS)[:CHARACTERS] + last
            if isinstance(pattern.pattern, bytes):
                text = text.encode()
            start = time.process_time()
            for _ in pattern.finditer(text):
                pass
            assert time.process_time() - start < LIMIT_SECONDS, (piece, last)


def test_the_exceptions_exist() -> None:
    assert set(BOUNDED) <= {name for name, _ in PATTERNS.values()}


@pytest.mark.parametrize("piece", ["A'", "Ab ", "Ab-", "The ", "\u00a0"])
def test_names_in_long_text(piece: str) -> None:
    text = piece * 60_000 + "x"
    start = time.process_time()
    pattern_spans(text, "en")
    trimmed(text, Span(0, len(text), "person"))
    assert time.process_time() - start < 2.0


BODY = "".join(
    f"<p>Paragraph {n} tells of the harbour, its pilots and the price of ice this winter.</p>"
    for n in range(8)
)
SPACES = " \u00a0" * 150_000
LINKED = '<script type="application/ld+json">'


@pytest.mark.parametrize(
    "page",
    [
        LINKED + "{" + SPACES + "x</script>" + BODY,
        LINKED + '{"@type":"NewsArticle","headline":"a' + SPACES + 'b"}</script>' + BODY,
        LINKED + '{"@type":"NewsArticle","author":"a' + SPACES + 'b"}</script>' + BODY,
        LINKED + '{"@type":"NewsArticle","datePublished":"2020' + SPACES + 'b"}</script>' + BODY,
        f"<title>a{SPACES}b</title><h1>a{SPACES}b</h1>{BODY}",
        f'<meta name="author" content="a{SPACES}b"><p class="byline">By A{SPACES}B</p>{BODY}',
        f"<p>a{SPACES}b</p>{BODY}",
        f"<h2>{'A.' * 150_000}</h2>{BODY}",
    ],
    ids=["linked", "headline", "author", "date", "title", "byline", "paragraph", "heading"],
)
def test_long_runs_in_a_page(page: str) -> None:
    start = time.process_time()
    extract(f"<html><body>{page}</body></html>", url=None, content_type="text/html")
    assert time.process_time() - start < 3.0


def test_long_runs_in_plain_text() -> None:
    text = f"A title{SPACES}here\n\n" + "A line of text about the harbour.\n" * 20 + SPACES + "x"
    start = time.process_time()
    extract(text, url=None, content_type="text/plain")
    assert time.process_time() - start < 3.0
