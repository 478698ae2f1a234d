"""What a rule says in plain words, how it is laid out, and why it does not hold."""

from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.core.rule_checking import check
from wirewatch.core.rules import (
    Document,
    explain,
    format_expression,
    holds,
    meaning,
    mistakes,
    parse,
    why_not,
)
from wirewatch.core.text import analyse
from wirewatch.testing.rule_samples import Samples


def lacks(expression: str, title: str, *body: str, language: str = "en") -> list[tuple[str, str]]:
    document = Document(analyse(title, body), language)
    return [(one.clause, one.reason) for one in why_not(parse(expression), document)]


def test_the_smallest_set_of_clauses_that_failed() -> None:
    assert lacks("doha (deal OR (kabul peace))", "Doha") == [("deal", "does not occur")]
    assert lacks("doha deal NOT football", "Football in Doha") == [
        ("deal", "does not occur"),
        ("football", "is true, and the rule asks for the contrary"),
    ]
    assert lacks("doha", "Doha") == []
    assert lacks("ANY/2(doha, kabul, moscow AND minsk)", "Minsk") == [
        ("doha", "does not occur"),
        ("kabul", "does not occur"),
    ]
    assert lacks("doha lang:fr", "Doha") == [("lang:fr", "the article is in en")]


def test_reasons() -> None:
    assert lacks("title:doha", "Kabul", "Doha") == [("title:doha", "occurs, but not there")]
    assert lacks('"doha deal"', "deal, Doha") == [
        ('"doha deal"', "its words occur, but not side by side")
    ]
    assert lacks('"doha deal"', "Doha") == [('"doha deal"', "does not occur: no deal")]
    assert lacks("doha NEAR/1 deal", "Doha has got a deal") == [
        (
            "doha NEAR/1 deal",
            "both sides occur, at the nearest 3 words apart; 1 are allowed",
        )
    ]
    assert lacks("doha ONEAR/1 deal", "deal of Doha")[0][1].endswith("in the other order")
    assert lacks("doha NEAR/1 deal", "Doha", "deal")[0][1].endswith("never in one paragraph")
    assert lacks("doha NEAR/s deal", "Doha. Deal")[0][1].endswith("never in one sentence")
    assert lacks("doha NEAR/1 deal", "Doha") == [("deal", "does not occur")]
    assert lacks("doha NOT NEAR/1 deal", "Doha deal")[0][1].startswith("occurs only with")
    assert lacks("ATLEAST/3(doha)", "Doha, Doha") == [("ATLEAST/3(doha)", "occurs 2 of 3 times")]
    assert lacks("doha words:>3", "Doha", "a b") == [("words:>=4", "the body has 2 words")]
    assert lacks("doha site:example.org", "Doha")[0][1].startswith("nothing of the kind")


def test_there_is_a_reason_exactly_where_a_rule_does_not_hold() -> None:
    samples = Samples(11)
    documents = [samples.document() for _ in range(8)]
    for _ in range(200):
        expression = samples.expression()
        if mistakes(expression):
            continue
        node = parse(expression)
        assert explain(node)
        assert parse(format_expression(expression)) == node
        for document in documents:
            assert bool(why_not(node, document)) is not holds(node, document), expression


def test_plain_words() -> None:
    rule = 'title:"doha deal" (=NASA OR talib* NEAR/s ~talk) NOT football words:>300 lang:en'
    assert explain(parse(rule)) == "\n".join(
        [
            "An article that fulfils all of:",
            '- has "doha deal" in the title',
            "- fulfils one of:",
            '  - has exactly "NASA"',
            '  - has "talib*" (* any letters, ? one) in the same sentence as any form of "talk"',
            '- is none that has "football"',
            "- has 301 or more words in its body",
            "- is in the language en",
        ]
    )
    assert explain(parse("doha")) == 'An article that has "doha"'


def test_the_layout() -> None:
    assert format_expression("  doha   AND(deal OR\nkabul )") == "doha AND (deal OR kabul)"
    assert format_expression("ANY/2( a,b ,  c) title: x") == "ANY/2(a, b, c) title:x"
    assert format_expression("doha # who\nOR kabul") == "doha # who\nOR kabul"
    long = "taliban (" + " OR ".join(f'"person number {n}"' for n in range(6)) + ") NOT x"
    assert format_expression(long).splitlines()[:3] == [
        "taliban (",
        '  "person number 0"',
        '  OR "person number 1"',
    ]
    assert parse(format_expression(long)) == parse(long)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["doha", '"a b"', "(", ")", "AND", "OR", "# x\n", ",", "ANY/1(", "title:", "=", "NOT"]
        ),
        max_size=40,
    ).map(" ".join)
)
def test_formatting_twice_is_formatting_once(expression: str) -> None:
    once = format_expression(expression)
    assert format_expression(once) == once
    if not mistakes(expression):
        assert parse(once) == parse(expression)


def test_rules_of_one_meaning() -> None:
    assert meaning(parse("a b")) == meaning(parse("B AND a AND a"))
    assert meaning(parse("a NEAR/5 (b OR c)")) == meaning(parse("(c OR b) NEAR/5 a"))
    assert meaning(parse("a ONEAR/5 b")) != meaning(parse("b ONEAR/5 a"))
    assert meaning(parse("title:a b")) != meaning(parse("a title:b"))


def test_a_name_is_shown_with_its_spellings() -> None:
    checked = check('name:"Sirajuddin Haqqani" OR (title:name:Kabul AND NOT doha)')
    assert list(checked.names) == ["Sirajuddin Haqqani", "Kabul"]
    texts = [spelling.text for spelling in checked.names["Kabul"]]
    assert texts[0] == "Kabul"
    assert "Кабул" in texts
    assert 'the name "Kabul" in one of' in checked.plain
    assert check("name:Kabul " * 11).error is not None
