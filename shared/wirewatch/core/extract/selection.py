"""Which blocks are the article's, given each block's probability."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.extract.blocks import Page
from wirewatch.core.extract.lines import Lines
from wirewatch.core.extract.markup_words import BIT

Probabilities = NDArray[np.float32]
LIMIT = 0.5
_MIN_LIMIT = 0.15
CAPTION_BAR = 0.85
CAPTION_WORDS = 30
_GAP_BAR = 0.05
_COMMENT, _NAV = BIT["comment"], BIT["tag_nav"]
_NAMED = _COMMENT | _NAV
_LEAST_WORDS = 25.0
_STRUCTURES = frozenset(("ul", "ol", "dl", "table"))
_FOREIGN = sum(
    BIT[name] for name in ("nav", "sidebar", "share", "related", "advert", "signup", "tags", "meta")
)
_LINKED_SHARE = 0.3
_SAME_BAR = 0.05
_SIBLING_BAR = 0.3
_SENTENCE_WORDS = 8.0
_REPEATED_BAR = 0.8
_REPEATED = 3
_REPEATED_WORDS = 4.0
_FILLERS = frozenset(("p", "h2", "h3", "h4"))


def select(lines: Lines, chances: Probabilities, limit: float = LIMIT) -> list[int]:
    """The numbers of the article's blocks.

    A page whose blocks are all uncertain is read with a lower limit: half of its best block's
    probability, so that an unusual article is kept rather than lost.
    """
    if not len(chances):
        return []
    sizes = lines.size[: len(chances)]
    if float(sizes[chances > limit].sum()) < 40:
        long_enough = chances[sizes >= 8]
        top = float(long_enough.max()) if len(long_enough) else 0.0
        limit = max(_MIN_LIMIT, min(limit, 0.5 * top))
    kept: list[int] = np.flatnonzero(chances > limit).tolist()
    return kept


def html_selection(page: Page, lines: Lines, chances: Probabilities) -> list[int]:
    """The numbers of the article's blocks in a page with markup, its edges not looked at yet."""
    kept = without_repeated(lines, chances, select(lines, chances))
    kept = with_neighbours(page, lines, chances, kept)
    return without_comments(page, lines, chances, fill_gaps(page, chances, kept))


def fill_gaps(page: Page, chances: Probabilities, kept: list[int]) -> list[int]:
    """The kept blocks with the paragraphs and headings that stand between two of their siblings.

    A short sentence or a subheading says little by itself, but where its neighbours in the same
    container are the article's, so is it, unless its probability is next to nothing.
    """
    blocks, parents = page.blocks, page.containers.parents
    filled = list(kept)
    for before, after in pairwise(kept):
        parent = parents[blocks[before].container]
        if after == before + 1 or parents[blocks[after].container] != parent:
            continue
        gap = range(before + 1, after)
        filled += [
            i for i in gap
            if parents[blocks[i].container] == parent and blocks[i].tag in _FILLERS
            and chances[i] > _GAP_BAR and blocks[i].link_chars < 0.5 * len(blocks[i].text)
        ]  # fmt: skip
        filled += _lists_and_tables(page, gap, parent)
    return sorted(set(filled))


def _lists_and_tables(page: Page, gap: range, parent: int) -> list[int]:
    """The blocks of lists and tables that stand among the children of a container, whole or none.

    Items and cells are no sentences, so the classifier doubts them. What holds many links, or is
    named after something else than an article, is no part of one.
    """
    held = page.containers
    below: dict[int, list[int]] = {}
    for i in gap:
        number = page.blocks[i].container
        while held.parents[number] not in (parent, 0):
            number = held.parents[number]
        if held.parents[number] == parent:
            below.setdefault(number, []).append(i)
    filled: list[int] = []
    for number, inside in below.items():
        if held.tags[number] not in _STRUCTURES or held.bits[number] & _FOREIGN:
            continue
        chars = sum(len(page.blocks[i].text) for i in inside)
        linked = sum(page.blocks[i].link_chars for i in inside)
        if linked < _LINKED_SHARE * chars:
            filled += inside
    return filled


def with_neighbours(page: Page, lines: Lines, chances: Probabilities, kept: list[int]) -> list[int]:
    """The kept blocks with the sentences that follow or precede a kept one in the same container.

    What line breaks alone divide is one text; paragraphs beside a kept one are its like too, but
    need more probability of their own.
    """
    blocks, parents = page.blocks, page.containers.parents
    chosen = set(kept)
    for i in kept:
        for step in (1, -1):
            j = i + step
            while 0 <= j < len(blocks) and j not in chosen:
                one, two = blocks[j - step], blocks[j]
                if one.container == two.container:
                    bar = _SAME_BAR
                elif parents[one.container] == parents[two.container] and one.tag == two.tag == "p":
                    bar = _SIBLING_BAR
                else:
                    break
                if (
                    chances[j] < bar
                    or not lines.ends(j)
                    or lines.size[j] < _SENTENCE_WORDS
                    or two.link_chars > _LINKED_SHARE * len(two.text)
                ):
                    break
                chosen.add(j)
                j += step
    return sorted(chosen)


def without_repeated(lines: Lines, chances: Probabilities, kept: list[int]) -> list[int]:
    """The kept blocks without doubtful ones that the page says three times or more."""
    counts = Counter(lines.prints[: len(chances)].tolist())
    return [
        i for i in kept
        if chances[i] > _REPEATED_BAR or counts[int(lines.prints[i])] < _REPEATED
        or lines.size[i] < _REPEATED_WORDS
    ]  # fmt: skip


def without_comments(
    page: Page, lines: Lines, chances: Probabilities, kept: list[int]
) -> list[int]:
    """The kept blocks without those in navigation and in readers' comments.

    A comment is what stands in one of several containers of one kind that are named after
    comments. Where nothing else was kept, the article is looked for among the other blocks with the
    lower limit of `select`; only on a page that has none there, a forum's, comments stay.
    """
    above, blocks = page.containers.any_bits, page.blocks
    if not any(above[blocks[i].container] & _NAMED for i in kept):
        return kept
    outside = _outside(page)
    chosen = [i for i in kept if not outside[page.blocks[i].container]]
    if chosen or not kept:
        return chosen
    there = np.fromiter((outside[b.container] for b in page.blocks), np.bool_, len(chances))
    rest = select(lines, np.where(there, np.float32(0), chances))
    return rest if float(lines.size[rest].sum()) >= _LEAST_WORDS else kept


def _outside(page: Page) -> list[bool]:
    """For each container whether it is navigation or a comment, or stands in one."""
    held = page.containers
    used: set[int] = set()
    for block in page.blocks:
        number = block.container
        while number and number not in used:
            used.add(number)
            number = held.parents[number]
    counts = Counter(held.kinds[number] for number in used)
    outside = [False] * len(held.parents)
    for number in range(1, len(outside)):
        bits = held.bits[number]
        outside[number] = (
            outside[held.parents[number]]
            or bool(bits & _NAV)
            or bool(bits & _COMMENT and counts[held.kinds[number]] > 1)
        )
    return outside


def first_sentence(lines: Lines, kept: Sequence[int]) -> int | None:
    """The first kept line of some length that ends a sentence."""
    return next((i for i in kept if lines.size[i] >= 10 and lines.ends(i)), None)
