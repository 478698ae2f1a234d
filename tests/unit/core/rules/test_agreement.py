"""Generated rules on generated articles: the matcher says what the plain reference says.

`tests/bench/matching/agreement.py` goes on for as long as one likes, with the stores beside.
"""

import os

import pytest

from wirewatch.core.rules import Node, RuleSet, describe, holds, mistakes, parse
from wirewatch.core.rules.saved_form import dumped, loaded
from wirewatch.testing.rule_reference import Reference
from wirewatch.testing.rule_samples import Samples

PAIRS = int(os.environ.get("WIREWATCH_RULE_PAIRS", "12000"))
"""(rule, article) pairs of a run of which the proofs are compared too; more for a long one."""

MANY_RULES, MANY_ARTICLES = 1_000, 220

RULES = 300
SEED = int(os.environ.get("WIREWATCH_RULE_SEED", "5"))


def generated(samples: Samples, count: int = RULES) -> dict[str, Node]:
    """Rules by their expressions; what cannot stand in a NEAR is passed over."""
    nodes: dict[str, Node] = {}
    while len(nodes) < count:
        expression = samples.expression()
        found = mistakes(expression)
        assert all("cannot stand in" in error.problem for error in found)
        if not found:
            nodes[expression] = parse(expression)
    return nodes


def test_the_matcher_agrees_with_the_reference() -> None:
    samples = Samples(SEED)
    nodes = generated(samples)
    rules = RuleSet()
    for number, expression in enumerate(nodes):
        rules.put(expression, expression)
        if number == RULES // 2:
            rules.settle()
    for number, expression in enumerate(nodes):
        if number % 10 == 0:
            rules.put(expression, expression)
    assert 0 < rules.unsettled < len(rules) == RULES, "some are frozen, some are not"
    positive = 0
    for _ in range(-(-PAIRS // RULES)):
        document = samples.document()
        reference = Reference(document)
        matches = {match.rule_id: match for match in rules.match(document)}
        assert rules.matching(document) == sorted(matches)
        for expression, node in nodes.items():
            wanted = reference.hits(node)
            assert reference.holds(node) is (wanted is not None), expression
            match = matches.get(expression)
            assert holds(node, document) is (wanted is not None), expression
            assert (match is None) is (wanted is None), expression
            if match is not None:
                assert set(match.hits) == wanted, expression
                positive += 1
    assert positive > PAIRS // 20, "the rules hold now and then"


@pytest.mark.parametrize("settled", [False, True])
def test_many_pairs_agree(settled: bool) -> None:
    """220,000 pairs: half of the articles meet frozen rules, half of them recent ones."""
    samples = Samples(SEED + 7 + settled)
    nodes = generated(samples, MANY_RULES)
    rules = RuleSet()
    for expression, node in nodes.items():
        rules.put_node(expression, node)
    if settled:
        rules.settle()
    positive = 0
    for _ in range(MANY_ARTICLES // 2):
        document = samples.document()
        reference = Reference(document)
        wanted = {expression for expression, node in nodes.items() if reference.holds(node)}
        assert set(rules.matching(document)) ^ wanted == set()
        positive += len(wanted)
    assert positive > MANY_RULES * MANY_ARTICLES // 40, "the rules hold now and then"


def test_a_saved_and_a_described_rule_mean_the_same() -> None:
    for expression, node in generated(Samples(SEED + 1)).items():
        assert parse(describe(node)) == node, expression
        assert loaded(dumped(node)) == node, expression
