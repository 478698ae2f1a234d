"""The rules in force, compiled, with the lists that they name."""

import sys
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b

from wirewatch.core.rule_history import as_it_was, list_as_it_was, names_used
from wirewatch.core.rules import (
    Document,
    Node,
    RuleMatch,
    RuleSet,
    RuleSyntaxError,
    parse,
    prove,
    references,
)
from wirewatch.events import NameUsed, Rule, TermList


class RuleBook:
    """The rules in force. Rules that do not compile are kept apart, never ignored.

    A change of a list, or of a rule that others name, compiles anew what uses it and nothing else.
    """

    def __init__(self) -> None:
        self._rules: dict[str, Rule] = {}
        self._lists: dict[str, TermList] = {}
        self._named: dict[str, str] = {}
        self._names_used: dict[str, tuple[str, ...]] = {}
        self._users: dict[str, set[str]] = {}
        self._compiled = RuleSet()
        self._edited: dict[str, datetime] = {}
        self._lists_edited: dict[str, datetime] = {}
        self._last_edit: datetime | None = None
        self.broken: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._rules)

    @property
    def compiled(self) -> RuleSet:
        """The rules that are matched; changed by the book alone, settled by whom it belongs to."""
        return self._compiled

    @property
    def named(self) -> Mapping[str, str]:
        """What `@name` stands for."""
        return self._named

    def get(self, rule_id: str) -> Rule | None:
        """The rule of that id, compiled or not."""
        return self._rules.get(rule_id)

    def put(self, rule: Rule) -> str | None:
        """Add or replace a rule; returns what is wrong with its expression, None if nothing."""
        old = self._rules.get(rule.rule_id)
        self._rules[rule.rule_id] = rule
        self._date(rule)
        if old is None or old.expression != rule.expression:
            self._follow(f"rule {rule.rule_id}", rule.expression)
        self._compile(rule)
        if old is None or old.expression != rule.expression:
            self._renamed(rule.rule_id)
        return self.broken.get(rule.rule_id)

    def fill(
        self, rules: Iterable[Rule], lists: Iterable[TermList], kept: RuleSet | None = None
    ) -> int:
        """Put very many rules into an empty book; return how many of them had to be compiled.

        `kept` is the compiled set of an earlier book: of it is used what was made from the same
        expressions and lists.
        """
        self._rules = {rule.rule_id: rule for rule in rules}
        self._lists = {one.list_id: one for one in lists}
        self._named = {rule.rule_id: rule.expression for rule in self._rules.values()}
        self._named |= {one.list_id: one.expression for one in self._lists.values()}
        for rule in self._rules.values():
            self._date(rule)
            self._follow(f"rule {rule.rule_id}", rule.expression)
        for one in self._lists.values():
            self._date_list(one)
            self._follow(f"list {one.list_id}", one.expression)
        if kept is not None:
            self._compiled = kept
        enabled = [rule for rule in self._rules.values() if rule.enabled]
        stamps = {rule.rule_id: self._stamp(rule.expression) for rule in enabled}
        others = self._compiled.retain(stamps)
        if self._compiled.are_many(len(others)):
            self._compiled.put_all(self._parsed(others), stamps)
        else:
            for rule_id, node in self._parsed(others):
                self._compiled.put_node(rule_id, node, stamps[rule_id])
        return len(others)

    def _parsed(self, rule_ids: Iterable[str]) -> Iterator[tuple[str, Node]]:
        for rule_id in rule_ids:
            try:
                yield rule_id, parse(self._rules[rule_id].expression, self._named)
            except RuleSyntaxError as error:
                self.broken[rule_id] = str(error)

    def remove(self, rule_id: str) -> None:
        """Forget a rule; unknown ids are no error, since deletions are replayed."""
        if self._rules.pop(rule_id, None) is None:
            return
        self._edited.pop(rule_id, None)
        self.broken.pop(rule_id, None)
        self._compiled.remove(rule_id)
        self._follow(f"rule {rule_id}", "")
        self._renamed(rule_id)

    def put_list(self, terms: TermList) -> None:
        """Add or replace a list; what uses it is compiled anew."""
        self._lists[terms.list_id] = terms
        self._date_list(terms)
        self._follow(f"list {terms.list_id}", terms.expression)
        self._renamed(terms.list_id)

    def remove_list(self, list_id: str) -> None:
        """Forget a list; rules that still name it are then broken."""
        self._lists_edited.pop(list_id, None)
        if self._lists.pop(list_id, None) is not None:
            self._follow(f"list {list_id}", "")
            self._renamed(list_id)

    def match(self, document: Document) -> Sequence[tuple[Rule, RuleMatch]]:
        """The rules that the article fulfils, whether or not they are active for it."""
        return [(self._rules[m.rule_id], m) for m in self._compiled.match(document)]

    def match_as_of(
        self, document: Document, accepted_at: datetime
    ) -> Sequence[tuple[Rule, RuleMatch]]:
        """The rules that were in force when the article was accepted, and that it fulfils.

        One that was edited later is held against it as it was, so that an article that lags or is
        replayed says what it would have said in time.
        """
        found = self.match(document)
        later, named = self._edited_since(accepted_at)
        if later:
            found = [pair for pair in found if pair[0].rule_id not in later]
        for rule_id in later:
            rule = as_it_was(self._rules[rule_id], accepted_at)
            try:
                match = prove(rule_id, parse(rule.expression, named), document)
            except RuleSyntaxError:
                continue  # it named a list that is gone: nothing can be said of then
            if match is not None:
                found = [*found, (rule, match)]
        in_force = [pair for pair in found if pair[0].active_from <= accepted_at]
        return sorted(in_force, key=lambda pair: pair[0].rule_id)

    def names_used(self, expression: str, accepted_at: datetime) -> tuple[NameUsed, ...]:
        """The lists and rules that an expression names, as they were for an article."""
        return names_used(expression, lambda name: self._as_it_was(name, accepted_at))

    def _as_it_was(self, name: str, moment: datetime) -> TermList | Rule | None:
        terms, rule = self._lists.get(name), self._rules.get(name)
        if terms is not None:
            return list_as_it_was(terms, moment)
        return None if rule is None else as_it_was(rule, moment)

    def _edited_since(self, moment: datetime) -> tuple[set[str], Mapping[str, str]]:
        """The rules that say something else now than for an article of then, for their own edit
        or that of a name they use; and what names stood for then."""
        if self._last_edit is None or moment >= self._last_edit:
            return set(), self._named
        edited = {r for r, since in self._edited.items() if moment < since}
        names = edited | {n for n, since in self._lists_edited.items() if moment < since}
        was = {n: kept.expression for n in names if (kept := self._as_it_was(n, moment))}
        rules = {r for r in edited | self._users_of(names) if self._rules[r].enabled}
        return rules, ChainMap(was, self._named)

    def _date(self, rule: Rule) -> None:
        """Remember when a rule was edited."""
        self._edited.pop(rule.rule_id, None)
        if rule.expression_from is not None and rule.earlier:
            self._edited[rule.rule_id] = rule.expression_from
            self._last_edit = max(self._last_edit or rule.expression_from, rule.expression_from)

    def _date_list(self, terms: TermList) -> None:
        """Remember when a list was edited."""
        self._lists_edited.pop(terms.list_id, None)
        if terms.terms_from is not None and terms.earlier:
            self._lists_edited[terms.list_id] = terms.terms_from
            self._last_edit = max(self._last_edit or terms.terms_from, terms.terms_from)

    def _stamp(self, expression: str) -> int:
        """A hash, of 64 bits, of all that a rule is made from: its expression and what it names."""
        made = blake2b(_octets(expression), digest_size=8)
        waiting, seen = [*references(expression)], set[str]()
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                means = self._named.get(name, "")
                made.update(_octets(f"\0{name}\0{means}"))
                waiting += references(means)
        return int.from_bytes(made.digest(), sys.byteorder, signed=True)

    def _compile(self, rule: Rule) -> None:
        self.broken.pop(rule.rule_id, None)
        if not rule.enabled:
            self._compiled.remove(rule.rule_id)
            return
        try:
            stamp = self._stamp(rule.expression)
            self._compiled.put(rule.rule_id, rule.expression, self._named, stamp)
        except RuleSyntaxError as error:
            self._compiled.remove(rule.rule_id)
            self.broken[rule.rule_id] = str(error)

    def _follow(self, user: str, expression: str) -> None:
        """Remember which names a rule or list uses now."""
        for name in self._names_used.pop(user, ()):
            self._users[name].discard(user)
        names = references(expression)
        if names:
            self._names_used[user] = names
        for name in names:
            self._users.setdefault(name, set()).add(user)

    def _renamed(self, name: str) -> None:
        """What a name stands for has changed: compile anew whoever uses it, however far away."""
        terms, rule = self._lists.get(name), self._rules.get(name)
        if terms is None and rule is None:
            self._named.pop(name, None)
        else:
            self._named[name] = terms.expression if terms is not None else rule.expression  # type: ignore[union-attr]
        for rule_id in sorted(self._users_of({name})):
            self._compile(self._rules[rule_id])

    def _users_of(self, names: set[str]) -> set[str]:
        """The rules that use one of some names, however far away."""
        waiting, seen, found = list(names), set(names), set[str]()
        while waiting:
            for user in self._users.get(waiting.pop(), ()):
                kind, _, used = user.partition(" ")
                if kind == "rule":
                    found.add(used)
                if used not in seen:
                    seen.add(used)
                    waiting.append(used)
        return found


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
