"""What is told of a line's surroundings is what one would count by hand."""

import numpy as np
import pytest

from wirewatch.core.extract.lines import measure
from wirewatch.core.extract.page_features import best_segment
from wirewatch.core.extract.text_features import TEXT_FEATURES, text_rows

_STORY = "The harbour master said on Monday, that the old ferry would run once more this year."
_TEXTS = ["Menu", "News 24", "Old ferry runs again", *[_STORY] * 6, "Share", *["Other news"] * 5]


def row(name: str, texts: list[str]) -> list[float]:
    values: list[float] = text_rows(len(texts), measure(texts), -1)[
        TEXT_FEATURES.index(name)
    ].tolist()
    return values


@pytest.mark.parametrize("texts", [["x"], ["x"] * 3, _TEXTS, _TEXTS * 5])
def test_every_feature_has_one_finite_value_per_line(texts: list[str]) -> None:
    lines = measure(texts)
    for title in (-1, 0, len(texts) - 1):
        rows = text_rows(len(texts), lines, title)
        assert rows.shape == (len(TEXT_FEATURES), len(texts))
        assert np.isfinite(rows).all()


def test_names_are_not_given_twice() -> None:
    assert len(set(TEXT_FEATURES)) == len(TEXT_FEATURES)


@pytest.mark.parametrize("radius", [2, 5, 10])
def test_shares_are_those_of_the_lines_around(radius: int) -> None:
    found = row(f"short_within{radius}", _TEXTS)
    words = measure(_TEXTS).size
    for i, value in enumerate(found):
        near = words[max(0, i - radius) : i + radius + 1]
        assert value == pytest.approx(float((near < 6).mean()))


def test_sentences_before_and_after_are_counted() -> None:
    assert row("sentences_before", _TEXTS) == [0, 0, 0, 0, 1, 2, 3, 4, 5, *[6] * 6]
    assert row("sentences_after", _TEXTS) == [6, 6, 6, 5, 4, 3, 2, 1, *[0] * 7]


def test_runs_are_found_for_each_measure_as_for_one() -> None:
    start, end = best_segment(measure(_TEXTS).size)
    inside = [float(start <= i < end) for i in range(len(_TEXTS))]
    for name in ("short", "ended", "function"):
        assert row(f"run_{name}_inside", _TEXTS) == inside
    assert not any(row("run_long_inside", ["Menu", "News"]))
