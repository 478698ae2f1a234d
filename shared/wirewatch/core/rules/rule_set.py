"""Many rules held against one document at a time."""

from collections.abc import Iterable, Iterator, Mapping

from wirewatch.core.rules.columns_form import Buffer, columns_in
from wirewatch.core.rules.evaluation import prove_in
from wirewatch.core.rules.freezing import Settlement, no_rules
from wirewatch.core.rules.frozen_rules import FrozenRules
from wirewatch.core.rules.layout import DocumentTokens
from wirewatch.core.rules.proof import Document, RuleMatch
from wirewatch.core.rules.reading import parse
from wirewatch.core.rules.recent_rules import RecentRules
from wirewatch.core.rules.saved_form import loaded
from wirewatch.core.rules.syntax import Node
from wirewatch.core.rules.word_shares import WordShares

SETTLED_FROM = 1_000
_SETTLED_SHARE = 0.1
"""A set is settled when so many rules are recent, and such a share of all."""


class RuleSet:
    """A set of rules that changes one rule at a time and says which of them hold.

    Each rule is filed under words one of which every matching article must contain, so the time to
    match depends on the rules that could hold and not on how many there are. A change costs the
    changed rule alone: it goes into a small set of recent rules, which `settle` joins to the frozen
    rest. Which words are rare is learnt from the documents. Not for use by two threads at once.
    """

    def __init__(self, frequencies: Mapping[str, float] | None = None) -> None:
        """`frequencies`: the share of articles that contain a folded word, if known."""
        self._shares = WordShares(frequencies)
        self._recent = RecentRules(self._shares)
        self._frozen = FrozenRules(no_rules())
        self._changed: set[str] | None = None  # ids, since a settlement began

    def put(
        self, rule_id: str, expression: str, named: Mapping[str, str] | None = None, stamp: int = 0
    ) -> None:
        """Add a rule, or replace the one with the same id; `named` as in `parse`.

        `stamp`, of 64 bits, says what the rule was made from; see `retain`.
        Raises RuleSyntaxError if the expression is no rule; the set is then unchanged.
        """
        self.put_node(rule_id, parse(expression, named), stamp)

    def put_node(self, rule_id: str, node: Node, stamp: int = 0) -> None:
        """Add or replace a rule that is parsed already."""
        self.remove(rule_id)
        self._recent.put(rule_id, node, stamp)

    def put_all(
        self, rules: Iterable[tuple[str, Node]], stamps: Mapping[str, int] | None = None
    ) -> None:
        """Add or replace very many rules: a third of the time and memory of one by one."""
        begun = self.settlement()
        by_id = stamps or {}
        self._frozen = FrozenRules(
            begun.columns((rule_id, node, by_id.get(rule_id, 0)) for rule_id, node in rules)
        )
        self._recent, self._changed = RecentRules(self._shares), None

    def remove(self, rule_id: str) -> None:
        """Remove a rule; one that is not there is no error."""
        if self._changed is not None:
            self._changed.add(rule_id)
        if not self._recent.remove(rule_id):
            self._frozen.remove(rule_id)

    @property
    def unsettled(self) -> int:
        """How many rules came since the set was settled, each of which costs a little more."""
        return len(self._recent)

    def are_many(self, changes: int) -> bool:
        """Whether so many rules are better settled than kept as recent ones."""
        return changes >= max(SETTLED_FROM, _SETTLED_SHARE * len(self))

    def settle(self) -> None:
        """Join the recent rules to the rest: seconds for a million; see `settlement`."""
        self.put_all(())

    def settlement(self) -> Settlement:
        """Return the work of `settle`, to be done in another thread while this set goes on."""
        self._changed = set()
        recent = list(self._recent.trees())
        return Settlement(recent, self._shares, self._frozen.columns, self._frozen.slots())

    def adopt(self, settled: FrozenRules) -> None:
        """Take over the outcome of the settlement begun last, and keep what changed since."""
        if self._changed is None:
            raise ValueError("no settlement was begun since the last one was adopted")
        recent = RecentRules(self._shares)
        for rule_id in self._changed:
            settled.remove(rule_id)
            if rule_id in self._recent:
                recent.put(rule_id, self._recent.node(rule_id), self._recent.stamp(rule_id))
        self._frozen, self._recent, self._changed = settled, recent, None

    def retain(self, stamps: Mapping[str, int]) -> list[str]:
        """Of a set that was loaded, take out the rules that are not these, by id and stamp; return
        the ids that are to be put in anew."""
        return self._frozen.retain(stamps)

    def saved_pieces(self) -> Iterator[bytes]:
        """Yield what `saved` returns, of the settled rules alone, with those removed since."""
        return self._frozen.saved()

    def saved(self) -> bytes:
        """Return the set, which this settles, as bytes from which `from_saved` makes it again, fast
        and without parsing.

        What was learnt of words is left out but for where the rules are filed.
        """
        if self.unsettled or len(self._frozen) < len(self._frozen.columns.ids):
            self.settle()
        return b"".join(self._frozen.saved())

    @classmethod
    def from_saved(
        cls, data: Buffer, frequencies: Mapping[str, float] | None = None
    ) -> "RuleSet | None":
        """Return the set that was saved; None if it was saved by another version of wirewatch or
        Python, so that the rules must be put in anew.

        The bytes must come from `saved`: they are trusted. They are read where they lie and must
        not change: a file mapped into memory is read as far as it is needed.
        """
        columns = columns_in(data)
        if columns is None:
            return None
        made = cls(frequencies)
        made._frozen = FrozenRules(columns)
        return made

    def node(self, rule_id: str) -> Node:
        """The tree of a rule, without positions. Raises KeyError if there is none."""
        if rule_id in self._recent:
            return self._recent.node(rule_id)
        slot = self._frozen.slot_of(rule_id)
        if slot < 0:
            raise KeyError(rule_id)
        return loaded(self._frozen.tree(slot))

    def __len__(self) -> int:
        return len(self._frozen) + len(self._recent)

    def __contains__(self, rule_id: object) -> bool:
        if rule_id in self._recent:
            return True
        return isinstance(rule_id, str) and self._frozen.slot_of(rule_id) >= 0

    def match(self, document: Document) -> list[RuleMatch]:
        """Return the rules that hold for the document, with their proofs, by rule id.

        A proof names at most MAX_HITS_PER_CLAUSE hits of each clause.
        """
        tokens = DocumentTokens(document)
        return [prove_in(id_, self.node(id_), tokens) for id_ in self._matching(tokens)]

    def matching(self, document: Document) -> list[str]:
        """Return the ids of the rules that hold for the document, in order, without proofs."""
        return self._matching(DocumentTokens(document))

    def _matching(self, tokens: DocumentTokens) -> list[str]:
        found = [*self._frozen.matching(tokens), *self._recent.matching(tokens)]
        if self._shares.learns:
            self._shares.learn(tokens.words)
        found.sort()
        return found
