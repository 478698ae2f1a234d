"""The arrays of `frozen_rules.py`, their form in a file, and how old and new ones become one."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from wirewatch.core.rules.ranges import ranges
from wirewatch.core.rules.string_table import Numbers, StringTable, starts_of

FAILS, OPEN, HOLDS = 0, 1, 2
"""What the groups of a rule say of it."""

WORD_BITS = 32
"""A pair is the number of its first word, so many bits up, and that of its second."""

_LOW = (1 << WORD_BITS) - 1
_FIRST = 1 << WORD_BITS

Small = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Columns:
    """The arrays. A key is a number: that of its word in `words` (conditions are words here, such
    as `lang:en`), or behind these that of its pair in `pairs` (both words' numbers in one).

    Keys of groups and postings carry in their lowest bit whether they suffice. The slot of a rule
    is the number of its id; its groups but the one it is filed under are
    `groups[rule_groups[slot]:rule_groups[slot + 1]]`.
    """

    words: StringTable
    signs: Numbers
    """The words that are conditions."""
    pairs: Numbers
    posting_starts: Small
    postings: Small
    """Slots, each with whether the key suffices for the group that the rule is filed under."""
    ids: StringTable
    rule_groups: Small
    group_starts: Small
    group_negated: Bytes
    group_keys: Small
    most: Bytes
    """HOLDS where the groups say all of a rule, else OPEN."""
    tree_starts: Numbers
    trees: Bytes


@dataclass(frozen=True, slots=True)
class Rows:
    """The same rule by rule, with keys that do not depend on what other rules have: the number of
    a word (in some list), or of a pair: that of its first word, from 1, WORD_BITS up."""

    anchor_counts: Numbers
    anchors: Numbers
    group_counts: Numbers
    group_sizes: Numbers
    group_negated: Bytes
    group_keys: Numbers
    most: Bytes
    tree_sizes: Numbers
    trees: Bytes

    def followed_by(self, other: "Rows") -> "Rows":
        """Return these rules and others after them."""
        return Rows(
            *(np.concatenate([mine, its]) for mine, its in zip(_of(self), _of(other), strict=True))
        )

    def picked(self, order: Numbers) -> "Rows":
        """Return some of the rules in some order."""
        anchors = _pieces(self.anchor_counts, order)
        groups = _pieces(self.group_counts, order)
        return Rows(
            self.anchor_counts[order],
            self.anchors[anchors],
            self.group_counts[order],
            self.group_sizes[groups],
            self.group_negated[groups],
            self.group_keys[_pieces(self.group_sizes, groups)],
            self.most[order],
            self.tree_sizes[order],
            self.trees[_pieces(self.tree_sizes, order)],
        )


def rows_of(columns: Columns) -> Rows:
    """Return the columns rule by rule; words keep their numbers."""
    counts = np.diff(columns.posting_starts)
    keys = np.repeat(np.arange(len(counts)), counts)
    slots = columns.postings >> 1
    order = np.argsort(slots, kind="stable")
    return Rows(
        np.bincount(slots, minlength=len(columns.ids)),
        _spelled(columns, keys[order] << 1 | columns.postings[order] & 1),
        np.diff(columns.rule_groups).astype(np.int64),
        np.diff(columns.group_starts).astype(np.int64),
        columns.group_negated,
        _spelled(columns, columns.group_keys.astype(np.int64)),
        columns.most,
        np.diff(columns.tree_starts),
        columns.trees,
    )


def columns_of(words: StringTable, signs: Numbers, ids: StringTable, rows: Rows) -> Columns:
    """Return the columns of rows that stand in the order of their ids' numbers and whose keys are
    made of the words' numbers."""
    both = np.concatenate([rows.anchors, rows.group_keys])
    keys = both >> 1
    is_pair = keys >= _FIRST
    pairs, places = np.unique(keys[is_pair] - _FIRST, return_inverse=True)
    keys[is_pair] = places + len(words)
    both = keys << 1 | both & 1
    anchors, group_keys = both[: len(rows.anchors)], both[len(rows.anchors) :]
    slots = np.repeat(np.arange(len(ids)), rows.anchor_counts)
    order = np.lexsort((slots, anchors >> 1))
    postings = (slots << 1 | anchors & 1)[order]
    counts = np.bincount(anchors >> 1, minlength=len(words) + len(pairs))
    return Columns(
        words,
        signs,
        pairs,
        starts_of(counts).astype(np.int32),
        postings.astype(np.int32),
        ids,
        starts_of(rows.group_counts).astype(np.int32),
        starts_of(rows.group_sizes).astype(np.int32),
        rows.group_negated,
        group_keys.astype(np.int32),
        rows.most,
        starts_of(rows.tree_sizes),
        rows.trees,
    )


def renumbered(keys: Numbers, places: Numbers) -> Numbers:
    """Return keys of rows with each word's number replaced by its place."""
    words = keys >> 1
    firsts = (words >> WORD_BITS) - 1
    made = places[words & _LOW]
    is_pair = firsts >= 0
    made[is_pair] += places[firsts[is_pair]] + 1 << WORD_BITS
    renumbered: Numbers = made << 1 | keys & 1
    return renumbered


def _spelled(columns: Columns, keys: Numbers) -> Numbers:
    numbers = keys >> 1
    is_pair = numbers >= len(columns.words)
    numbers[is_pair] = columns.pairs[numbers[is_pair] - len(columns.words)] + _FIRST
    spelled: Numbers = numbers << 1 | keys & 1
    return spelled


def _pieces(sizes: Numbers, picked: Numbers) -> Numbers:
    return ranges(starts_of(sizes)[picked], sizes[picked])


def _of(rows: Rows) -> Iterator[Numbers | Bytes]:
    for field in fields(rows):
        yield getattr(rows, field.name)
