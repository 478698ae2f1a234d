"""Very many rules in flat arrays, judged all at once: what a large set of rules rests on.

An article's words become numbers, its pairs of neighbours are looked up in one search, and the
rules filed under what it has are judged by their groups (`groups.py`) in a few operations on
arrays, however many they are. Only rules that their groups leave open are held against the
article one by one. The arrays are read where they lie, in a file mapped into memory if need be.
"""

import numpy as np
import numpy.typing as npt

from wirewatch.core.rules.chains import Chains
from wirewatch.core.rules.checks import Check, open_check_of
from wirewatch.core.rules.columns import HOLDS, OPEN, Columns
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
        self._known = KnownWords(columns.words.find)
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

    def tree(self, slot: int) -> bytes:
        """Return the saved form of a rule's tree."""
        starts = self.columns.tree_starts
        return self.columns.trees[starts[slot] : starts[slot + 1]].tobytes()

    def matching(self, tokens: DocumentTokens) -> list[str]:
        """Return the ids of the rules that hold for the document, in no order."""
        if not len(self):
            return []
        keys = self._keys_of(tokens)
        slots, values = self._filed_under(keys)
        if self._dead:
            alive = self.alive[slots]
            slots, values = slots[alive], values[alive]
        self._here[keys] = 1
        try:
            self._judge(slots, values)
        finally:
            self._here[keys] = 0
        found: list[int] = slots[values == HOLDS].tolist()
        for slot in slots[values == OPEN].tolist():
            check = self._checks.get(slot)
            if check is None:
                check = self._check(slot)
            if check(tokens):
                found.append(slot)
        return self.columns.ids.several(found)

    def _keys_of(self, tokens: DocumentTokens) -> Numbers:
        """Return the numbers of the keys that a document has, each once, in order."""
        row = tokens.gapped
        conditions = list(map(str, condition_keys(tokens, self._kinds)))
        singles = self._known.of(row, conditions)
        keys = np.concatenate([singles, self._chains.within(singles[: len(row)])])
        keys = keys[keys >= 0]
        keys.sort()
        return keys[_lasts(keys)]

    def _filed_under(self, keys: Numbers) -> tuple[Numbers, npt.NDArray[np.uint8]]:
        """Return the rules filed under any of the keys, and what the keys say of them."""
        columns = self.columns
        starts = columns.posting_starts[keys]
        postings = columns.postings[ranges(starts, columns.posting_starts[keys + 1] - starts)]
        postings.sort()
        slots = postings >> 1
        last = _lasts(slots)  # of several postings of a rule the last says most
        slots = slots[last].astype(np.int64)
        values = (postings[last] & 1).astype(np.uint8) + OPEN
        return slots, np.minimum(values, columns.most[slots])

    def _judge(self, slots: Numbers, values: npt.NDArray[np.uint8]) -> None:
        """Lower the values of rules to those of their other groups."""
        columns = self.columns
        starts = columns.rule_groups[slots]
        counts = columns.rule_groups[slots + 1] - starts
        several = np.flatnonzero(counts)
        if not len(several):
            return
        sizes = (
            columns.group_starts[(starts + counts)[several]] - columns.group_starts[starts[several]]
        )
        ends = sizes.cumsum()
        begin = 0
        while begin < len(several):
            done = int(ends[begin - 1]) if begin else 0
            end = max(begin + 1, int(ends.searchsorted(done + _AT_ONCE, "right")))
            some = several[begin:end]
            values[some] = np.minimum(values[some], self._least(starts[some], counts[some]))
            begin = end

    def _least(self, starts: Integers, counts: Integers) -> npt.NDArray[np.uint8]:
        """Return the value of the least true group of each rule."""
        columns = self.columns
        groups = ranges(starts, counts)
        begins = columns.group_starts[groups]
        sizes = columns.group_starts[groups + 1] - begins
        keys = columns.group_keys[ranges(begins, sizes)]
        values = self._here[keys >> 1] << (keys & 1).astype(np.uint8)
        of_groups = np.maximum.reduceat(values, sizes.cumsum() - sizes)
        negated = columns.group_negated[groups]
        of_groups = np.where(negated, HOLDS - of_groups, of_groups)
        least: npt.NDArray[np.uint8] = np.minimum.reduceat(of_groups, counts.cumsum() - counts)
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
