"""From rules to the columns of frozen rules, and from these and more rules to new ones."""

from array import array
from collections.abc import Iterable

import numpy as np

from wirewatch.core.rules.anchors import Frequency, Key
from wirewatch.core.rules.chains import Spelled
from wirewatch.core.rules.columns import (
    CHAIN,
    FLAG_BITS,
    GROUP,
    NEGATED,
    RULE,
    SUFFICES,
    Columns,
    Rows,
    Used,
    columns_of,
    rows_of,
)
from wirewatch.core.rules.document_keys import kind_of
from wirewatch.core.rules.frozen_rules import FrozenRules
from wirewatch.core.rules.groups import groups_of
from wirewatch.core.rules.saved_form import dumped, loaded
from wirewatch.core.rules.string_table import Numbers, StringTable
from wirewatch.core.rules.syntax import Node
from wirewatch.core.rules.word_shares import WordShares

Recent = tuple[str, bytes, int]
"""A rule's id, saved tree and stamp."""


class Settlement:
    """Recent rules on their way into columns, beside those that are there already."""

    def __init__(
        self, recent: list[Recent], shares: WordShares, before: Columns, kept: Numbers
    ) -> None:
        """`kept`: the slots of `before` that are still in use."""
        self._recent = recent
        self._shares = shares
        self._before = before
        self._kept = kept

    def work(self) -> FrozenRules:
        """Return the outcome. The time is in proportion to the recent rules, but for a few passes
        over the old arrays; nothing of the set it comes from is changed."""
        return FrozenRules(self.columns())

    def columns(self, more: Iterable[tuple[str, Node, int]] = ()) -> Columns:
        """Return the columns of all, and of more rules with their stamps; the later of two with one
        id counts."""
        freezer = _Freezer(self._before.words)
        for rule_id, saved, stamp in self._recent:
            freezer.add(rule_id, loaded(saved), stamp, self._shares.of)
        for rule_id, node, stamp in more:
            freezer.add(rule_id, node, stamp, self._shares.of)
        return freezer.columns(self._before, self._kept)


def no_rules() -> Columns:
    """Return columns of nothing."""
    table, _ = StringTable.of(())
    longs, octets = np.empty(0, np.int64), np.empty(0, np.uint8)
    rows = Rows(longs, longs, longs, longs, longs, octets, longs)
    return columns_of(table, longs, table, rows, longs, Spelled(longs, longs))


class _Freezer:
    """Rules on their way into rows; words are numbered on from those that are known."""

    def __init__(self, known: StringTable) -> None:
        self._known = known
        self._words: dict[str, int] = {}
        self._new_words: list[str] = []
        self._signs = array("q")
        self._ids: list[str] = []
        self._anchor_counts, self._anchors = array("q"), array("q")
        self._key_counts, self._keys = array("q"), array("q")
        self._chain_sizes, self._chain_words = array("q"), array("q")
        self._tree_sizes, self._trees = array("q"), bytearray()
        self._stamps = array("q")

    def add(self, rule_id: str, node: Node, stamp: int, frequency: Frequency) -> None:
        groups = groups_of(node, frequency)
        self._ids.append(rule_id)
        self._stamps.append(stamp)
        tree = dumped(node)
        self._tree_sizes.append(len(tree))
        self._trees += tree
        self._anchor_counts.append(len(groups.anchor.keys))
        for key, suffices in groups.anchor.keys.items():
            flags = SUFFICES if suffices and groups.whole else 0
            self._anchors.append(self._number(key) << FLAG_BITS | flags)
        flags = RULE
        before = len(self._keys)
        for group in groups.others:
            flags |= GROUP | (NEGATED if group.negated else 0)
            for key, suffices in group.keys.items():
                self._keys.append(self._number(key) << FLAG_BITS | flags | suffices)
                flags = GROUP | NEGATED if group.negated else 0
            flags = 0
        self._key_counts.append(len(self._keys) - before)

    def columns(self, before: Columns, kept: Numbers) -> Columns:
        latest = {rule_id: row for row, rule_id in enumerate(self._ids)}
        if len(before.ids):
            stay = np.zeros(len(before.ids) + 1, np.bool_)  # the last for those that are not there
            stay[kept] = True
            stay[list(map(before.ids.find, latest))] = False
            kept = np.flatnonzero(stay[:-1])
        old_rows, old_chains = rows_of(before)
        ids, old_slots, new_slots = before.ids.extended(kept, latest)
        fresh = np.fromiter(latest.values(), np.int64, len(latest)) + len(before.ids)
        order = np.argsort(np.concatenate([old_slots, new_slots]))
        rows = old_rows.followed_by(self._rows(len(old_chains.sizes)))
        rows = rows.picked(np.concatenate([kept, fresh])[order])
        chains = Spelled(
            np.concatenate([old_chains.sizes, _longs(self._chain_sizes)]),
            np.concatenate([old_chains.words, _longs(self._chain_words)]),
        )
        used = Used.by(rows, chains).words
        old = used[used < len(before.words)]
        new = used[used >= len(before.words)]
        words, old_places, new_places = before.words.extended(
            old, [self._new_words[number - len(before.words)] for number in new]
        )
        places = np.full(len(before.words) + len(self._new_words), -1)
        places[old], places[new] = old_places, new_places
        signs = np.sort(places[np.concatenate([before.signs, _longs(self._signs)])])
        return columns_of(words, signs[signs >= 0], ids, rows, places, chains)

    def _rows(self, chains_before: int) -> Rows:
        anchors, keys = _longs(self._anchors), _longs(self._keys)
        for some in (anchors, keys):
            some[some >> FLAG_BITS >= CHAIN] += chains_before << FLAG_BITS
        return Rows(
            _longs(self._anchor_counts),
            anchors,
            _longs(self._key_counts),
            keys,
            _longs(self._tree_sizes),
            np.frombuffer(bytes(self._trees), np.uint8),
            _longs(self._stamps),
        )

    def _number(self, key: Key) -> int:
        if isinstance(key, str):
            return self._word(key)
        self._chain_sizes.append(len(key))
        self._chain_words.extend([self._word(word) for word in key])
        return CHAIN + len(self._chain_sizes) - 1

    def _word(self, word: str) -> int:
        number = self._words.get(word)
        if number is None:
            number = self._known.find(word) if len(self._known) else -1
            if number < 0:
                number = len(self._known) + len(self._new_words)
                self._new_words.append(word)
                if kind_of(word) is not None:
                    self._signs.append(number)
            self._words[word] = number
        return number


def _longs(values: "array[int]") -> Numbers:
    return np.array(values, np.int64)
