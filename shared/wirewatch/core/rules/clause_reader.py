"""Reads the single clauses of an expression: words, phrases, conditions and `@names`."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field

from wirewatch.core.rules.conditions import VALUE_FIELDS, condition_from
from wirewatch.core.rules.errors import RuleSyntaxError
from wirewatch.core.rules.lexer import Kind, Part, as_word
from wirewatch.core.rules.limits import MAX_NESTING
from wirewatch.core.rules.naming import NAME, name_from
from wirewatch.core.rules.part_reader import PartReader
from wirewatch.core.rules.regexes import regex_from
from wirewatch.core.rules.scopes import Scope
from wirewatch.core.rules.syntax import Node, Phrase
from wirewatch.core.rules.terms import shown, term_from

PLACEHOLDER = Phrase(("?",))
"""Stands where a mistake was; the tree does not count then."""


@dataclass(slots=True)
class ClauseReader(PartReader):
    """Knows where a clause stands; `named` are the expressions that `@name` stands for."""

    named: Mapping[str, str] = field(default_factory=dict)
    inside: tuple[str, ...] = ()  # the named expressions being read
    scope: Scope = field(default_factory=Scope)

    @abstractmethod
    def tree_inside(self, name: str) -> Node:
        """Return what a named expression means here; RuleSyntaxError if it is none."""

    def clause(self, part: Part) -> Node:
        """What a part stands for; a mistake is reported."""
        self.count(part)
        name = self.scope.name
        try:
            if (
                part.kind is Kind.WORD
                and part.text[:1] == "@"
                and not part.sign
                and len(part.text) > 1
            ):
                return self._expansion(part)
            if name == NAME:
                node = name_from(part, self.scope)
                self.count_name(part)
                return node
            if name in VALUE_FIELDS:
                return condition_from(name, as_word(part))
            if part.kind is Kind.REGEX:
                self.count_regex(part)
                return regex_from(part, self.scope.field, self.scope.first)
            if part.kind is Kind.WORD:
                self.warn_of_operator(part)
            return term_from(part, self.scope.field, self.scope.first)
        except RuleSyntaxError as error:
            self.report(error)
            return PLACEHOLDER

    def _expansion(self, part: Part) -> Node:
        """What a named list or rule stands for, as if it stood here in brackets."""
        name = part.text[1:]
        if name in self.inside:
            problem, suggestion = f"@{name} contains itself", "Take one of the two out."
        elif name not in self.named or len(self.inside) >= MAX_NESTING // 5:
            problem, suggestion = f"There is no list or rule {shown(part.text)}", "Check its name."
        else:
            try:
                return self.tree_inside(name)
            except RuleSyntaxError as error:
                problem, suggestion = f"In @{name}: {error.problem}", error.suggestion
        raise RuleSyntaxError(
            problem,
            position=part.start,
            expected="the name of a list or rule",
            suggestion=suggestion,
        )
