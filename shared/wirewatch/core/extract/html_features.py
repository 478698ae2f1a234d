"""Rows of numbers for the blocks of an HTML page: the text's, and what the markup adds."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.extract.blocks import Block, Page
from wirewatch.core.extract.line_features import words_of
from wirewatch.core.extract.markup_words import ALL_BITS
from wirewatch.core.extract.page_features import CONTEXT_FEATURES, Matrix, context_rows

_TAGS = (
    "p", "div", "li", "td", "h1", "h2", "h3", "h4", "blockquote", "figcaption", "button", "pre",
    "section", "article", "header",
)  # fmt: skip
_LEVELS = ("parent0", "parent1", "parent2")

_CLIMB = 6

HTML_FEATURES: tuple[str, ...] = (
    *CONTEXT_FEATURES,
    "link_density", "links", "depth", "depth_from_best",
    *("tag_is_" + t for t in _TAGS), "tag_other",
    *("own_" + b for b in ALL_BITS), *("near_" + b for b in ALL_BITS),
    *("any_" + b for b in ALL_BITS),
    *(f"{level}_{what}" for level in _LEVELS
      for what in ("words", "share", "link_density", "sentences", "blocks", "best")),
    "signature_words", "signature_share", "signature_best", "signature_links",
    "signature_blocks", "own_container_common", "stated_body", "has_stated_body",
    "in_description",
    *(f"repeats_level{level}" for level in range(1, _CLIMB + 1)), "repeats_most",
    "repeats_words", "numbered_first", "repeats_under_best",
)  # fmt: skip


def html_rows(page: Page, title: str, stated_body: str = "", description: str = "") -> Matrix:
    """One row of `HTML_FEATURES` per block.

    `stated_body` is the article text in the page's own linked data, if any.
    """
    blocks = page.blocks
    text_rows = context_rows([b.text for b in blocks], title)
    columns = {name: text_rows[:, i] for i, name in enumerate(CONTEXT_FEATURES[:30])}
    size: Matrix = (columns["words"] * (1 - 0.5 * np.minimum(columns["unspaced"], 1))).astype(
        np.float32
    )
    chars = np.maximum(columns["chars"], 1)
    linked = np.array([b.link_chars for b in blocks], dtype=np.float32)
    density: Matrix = (linked / chars).astype(np.float32)
    free: Matrix = (size * (1 - np.minimum(density, 1))).astype(np.float32)
    good: Matrix = np.where(columns["ends_sentence"] > 0, free, 0.3 * free).astype(np.float32)
    depth = np.array([b.depth for b in blocks], dtype=np.float32)
    best = int(np.argmax(good)) if len(good) else 0
    parts = [
        density, np.array([b.links for b in blocks], dtype=np.float32), depth,
        depth - depth[best], *_tag_columns(blocks), *_bit_columns(blocks),
        *_container_columns(blocks, size, free, good), *_signature_columns(blocks, free, good),
        *_stated_columns(blocks, stated_body, description), *_repeat_columns(page, free),
    ]  # fmt: skip
    return np.hstack([text_rows, np.stack(parts, axis=1).astype(np.float32)])


def _tag_columns(blocks: Sequence[Block]) -> list[Matrix]:
    number = {tag: i for i, tag in enumerate(_TAGS)}
    table = np.zeros((len(_TAGS) + 1, len(blocks)), dtype=np.float32)
    for i, block in enumerate(blocks):
        table[number.get(block.tag, len(_TAGS)), i] = 1
    return list(table)


def _bit_columns(blocks: Sequence[Block]) -> list[Matrix]:
    shifts = np.arange(len(ALL_BITS), dtype=np.int64)
    columns: list[Matrix] = []
    for kind in ("own_bits", "near_bits", "any_bits"):
        bits = np.array([getattr(b, kind) for b in blocks], dtype=np.int64)
        columns.extend(((bits[:, None] >> shifts) & 1).astype(np.float32).T)
    return columns


def _container_columns(
    blocks: Sequence[Block], size: Matrix, free: Matrix, good: Matrix
) -> list[NDArray[Any]]:
    columns: list[NDArray[Any]] = []
    total = float(free.sum()) or 1.0
    for level in range(3):
        numbers = np.array([b.containers[level] for b in blocks], dtype=np.intp)
        words = np.bincount(numbers, weights=size)
        plain = np.bincount(numbers, weights=free)
        nice = np.bincount(numbers, weights=good)
        count = np.bincount(numbers)
        top = float(nice.max()) or 1.0
        columns += [
            plain[numbers], plain[numbers] / total,
            1 - plain[numbers] / np.maximum(words[numbers], 1),
            nice[numbers] / np.maximum(plain[numbers], 1), count[numbers], nice[numbers] / top,
        ]  # fmt: skip
    return columns


def _signature_columns(blocks: Sequence[Block], free: Matrix, good: Matrix) -> list[NDArray[Any]]:
    """The blocks of one tag-and-class path taken together: an article's share theirs."""
    names: dict[str, int] = {}
    numbers = np.array([names.setdefault(b.signature, len(names)) for b in blocks], dtype=np.intp)
    words = np.bincount(numbers, weights=free)
    nice = np.bincount(numbers, weights=good)
    links = np.bincount(numbers, weights=np.array([b.links for b in blocks], dtype=np.float64))
    count = np.bincount(numbers)
    top = float(nice.max()) or 1.0
    total = float(free.sum()) or 1.0
    # Is the block in the container (parent of parent) that holds most good text?
    grand = np.array([b.containers[1] for b in blocks], dtype=np.intp)
    held = np.bincount(grand, weights=good)
    same = (grand == int(np.argmax(held))).astype(np.float32)
    return [
        words[numbers], words[numbers] / total, nice[numbers] / top,
        links[numbers] / count[numbers], count[numbers], same,
    ]  # fmt: skip


