"""Which blocks are taken, given what the classifier thinks of each."""

from collections.abc import Sequence

import numpy as np
import pytest

from wirewatch.core.extract.blocks import Block, Containers, Page
from wirewatch.core.extract.furniture import without_notice
from wirewatch.core.extract.lines import measure
from wirewatch.core.extract.markup_words import BIT
from wirewatch.core.extract.selection import select_lines, without_comments

_SENTENCE = "The harbour master said on Monday that the old ferry would run once more this year."


def probabilities(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.array(values, dtype=np.float32)


def page(kinds: Sequence[str]) -> Page:
    """A page whose blocks stand in containers of these kinds: article, comment."""
    held = Containers()
    for number, kind in enumerate(kinds):
        for values, value in (
            (held.parents, 0),
            (held.bits, BIT["comment"] if kind == "comment" else 0),
            (held.any_bits, 0),
            (held.depths, 1),
            (held.kinds, 1 if kind == "comment" else 2 + number),
            (held.paths, 1),
        ):
            values.append(value)
    blocks = [Block(_SENTENCE, container=i + 1) for i in range(len(kinds))]
    return Page([*blocks, *blocks[:1]], "html", containers=held)


@pytest.mark.parametrize(
    ("chances", "kept", "expected"),
    [
        ((0.4, 0.9, 0.9, 0.4), [1, 2], [0, 3]),
        ((0.9, 0.9, 0.9, 0.1), [0, 1, 2], [0]),
        ((0.1, 0.9, 0.9, 0.1), [1, 2], [1, 2]),
        ((0.1, 0.1, 0.1, 0.1), [], []),
    ],
    ids=["a doubtful article is behind them", "beside an article they go", "a forum", "nothing"],
)
def test_comments_are_the_article_only_where_there_is_none(
    chances: tuple[float, ...], kept: list[int], expected: list[int]
) -> None:
    made = page(["article", "comment", "comment"])
    lines = measure([b.text for b in made.blocks])
    assert without_comments(made, lines, probabilities(*chances), kept) == expected


def test_a_short_sure_article_outweighs_a_long_doubtful_rail() -> None:
    texts = (
        [_SENTENCE] * 4 + ["Menu"] * 6 + [_SENTENCE.rstrip(".") + " " + str(n) for n in range(40)]
    )
    chances = probabilities(*[0.9] * 4, *[0.01] * 6, *[0.45] * 40)
    assert select_lines(measure(texts), chances) == [0, 1, 2, 3]


def test_sentences_of_an_unknown_language_belong_to_the_run() -> None:
    texts = [" ".join([_SENTENCE] * 3)] * 12
    chances = probabilities(*[0.9] * 4, *[0.16] * 8)
    assert select_lines(measure(texts), chances) == list(range(12))


@pytest.mark.parametrize(
    ("last", "kept"),
    [
        ("© 2026 The Valley Paper", 3),
        ("Copyright © 2019-2026 Valley Media. All rights reserved.", 3),
        ("2026 © Valley. Все права защищены.", 3),
        ("Photo © Ada Penhale", 5),
        ("The archive has bought the copyright of 400 songs.", 5),
    ],
)
def test_nothing_follows_a_copyright_notice(last: str, kept: int) -> None:
    texts = [_SENTENCE] * 3 + [last, "Use of this text needs our written consent."]
    words = [float(len(t.split())) for t in texts]
    assert without_notice(texts, words, list(range(5))) == list(range(kept))


def test_a_notice_before_the_article_takes_nothing() -> None:
    texts = ["© 2026 The Valley Paper", *[_SENTENCE] * 3]
    words = [float(len(t.split())) for t in texts]
    assert without_notice(texts, words, [0, 1, 2, 3]) == [0, 1, 2, 3]
