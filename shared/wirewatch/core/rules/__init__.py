"""Rules: saved Boolean queries, and which of them hold for an article.

`parse` reads an expression, `RuleSet` matches many rules against one document, `prove` holds one
rule against one document, `why_not` says what it lacks. The language is described in docs/rules.md.
"""

from wirewatch.core.rules.budget import BUDGET_MICROSECONDS, check_budget, cost_microseconds
from wirewatch.core.rules.canonical import describe, meaning
from wirewatch.core.rules.costing import trial
from wirewatch.core.rules.errors import RuleSyntaxError, RuleWarning
from wirewatch.core.rules.evaluation import holds, prove
from wirewatch.core.rules.explaining import explain
from wirewatch.core.rules.facts import countries
from wirewatch.core.rules.formatting import format_expression
from wirewatch.core.rules.frozen_rules import FrozenRules
from wirewatch.core.rules.limits import (
    MAX_CLAUSES,
    MAX_DISTANCE,
    MAX_EXPRESSION_CHARACTERS,
    MAX_NESTING,
)
from wirewatch.core.rules.naming import names_in
from wirewatch.core.rules.proof import (
    MAX_HITS_PER_CLAUSE,
    ClauseResult,
    Document,
    Hit,
    Named,
    RuleMatch,
)
from wirewatch.core.rules.reading import mistakes, parse, warnings
from wirewatch.core.rules.references import (
    cycle_through,
    direct_users,
    references,
    users_of,
)
from wirewatch.core.rules.regex_words import needed_words
from wirewatch.core.rules.rule_set import RuleSet
from wirewatch.core.rules.shortfall import Shortfall, why_not
from wirewatch.core.rules.site_countries import country_code
from wirewatch.core.rules.syntax import (
    And,
    AnyOf,
    AtLeast,
    Between,
    Fact,
    Field,
    Form,
    Language,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    PatternWord,
    Phrase,
    Regex,
    Unit,
)

__all__ = [
    "BUDGET_MICROSECONDS",
    "MAX_CLAUSES",
    "MAX_DISTANCE",
    "MAX_EXPRESSION_CHARACTERS",
    "MAX_HITS_PER_CLAUSE",
    "MAX_NESTING",
    "And",
    "AnyOf",
    "AtLeast",
    "Between",
    "ClauseResult",
    "Document",
    "Fact",
    "Field",
    "Form",
    "FrozenRules",
    "Hit",
    "Language",
    "Named",
    "Near",
    "Node",
    "Not",
    "Or",
    "Pattern",
    "PatternWord",
    "Phrase",
    "Regex",
    "RuleMatch",
    "RuleSet",
    "RuleSyntaxError",
    "RuleWarning",
    "Shortfall",
    "Unit",
    "check_budget",
    "cost_microseconds",
    "countries",
    "country_code",
    "cycle_through",
    "describe",
    "direct_users",
    "explain",
    "format_expression",
    "holds",
    "meaning",
    "mistakes",
    "names_in",
    "needed_words",
    "parse",
    "prove",
    "references",
    "trial",
    "users_of",
    "warnings",
    "why_not",
]
