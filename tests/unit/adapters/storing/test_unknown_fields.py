"""A field of a rule that the stores cannot tell is widened, in each direction to the safe side."""

from dataclasses import replace
from enum import StrEnum
from typing import Any

import pytest

from wirewatch.adapters.elastic import query
from wirewatch.adapters.sqlite import store_match
from wirewatch.core.rules import Not, Or, Phrase


class LaterField(StrEnum):
    """A field that a later rule language may know: some part of the text."""

    CORNER = "corner"


WORD: Phrase = replace(Phrase(("a",)), field=LaterField.CORNER)  # type: ignore[arg-type]
PHRASE: Phrase = replace(WORD, tokens=("a", "b"))


@pytest.mark.parametrize("store", [store_match, query])
@pytest.mark.parametrize("node", [WORD, PHRASE, Not(WORD), Or((WORD, PHRASE))])
def test_it_is_not_taken_as_exact(store: Any, node: Any) -> None:
    assert not store.is_exact(node)


def test_sqlite_looks_everywhere_and_excludes_nothing() -> None:
    assert store_match.matching(WORD) == store_match.matching(Phrase(("a",)))
    assert store_match.matching(Not(WORD)) == store_match.EVERYTHING


def test_elasticsearch_looks_everywhere_and_excludes_nothing() -> None:
    assert query.rule_filter(PHRASE) == query.rule_filter(Phrase(("a", "b")))
    assert query.rule_filter(Not(PHRASE)) == {"bool": {"must_not": [query.NOTHING]}}
    either = Or((WORD, Phrase(("b",))))
    should = [{"terms": {query.TITLE: ["b"]}}, {"terms": {query.BODY: ["b"]}}]
    excluded = {"bool": {"should": should, "minimum_should_match": 1}}
    assert query.rule_filter(Not(either)) == {"bool": {"must_not": [excluded]}}
