"""Which blocks are the article's, given each block's probability."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.extract.blocks import Block
from wirewatch.core.extract.line_features import line_row

Probabilities = NDArray[np.float32]
LIMIT = 0.5
_MIN_LIMIT = 0.15
_CAPTION_BAR = 0.85
_GAP_BAR = 0.05
_TEXT_GAP_BAR = 0.2
_FILLERS = frozenset(("p", "h2", "h3", "h4"))


def select(texts: Sequence[str], chances: Probabilities, limit: float = LIMIT) -> list[int]:
    """The numbers of the article's blocks.

    A page whose blocks are all uncertain is read with a lower limit: half of its best block's
    probability, so that an unusual article is kept rather than lost.
    """
    if not len(chances):
        return []
    sizes = np.array([_size(t) for t in texts])
    kept_words = float(sizes[chances > limit].sum())
    if kept_words < 40:
        long_enough = chances[sizes >= 8]
        top = float(long_enough.max()) if len(long_enough) else 0.0
        limit = max(_MIN_LIMIT, min(limit, 0.5 * top))
    return [int(i) for i in np.flatnonzero(chances > limit)]


def fill_gaps(blocks: Sequence[Block], chances: Probabilities, kept: list[int]) -> list[int]:
    """The kept blocks with the paragraphs and headings that stand between two of their siblings.

    A short sentence or a subheading says little by itself, but where its neighbours in the same
    container are the article's, so is it, unless its probability is next to nothing.
    """
    filled = list(kept)
    for before, after in pairwise(kept):
        parent = blocks[before].containers[1]
        if blocks[after].containers[1] != parent:
            continue
        filled += [
            i for i in range(before + 1, after)
            if blocks[i].containers[1] == parent and blocks[i].tag in _FILLERS
            and chances[i] > _GAP_BAR and blocks[i].link_chars < 0.5 * len(blocks[i].text)
        ]  # fmt: skip
    return sorted(filled)


def fill_text_gaps(texts: Sequence[str], chances: Probabilities, kept: list[int]) -> list[int]:
    """The kept lines with full sentences that stand alone between two kept ones."""
    filled = list(kept)
    for before, after in pairwise(kept):
        if 1 < after - before <= 3:
            filled += [
                i for i in range(before + 1, after)
                if chances[i] > _TEXT_GAP_BAR and _size(texts[i]) >= 12 and _ends(texts[i])
            ]  # fmt: skip
    return sorted(filled)


def without_captions(texts: Sequence[str], chances: Probabilities, kept: list[int]) -> list[int]:
    """The kept lines without doubtful ones before the article's first full sentence.

    In plain text a line without a full stop between headline and first sentence is four times out
    of five a caption, kicker or credit and no lead, so it needs a high probability to stay.
    """
    first = first_sentence(texts, kept)
    if first is None:
        return kept
    return [
        i for i in kept
        if i >= first or _ends(texts[i]) or _size(texts[i]) > 30 or chances[i] > _CAPTION_BAR
    ]  # fmt: skip


def first_sentence(texts: Sequence[str], kept: Sequence[int]) -> int | None:
    """The first kept line of some length that ends a sentence."""
    return next((i for i in kept if _size(texts[i]) >= 10 and _ends(texts[i])), None)


def _ends(text: str) -> bool:
    """Whether the line ends a sentence."""
    row = line_row(text)
    return bool(row[9] or row[10] or row[11])


def _size(text: str) -> float:
    row = line_row(text)
    return row[0] * (1 - 0.5 * min(row[22], 1.0))
