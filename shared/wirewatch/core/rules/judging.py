"""Which of the rules that are filed under what an article has are true, by their groups.

Many rules are judged together, in a few operations on arrays, however many they are. Each such
operation takes as long as judging a key by itself some ten times, so few rules are judged alone.
"""

import numpy as np
import numpy.typing as npt

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
from wirewatch.core.rules.ranges import Integers, ranges
from wirewatch.core.rules.string_table import Numbers

_AT_ONCE = 1 << 20
"""Keys of rules that are judged together at most, which bounds the memory of one article."""

_FEW_KEYS, _FEW_RULES = 64, 24
"""So many keys, and rules filed under them, are looked at one by one."""


class Judge:
    """Judges the rules of some columns."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._here = np.zeros(len(columns.posting_starts), np.uint8)
        self._is_here = memoryview(self._here.data)
        self._posting_starts = memoryview(columns.posting_starts.data)
        self._postings = memoryview(columns.postings.data)
        self._key_starts = memoryview(columns.key_starts.data)
        self._group_keys = memoryview(columns.group_keys.data)

    def verdicts(self, here: Numbers, filed: Numbers) -> tuple[list[int], list[int]]:
        """Return the slots of the rules that hold, and of those that their groups leave open.

        `here`: the keys that an article has, -1 for none; `filed`: those of them under which there
        may be rules. Both may name a key several times.
        """
        self._here[here] = 1
        self._here[-1] = 0  # the place of keys that are none
        try:
            few = self._few_postings(filed) if len(filed) <= _FEW_KEYS else None
            if few is not None:
                return self._of_few(few)
            slots, values = self._filed_under(filed)
            self._lower(slots, values)
        finally:
            self._here[here] = 0
        holding: list[int] = slots[values == HOLDS].tolist()
        still_open: list[int] = slots[values == OPEN].tolist()
        return holding, still_open

    def _few_postings(self, filed: Numbers) -> list[int] | None:
        """Return what is filed under some keys, None if that is much."""
        starts, postings = self._posting_starts, self._postings
        spans = [(starts[key], starts[key + 1]) for key in set(filed.tolist())]
        if sum([end - begin for begin, end in spans]) > _FEW_RULES:
            return None
        return [posting for begin, end in spans for posting in postings[begin:end]]

    def _of_few(self, postings: list[int]) -> tuple[list[int], list[int]]:
        said: dict[int, int] = {}
        for posting in postings:
            slot = posting >> 1
            said[slot] = said.get(slot, 0) | posting & SUFFICES
        found: tuple[list[int], list[int], list[int]] = ([], [], [])  # false, open, hold
        for slot, suffices in said.items():
            found[min(OPEN + suffices, self._least_of(slot))].append(slot)
        return found[HOLDS], found[OPEN]

    def _least_of(self, slot: int) -> int:
        """Return the value of a rule's least true group."""
        least = group = HOLDS
        is_here = self._is_here
        begin, end = self._key_starts[slot], self._key_starts[slot + 1]
        for key in self._group_keys[begin:end]:
            if key & GROUP:
                if group < least:
                    if not group:
                        return 0
                    least = group
                group = 0
            value = is_here[key >> FLAG_BITS] << (key & SUFFICES)
            if key & NEGATED:
                value = HOLDS - value
            if value > group:
                group = value
        return min(least, group)

    def _filed_under(self, keys: Numbers) -> tuple[Numbers, Small]:
        """Return the rules filed under any of the keys, and what the keys say of them."""
        columns = self._columns
        keys.sort()
        keys = keys[_lasts(keys)]
        starts = columns.posting_starts[keys]
        postings = columns.postings[ranges(starts, columns.posting_starts[keys + 1] - starts)]
        postings.sort()
        slots = postings >> 1
        last = _lasts(slots)  # of several postings of a rule the last says most
        return slots[last].astype(np.int64), (postings[last] & SUFFICES) + OPEN

    def _lower(self, slots: Numbers, values: Small) -> None:
        """Lower the values of rules to those of their other groups."""
        starts = self._columns.key_starts[slots]
        counts = self._columns.key_starts[slots + 1] - starts
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
        keys = self._columns.group_keys[ranges(starts, counts)]
        values = self._here[keys >> FLAG_BITS] << (keys & SUFFICES)  # 0, OPEN or HOLDS
        values -= keys & NEGATED  # that is HOLDS, so this turns it round
        np.abs(values, out=values)
        groups = (keys & GROUP != 0).nonzero()[0]
        of_groups = np.maximum.reduceat(values, groups)
        least: Small = np.minimum.reduceat(of_groups, (keys[groups] & RULE != 0).nonzero()[0])
        return least


def _lasts(numbers: Integers) -> npt.NDArray[np.bool_]:
    """Which of ordered numbers are the last of those that are equal."""
    last = np.empty(len(numbers), np.bool_)
    last[-1:] = True
    np.not_equal(numbers[1:], numbers[:-1], out=last[:-1])
    return last