def _repeat_columns(page: Page, free: Matrix) -> list[Matrix]:
    """How often containers like the block's ancestors occur in the page.

    Comments and teasers stand in containers of one kind that repeat; an article's is alone.
    """
    names: dict[str, int] = {}
    kinds = np.array([names.setdefault(k, len(names)) for k in page.kinds], dtype=np.intp)
    parents = np.array(page.parents, dtype=np.intp)
    own = np.array([b.containers[0] for b in page.blocks], dtype=np.intp)
    held = np.unique(own)
    used = np.zeros(len(parents), dtype=bool)
    for _ in range(40):  # every ancestor of a container with text
        used[held] = True
        held = np.unique(parents[held])
        if used[held].all():
            break
    counts = np.bincount(kinds[used], minlength=len(names)).astype(np.float32)
    words = np.bincount(kinds[own], weights=free, minlength=len(names))
    levels: list[Matrix] = []
    here = own
    for _ in range(_CLIMB):
        here = parents[here]
        levels.append(np.where(here > 0, counts[kinds[here]], 0).astype(np.float32))
    most = np.maximum.reduce(levels)
    first: dict[int, int] = {}
    order = [first.setdefault(int(k), i) for i, k in enumerate(kinds[parents[own]])]
    numbered = np.arange(len(own), dtype=np.float32) - np.array(order, dtype=np.float32)
    lower = np.maximum.reduce(levels[:3])
    return [
        *levels, most, words[kinds[own]].astype(np.float32), np.minimum(numbered, 200), lower,
    ]  # fmt: skip


def _stated_columns(blocks: Sequence[Block], stated_body: str, description: str) -> list[Matrix]:
    n = len(blocks)
    stated = _shingles(stated_body)
    about = _shingles(description)
    has: NDArray[np.float32] = np.full(n, float(len(stated) > 60), dtype=np.float32)
    own = [_shingles(b.text[:2000]) for b in blocks] if stated or about else []
    return [_share(own, stated, n), has, _share(own, about, n)]


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = words_of(text[:100_000].lower())
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def _share(
    bags: Sequence[frozenset[tuple[str, ...]]], known: frozenset[tuple[str, ...]], n: int
) -> Matrix:
    """The share of each block's shingles that are known, -1 where there is nothing to compare."""
    if not known:
        return np.full(n, -1, dtype=np.float32)
    return np.array([len(b & known) / len(b) if b else -1.0 for b in bags], dtype=np.float32)
