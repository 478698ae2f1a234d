"""Very many rules in flat arrays, judged all at once: what a large set of rules rests on.

An article's words become numbers, its pairs of neighbours are looked up in one search, and the
rules filed under what it has are judged by their groups (`groups.py`) in a few operations on
arrays, however many they are. Only rules that their groups leave open are held against the
article one by one. The arrays are read where they lie, in a file mapped into memory if need be.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from wirewatch.core.rules.chains import Chains
from wirewatch.core.rules.checks import Check, open_check_of
from wirewatch.core.rules.columns import Columns
from wirewatch.core.rules.columns_form import saved_columns
from wirewatch.core.rules.document_keys import condition_keys, kind_of
from wirewatch.core.rules.judging import Judge
from wirewatch.core.rules.known_words import KnownWords
from wirewatch.core.rules.layout import DocumentTokens
from wirewatch.core.rules.string_table import Numbers

_MAX_CHECKS = 1 << 15


class FrozenRules:
    """A set of rules to which none can be added; rules can be taken out."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.alive = np.ones(len(columns.ids), np.bool_)
        self._dead = 0
        starts = memoryview(columns.posting_starts.data)
        self._known = KnownWords(columns.words.find, lambda n: starts[n] < starts[n + 1])
        self._judge = Judge(columns)
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
        found, still_open = self._judge.verdicts(
            np.concatenate([met.numbers, met.fitting, chains]),
            np.concatenate([met.filed, chains]),
        )
        if self._dead:
            found, still_open = self._living(found), self._living(still_open)
        if still_open:
            tokens.rows = self._known.words_at(met.rows[: len(met.rows) - len(conditions)])
        for slot in still_open:
            check = self._checks.get(slot)
            if check is None:
                check = self._check(slot)
            if check(tokens):
                found.append(slot)
        return self.columns.ids.several(found)

    def _living(self, slots: list[int]) -> list[int]:
        alive = self.alive
        return [slot for slot in slots if alive[slot]]

    def _check(self, slot: int) -> Check:
        if len(self._checks) >= _MAX_CHECKS:
            self._checks.clear()
        check = self._checks[slot] = open_check_of(self.tree(slot))
        return check
