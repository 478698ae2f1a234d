"""The cost of a rule: ranked as it is, bounded from above, refused with a reason."""

import time

import pytest

from wirewatch.core.rule_names import RuleNames
from wirewatch.core.rules import (
    BUDGET_MICROSECONDS,
    Document,
    RuleSyntaxError,
    check_budget,
    cost_microseconds,
    parse,
    trial,
)
from wirewatch.core.text import analyse

COMMON = (
    *("the", "of", "to", "in", "and", "a", "on", "for", "is", "that", "by", "this", "with", "at"),
    *("from", "it", "as", "are", "was", "be", "has"),
)
DEAR = (
    "/[a-z]+/ NEAR/3 /o./ NEAR/2 /[a-z]u/",
    r"/\p{L}+ \d+/ OR /\p{L} [0-9]{3}/ OR /\d \p{L}\p{L}/ OR /\p{L}[.]\p{L}/",
    " OR ".join([f"({a} NEAR/9 {b})" for a in COMMON for b in COMMON]),
    " OR ".join([f"~{a}ing NEAR/3 ~{b}er" for a in COMMON[:8] for b in COMMON[:8]]),
)
ORDINARY = (
    "haqqani", "the of to", '"doha deal" OR (doha NEAR/5 deal)', "/CVE-[0-9]+/", "*stan NEAR/3 x1",
    " OR ".join([f"agency{n}" for n in range(1000)]), "/[A-Z]{2}[0-9]{6}/", "~negotiate ~sanction",
    "name:Kabul NEAR/5 talks",
)  # fmt: skip


@pytest.mark.parametrize("expression", DEAR)
def test_a_rule_over_its_budget_is_refused_when_it_is_kept(expression: str) -> None:
    with pytest.raises(RuleSyntaxError) as caught:
        check_budget(parse(expression))
    assert "ms of every article" in caught.value.problem
    assert "rare word" in caught.value.suggestion
    assert 0 <= caught.value.position < len(expression)
    assert "dearest part" in str(RuleNames({}, {}).problem_with_rule("r", expression))
    check_budget(parse(f"Haqqanistan ({expression})"))


@pytest.mark.parametrize("expression", ORDINARY)
def test_ordinary_rules_are_far_below(expression: str) -> None:
    assert cost_microseconds(parse(expression)) < BUDGET_MICROSECONDS / 3


@pytest.mark.parametrize("expression", DEAR)
def test_the_cost_is_a_bound(expression: str) -> None:
    text = " ".join([COMMON[n * n % 21] for n in range(400)])
    times = []
    node = parse(expression)
    for _ in range(6):
        hold = trial(node, Document(analyse("", [text]), "en"))
        begin = time.thread_time()
        hold()
        times.append(time.thread_time() - begin)
    assert min(times) * 1e6 < 4 * cost_microseconds(node)
