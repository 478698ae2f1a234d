"""The English network: cutting, hashing, offsets, and what one text does to another."""

import itertools
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.core.entities import EntityRecogniser
from wirewatch.core.entities.english import EnglishReader
from wirewatch.core.entities.english import reader as module
from wirewatch.core.entities.english.embedding import shape
from wirewatch.core.entities.english.hashing import four_rows, string_key
from wirewatch.core.entities.english.runs import near_capitals
from wirewatch.core.entities.english.words import WordCutter
from wirewatch.core.entities.entity import Span
from wirewatch.core.entities.scoring import batches, word_rows
from wirewatch.core.entities.scoring.scored_model import ScoredModel

MODEL = ScoredModel(EnglishReader())
CUTTER = WordCutter()


def spans(texts: list[str], model: ScoredModel = MODEL) -> list[list[Span]]:
    return [list(reading.names) for reading in model.read(texts)]


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in CUTTER.words(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("They don't mind.", ["They", "do", "n't", "mind", "."]),
        ("Mr. Marlow's U.S. trip", ["Mr.", "Marlow", "'s", "U.S.", "trip"]),
        ("a well-known (minor) case", ["a", "well", "-", "known", "(", "minor", ")", "case"]),
        ("It cost $5m, then 12%.", ["It", "cost", "$", "5", "m", ",", "then", "12", "%", "."]),
        ("J. Marlow left in Jan. 2020", ["J.", "Marlow", "left", "in", "Jan.", "2020"]),
        ("see https://a.example/b?c=1", ["see", "https://a.example/b?c=1"]),
        ("We cannot", ["We", "can", "not"]),
    ],
)
def test_words_are_cut_as_the_network_learnt_them(text: str, words: list[str]) -> None:
    assert cut(text) == words


@given(st.text(max_size=60))
def test_words_cover_all_that_is_not_white_space(text: str) -> None:
    bounds = CUTTER.words(text)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(bounds))
    assert "".join(cut(text)) == "".join(text.split())


def test_keys_are_those_of_the_tables() -> None:
    # As spaCy's string store gives them; a different hash would read other words' rows.
    assert string_key("coffee") == 3197928453018144401
    assert string_key("") == 0
    rows = four_rows(np.array([3197928453018144401], np.uint64), 8, 5000)
    assert rows.shape == (1, 4)
    assert ((rows >= 0) & (rows < 5000)).all()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Kabul", "Xxxxx"),
        ("Samarkand", "Xxxxx"),
        ("G7", "Xd"),
        ("1,234", "d,ddd"),
        ("a" * 100, "LONG"),
    ],
)
def test_shapes(word: str, expected: str) -> None:
    assert shape(word) == expected


def test_each_kind_is_found_where_it_stands() -> None:
    text = "Helen Marlow of Siemens flew to Lisbon after the Eurovision Song Contest."
    (found,) = spans([text])
    assert [(text[span.start : span.end], span.kind) for span in found][:3] == [
        ("Helen Marlow", "person"),
        ("Siemens", "organisation"),
        ("Lisbon", "place"),
    ]


def test_a_text_is_not_changed_by_its_neighbours() -> None:
    texts = ["Lisbon", "", "Helen Marlow", "flew to Porto with Siemens", " "]
    assert spans(texts) == [spans([text])[0] for text in texts]


def test_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"Helen Marlow met John Parker of Siemens in Lisbon, day {n}." for n in range(40)]
    whole = spans(texts)
    monkeypatch.setattr(batches, "_BATCH_WORDS", 30)
    assert len(list(batches.batches([CUTTER.words(text) for text in texts]))) > 1
    assert spans(texts) == whole


def test_a_long_text_is_read_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Helen Marlow met John Parker of Siemens in Lisbon. " * 30
    whole = [(span.start, span.end) for span in spans([text])[0]]
    monkeypatch.setattr(batches, "_BATCH_WORDS", 220)  # whole sentences of 11 words
    assert [(span.start, span.end) for span in spans([text])[0]] == whole


def test_more_words_than_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_rows, "_MOST_WORDS", 8)
    text = "Helen Marlow met John Parker of Siemens in Lisbon on a sunny day."
    small = ScoredModel(EnglishReader())
    assert [spans([text], small) for _ in range(3)] == [spans([text])] * 3


def test_words_far_from_capitals_are_no_matter() -> None:
    plain = "and then nobody said anything about it for a very long time again, " * 3
    text = f"{plain}until Helen Marlow of Siemens flew to Lisbon {plain}"
    assert [text[span.start : span.end] for span in spans([text])[0]] == [
        "Helen Marlow",
        "Siemens",
        "Lisbon",
    ]
    assert not spans([plain])[0]


def test_the_network_sees_what_stands_around_the_words_that_are_kept() -> None:
    words = ["then", "Helen", "Marlow", "of", "the", "old", "firm", "left", "for", "a", "day"]
    reader = EnglishReader()
    embedded = reader._vectors.of(words)
    every = reader._network.in_context(embedded, [len(words)], np.ones(len(words), bool))
    kept = near_capitals(words)
    assert kept.tolist() == [True] * 5 + [False] * 6
    some = reader._network.in_context(embedded, [len(words)], kept)
    np.testing.assert_allclose(some, every[kept], rtol=1e-4, atol=1e-4)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=80) | st.just("Helen Marlow’s Lisbon"), max_size=4))
def test_any_text_gives_spans_inside_it(texts: list[str]) -> None:
    for text, found in zip(texts, spans(texts), strict=True):
        ends = [0, *(span.end for span in found)]
        assert all(end <= span.start < span.end for end, span in zip(ends, found, strict=False))
        assert all(span.end <= len(text) for span in found)


def test_without_its_weights_the_rest_still_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WEIGHTS", "absent.npz")
    recogniser = EntityRecogniser(["en"])
    assert "gazetteer and patterns only" in recogniser.missing["en"]
    assert "absent.npz" in recogniser.missing["en"]
    (found,) = recogniser.recognise("", ["Joe Biden spoke."], "en")
    assert found.entity_id == "person:joe-biden"


def test_the_weights_stay_small() -> None:
    path = files("wirewatch.core.entities.english").joinpath(module.WEIGHTS)
    assert Path(str(path)).stat().st_size < 10_000_000
