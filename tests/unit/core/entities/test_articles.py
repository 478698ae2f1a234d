"""Mentions of one thing within an article: which are put together, over articles of our own.

The spans are given, so that only their grouping is measured; `python -m pytest -s` shows what is
wrong.
"""

import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from wirewatch.core.entities.assemble import assembled
from wirewatch.core.entities.entity import Kind, Span
from wirewatch.core.entities.gazetteer import shipped_gazetteer
from wirewatch.core.entities.known_names import known_spans

_MARK = re.compile(r"\[([pol])(\d+):([^\]]*)\]")
_KINDS: dict[str, Kind] = {"p": "person", "o": "organisation", "l": "place"}
_LINES = Path(__file__).with_name("articles.txt").read_text("utf-8").splitlines()
ARTICLES = [line.split("\t") for line in _LINES if not line.startswith("#")]

Place = tuple[int, int]
Pair = frozenset[tuple[int, int]]


def marked(text: str) -> tuple[list[str], list[list[Span]], dict[Place, str]]:
    """The texts without marks, their spans, and which thing each (text, start) names."""
    texts, spans, things = [""], [[]], {}
    for number, part in enumerate(text.split(" ¶ "), start=1):
        plain, found, last = "", [], 0
        for mark in _MARK.finditer(part):
            plain += part[last : mark.start()]
            found.append(Span(len(plain), len(plain) + len(mark[3]), _KINDS[mark[1]]))
            things[number, len(plain)] = mark[2]
            plain += mark[3]
            last = mark.end()
        texts.append(plain + part[last:])
        spans.append(found)
    return texts, spans, things


def grouped(language: str, text: str) -> tuple[set[Pair], set[Pair], dict[Place, str]]:
    """The pairs of mentions that name one thing, and those that were put together."""
    texts, spans, things = marked(text)
    gazetteer = shipped_gazetteer()
    known = known_spans(gazetteer, texts, spans, language)
    ids = {(n, s.start, s.end, s.kind): s.known for n, own in enumerate(known) for s in own}
    found = [
        [replace(s, known=ids.get((n, s.start, s.end, s.kind), "")) for s in own]
        for n, own in enumerate(spans)
    ]
    right = {
        frozenset(pair) for pair in combinations(things, 2) if things[pair[0]] == things[pair[1]]
    }
    made = {
        frozenset(pair)
        for entity in assembled(texts, found, gazetteer, str, language)
        for pair in combinations([(m.paragraph + 1, m.start) for m in entity.mentions], 2)
    }
    surfaces = {(n, s.start): texts[n][s.start : s.end] for n, own in enumerate(spans) for s in own}
    return right, made, surfaces


def test_mentions_of_one_thing_are_put_together() -> None:
    hits = wrong = missed = 0
    for language, text in ARTICLES:
        right, made, surfaces = grouped(language, text)
        hits, wrong, missed = (
            hits + len(right & made), wrong + len(made - right), missed + len(right - made)
        )  # fmt: skip
        for title, pairs in (("wrong", made - right), ("missed", right - made)):
            for pair in pairs:
                print(language, title, *(surfaces[place] for place in sorted(pair)), sep=" | ")
    print(f"{len(ARTICLES)} articles: precision {hits / (hits + wrong):.3f}", end=", ")
    print(f"recall {hits / (hits + missed):.3f}")
    assert len(ARTICLES) >= 50
    assert hits / (hits + wrong) >= 0.95
    assert hits / (hits + missed) >= 0.90
