"""Rows of numbers for the blocks of an HTML page: the text's, and what the markup adds."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.extract.blocks import Block, Containers, Page
from wirewatch.core.extract.lines import Lines, Matrix
from wirewatch.core.extract.markup_words import ALL_BITS
from wirewatch.core.extract.page_features import CONTEXT_FEATURES, context_rows
from wirewatch.core.extract.trees import Trees
from wirewatch.core.extract.word_hashes import Hashes, hash_of_words

_TAGS = (
    "p", "div", "li", "td", "h1", "h2", "h3", "h4", "blockquote", "figcaption", "button", "pre",
    "section", "article", "header",
)  # fmt: skip
_LEVELS = ("parent0", "parent1", "parent2", "branch")
_CLIMB = 6
_TAG_NUMBER = {tag: i for i, tag in enumerate(_TAGS)}
_MULTIPLIERS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(1))
Numbers = NDArray[np.intp]

HTML_FEATURES: tuple[str, ...] = (
    *CONTEXT_FEATURES,
    *("tag_is_" + t for t in _TAGS), "tag_other",
    *("own_" + b for b in ALL_BITS), *("near_" + b for b in ALL_BITS),
    *("any_" + b for b in ALL_BITS), *("side_" + b for b in ALL_BITS),
    "link_density", "links", "depth", "depth_from_best",
    *(f"{level}_{what}" for level in _LEVELS
      for what in ("words", "share", "link_density", "sentences", "blocks", "best")),
    "signature_words", "signature_share", "signature_best", "signature_links",
    "signature_blocks", "own_container_common",
    "branch_steps", "trunk_steps", "branch_is_best", "branch_repeats", "trunk_share",
    *(f"repeats_level{level}" for level in range(1, _CLIMB + 1)), "repeats_most",
    "repeats_words", "numbered_first", "repeats_under_best",
    "stated_body", "has_stated_body", "in_description",
)  # fmt: skip

_DENSITY, _WORDS = HTML_FEATURES.index("link_density"), HTML_FEATURES.index("words")
_ALL_LINK, _FEW_WORDS = 0.9, 3


def html_chances(rows: Matrix, model: Trees) -> Matrix:
    """The probability of each block to be the article's, from its rows.

    A block of a few words that are all a link's, which half of all blocks are, has none: of 300
    pages' 28,000 such blocks 8 were an article's.
    """
    asked = np.flatnonzero((rows[_DENSITY] < _ALL_LINK) | (rows[_WORDS] > _FEW_WORDS))
    chances = np.zeros(rows.shape[1], dtype=np.float32)
    chances[asked] = model.probabilities(rows.take(asked, axis=1))
    return chances


def html_rows(
    page: Page, lines: Lines, title: int, stated_body: str = "", description: str = ""
) -> Matrix:
    """One row per feature of `HTML_FEATURES`, one column per block.

    `lines` measures the blocks first; `title` is the number of the line that holds the title;
    `stated_body` is the article text in the page's own linked data, if any.
    """
    blocks = page.blocks
    n = len(blocks)
    out = np.zeros((len(HTML_FEATURES), n), dtype=np.float32)
    at = len(CONTEXT_FEATURES)
    out[:at] = context_rows(n, lines, title)
    tags = np.fromiter((_TAG_NUMBER.get(b.tag, len(_TAGS)) for b in blocks), np.intp, n)
    out[at + tags, np.arange(n)] = 1
    at += len(_TAGS) + 1
    size = lines.size[:n]
    linked = np.fromiter((b.link_chars for b in blocks), np.float32, n)
    links = np.fromiter((b.links for b in blocks), np.float32, n)
    density = linked / np.maximum(lines.row("chars")[:n], 1)
    free: Matrix = (size * (1 - np.minimum(density, 1))).astype(np.float32)
    good: Matrix = np.where(lines.row("ends_sentence")[:n] > 0, free, 0.3 * free).astype(np.float32)
    best = int(np.argmax(good))
    tree = _Tree(page.containers, blocks)
    trunk = _Trunk(tree, good)
    at = tree.write_bits(out, at, trunk)
    depth = tree.depths[tree.own]
    for column in (
        density, links, depth, depth - depth[best],
        *_container_columns(tree, trunk, size, free, good),
        *_signature_columns(tree, links, free, good),
        *trunk.columns(tree, good), *_repeat_columns(tree, free),
        *_stated_columns(lines, n, stated_body, description),
    ):  # fmt: skip
        out[at] = column
        at += 1
    if at != len(HTML_FEATURES):
        raise AssertionError("features and their names differ in number")
    return out


class _Tree:
    """The containers as arrays; `own` is the container of each block."""

    def __init__(self, held: Containers, blocks: Sequence[Block]) -> None:
        self.parents: Numbers = np.array(held.parents, dtype=np.intp)
        self.bits = np.array(held.bits, dtype=np.uint64)
        self.any_bits = np.array(held.any_bits, dtype=np.uint64)
        self.depths: Numbers = np.array(held.depths, dtype=np.intp)
        self.kinds: Numbers = np.array(held.kinds, dtype=np.intp)
        self.paths: Numbers = np.array(held.paths, dtype=np.intp)
        self.own: Numbers = np.fromiter((b.container for b in blocks), np.intp, len(blocks))

    def write_bits(self, out: Matrix, at: int, trunk: "_Trunk") -> int:
        """Write a row for each markup bit: own, near, any, and between trunk and block."""
        parent = self.parents[self.own]
        near = self.bits[parent] | self.bits[self.parents[parent]]
        above = self.any_bits[self.own]
        width = len(ALL_BITS)
        for values in (self.bits[self.own], near, above, trunk.side_bits):
            single = np.unpackbits(
                np.ascontiguousarray(values).view(np.uint8).reshape(-1, 8), axis=1,
                bitorder="little",
            )  # fmt: skip
            out[at : at + width] = single[:, :width].T
            at += width
        return at


class _Trunk:
    """The line of containers from the page's body down to the one with most good text.

    Every block hangs on a branch of the trunk; what the branch is tells what the block is.
    """

    def __init__(self, tree: _Tree, good: Matrix) -> None:
        held = np.bincount(tree.parents[tree.own], weights=good, minlength=len(tree.parents))
        self.top = int(np.argmax(held))
        chain = np.zeros(len(tree.parents), dtype=bool)
        chain[0] = True
        here = self.top
        while here:
            chain[here] = True
            here = int(tree.parents[here])
        branch = tree.own.copy()
        steps: Numbers = np.zeros(len(branch), dtype=np.intp)
        bits = np.where(chain[branch], 0, tree.bits[branch]).astype(np.uint64)
        while True:
            above = tree.parents[branch]
            move = ~chain[branch] & ~chain[above]
            if not move.any():
                break
            branch = np.where(move, above, branch)
            steps += move
            bits = np.where(move, bits | tree.bits[branch], bits)
        self.branch, self.steps, self.side_bits = branch, steps, bits
        joint = np.where(chain[branch], branch, tree.parents[branch])
        self.from_top = tree.depths[self.top] - tree.depths[joint]

    def columns(self, tree: _Tree, good: Matrix) -> list[Any]:
        """How far the block is from the trunk, the joint from its top, and what branch it is."""
        kinds = np.bincount(tree.kinds)[tree.kinds[self.branch]]
        sums = np.bincount(self.from_top, weights=good)
        share = sums[self.from_top] / (float(good.sum()) or 1.0)
        return [self.steps, self.from_top, self.branch == self.top, kinds, share]


def _container_columns(
    tree: _Tree, trunk: _Trunk, size: Matrix, free: Matrix, good: Matrix
) -> list[Any]:
    columns: list[Any] = []
    total = float(free.sum()) or 1.0
    up = tree.parents[tree.own]
    for numbers in (tree.own, up, tree.parents[up], trunk.branch):
        words = np.bincount(numbers, weights=size)
        plain = np.bincount(numbers, weights=free)
        nice = np.bincount(numbers, weights=good)
        count = np.bincount(numbers)
        top = float(nice.max()) or 1.0
        own = plain[numbers]
        columns += [
            own, own / total, 1 - own / np.maximum(words[numbers], 1),
            nice[numbers] / np.maximum(own, 1), count[numbers], nice[numbers] / top,
        ]  # fmt: skip
    return columns


def _signature_columns(tree: _Tree, links: Matrix, free: Matrix, good: Matrix) -> list[Any]:
    """The blocks of one tag-and-class path taken together: an article's share theirs."""
    numbers = tree.paths[tree.own]
    words = np.bincount(numbers, weights=free)
    nice = np.bincount(numbers, weights=good)
    linked = np.bincount(numbers, weights=links)
    count = np.bincount(numbers)
    top = float(nice.max()) or 1.0
    total = float(free.sum()) or 1.0
    # Is the block in the container (parent of parent) that holds most good text?
    grand = tree.parents[tree.own]
    held = np.bincount(grand, weights=good)
    return [
        words[numbers], words[numbers] / total, nice[numbers] / top,
        linked[numbers] / count[numbers], count[numbers], grand == int(np.argmax(held)),
    ]  # fmt: skip


