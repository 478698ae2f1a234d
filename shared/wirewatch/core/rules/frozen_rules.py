"""Very many rules in flat arrays, judged all at once: what a large set of rules rests on.

An article's words become numbers, its pairs of neighbours are looked up in one search, and the
rules filed under what it has are judged by their groups (`groups.py`) in a few operations on
arrays, however many they are. Only rules that their groups leave open are held against the
article one by one. The arrays are read where they lie, in a file mapped into memory if need be.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from wirewatch.core.rules.chains import Chains
from wirewatch.core.rules.checks import Check, open_check_of
from wirewatch.core.rules.columns import (
    FLAG_BITS,
    GROUP,
    HOLDS,
    NEGATED,
    OPEN,
    RULE,
    SUFFICES,
    Columns,
    Small,
)
from wirewatch.core.rules.columns_form import saved_columns
from wirewatch.core.rules.document_keys import condition_keys, kind_of
from wirewatch.core.rules.known_words import KnownWords
from wirewatch.core.rules.layout import DocumentTokens
from wirewatch.core.rules.ranges import Integers, ranges
from wirewatch.core.rules.string_table import Numbers

_MAX_CHECKS = 1 << 15

_AT_ONCE = 1 << 20
"""Keys of rules that are judged together at most, which bounds the memory of one article."""


class FrozenRules:
    """A set of rules to which none can be added; rules can be taken out."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.alive = np.ones(len(columns.ids), np.bool_)
        self._dead = 0
        starts = memoryview(columns.posting_starts.data)
        self._known = KnownWords(columns.words.find, lambda n: starts[n] < starts[n + 1])
        self._here = np.zeros(len(columns.posting_starts), np.uint8)
        self._checks: dict[int, Check] = {}
        self._chains = Chains(columns.chains, columns.sieve, len(columns.words))
        self._kinds: set[str] = set()
        for number in columns.signs.tolist():
            self._file_sign(columns.words[number], number)

    def _file_sign(self, key: str, number: int) -> None:
        kind = kind_of(key)
        if kind is not None:
            self._kinds.add(kind)
        if kind == "*":
            self._known.add_glob(key[1:], number)

    def __len__(self) -> int:
        return len(self.alive) - self._dead

    def slots(self) -> Numbers:
        """Return where the rules stand that were not taken out."""
        return np.flatnonzero(self.alive)

    def slot_of(self, rule_id: str) -> int:
        """Return where a rule stands; -1 if it is not there."""
        slot = self.columns.ids.find(rule_id)
        return slot if slot >= 0 and self.alive[slot] else -1

    def remove(self, rule_id: str) -> bool:
        """Take a rule out; False if it is not there."""
        slot = self.slot_of(rule_id)
        if slot < 0:
            return False
        self.alive[slot] = False
        self._dead += 1
        self._checks.pop(slot, None)
        return True

    def retain(self, stamps: Mapping[str, int]) -> list[str]:
        """Take out all rules but those of some ids that have the stamps; return the other ids."""
        find, known = self.columns.ids.find, memoryview(self.columns.stamps.data)
        others: list[str] = []
        kept: list[int] = []
        for rule_id, stamp in stamps.items():
            slot = find(rule_id)
            if slot >= 0 and known[slot] == stamp:
                kept.append(slot)
            else:
                others.append(rule_id)
        self.alive[:] = False
        self.alive[kept] = True
        self._dead = len(self.alive) - len(kept)
        return others

    def saved(self) -> Iterator[bytes]:
        """Yield the rules, with those that were taken out, as bytes; see `RuleSet.saved`."""
        return saved_columns(self.columns)

    def tree(self, slot: int) -> bytes:
        """Return the saved form of a rule's tree."""
        starts = self.columns.tree_starts
        return self.columns.trees[starts[slot] : starts[slot + 1]].tobytes()

    def matching(self, tokens: DocumentTokens) -> list[str]:
        """Return the ids of the rules that hold for the document, in no order."""
        if not len(self):
            return []
        text = tokens.document.text
        conditions = list(map(str, condition_keys(tokens, self._kinds)))
        met = self._known.met((text.title_text, *text.paragraph_texts), conditions)
        chains = self._chains.within(met.numbers)
        slots, values = self._filed_under(np.concatenate([met.filed, met.fitting, chains]))
        if self._dead:
            alive = self.alive[slots]
            slots, values = slots[alive], values[alive]
        keys = np.concatenate([met.numbers, met.fitting, chains])
        self._here[keys] = 1  # the last element is for words without a number
        self._here[-1] = 0
        try:
            self._judge(slots, values)
        finally:
            self._here[keys] = 0
        found: list[int] = slots[values == HOLDS].tolist()
        still_open: list[int] = slots[values == OPEN].tolist()
        if still_open:
            tokens.rows = self._known.words_at(met.rows[: len(met.rows) - len(conditions)])
        for slot in still_open:
            check = self._checks.get(slot)
            if check is None:
                check = self._check(slot)
            if check(tokens):
                found.append(slot)
        return self.columns.ids.several(found)

    def _filed_under(self, keys: Numbers) -> tuple[Numbers, Small]:
        """Return the rules filed under any of the keys, and what the keys say of them."""
        columns = self.columns
        keys.sort()
        keys = keys[_lasts(keys)]
        starts = columns.posting_starts[keys]
        postings = columns.postings[ranges(starts, columns.posting_starts[keys + 1] - starts)]
        postings.sort()
        slots = postings >> 1
        last = _lasts(slots)  # of several postings of a rule the last says most
        return slots[last].astype(np.int64), (postings[last] & SUFFICES) + OPEN

    def _judge(self, slots: Numbers, values: Small) -> None:
        """Lower the values of rules to those of their other groups."""
        starts = self.columns.key_starts[slots]
        counts = self.columns.key_starts[slots + 1] - starts
        several = (counts > 0).nonzero()[0]
        ends = counts[several].cumsum(dtype=np.int64)
        begin = done = 0
        while begin < len(several):
            end = max(begin + 1, int(ends.searchsorted(done + _AT_ONCE, "right")))
            some = several[begin:end]
            values[some] = np.minimum(values[some], self._least(starts[some], counts[some]))
            begin, done = end, int(ends[end - 1])

    def _least(self, starts: Small, counts: Small) -> Small:
        """Return the value of the least true group of each rule."""
        keys = self.columns.group_keys[ranges(starts, counts)]
        values = self._here[keys >> FLAG_BITS] << (keys & SUFFICES)  # 0, OPEN or HOLDS
        values -= keys & NEGATED  # that is HOLDS, so this turns it round
        np.abs(values, out=values)
        groups = (keys & GROUP != 0).nonzero()[0]
        of_groups = np.maximum.reduceat(values, groups)
        least: Small = np.minimum.reduceat(of_groups, (keys[groups] & RULE != 0).nonzero()[0])
        return least

    def _check(self, slot: int) -> Check:
        if len(self._checks) >= _MAX_CHECKS:
            self._checks.clear()
        check = self._checks[slot] = open_check_of(self.tree(slot))
        return check


def _lasts(numbers: Integers) -> npt.NDArray[np.bool_]:
    """Which of ordered numbers are the last of those that are equal."""
    last = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=last[:-1])
    return last
