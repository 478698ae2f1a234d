"""The arrays of `frozen_rules.py`, their form in a file, and how old and new ones become one."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from wirewatch.core.rules.chains import Spelled, coded, sieve_of, spelled
from wirewatch.core.rules.ranges import octets, owners, ranges, starts_of
from wirewatch.core.rules.string_table import Numbers, StringTable

OPEN, HOLDS = 1, 2
"""What the groups of a rule say of it; 0 is that it fails."""

SUFFICES, NEGATED, GROUP, RULE = 1, 2, 4, 8
"""Flags of a key of a group: it suffices (or excludes) by itself; none of its group must be there;
it is the first of a group; it is the first of a rule. A negated key is a group of its own."""

FLAG_BITS = 4

CHAIN = 1 << 32
"""In rows, what the place of a chain in a list is added to."""

Small = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Columns:
    """The arrays. A key is a number: that of its word in `words` (conditions are words here, such
    as `lang:en`), or behind these that of its chain of words in `chains`.

    The slot of a rule is the number of its id; the keys of its groups but the one it is filed under
    are `group_keys[key_starts[slot]:key_starts[slot + 1]]`, each with its flags in the low bits.
    """

    words: StringTable
    signs: Numbers
    """The words that are conditions."""
    chains: Numbers
    sieve: Bytes
    """What there is in `chains`, nearly; see `chains.py`."""
    posting_starts: Small
    postings: Small
    """Slots, in the lowest bit whether the key makes the group true that the rule is filed under,
    and the groups say all of the rule."""
    ids: StringTable
    key_starts: Small
    group_keys: Small
    tree_starts: Numbers
    trees: Bytes
    stamps: Numbers
    """What each rule was made from, as whoever put it in says."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The same rule by rule. Keys are numbers of words in some list, or CHAIN and a place in a list
    of chains, each with its flags in the low bits; of anchors that is SUFFICES alone."""

    anchor_counts: Numbers
    anchors: Numbers
    key_counts: Numbers
    group_keys: Numbers
    tree_sizes: Numbers
    trees: Bytes
    stamps: Numbers

    def followed_by(self, other: "Rows") -> "Rows":
        """Return these rules and others after them."""
        return Rows(
            *(np.concatenate([mine, its]) for mine, its in zip(_of(self), _of(other), strict=True))
        )

    def picked(self, order: Numbers) -> "Rows":
        """Return some of the rules in some order."""
        return Rows(
            self.anchor_counts[order],
            self.anchors[_pieces(self.anchor_counts, order)],
            self.key_counts[order],
            self.group_keys[_pieces(self.key_counts, order)],
            self.tree_sizes[order],
            octets(self.trees, starts_of(self.tree_sizes)[order], self.tree_sizes[order]),
            self.stamps[order],
        )


def rows_of(columns: Columns) -> tuple[Rows, Spelled]:
    """Return the columns rule by rule, and their chains; words keep their numbers."""
    counts = np.diff(columns.posting_starts)
    keys = owners(counts)
    slots = columns.postings >> 1
    order = np.argsort(slots, kind="stable")
    first = len(columns.words)
    rows = Rows(
        np.bincount(slots, minlength=len(columns.ids)),
        _row_keys(keys[order] << FLAG_BITS | columns.postings[order] & SUFFICES, first),
        np.diff(columns.key_starts).astype(np.int64),
        _row_keys(columns.group_keys.astype(np.int64), first),
        np.diff(columns.tree_starts),
        columns.trees,
        columns.stamps,
    )
    return rows, spelled(columns.chains, first)


@dataclass(frozen=True, slots=True)
class Used:
    """What rows use of a list of words and of a list of chains made of these."""

    words: Numbers
    chains: Numbers

    @classmethod
    def by(cls, rows: Rows, chains: Spelled) -> "Used":
        """Return the words and chains of which at least one key of the rows is made."""
        keys = np.concatenate([rows.anchors, rows.group_keys]) >> FLAG_BITS
        used = _different(keys[keys >= CHAIN] - CHAIN)
        words = np.concatenate([keys[keys < CHAIN], chains.picked(used).words])
        return cls(_different(words), used)


def columns_of(
    words: StringTable,
    signs: Numbers,
    ids: StringTable,
    rows: Rows,
    places: Numbers,
    chains: Spelled,
) -> Columns:
    """Return the columns of rows that stand in the order of their ids' numbers.

    `places`: the number of each word of the rows' list.
    """
    used = Used.by(rows, chains).chains
    found = chains.picked(used)
    codes, numbers = coded(Spelled(found.sizes, places[found.words]), len(words))
    of_chains = np.zeros(len(chains.sizes), np.int64)
    of_chains[used] = numbers
    anchors = _column_keys(rows.anchors, places, of_chains)
    slots = owners(rows.anchor_counts)
    order = np.lexsort((slots, anchors >> FLAG_BITS))
    postings = (slots << 1 | anchors & SUFFICES)[order]
    counts = np.bincount(anchors >> FLAG_BITS, minlength=len(words) + len(codes))
    return Columns(
        words,
        signs,
        codes,
        sieve_of(codes),
        starts_of(counts).astype(np.int32),
        postings.astype(np.int32),
        ids,
        starts_of(rows.key_counts).astype(np.int32),
        _column_keys(rows.group_keys, places, of_chains).astype(np.int32),
        starts_of(rows.tree_sizes),
        rows.trees,
        rows.stamps,
    )


def _row_keys(keys: Numbers, first: int) -> Numbers:
    keys[keys >> FLAG_BITS >= first] += CHAIN - first << FLAG_BITS
    return keys


def _column_keys(keys: Numbers, places: Numbers, of_chains: Numbers) -> Numbers:
    numbers = keys >> FLAG_BITS
    is_chain = numbers >= CHAIN
    found = np.empty(len(keys), np.int64)
    found[is_chain] = of_chains[numbers[is_chain] - CHAIN]
    found[~is_chain] = places[numbers[~is_chain]]
    column_keys: Numbers = found << FLAG_BITS | keys & (1 << FLAG_BITS) - 1
    return column_keys


def _different(numbers: Numbers) -> Numbers:
    """The numbers, none of them high, in order and each once; np.unique takes ten times as long."""
    there = np.zeros(int(numbers.max(initial=-1)) + 1, np.bool_)
    there[numbers] = True
    return np.flatnonzero(there)


def _pieces(sizes: Numbers, picked: Numbers) -> Numbers:
    return ranges(starts_of(sizes)[picked], sizes[picked])


def _of(rows: Rows) -> Iterator[Numbers | Bytes]:
    for field in fields(rows):
        yield getattr(rows, field.name)