def _repeat_columns(tree: _Tree, free: Matrix) -> list[Any]:
    """How often containers like the block's ancestors occur in the page.

    Comments and teasers stand in containers of one kind that repeat; an article's is alone.
    """
    kinds, parents, own = tree.kinds, tree.parents, tree.own
    used = np.zeros(len(parents), dtype=bool)
    here = own
    while True:  # every ancestor of a container with text
        fresh = here[~used[here]]
        if not len(fresh):
            break
        used[fresh] = True
        here = parents[fresh]
    counts = np.bincount(kinds[used], minlength=int(kinds.max()) + 1).astype(np.float32)
    counts[0] = 0
    words = np.bincount(kinds[own], weights=free)
    levels = []
    here = own
    for _ in range(_CLIMB):
        here = parents[here]
        levels.append(counts[kinds[here]])
    most = np.maximum.reduce(levels)
    _, first, which = np.unique(kinds[parents[own]], return_index=True, return_inverse=True)
    numbered = np.arange(len(own)) - first[which]
    lower = np.maximum.reduce(levels[:3])
    return [*levels, most, words[kinds[own]], np.minimum(numbered, 200), lower]


def _stated_columns(lines: Lines, n: int, stated_body: str, description: str) -> list[Any]:
    """The share of each block's three-word runs that the page states elsewhere, -1 for none."""
    known = len(stated_body) > 60
    if not known and not description:
        return [-1.0, 0.0, -1.0]
    runs = _runs(lines.words)
    where = lines.line_of[: len(runs)]
    inside = (where == lines.line_of[2:]) & (where < n)
    runs, where = runs[inside], where[inside]
    count = np.bincount(where, minlength=n)
    columns: list[Any] = []
    for text in (stated_body[:100_000] if known else "", description):
        stated = np.sort(_runs(hash_of_words(text))) if text else np.zeros(0, np.uint64)
        if not len(stated):
            columns.append(-1.0)
            continue
        place = np.minimum(np.searchsorted(stated, runs), len(stated) - 1)
        hits = np.bincount(where, stated[place] == runs, minlength=n)
        columns.append(np.where(count > 0, hits / np.maximum(count, 1), -1.0))
    return [columns[0], float(known), columns[1]]


def _runs(words: Hashes) -> Hashes:
    """A hash for each run of three words."""
    if len(words) < 3:
        return np.zeros(0, dtype=np.uint64)
    a, b, c = _MULTIPLIERS
    runs: Hashes = words[:-2] * a + words[1:-1] * b + words[2:] * c
    return runs
