"""Lines measured all at once say the same as lines read one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.core.extract.lines import ROW, measure
from wirewatch.core.extract.word_hashes import hash_of_words
from wirewatch.core.extract.words import words_of

_LINES = st.lists(
    st.text(st.sampled_from("abcXYZäß бЖ中文ก 12.,!?“”(:)-_/@\u0301👍"), min_size=1, max_size=40)
    .map(str.strip)
    .filter(bool),
    min_size=1,
    max_size=8,
)


@settings(max_examples=200, deadline=None)
@given(_LINES)
def test_a_line_is_measured_alike_alone_and_among_others(texts: list[str]) -> None:
    together = measure(texts)
    for number, text in enumerate(texts):
        alone = measure([text])
        np.testing.assert_allclose(together.rows[:, number], alone.rows[:, 0])
        assert together.size[number] == alone.size[0]
        assert together.script[number] == alone.script[0]


@pytest.mark.parametrize(
    "text",
    ["The mayor of Quayle opens forty swans.", "Ёжик в тумане — 12 лет", "市长开放了旧灯塔", "x"],
)
def test_words_are_those_of_the_plain_tokeniser(text: str) -> None:
    assert measure([text]).row("words")[0] == len(words_of(text))
    hashes = hash_of_words(text)
    assert len(set(hashes.tolist())) == len({w.lower() for w in words_of(text)})


def test_case_does_not_change_a_word() -> None:
    assert (hash_of_words("Harbour BOARD") == hash_of_words("harbour board")).all()


@pytest.mark.parametrize(
    ("text", "feature", "value"),
    [
        ("He said: “No.”", "ends_sentence", 1),
        ("And so on...", "ends_ellipsis", 1),
        ("Published 14 March 2026", "date", 1),
        ("March on", "date", 0),
        ("at 17:45", "clock", 1),
        ("One. Two. Three.", "sentences", 3),
        ("Mail to a@b.example", "address", 1),
        ("Share Tweet", "vocabulary_share", 1),
    ],
)
def test_what_a_line_says_about_itself(text: str, feature: str, value: float) -> None:
    assert measure([text]).rows[ROW[feature], 0] == value


def test_content_words_of_a_line_are_counted_once() -> None:
    lines = measure(["harbour harbour harbour", "harbour board"])
    assert lines.pair_lines.tolist().count(0) == 1
    assert lines.pair_lines.tolist().count(1) == 2
