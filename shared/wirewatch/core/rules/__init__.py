"""Rules: saved Boolean queries, and which of them hold for an article.

`parse` reads an expression, `RuleSet` matches many rules against one document, `prove` holds one
rule against one document. The language is described in docs/rules.md.
"""

from wirewatch.core.rules.canonical import describe
from wirewatch.core.rules.errors import RuleSyntaxError, RuleWarning
from wirewatch.core.rules.evaluation import holds, prove
from wirewatch.core.rules.parser import (
    MAX_CLAUSES,
    MAX_EXPRESSION_CHARACTERS,
    MAX_NESTING,
    parse,
    warnings,
)
from wirewatch.core.rules.proof import (
    MAX_HITS_PER_CLAUSE,
    ClauseResult,
    Document,
    Hit,
    RuleMatch,
)
from wirewatch.core.rules.rule_set import RuleSet
from wirewatch.core.rules.syntax import And, Field, Language, Node, Not, Or, Phrase

__all__ = [
    "MAX_CLAUSES",
    "MAX_EXPRESSION_CHARACTERS",
    "MAX_HITS_PER_CLAUSE",
    "MAX_NESTING",
    "And",
    "ClauseResult",
    "Document",
    "Field",
    "Hit",
    "Language",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "RuleMatch",
    "RuleSet",
    "RuleSyntaxError",
    "RuleWarning",
    "describe",
    "holds",
    "parse",
    "prove",
    "warnings",
]
