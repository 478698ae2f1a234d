"""Whether what was kept of a page is an article or the teasers of a list.

An article is a run of sentences. Teasers are sentences that each stand alone: under a linked
headline, inside a link, before a link to the whole story, or a title and a sentence in turn.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from wirewatch.core.extract.blocks import Block
from wirewatch.core.extract.lines import Lines, Matrix

_SEVERAL = 4
_FEW = 3
_LINKED = 0.7
_HEADLINES = 0.6
_POINTING = 0.75
_DOUBTFUL = 0.6
_POINTER = 0.05
_TEASER_WORDS = 40.0
_SHORT = 25.0
_IN_TURN = 0.85
_SPARSE = 0.13
_SPARSE_WORDS = 85.0


def is_listing(
    blocks: Sequence[Block], lines: Lines, size: Matrix, kept: Sequence[int], chances_top: float
) -> bool:
    """Whether the kept blocks look like a list's; the limits were set on reviewed pages.

    `chances_top` is the highest probability of a block.
    """
    if len(kept) < 2:
        return False
    return (
        _scattered(size, kept)
        or _teasers(lines, size, kept)
        or _linked(blocks, size, kept)
        or _alone(lines, size, kept, chances_top)
        or _sparse(size, kept)
    )


def _scattered(size: Matrix, kept: Sequence[int]) -> bool:
    """Single paragraphs far apart."""
    if len(kept) < _FEW or len(size) < 40:
        return False
    gaps = [b - a for a, b in pairwise(kept)]
    wide = sum(g >= 3 for g in gaps)
    return wide >= 0.6 * len(gaps) and float(size[list(kept)].mean()) < 45


def _teasers(lines: Lines, size: Matrix, kept: Sequence[int]) -> bool:
    """Short pieces among as many others, or headlines without an end."""
    places = np.array(kept)
    chosen = size[places]
    mean, words = float(chosen.mean()), float(chosen.sum())
    ended = float(chosen[lines.ended[places]].sum()) / words
    if len(kept) >= _FEW and mean < 14 and ended < 0.5:
        return True
    if mean >= _SHORT:
        return False
    gaps = sum(b - a > 1 for a, b in pairwise(kept))
    span = size[kept[0] : kept[-1] + 1]
    return gaps >= 0.5 * (len(kept) - 1) and words < 0.75 * float(span.sum())


def _linked(blocks: Sequence[Block], size: Matrix, kept: Sequence[int]) -> bool:
    """Blocks that are links, that each hold a link of some length, or that follow on one."""
    if len(kept) < _FEW or not any(b.link_chars for b in blocks):
        return False
    links = [i for i in kept if _is_link(blocks[i], 0.5)]
    if float(size[links].sum()) >= 0.5 * float(size[list(kept)].sum()):
        return True
    holding = sum(_is_link(blocks[i], _POINTER) for i in kept)
    if len(kept) >= _SEVERAL and holding >= _POINTING * len(kept):
        return True
    headed, words = 0, size.tolist()
    for i in kept:
        j = i - 2 if i > 1 and words[i - 1] < _FEW else i - 1  # a date may stand between
        headed += j >= 0 and words[j] >= _FEW and _is_link(blocks[j], _LINKED)
    return headed >= _HEADLINES * len(kept)


def _is_link(block: Block, share: float) -> bool:
    return block.link_chars >= share * len(block.text) > 0


def _alone(lines: Lines, size: Matrix, kept: Sequence[int], chances_top: float) -> bool:
    """No two neighbouring blocks that both end a sentence, or titles and sentences in turn."""
    if len(kept) < _SEVERAL:
        return False
    inside = np.zeros(len(size), dtype=bool)
    inside[list(kept)] = True
    ended = [i for i in kept if lines.ends(i)]
    run = longest = 0
    for i in range(kept[0], kept[-1] + 1):
        run = run + 1 if inside[i] and lines.ends(i) else 0
        longest = max(longest, run)
    if float(size[ended or list(kept)].mean()) > _TEASER_WORDS:
        return False
    if longest <= 1:
        return len(ended) > 1 or chances_top < _DOUBTFUL
    first = sum(i > 0 and not lines.ends(i - 1) for i in ended)
    return longest == 2 and len(kept) > _SEVERAL and first >= _IN_TURN * len(ended)


def _sparse(size: Matrix, kept: Sequence[int]) -> bool:
    """Two or three blocks apart that are next to nothing of the page."""
    words = float(size[list(kept)].sum())
    apart = any(b - a > 1 for a, b in pairwise(kept))
    return apart and words < _SPARSE_WORDS and words < _SPARSE * float(size.sum())
