"""What stands at the edges of an article in a page with markup and is no part of it."""

import numpy as np

from wirewatch.core.extract.blocks import Page
from wirewatch.core.extract.lines import Lines
from wirewatch.core.extract.selection import Probabilities, first_sentence

_CAPTION_BAR = 0.85
_CAPTION_WORDS = 30.0
_HEAD_WORDS = 8.0
_ROW_WORDS = 8.0
_ROW_SHARE = 0.75
_HEADINGS = frozenset(("h2", "h3", "h4", "h5"))
_RELATED_SHARE = 0.2
_RELATED_WORDS = 8.0
_LEAST_BEFORE = 60.0
_DOUBTFUL = 0.7


def without_edges(page: Page, lines: Lines, chances: Probabilities, kept: list[int]) -> list[int]:
    """The kept blocks without captions and datelines before the article, other stories and rows of
    links after it."""
    kept = _without_others(page, lines, chances, _without_head(page, lines, chances, kept))
    while kept and _is_row_of_links(page, lines, kept[-1]):
        kept = kept[:-1]
    return kept


def _is_row_of_links(page: Page, lines: Lines, i: int) -> bool:
    """Whether a block is a few words that are nearly all links and end no sentence."""
    block = page.blocks[i]
    few = lines.size[i] <= _ROW_WORDS and not lines.ends(i)
    return few and block.link_chars >= _ROW_SHARE * len(block.text)


def _without_head(page: Page, lines: Lines, chances: Probabilities, kept: list[int]) -> list[int]:
    """The kept blocks without what stands before the first sentence and ends none itself: a line
    behind an image, its caption, and where one of them is a date, the short lines in its container:
    a headline, a byline and a date set apart by line breaks."""
    first = first_sentence(lines, kept)
    if first is None:
        return kept
    head = [i for i in kept if i < first and not lines.ends(i)]
    blocks, dated = page.blocks, lines.row("date")
    short = [i for i in head if lines.size[i] <= _HEAD_WORDS]
    frames = {blocks[i].container for i in short if dated[i]}
    gone = {i for i in short if dated[i] or blocks[i].container in frames}
    gone |= {
        i for i in head
        if blocks[i].after_image and chances[i] <= _CAPTION_BAR and lines.size[i] <= _CAPTION_WORDS
    }  # fmt: skip
    return [i for i in kept if i not in gone]


def _without_others(page: Page, lines: Lines, chances: Probabilities, kept: list[int]) -> list[int]:
    """The kept blocks before a heading that announces other stories, where an article stands
    before it and all that follows is doubtful."""
    if not kept:
        return kept
    related, size = lines.row("vocabulary_related"), lines.size
    for i in range(kept[0], kept[-1]):
        if (
            page.blocks[i].tag not in _HEADINGS
            or related[i] <= _RELATED_SHARE
            or size[i] > _RELATED_WORDS
        ):
            continue
        before = [k for k in kept if k < i]
        behind = [k for k in kept if k >= i]
        if float(size[before].sum()) >= _LEAST_BEFORE and np.max(chances[behind]) < _DOUBTFUL:
            return before
    return kept
