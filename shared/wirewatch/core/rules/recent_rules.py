"""A changing set of rules: those that came since the last settlement of a rule set."""

from array import array
from collections import Counter, deque
from collections.abc import Iterator

from wirewatch.core.rules.anchors import Key, Proves, anchors_of, rarest_pair
from wirewatch.core.rules.checks import Check, check_of
from wirewatch.core.rules.document_keys import PAIR, condition_keys, kind_of
from wirewatch.core.rules.layout import DocumentTokens
from wirewatch.core.rules.saved_form import dumped, loaded
from wirewatch.core.rules.syntax import Node
from wirewatch.core.rules.wild_index import WildIndex
from wirewatch.core.rules.word_shares import WordShares

_MISFIRES = 32
"""After so many candidates in vain a key's rules are filed anew, by what was learnt of words."""

_MAX_CHECKS = 1 << 15
_SLOT_BITS = 2

_FILED_ANEW = 16
"""Rules that one match files anew at most, so that none takes long."""

Posting = int | list[int]
"""Rules filed under a key: each is its slot, and in the low bits what the key proves of it."""


class RecentRules:
    """Rules in dictionaries by their keys: quick to change, and to match as long as they are some
    ten thousand. Rules that turn out to be filed under common words are filed anew."""

    def __init__(self, shares: WordShares) -> None:
        self._shares = shares
        self._slots: dict[str, int] = {}
        self._ids: list[str | None] = []
        self._saved: list[bytes] = []
        self._stamps = array("q")
        self._free: list[int] = []
        self._filed: dict[Key, Posting] = {}
        self._checks: dict[int, Check] = {}
        self._wild = WildIndex()
        self._kinds: Counter[str] = Counter()  # of the keys that are no words
        self._misfires: Counter[Key] = Counter()
        self._keys: list[tuple[Key, ...]] = []
        self._sides = array("h")
        self._due: deque[int] = deque()

    def put(self, rule_id: str, node: Node, stamp: int = 0) -> None:
        """Add a rule that is not there."""
        slot = self._free.pop() if self._free else len(self._ids)
        if slot == len(self._ids):
            self._ids.append(rule_id)
            self._saved.append(dumped(node))
            self._stamps.append(stamp)
            self._keys.append(())
            self._sides.append(-1)
        else:
            self._ids[slot], self._saved[slot] = rule_id, dumped(node)
            self._stamps[slot] = stamp
        self._slots[rule_id] = slot
        self._file(slot, node)

    def remove(self, rule_id: str) -> bool:
        """Remove a rule; False if it is not there."""
        slot = self._slots.pop(rule_id, None)
        if slot is None:
            return False
        self._unfile(slot)
        self._ids[slot], self._saved[slot] = None, b""
        self._free.append(slot)
        return True

    def trees(self) -> Iterator[tuple[str, bytes, int]]:
        """Yield each rule's id, saved tree and stamp."""
        for rule_id, slot in self._slots.items():
            yield rule_id, self._saved[slot], self._stamps[slot]

    def stamp(self, rule_id: str) -> int:
        """The stamp of a rule. Raises KeyError if there is none."""
        return self._stamps[self._slots[rule_id]]

    def node(self, rule_id: str) -> Node:
        """The tree of a rule, without positions. Raises KeyError if there is none."""
        return loaded(self._saved[self._slots[rule_id]])

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, rule_id: object) -> bool:
        return rule_id in self._slots

    def matching(self, tokens: DocumentTokens) -> list[str]:
        """Return the ids of the rules that hold for the document, in no order."""
        if not self._slots:
            return []
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
        self._refile(wasted)
        ids = self._ids
        return [id_ for slot in sure if (id_ := ids[slot]) is not None]

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
        side, keys = self._anchors_of(node)
        self._sides[slot] = side
        for key, proves in keys.items():
            posting = slot << _SLOT_BITS | proves
            old = self._filed.get(key)
            if old is None:
                self._filed[key] = posting
                self._remember(key)
            elif isinstance(old, int):
                self._filed[key] = [old, posting]
            else:
                old.append(posting)
        self._keys[slot] = tuple(keys)

    def _anchors_of(self, node: Node) -> tuple[int, dict[Key, Proves]]:
        """The anchors of a rule, with a pair for words of which more stand side by side."""
        anchors = anchors_of(node, self._shares.of)
        keys: dict[Key, Proves] = {}
        for key, proves in anchors.keys.items():
            if isinstance(key, tuple) and len(key) > 2:
                keys.setdefault(rarest_pair(key, self._shares.of), Proves.NOTHING)
            else:
                keys[key] = max(proves, keys.get(key, Proves.NOTHING))
        return anchors.side, keys

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

    def _refile(self, wasted: list[Key]) -> None:
        """File rules anew whose keys lead to too many candidates in vain."""
        for key in wasted if self._shares.are_known else ():
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
                if tuple(self._anchors_of(node)[1]) != self._keys[slot]:
                    self._unfile(slot)
                    self._file(slot, node)
