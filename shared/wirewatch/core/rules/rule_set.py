"""Many rules held against one document at a time."""

import marshal
import sys
from array import array
from collections import Counter, deque
from collections.abc import Mapping

from wirewatch.core.rules.anchors import Key, Proves, anchors_of, presumed_frequency
from wirewatch.core.rules.checks import Check, check_of
from wirewatch.core.rules.document_keys import PAIR, condition_keys, kind_of
from wirewatch.core.rules.evaluation import prove_in
from wirewatch.core.rules.layout import DocumentTokens
from wirewatch.core.rules.proof import Document, RuleMatch
from wirewatch.core.rules.reading import parse
from wirewatch.core.rules.saved_form import dumped, loaded
from wirewatch.core.rules.syntax import Node
from wirewatch.core.rules.wild_index import WildIndex
from wirewatch.core.text import ANALYSIS_VERSION

_LEARNING_DOCUMENTS = 2_000
_MISFIRES = 32
"""After so many candidates in vain a key's rules are filed anew, by what was learnt of words."""

_KNOWN_AFTER = 50
"""Documents after which the share of those that hold a word is better than a presumption."""

_MAX_CHECKS = 1 << 17
_SLOT_BITS = 2

_FILED_ANEW = 16
"""Rules that one match files anew at most, so that none takes long."""

_RARE = 1e-4
_FORMAT = 1
_HEAD = f"wirewatch rules {_FORMAT} {ANALYSIS_VERSION} {sys.version}\n".encode()

Posting = int | list[int]
"""Rules filed under a key: each is its slot, and in the low bits what the key proves of it."""


