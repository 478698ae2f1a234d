"""What a rule may cost: a bound on the time it takes of an average article, and the refusal.

The time is the share of articles that meet the rule, by the words it cannot do without, times what
its clauses take at worst on an article of 400 words. The figures were measured with `trial`, in
microseconds of a 2025 server core, and rounded up; they rank rules, they do not predict a machine.
"""

from wirewatch.core.rules.anchors import cost_of
from wirewatch.core.rules.canonical import describe
from wirewatch.core.rules.errors import RuleSyntaxError
from wirewatch.core.rules.regex_words import needed_words
from wirewatch.core.rules.regexes import program_size
from wirewatch.core.rules.shape import start_of
from wirewatch.core.rules.syntax import (
    AtLeast,
    Form,
    Near,
    Node,
    Pattern,
    Phrase,
    Regex,
    children_of,
)

BUDGET_MICROSECONDS = 3_000.0
"""Of an average article, for one rule: about what 100,000 ordinary rules take together."""

_PHRASE, _OTHER, _WILD, _FORM, _NEAR = 0.6, 1.0, 20.0, 40.0, 25.0
_REGEX, _REGEX_STEP = 3.0, 0.6
_REGEX_FITS = 1_500.0  # where all its fits are asked for, and no word limits them


def cost_microseconds(node: Node) -> float:
    """Return about how long a rule takes at worst of an average article."""
    return min(1.0, cost_of(node)) * _work(node)


def check_budget(node: Node) -> None:
    """Raise RuleSyntaxError, at its dearest clause, if a rule costs more than its budget."""
    cost = cost_microseconds(node)
    if cost <= BUDGET_MICROSECONDS:
        return
    dearest = _dearest(node)
    raise RuleSyntaxError(
        f"The rule would take up to {cost / 1000:,.1f} ms of every article, and"
        f" {BUDGET_MICROSECONDS / 1000:g} ms are allowed; the dearest part is"
        f" {describe(dearest)[:60]}",
        position=start_of(dearest),
        expected="a cheaper rule",
        suggestion="Put a rare word beside it that every article must have, as in haqqani (…);"
        " or divide the rule into several.",
    )


def _work(node: Node, *, inside: bool = False) -> float:
    """What a node takes; `inside`: all its occurrences are asked for."""
    if isinstance(node, Phrase):
        return _PHRASE
    if isinstance(node, Pattern):
        return sum([_WILD if word.form is Form.WILD else _FORM for word in node.words])
    if isinstance(node, Regex):
        fits = _REGEX_FITS if inside and not needed_words(node) else 0.0
        return _REGEX + _REGEX_STEP * program_size(node) + fits
    inside = inside or isinstance(node, Near | AtLeast)
    own = _NEAR if isinstance(node, Near | AtLeast) else _OTHER
    return own + sum([_work(child, inside=inside) for child in children_of(node)])


def _dearest(node: Node) -> Node:
    """The clause that takes most of it."""
    children = children_of(node)
    best = max(children, key=_work, default=None)
    if best is None or _work(best) < _work(node) / 2:
        return node
    return _dearest(best)
