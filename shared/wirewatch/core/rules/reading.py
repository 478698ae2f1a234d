"""What people do with an expression: read it, see what is wrong with it, be warned."""

from collections.abc import Mapping

from wirewatch.core.rules.errors import RuleSyntaxError, RuleWarning
from wirewatch.core.rules.linter import lint
from wirewatch.core.rules.parser import read
from wirewatch.core.rules.syntax import Node


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