class RuleSet:
    """A set of rules that changes one rule at a time and says which of them hold.

    Each rule is filed under words one of which every matching article must contain, so the time to
    match depends on the rules that could hold and not on how many there are. A change costs the
    changed rule alone. Which words are rare is learnt from the documents. Not for use by two
    threads at once.
    """

    def __init__(self, frequencies: Mapping[str, float] | None = None) -> None:
        """`frequencies`: the share of articles that contain a folded word, if known."""
        self._slots: dict[str, int] = {}
        self._ids: list[str | None] = []
        self._saved: list[bytes] = []
        self._free: list[int] = []
        self._filed: dict[Key, Posting] = {}
        self._checks: dict[int, Check] = {}
        self._wild = WildIndex()
        self._kinds: Counter[str] = Counter()  # of the keys that are no words
        self._frequencies = dict(frequencies or {})
        self._known = frequencies is not None
        self._documents = 0
        self._seen: Counter[str] = Counter()
        self._misfires: Counter[Key] = Counter()
        self._keys: list[tuple[Key, ...]] = []
        self._sides = array("h")
        self._due: deque[int] = deque()

    def put(self, rule_id: str, expression: str, named: Mapping[str, str] | None = None) -> None:
        """Add a rule, or replace the one with the same id; `named` as in `parse`.

        Raises RuleSyntaxError if the expression is no rule; the set is then unchanged.
        """
        self.put_node(rule_id, parse(expression, named))

    def put_node(self, rule_id: str, node: Node) -> None:
        """Add or replace a rule that is parsed already."""
        self.remove(rule_id)
        slot = self._free.pop() if self._free else len(self._ids)
        if slot == len(self._ids):
            self._ids.append(rule_id)
            self._saved.append(dumped(node))
            self._keys.append(())
            self._sides.append(-1)
        else:
            self._ids[slot], self._saved[slot] = rule_id, dumped(node)
        self._slots[rule_id] = slot
        self._file(slot, node)

    def remove(self, rule_id: str) -> None:
        """Remove a rule; one that is not there is no error."""
        slot = self._slots.pop(rule_id, None)
        if slot is None:
            return
        self._unfile(slot)
        self._ids[slot], self._saved[slot] = None, b""
        self._free.append(slot)

    def saved(self) -> bytes:
        """Return the set as bytes from which `from_saved` makes it again, fast and without parsing.

        What was learnt of words is left out but for where the rules are filed.
        """
        parts = (self._ids, self._saved, self._keys, self._sides.tobytes(), self._filed)
        return _HEAD + marshal.dumps(parts)

    @classmethod
    def from_saved(cls, data: bytes) -> "RuleSet | None":
        """Return the set that was saved; None if it was saved by another version of wirewatch or
        Python, so that the rules must be put in anew.

        The bytes must come from `saved`: they are trusted.
        """
        if not data.startswith(_HEAD):
            return None
        made = cls()
        parts = marshal.loads(data[len(_HEAD) :])  # noqa: S302 - what `saved` made
        made._ids, made._saved, made._keys, sides, made._filed = parts
        made._sides.frombytes(sides)
        made._free = [slot for slot, id_ in enumerate(made._ids) if id_ is None]
        made._slots = {id_: slot for slot, id_ in enumerate(made._ids) if id_ is not None}
        for key in made._filed:
            made._remember(key)
        return made

    def node(self, rule_id: str) -> Node:
        """The tree of a rule, without positions. Raises KeyError if there is none."""
        return loaded(self._saved[self._slots[rule_id]])

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, rule_id: object) -> bool:
        return rule_id in self._slots

    def match(self, document: Document) -> list[RuleMatch]:
        """Return the rules that hold for the document, with their proofs, by rule id.

        A proof names at most MAX_HITS_PER_CLAUSE hits of each clause.
        """
        tokens = DocumentTokens(document)
        return [prove_in(id_, self.node(id_), tokens) for id_ in sorted(self._matching(tokens))]

    def matching(self, document: Document) -> list[str]:
        """Return the ids of the rules that hold for the document, in order, without proofs."""
        return sorted(self._matching(DocumentTokens(document)))

    def _matching(self, tokens: DocumentTokens) -> set[str]:
        sure: set[int] = set()
        tried: set[int] = set()
        checks, filed = self._checks, self._filed
        wasted: list[Key] = []
        for key in self._keys_of(tokens):
            postings = filed[key]
            before = len(tried)
            found = 0
            for posting in (postings,) if isinstance(postings, int) else postings:
                slot = posting >> _SLOT_BITS
                if slot in sure:
                    continue
                if posting & 3 == Proves.ALL:
                    sure.add(slot)
                elif posting not in tried:
                    tried.add(posting)
                    check = checks.get(posting)
                    if check is None:
                        check = self._check(posting)
                    if check(tokens):
                        sure.add(slot)
                        found += 1
            if len(tried) - before > 4 * found + 3:
                wasted.append(key)
        self._learn(tokens, wasted)
        ids = self._ids
        return {id_ for slot in sure if (id_ := ids[slot]) is not None}

    def _check(self, posting: int) -> Check:
        """The function for a posting: of the whole rule, or of what its key leaves open."""
        if len(self._checks) >= _MAX_CHECKS:
            self._checks.clear()
        slot = posting >> _SLOT_BITS
        but = self._sides[slot] if posting & 3 == Proves.SIDE else -1
        check = check_of(self._saved[slot], but)
        self._checks[posting] = check
        return check

    def _keys_of(self, tokens: DocumentTokens) -> set[Key]:
        """Return the keys of the document under which rules are filed."""
        filed, kinds = self._filed, self._kinds
        keys: set[Key] = set(filed.keys() & tokens.words)
        if kinds[PAIR]:
            keys |= filed.keys() & tokens.pairs
        if len(kinds) > 1 or not kinds[PAIR]:
            keys.update([key for key in condition_keys(tokens, kinds) if key in filed])
            if kinds["*"]:
                keys.update([f"*{glob}" for glob in self._wild.fitting(tokens.words)])
        return keys

    def _file(self, slot: int, node: Node) -> None:
        anchors = anchors_of(node, self._frequency)
        self._sides[slot] = anchors.side
        for key, proves in anchors.keys.items():
            posting = slot << _SLOT_BITS | proves
            old = self._filed.get(key)
            if old is None:
                self._filed[key] = posting
                self._remember(key)
            elif isinstance(old, int):
                self._filed[key] = [old, posting]
            else:
                old.append(posting)
        self._keys[slot] = tuple(anchors.keys)

    def _unfile(self, slot: int) -> None:
        for key in self._keys[slot]:
            old = self._filed[key]
            left = [] if isinstance(old, int) else [p for p in old if p >> _SLOT_BITS != slot]
            if len(left) > 1:
                self._filed[key] = left
            elif left:
                self._filed[key] = left[0]
            else:
                del self._filed[key]
                self._misfires.pop(key, None)
                self._forget(key)
        self._keys[slot] = ()
        for proves in Proves:
            self._checks.pop(slot << _SLOT_BITS | proves, None)

    def _remember(self, key: Key) -> None:
        kind = kind_of(key)
        if kind is not None:
            self._kinds[kind] += 1
            if kind == "*":
                self._wild.add(str(key)[1:])

    def _forget(self, key: Key) -> None:
        kind = kind_of(key)
        if kind is None:
            return
        self._kinds[kind] -= 1
        if not self._kinds[kind]:
            del self._kinds[kind]
        if kind == "*":
            self._wild.remove(str(key)[1:])

    def _frequency(self, word: str) -> float:
        """The share of articles that hold a word: as given, as learnt, or else presumed."""
        if self._known:
            return self._frequencies.get(word, _RARE)
        presumed = presumed_frequency(word)
        if self._documents < _KNOWN_AFTER:
            return presumed
        return (self._seen[word] + 2 * presumed) / (self._documents + 2)

    def _learn(self, tokens: DocumentTokens, wasted: list[Key]) -> None:
        """Count words; file rules anew whose keys lead to too many candidates in vain."""
        if self._known:
            return
        if self._documents < _LEARNING_DOCUMENTS:
            self._documents += 1
            self._seen.update(tokens.words)
        for key in wasted if self._documents >= _KNOWN_AFTER else ():
            self._misfires[key] += 1
            if self._misfires[key] >= _MISFIRES:
                self._misfires[key] = -_MISFIRES * 16
                postings = self._filed[key]
                found = [postings] if isinstance(postings, int) else postings
                self._due.extend([posting >> _SLOT_BITS for posting in found])
        for _ in range(min(len(self._due), _FILED_ANEW)):
            slot = self._due.popleft()
            if self._ids[slot] is not None:
                node = loaded(self._saved[slot])
                if tuple(anchors_of(node, self._frequency).keys) != self._keys[slot]:
                    self._unfile(slot)
                    self._file(slot, node)
