"""Which blocks are taken, given what the classifier thinks of each."""

from collections.abc import Sequence

import numpy as np
import pytest

from wirewatch.core.extract.blocks import Block, Containers, Page
from wirewatch.core.extract.furniture import without_discussion, without_notice
from wirewatch.core.extract.html_blocks import read_html
from wirewatch.core.extract.lines import measure
from wirewatch.core.extract.markup_words import BIT
from wirewatch.core.extract.selection import (
    fill_gaps,
    with_neighbours,
    without_comments,
    without_repeated,
)
from wirewatch.core.extract.text_selection import select_lines

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
            (held.any_bits, BIT["comment"] if kind == "comment" else 0),
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
        ("免责声明：本网转载内容仅供参考。", 3),
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


@pytest.mark.parametrize(
    ("between", "filled"),
    [
        ("<ul><li>Two boats</li><li>One anchor</li></ul>", True),
        ("<table><tr><td>Kell</td><td>12</td></tr><tr><td>Hesk</td><td>9</td></tr></table>", True),
        ("<ul><li><a href=/1>Two boats sank</a></li><li><a href=/2>One found</a></li></ul>", False),
        ("<ul class=related><li>Two boats</li><li>One anchor</li></ul>", False),
        ("<div><ul><li>Two boats</li><li>One anchor</li></ul></div>", False),
    ],
    ids=["list", "table", "links", "named", "in a frame"],
)
def test_lists_and_tables_between_paragraphs_stay(between: str, filled: bool) -> None:
    made = read_html(f"<main><p>{_SENTENCE}</p>{between}<p>{_SENTENCE}</p></main>")[1]
    last = len(made.blocks) - 1
    chances = probabilities(0.9, *[0.01] * (last - 1), 0.9)
    assert fill_gaps(made, chances, [0, last]) == (list(range(last + 1)) if filled else [0, last])


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (f"<div>{_SENTENCE}<br>{_SENTENCE}<br>{_SENTENCE}</div>", [0, 1, 2]),
        (f"<p>{_SENTENCE}</p><p>{_SENTENCE}</p><p>{_SENTENCE}</p>", [0]),
        (f"<div>{_SENTENCE}<br>Menu.<br>{_SENTENCE}</div>", [0]),
        (f"<div>{_SENTENCE}</div><div>{_SENTENCE}</div><div>{_SENTENCE}</div>", [0]),
    ],
    ids=["apart by line breaks", "doubtful paragraphs", "a word between", "frames"],
)
def test_sentences_beside_a_kept_one_in_its_container_are_kept(
    markup: str, expected: list[int]
) -> None:
    made = read_html(markup)[1]
    lines = measure([b.text for b in made.blocks])
    assert with_neighbours(made, lines, probabilities(0.9, 0.1, 0.1), [0]) == expected


def test_what_a_page_says_three_times_is_no_part_of_the_article_where_it_is_doubtful() -> None:
    caption = "The old ferry in the harbour of Kell"
    lines = measure([_SENTENCE, caption, caption, caption, "Hear, hear!"])
    kept = [0, 1, 2, 3, 4]
    assert without_repeated(lines, probabilities(0.9, 0.6, 0.6, 0.6, 0.6), kept) == [0, 4]
    assert without_repeated(lines, probabilities(0.9, 0.9, 0.9, 0.9, 0.9), kept) == kept


@pytest.mark.parametrize(
    ("heading", "cut"),
    [
        ("Comments", True), ("12 Comments", True), ("Kommentare (3)", True), ("评论", True),
        ("Comments are now closed for this story", True), ("Comments on the ferry differ", False),
        ("The minister's comment", False),
    ],
)  # fmt: skip
def test_nothing_follows_the_heading_of_a_discussion(heading: str, cut: bool) -> None:
    texts = [_SENTENCE] * 5 + [heading, "I never liked that ferry.", _SENTENCE]
    words = [float(len(t.split())) for t in texts]
    assert without_discussion(texts, words, list(range(8))) == list(range(5 if cut else 8))
    assert without_discussion(texts[4:], words[4:], [0, 1, 2, 3]) == [0, 1, 2, 3]
