"""The match service settles its rules beside its work."""

from wirewatch.core.rules import Document, RuleSet
from wirewatch.core.rules.rule_set import SETTLED_FROM
from wirewatch.core.text import analyse
from wirewatch.match.settling import Settling


async def test_many_new_rules_are_settled_in_another_thread() -> None:
    rules = RuleSet()
    kept: list[int] = []
    settling = Settling(rules, lambda settled: kept.append(len(settled)))
    for number in range(SETTLED_FROM - 1):
        rules.put(f"{number}", f"name{number}")
    settling.go_on()
    await settling.wait()
    settling.go_on()
    assert rules.unsettled == SETTLED_FROM - 1, "too few"
    rules.put("last", "name7")
    settling.go_on()
    rules.put("meanwhile", "name7")
    rules.remove("0")
    article = Document(analyse("name0 name7", []), "en")
    before = rules.matching(article)
    await settling.wait()
    settling.go_on()
    assert rules.unsettled == 1
    assert kept == [SETTLED_FROM]
    assert rules.matching(article) == before == ["7", "last", "meanwhile"]
