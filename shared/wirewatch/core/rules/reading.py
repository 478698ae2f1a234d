"""What people do with an expression: read it, see what is wrong with it, be warned."""

from collections.abc import Mapping
from dataclasses import dataclass

from wirewatch.core.rules.errors import RuleSyntaxError, RuleWarning
from wirewatch.core.rules.limits import MAX_EXPRESSION_CHARACTERS, MAX_NESTING
from wirewatch.core.rules.linter import lint
from wirewatch.core.rules.parser import tree_of
from wirewatch.core.rules.shape import check_depth, check_positive
from wirewatch.core.rules.syntax import Node


@dataclass(slots=True)
class Reading:
    """What became of reading an expression; the tree counts only where there are no errors."""

    node: Node
    errors: list[RuleSyntaxError]
    warnings: list[RuleWarning]


def read(expression: str, named: Mapping[str, str] | None = None) -> Reading:
    """Read an expression with all its mistakes, in order of position. Raises nothing."""
    if len(expression) > MAX_EXPRESSION_CHARACTERS:
        error = RuleSyntaxError(
            f"The rule is longer than {MAX_EXPRESSION_CHARACTERS:,} characters",
            position=MAX_EXPRESSION_CHARACTERS,
            expected="the end of the rule",
            suggestion="Divide it into several rules.",
        )
        return Reading(tree_of("", {})[0], [error], [])
    node, reader = tree_of(expression, named or {})
    if not reader.errors:
        try:
            check_depth(node, MAX_NESTING)
            check_positive(node)
        except RuleSyntaxError as error:
            reader.errors.append(error)
    reader.errors.sort(key=lambda error: error.position)
    return Reading(node, reader.errors, reader.found)


def parse(expression: str, named: Mapping[str, str] | None = None) -> Node:
    """Return the tree of a rule; `named` are the expressions that `@name` stands for.

    Raises RuleSyntaxError, the first if there are several, if the expression is no rule: empty,
    longer than MAX_EXPRESSION_CHARACTERS, of more than MAX_CLAUSES clauses, nested deeper than
    MAX_NESTING, or one that an article could fulfil without containing anything (`NOT war`,
    `peace OR NOT war`).
    """
    reading = read(expression, named)
    if reading.errors:
        raise reading.errors[0]
    return reading.node


def mistakes(expression: str, named: Mapping[str, str] | None = None) -> list[RuleSyntaxError]:
    """Return all that is wrong with an expression, in order of position; empty for a rule."""
    return read(expression, named).errors


def warnings(expression: str, named: Mapping[str, str] | None = None) -> list[RuleWarning]:
    """Return what the author of a valid rule should know, in order of position.

    Told are operators mixed without brackets (with how they were read), operators in lower case
    (they are words), rules and alternatives that hold for too much or for nothing, and words in
    which letters of two scripts look alike. Raises RuleSyntaxError as `parse`.
    """
    reading = read(expression, named)
    if reading.errors:
        raise reading.errors[0]
    found = [*reading.warnings, *lint(reading.node)]
    return sorted(found, key=lambda warning: warning.position)
