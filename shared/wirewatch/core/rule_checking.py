"""What an author is told about an expression while writing it, before it is kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from wirewatch.core.entities import Spelling
from wirewatch.core.rule_names import RuleNames
from wirewatch.core.rules import (
    Node,
    RuleSyntaxError,
    RuleWarning,
    describe,
    explain,
    format_expression,
    meaning,
    mistakes,
    names_in,
    parse,
    warnings,
)
from wirewatch.core.text import fold
from wirewatch.events import Rule

NO_NAMES = RuleNames({}, {})
_WORD = re.compile(r"\w+")
_OPERATORS = frozenset(("and", "or", "not"))


@dataclass(frozen=True, slots=True)
class Pointed:
    """The line of an expression in which something is, and where in it."""

    line: str
    column: int
    number: int

    @property
    def before(self) -> str:
        """The line up to the place."""
        return self.line[: self.column]

    @property
    def at(self) -> str:
        """The character at the place; a blank at the end of the line."""
        return self.line[self.column : self.column + 1] or " "

    @property
    def behind(self) -> str:
        """The line behind that character."""
        return self.line[self.column + 1 :]


@dataclass(frozen=True, slots=True)
class Checked:
    """An expression as it was read.

    `node` is None where there are `errors`; then the rest is empty. `bracketed` is how it was
    read, `plain` the same in words, `twins` are ids of rules that mean the same,
    `names` the spellings of each `name:`.
    """

    expression: str
    node: Node | None
    bracketed: str = ""
    plain: str = ""
    formatted: str = ""
    errors: tuple[RuleSyntaxError, ...] = ()
    warnings: tuple[RuleWarning, ...] = ()
    twins: tuple[str, ...] = ()
    names: Mapping[str, tuple[Spelling, ...]] = field(default_factory=dict)

    @property
    def error(self) -> RuleSyntaxError | None:
        """The first mistake."""
        return self.errors[0] if self.errors else None

    def pointed(self, position: int) -> Pointed:
        """The line that a position lies in."""
        return pointed(self.expression, position)


def pointed(expression: str, position: int) -> Pointed:
    """The line of an expression that a position lies in."""
    start = expression.rfind("\n", 0, position) + 1
    end = expression.find("\n", position)
    line = expression[start : end if end >= 0 else len(expression)]
    return Pointed(line, position - start, expression.count("\n", 0, position) + 1)


def check(expression: str, names: RuleNames = NO_NAMES, *, rule_id: str = "") -> Checked:
    """Read an expression as the rule `rule_id` would be read, beside the rules that there are.

    Nothing raises.
    """
    found = mistakes(expression, names.named)
    if found:
        return Checked(expression, None, errors=tuple(found))
    node = parse(expression, names.named)
    return Checked(
        expression,
        node,
        bracketed=describe(node),
        plain=explain(node),
        formatted=format_expression(expression),
        warnings=tuple(warnings(expression, names.named)),
        twins=twins_of(expression, node, names, but=rule_id),
        names=names_in(node),
    )


def twins_of(expression: str, node: Node, names: RuleNames, *, but: str = "") -> tuple[str, ...]:
    """The ids of rules that mean the same as an expression, whatever the order of their parts.

    Only rules written with the same words are compared, so that many rules are quickly told apart.
    """
    words, wanted = _words(expression), meaning(node)
    return tuple(
        rule_id
        for rule_id, rule in sorted(names.rules.items())
        if rule_id != but and _words(rule.expression) == words and _meaning(rule, names) == wanted
    )


@lru_cache(maxsize=1 << 17)
def _words(expression: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(expression))) - _OPERATORS


def _meaning(rule: Rule, names: RuleNames) -> str | None:
    named: Mapping[str, str] = names.named
    try:
        return meaning(parse(rule.expression, named))
    except RuleSyntaxError:
        return None
