"""Rules and lists as people keep them: what `@name` stands for, and which edits must be refused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from wirewatch.core.feedback import broken_by
from wirewatch.core.rule_examples import broken_examples
from wirewatch.core.rules import (
    Node,
    RuleSyntaxError,
    check_budget,
    cycle_through,
    direct_users,
    parse,
    users_of,
)
from wirewatch.events import AlertJudged, Rule, TermList

_SHOWN = 5


@dataclass(frozen=True)
class RuleNames:
    """The rules and lists at one time. A list hides a rule of the same name."""

    rules: Mapping[str, Rule]
    lists: Mapping[str, TermList]
    feedback: Mapping[str, Sequence[AlertJudged]] = field(default_factory=dict)
    """The thumbs on alerts, by rule."""

    @cached_property
    def named(self) -> Mapping[str, str]:
        """What each name stands for."""
        return {
            **{rule_id: rule.expression for rule_id, rule in self.rules.items()},
            **{list_id: terms.expression for list_id, terms in self.lists.items()},
        }

    def get(self, name: str) -> TermList | Rule | None:
        """What `@name` is."""
        return self.lists.get(name) or self.rules.get(name)

    @cached_property
    def _direct_users(self) -> Mapping[str, list[str]]:
        return direct_users(self.named)

    def users_of(self, name: str) -> list[str]:
        """The lists and rules that use a name, also by way of others."""
        return sorted(users_of(name, self._direct_users))

    def problem_with_rule(self, rule_id: str, expression: str) -> str | None:
        """Why a rule cannot be kept with this expression, which by itself can be read.

        Its examples are not asked: `broken_example`.
        """
        if rule_id in self.lists:
            return f"There is a list @{rule_id}; a rule and a list cannot have the same name."
        return self._problem(rule_id, expression) or self._too_dear(expression)

    def broken_example(
        self,
        rule_id: str,
        expression: str,
        must_match: Iterable[str],
        must_not_match: Iterable[str],
    ) -> str | None:
        """The first example that an expression for a rule breaks, and why: its own, or of a rule
        that uses it.

        Of the thumbs on its alerts only those count that the rule fulfils as it is.
        """
        node = parse(expression, self.named)
        broken = next(broken_examples(node, must_match, must_not_match), None)
        if broken is not None:
            return str(broken)
        thumbs = self.feedback.get(rule_id, ())
        thumb = broken_by(node, self._read(rule_id, self.named), thumbs) if thumbs else None
        return thumb or self.users_example_broken(rule_id, expression)

    def users_example_broken(self, name: str, expression: str) -> str | None:
        """The first example that a rule would lose if a name it uses stood for an expression."""
        after = {**self.named, name: expression}
        for user in users_of(name, self._direct_users):
            broken = self._example_lost(user, after)
            if broken is not None:
                return f"rule {user} uses @{name}, and then {broken}"
        return None

    def problem_with_list(self, list_id: str, expression: str) -> str | None:
        """Why a list cannot be kept with these terms. Examples are not asked:
        `users_example_broken`."""
        if list_id in self.rules:
            return f"There is a rule {list_id}; a rule and a list cannot have the same name."
        return self._problem(list_id, expression)

    def problem_with_removing(self, name: str) -> str | None:
        """Why a list or rule cannot be removed."""
        users = self.users_of(name)
        if not users:
            return None
        return f"@{name} is used by {_listed(users)}; change or remove them first."

    def _too_dear(self, expression: str) -> str | None:
        try:
            check_budget(parse(expression, self.named))
        except RuleSyntaxError as error:
            return str(error)
        return None

    def _problem(self, name: str, expression: str) -> str | None:
        cycle = cycle_through(name, expression, self.named)
        if cycle:
            way = " → ".join([f"@{step}" for step in cycle])
            return f"A list or rule cannot contain itself: {way}."
        after = {**self.named, name: expression}
        for user in users_of(name, self._direct_users):
            problem = _mistake(self.named[user], after)
            if problem is not None and _mistake(self.named[user], self.named) is None:
                return f"{user} uses @{name} and could no longer be read: {problem}"
        return None

    def _example_lost(self, rule_id: str, after: Mapping[str, str]) -> str | None:
        """The first example that a rule fulfils, and would not with other lists or rules."""
        rule, thumbs = self.rules.get(rule_id), self.feedback.get(rule_id, ())
        if rule is None or not (rule.must_match or rule.must_not_match or thumbs):
            return None
        now, then = self._read(rule_id, self.named), self._read(rule_id, after)
        if now is None or then is None:
            return None
        examples = (rule.must_match, rule.must_not_match)
        open_ones = {broken.text for broken in broken_examples(now, *examples)}
        for broken in broken_examples(then, *examples):
            if broken.text not in open_ones:
                return str(broken)
        return broken_by(then, now, thumbs)

    def _read(self, rule_id: str, named: Mapping[str, str]) -> Node | None:
        rule = self.rules.get(rule_id)
        try:
            return None if rule is None else parse(rule.expression, named)
        except RuleSyntaxError:
            return None


def _mistake(expression: str, named: Mapping[str, str]) -> str | None:
    try:
        parse(expression, named)
    except RuleSyntaxError as error:
        return str(error)
    return None


def _listed(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
