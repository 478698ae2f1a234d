"""In plain text nothing after the heading of readers' comments is the article's."""

import numpy as np
import pytest

from wirewatch.core.extract.comment_sections import without_comment_section
from wirewatch.core.extract.lines import measure

_STORY = "The harbour master said on Monday that the old ferry would run once more this year."
_COMMENT = (
    "I took that ferry every day for years and I will miss the noise it makes in the morning."
)
_COMMENTS = [
    "anna_k",
    "2 March 2026 10:15",
    _COMMENT,
    "Reply",
    "Peter L.",
    "3 March 2026",
    _COMMENT,
]


def chances_after(texts: list[str]) -> list[float]:
    chances = np.array([0.9 if len(t) > 40 else 0.1 for t in texts], dtype=np.float32)
    found = without_comment_section(measure(texts), chances)
    return [float(chance) for chance in found]


@pytest.mark.parametrize("heading", ["3 Comments", "Comments", "Kommentare (2)", "Комментарии"])
def test_comments_behind_an_article_are_not_its_end(heading: str) -> None:
    found = chances_after([_STORY] * 5 + [heading, *_COMMENTS])
    assert found[:5] == pytest.approx([0.9] * 5)
    assert not any(found[5:])


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(["Comments", *_COMMENTS, *[_STORY] * 5], id="nothing before the heading"),
        pytest.param([*[_STORY] * 5, "Comments", *[_STORY] * 5], id="no names and dates behind"),
        pytest.param(
            [*[_STORY] * 5, "Commentary by Reporter A. Lind", *_COMMENTS], id="a byline, no heading"
        ),
        pytest.param([*[_STORY] * 5, *_COMMENTS], id="no heading"),
    ],
)
def test_all_else_is_left_to_the_classifier(texts: list[str]) -> None:
    assert all(chance > 0 for chance in chances_after(texts))
