"""What a revision changed, told from outlines alone."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.core.revisions import MAX_PARAGRAPHS, Difference, difference, outline

WORDS = [f"word{n}" for n in range(500)]


def paragraph(number: int, words: int = 30) -> str:
    return " ".join(random.Random(number).choices(WORDS, k=words))


def reworded(text: str) -> str:
    words = text.split()
    return " ".join([*words[:3], "other", *words[4:20], "said", *words[21:]])


def told(before: list[str], after: list[str], title: str = "A title") -> Difference:
    earlier, later = outline("A title", before), outline(title, after)
    assert earlier is not None
    assert later is not None
    return difference(earlier, later)


A, B, C, D, E = (paragraph(n) for n in range(5))
SAME = Difference(title_changed=False, added=(), removed=(), changed=())


@pytest.mark.parametrize(
    ("after", "added", "removed", "changed"),
    [
        ([A, B, C], (), (), ()),
        ([A, B, C, D], (3,), (), ()),
        ([D, A, B, C], (0,), (), ()),
        ([A, C], (), (1,), ()),
        ([A, reworded(B), C], (), (), ((1, 1),)),
        ([A, D, C], (1,), (1,), ()),
        ([A, D, reworded(B), C], (1,), (), ((1, 2),)),
        ([C, A, B], (), (), ()),
        ([D, E], (0, 1), (0, 1, 2), ()),
        ([], (), (0, 1, 2), ()),
        ([A, A, B, C], (1,), (), ()),
    ],
)
def test_paragraphs(
    after: list[str],
    added: tuple[int, ...],
    removed: tuple[int, ...],
    changed: tuple[tuple[int, int], ...],
) -> None:
    result = told([A, B, C], after)
    assert (result.removed, result.changed) == (removed, changed)
    assert result.added == added or (after == [A, A, B, C] and result.added in {(0,), (1,)})


def test_title() -> None:
    assert told([A], [A], title="Another title").title_changed
    assert not told([A], [B], title="a  title!").title_changed, "case and marks are no change"


def test_unspaced_script() -> None:
    before = "市长周二表示新的图书馆将在秋天开放并且星期日也不关门"
    after = "市长周三表示新的图书馆将在秋天开放并且星期日也不关门"
    assert told([before], [after]).changed == ((0, 0),)


def test_too_many_paragraphs_have_no_outline() -> None:
    assert outline("", ["x"] * MAX_PARAGRAPHS) is None
    assert outline("", ["x"] * (MAX_PARAGRAPHS - 1)) is not None


@pytest.mark.parametrize("damaged", ["", "AAAA", "not base64!"])
def test_no_outline(damaged: str) -> None:
    good = outline("", ["x"])
    assert good is not None
    with pytest.raises(ValueError, match=r"outline|base64|padding|Non-base64"):
        difference(damaged, good)


texts = st.lists(st.integers(0, 12).map(paragraph), max_size=8)


@given(texts, texts)
def test_every_paragraph_is_accounted_for(before: list[str], after: list[str]) -> None:
    result = told(before, after)
    assert told(before, before) == SAME
    gone = len(result.removed) + len(result.changed)
    come = len(result.added) + len(result.changed)
    assert len(before) - gone == len(after) - come, "what is left on both sides is the same"
    left = set(range(len(before))) - {*result.removed, *(i for i, _ in result.changed)}
    kept = set(range(len(after))) - {*result.added, *(j for _, j in result.changed)}
    assert sorted(before[n] for n in left) == sorted(after[n] for n in kept)


@given(st.text(), st.lists(st.text(), max_size=5))
def test_any_text_has_an_outline(title: str, paragraphs: list[str]) -> None:
    drawn = outline(title, paragraphs)
    assert drawn is not None
    assert difference(drawn, drawn) == SAME
