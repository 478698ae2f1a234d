"""Thumbs on alerts: what becomes an example, and which edits it forbids."""

from datetime import timedelta

import pytest

from tests.contract.building import NOW, alert, grouped, rule
from wirewatch.core import feedback
from wirewatch.core.feedback import Score, broken_by, examples_of, is_open, judged, score_of
from wirewatch.core.list_terms import BrokenExampleError, terms_from
from wirewatch.core.rule_names import RuleNames
from wirewatch.core.rules import parse
from wirewatch.events import AlertJudged, ArticleGrouped, TermList

KEPT = grouped("The bridge opened on Monday.", title="A bridge", site="a.example")


def thumb(
    useful: bool,
    *,
    kept: ArticleGrouped | None = KEPT,
    number: int = 1,
    expression: str = "bridge",
    earlier: tuple[AlertJudged, ...] = (),
) -> AlertJudged:
    raised = alert(alert_id=str(number))
    proof = raised.proof.model_copy(update={"expression": expression})
    return judged(
        raised.model_copy(update={"proof": proof}),
        kept,
        useful=useful,
        earlier=earlier,
        named={},
        now=NOW + timedelta(seconds=number),
        origin="console",
    )


def test_the_article_is_kept_with_all_that_conditions_ask_for() -> None:
    up = thumb(True)
    assert not is_open(up, parse("bridge site:a.example lang:en"))
    assert is_open(up, parse("bridge site:b.example"))
    assert up.article is not None
    assert (up.article.removed, up.article.signature, up.article.outline) == ((), None, None)


@pytest.mark.parametrize(
    ("kept", "expression"),
    [
        (None, "bridge"),
        (grouped("Nothing of it is left.", title="Rain"), "bridge"),
        (KEPT, "@gone"),
        (grouped("bridge " * feedback.EXAMPLE_CHARACTERS), "bridge"),
    ],
)
def test_what_cannot_be_an_example_is_counted(kept: ArticleGrouped | None, expression: str) -> None:
    down = thumb(False, kept=kept, expression=expression)
    assert down.article is None
    assert score_of([down, thumb(True)]) == Score(1, 2)
    assert str(score_of([down, thumb(True)])) == "1 of 2 useful (50 %)"
    assert Score().precision is None


def test_examples_are_bounded_and_each_text_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "EXAMPLES_KEPT", 2)
    first, second = thumb(True, number=1), thumb(False, number=2)
    assert thumb(True, number=3, earlier=(first, second)).article is None
    [only] = examples_of([first, second])
    assert only.useful is False, "what was said last"


def test_an_open_example_hinders_nobody_until_an_edit_fulfils_it() -> None:
    down = thumb(False)
    asked, narrow, other = parse("bridge"), parse("bridge NOT monday"), parse("bridge OR tunnel")
    assert is_open(down, asked)
    assert broken_by(other, asked, [down]) is None, "it was open and stays open"
    assert broken_by(narrow, asked, [down]) is None, "it is fulfilled"
    problem = broken_by(other, narrow, [down])
    assert problem == "it must not match 'Bridge 1', an alert with a thumb down"
    assert broken_by(other, None, [down]) is None


def test_an_edit_of_a_list_that_breaks_an_example_is_refused() -> None:
    up = thumb(True)
    words = TermList(list_id="words", terms=("bridge",), updated_at=NOW)
    kept = rule("@words", must_match=("A tunnel and a bridge",))
    names = RuleNames({"bridges": kept}, {"words": words}, {"bridges": [up]})
    assert names.users_example_broken("words", "bridge OR quay") is None
    problem = names.users_example_broken("words", "tunnel")
    assert problem is not None
    assert problem.startswith("rule bridges uses @words, and then it must match 'Bridge 1'")
    assert names.users_example_broken("words", "quay") is not None
    assert names.problem_with_list("words", "quay") is None
    with pytest.raises(BrokenExampleError, match="rule bridges uses @words"):
        terms_from(["quay"], names, list_id="words")
    assert terms_from(["quay"], names, list_id="words", force=True) == ("quay",)


def test_an_edit_of_a_rule_that_breaks_an_example_of_another_is_refused() -> None:
    inner = rule("bridge").model_copy(update={"rule_id": "inner"})
    names = RuleNames({"bridges": rule("@inner", must_match=("A bridge",)), "inner": inner}, {})
    problem = names.broken_example("inner", "quay", (), ())
    assert str(problem).startswith("rule bridges uses @inner, and then it must match 'A bridge'")
    assert names.broken_example("inner", "bridge OR quay", (), ()) is None
