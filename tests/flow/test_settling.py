"""The match service settles its rules beside its work."""

from wirewatch.core.rules import Document, RuleSet
from wirewatch.core.text import analyse
from wirewatch.match.settling import LEAST, Settling


async def test_many_new_rules_are_settled_in_another_thread() -> None:
    rules = RuleSet()
    settling = Settling(rules)
    for number in range(LEAST - 1):
        rules.put(f"{number}", f"name{number}")
    settling.go_on()
    await settling.wait()
    settling.go_on()
    assert rules.unsettled == LEAST - 1, "too few"
    rules.put("last", "name7")
    settling.go_on()
    rules.put("meanwhile", "name7")
    rules.remove("0")
    article = Document(analyse("name0 name7", []), "en")
    before = rules.matching(article)
    await settling.wait()
    settling.go_on()
    assert rules.unsettled == 1
    assert rules.matching(article) == before == ["7", "last", "meanwhile"]
