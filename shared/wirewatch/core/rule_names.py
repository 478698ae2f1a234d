"""Rules and lists as people keep them: what `@name` stands for, and which edits must be refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from wirewatch.core.rule_examples import broken_examples
from wirewatch.core.rules import (
    RuleSyntaxError,
    check_budget,
    cycle_through,
    direct_users,
    parse,
    users_of,
)
from wirewatch.events import Rule, TermList

_SHOWN = 5


@dataclass(frozen=True)
class RuleNames:
    """The rules and lists at one time. A list hides a rule of the same name."""

    rules: Mapping[str, Rule]
    lists: Mapping[str, TermList]

    @cached_property
    def named(self) -> Mapping[str, str]:
        """What each name stands for."""
        return {
            **{rule_id: rule.expression for rule_id, rule in self.rules.items()},
            **{list_id: terms.expression for list_id, terms in self.lists.items()},
        }

    @cached_property
    def _direct_users(self) -> Mapping[str, list[str]]:
        return direct_users(self.named)

    def users_of(self, name: str) -> list[str]:
        """The lists and rules that use a name, also by way of others."""
        return sorted(users_of(name, self._direct_users))

    def problem_with_rule(self, rule_id: str, expression: str) -> str | None:
        """Why a rule cannot be kept with this expression, which by itself can be read."""
        if rule_id in self.lists:
            return f"There is a list @{rule_id}; a rule and a list cannot have the same name."
        return (
            self._problem(rule_id, expression)
            or self._too_dear(expression)
            or self.broken_example(rule_id, expression)
        )

    def broken_example(self, rule_id: str, expression: str) -> str | None:
        """The first example of a rule that an expression would break, and why."""
        rule = self.rules.get(rule_id)
        if rule is None:
            return None
        node = parse(expression, self.named)
        broken = next(broken_examples(node, rule.must_match, rule.must_not_match), None)
        return None if broken is None else str(broken)

    def problem_with_list(self, list_id: str, expression: str) -> str | None:
        """Why a list cannot be kept with these terms."""
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


def _mistake(expression: str, named: Mapping[str, str]) -> str | None:
    try:
        parse(expression, named)
    except RuleSyntaxError as error:
        return str(error)
    return None


def _listed(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
