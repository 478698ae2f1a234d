"""Many rules held against one document at a time."""

from wirewatch.core.rules.anchors import Key, anchors_of, language_key
from wirewatch.core.rules.evaluation import prove_in
from wirewatch.core.rules.field_tokens import DocumentTokens
from wirewatch.core.rules.parser import parse
from wirewatch.core.rules.proof import Document, RuleMatch
from wirewatch.core.rules.syntax import Node


class RuleSet:
    """A set of rules that changes one rule at a time and says which of them hold.

    Each rule is filed under words one of which every matching article must contain, so the time to
    match depends on the rules that could hold and not on how many there are. A change costs the
    changed rule alone. Not for use by two threads at once.
    """

    def __init__(self) -> None:
        self._rules: dict[str, Node] = {}
        self._filed: dict[Key, set[str]] = {}
        self._pair_keys = 0

    def put(self, rule_id: str, expression: str) -> None:
        """Add a rule, or replace the one with the same id.

        Raises RuleSyntaxError if the expression is no rule; the set is then unchanged.
        """
        node = parse(expression)
        self.remove(rule_id)
        self._rules[rule_id] = node
        for key in anchors_of(node):
            ids = self._filed.get(key)
            if ids is None:
                ids = self._filed[key] = set()
                self._pair_keys += isinstance(key, tuple)
            ids.add(rule_id)

    def remove(self, rule_id: str) -> None:
        """Remove a rule; one that is not there is no error."""
        node = self._rules.pop(rule_id, None)
        if node is None:
            return
        for key in anchors_of(node):
            ids = self._filed[key]
            ids.discard(rule_id)
            if not ids:
                del self._filed[key]
                self._pair_keys -= isinstance(key, tuple)

    def __len__(self) -> int:
        return len(self._rules)

    def __contains__(self, rule_id: object) -> bool:
        return rule_id in self._rules

    def match(self, document: Document) -> list[RuleMatch]:
        """Return the rules that hold for the document, with their proofs, by rule id.

        A proof names at most MAX_HITS_PER_CLAUSE hits of each clause.
        """
        tokens = DocumentTokens(document)
        proofs = (prove_in(id_, self._rules[id_], tokens) for id_ in sorted(self._due(tokens)))
        return [proof for proof in proofs if proof is not None]

    def _due(self, tokens: DocumentTokens) -> set[str]:
        """Return the rules one of whose keys the document contains."""
        filed = self._filed
        keys: set[Key] = set(filed.keys() & tokens.title.words)
        keys |= filed.keys() & tokens.body.words
        if self._pair_keys:
            keys |= filed.keys() & tokens.title.pairs
            keys |= filed.keys() & tokens.body.pairs
        parts = tokens.language.split("-")
        for length in range(1, len(parts) + 1):
            key = language_key("-".join(parts[:length]))
            if key in filed:
                keys.add(key)
        return set().union(*(filed[key] for key in keys))
