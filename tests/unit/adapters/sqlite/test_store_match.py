"""Rules as FTS5 expressions, on FTS5 itself."""

import sqlite3
from collections.abc import Iterator
from itertools import product

import pytest

from wirewatch.adapters.sqlite.store_match import (
    EVERYTHING,
    MAX_DEPTH,
    NOTHING,
    is_exact,
    language_token,
    matching,
)
from wirewatch.core.rules import And, Field, Language, Node, Not, Or, Phrase

A, B, C = Phrase(("a",)), Phrase(("b",)), Phrase(("c",))
WORDS = ("a", "b", "c")


@pytest.fixture(scope="module")
def documents() -> Iterator[sqlite3.Connection]:
    """One document for each set of the words a, b and c."""
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE article_text USING fts5"
        " (title_tokens, body_tokens, languages, tokenize = 'ascii')"
    )
    for number, chosen in enumerate(product((False, True), repeat=3)):
        words = " ".join(word for word, is_in in zip(WORDS, chosen, strict=True) if is_in)
        connection.execute(
            "INSERT INTO article_text (rowid, title_tokens, body_tokens, languages)"
            " VALUES (?, ?, ?, ?)",
            (number, "", words, language_token("en")),
        )
    yield connection
    connection.close()


def found(connection: sqlite3.Connection, node: Node) -> set[int]:
    """The documents that a rule finds."""
    compiled = matching(node)
    every = set(range(8))
    if compiled.expression is None:
        return every if compiled.others else set()
    rows = connection.execute(
        "SELECT rowid FROM article_text WHERE article_text MATCH ?", (compiled.expression,)
    )
    inside = {row[0] for row in rows}
    return every - inside if compiled.others else inside


def holding(node: Node) -> set[int]:
    """The documents that a rule holds for, by its meaning."""

    def holds(part: Node, words: frozenset[str]) -> bool:
        match part:
            case Phrase(tokens=tokens):
                return tokens[0] in words
            case And(children=children):
                return all(holds(child, words) for child in children)
            case Or(children=children):
                return any(holds(child, words) for child in children)
            case Not(child=child):
                return not holds(child, words)
        raise AssertionError(part)

    sets = [
        frozenset(word for word, is_in in zip(WORDS, chosen, strict=True) if is_in)
        for chosen in product((False, True), repeat=3)
    ]
    return {number for number, words in enumerate(sets) if holds(node, words)}


@pytest.mark.parametrize(
    "node",
    [
        A,
        Not(A),
        Not(Not(A)),
        And((A, Not(B))),
        And((Not(A), Not(B))),
        And((Not(A), Not(B), C)),
        Or((A, Not(B))),
        Or((Not(A), Not(B), C)),
        Not(And((A, Or((B, Not(C)))))),
        And((Or((A, B)), Or((Not(B), C)))),
        Or((And((A, Not(A))), C)),
        Or((A, Not(A))),
    ],
)
def test_every_combination(documents: sqlite3.Connection, node: Node) -> None:
    assert is_exact(node)
    assert found(documents, node) == holding(node)


def test_a_rule_too_deep_becomes_a_superset(documents: sqlite3.Connection) -> None:
    node: Node = A
    for _ in range(MAX_DEPTH * 3):
        node = And((Or((node, B)), Not(C)))
    assert not is_exact(node)
    assert holding(node) <= found(documents, node)
    assert not is_exact(Not(node))
    assert holding(Not(node)) <= found(documents, Not(node))


def test_many_parts_do_not_add_to_the_depth(documents: sqlite3.Connection) -> None:
    words = tuple(Phrase((f"w{n}",)) for n in range(2_000))
    for node in (Or((*words, A)), And((A, *(Not(word) for word in words)))):
        assert is_exact(node)
        assert found(documents, node) == holding(A)


def test_everything_and_nothing() -> None:
    assert ~EVERYTHING == NOTHING
    some = matching(A)
    assert some & EVERYTHING == some
    assert some & NOTHING == NOTHING
    assert some | NOTHING == some
    assert some | EVERYTHING == EVERYTHING


def test_words_cannot_leave_their_quotes(documents: sqlite3.Connection) -> None:
    hostile = Phrase(('a" OR "b', "NEAR(", "*", "title_tokens:"), Field.TITLE)
    assert found(documents, hostile) == set()


def test_languages(documents: sqlite3.Connection) -> None:
    assert found(documents, Language("en")) == set(range(8))
    assert found(documents, Language("fr")) == set()
    assert found(documents, Phrase((language_token("en"),))) == set(), "no word is a language"
