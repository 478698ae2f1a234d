"""The matcher against a plain reference that reads the meaning off the page."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.core.rules import (
    MAX_HITS_PER_CLAUSE,
    Document,
    Hit,
    Node,
    RuleSet,
    RuleSyntaxError,
    holds,
    parse,
    prove,
)
from wirewatch.core.rules.layout import DocumentTokens
from wirewatch.core.text import analyse
from wirewatch.testing.rule_reference import Reference


def document(title: str = "", *paragraphs: str, language: str = "en") -> Document:
    return Document(analyse(title, paragraphs), language)


def reference(node: Node, article: Document) -> set[Hit] | None:
    """The hits that make a node true, None if it is false, by the plain evaluation."""
    return Reference(article).hits(node)


WORDS = ["doha", "deal", "Ghani\u2019s", "al-Qaeda", "\u5317\u4eac", "\u5317", "Йод", "ёлка"]
WORDS += ["علی", "صلى", "สวัส", "U.S.", "l'Iran", "caf\u00e9", "Stra\u00dfe", 'צה"ל', "\u00ad"]
WORDS += ["a", "a-a", "кот"]
TEXT = st.lists(st.sampled_from([*WORDS, ". "]), max_size=12).map(" ".join)
ARTICLE = st.builds(
    lambda title, body, language: document(title, *body, language=language),
    TEXT,
    st.lists(TEXT, max_size=3),
    st.sampled_from(["en", "de", "pt-br", ""]),
)
PLAIN = [word for word in WORDS if word != "\u00ad"]
TERM = st.one_of(
    st.sampled_from(PLAIN),
    st.lists(st.sampled_from(PLAIN), min_size=1, max_size=3).map(
        lambda w: f"\u201c{' '.join(w)}\u201d"
    ),
    st.sampled_from(PLAIN).map("title:{}".format),
    st.sampled_from(["lang:en", "lang:pt", "lang:(en OR de)", "title:(doha OR a)"]),
)
RULE = st.recursive(
    TERM,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(" ".join),
        st.lists(inner, min_size=2, max_size=4).map(" OR ".join),
        st.lists(inner, min_size=2, max_size=3).map(" AND NOT ".join),
        inner.map("({})".format),
        inner.map("NOT ({})".format),
    ),
    max_leaves=8,
)


@settings(max_examples=400, deadline=None)
@given(st.lists(RULE, min_size=1, max_size=8), st.lists(ARTICLE, min_size=1, max_size=3))
def test_the_matcher_agrees_with_the_reference(
    expressions: list[str], articles: list[Document]
) -> None:
    rules = RuleSet()
    nodes: dict[str, Node] = {}
    for number, expression in enumerate(expressions):
        try:
            rules.put(str(number), expression)
        except RuleSyntaxError:
            continue  # NOT alone
        nodes[str(number)] = parse(expression)
    assert len(rules) == len(nodes)
    for article in articles:
        expected = {id_: reference(node, article) for id_, node in nodes.items()}
        matches = rules.match(article)
        assert {match.rule_id: set(match.hits) for match in matches} == {
            id_: hits for id_, hits in expected.items() if hits is not None
        }
        assert [match.rule_id for match in matches] == sorted(match.rule_id for match in matches)
        for match in matches:
            assert match == prove(match.rule_id, nodes[match.rule_id], article)
            assert holds(nodes[match.rule_id], article)
            assert len(set(match.hits)) == len(match.hits)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.one_of(st.none(), RULE)), max_size=12),
    ARTICLE,
    st.integers(0, 12),
)
def test_changing_rules_leaves_no_trace(
    changes: list[tuple[str, str | None]], article: Document, settled_at: int
) -> None:
    changed = RuleSet()
    final: dict[str, str] = {}
    for number, (rule_id, expression) in enumerate(changes):
        if number == settled_at:
            changed.settle()
        if expression is None:
            changed.remove(rule_id)
            final.pop(rule_id, None)
            continue
        try:
            changed.put(rule_id, expression)
        except RuleSyntaxError:
            continue
        final[rule_id] = expression
    fresh = RuleSet()
    for rule_id, expression in final.items():
        fresh.put(rule_id, expression)
    assert changed.match(article) == fresh.match(article)
    assert len(changed) == len(final)
    assert all((rule_id in changed) == (rule_id in final) for rule_id in "abc")
    for rule_id in final:
        changed.remove(rule_id)
    assert len(changed) == changed.unsettled == 0
    assert changed._recent._filed == {}
    assert not changed._recent._kinds


def test_a_rule_that_is_no_rule_leaves_the_old_one() -> None:
    rules = RuleSet()
    rules.put("r", "doha")
    with pytest.raises(RuleSyntaxError):
        rules.put("r", "(")
    assert [match.rule_id for match in rules.match(document("Doha"))] == ["r"]


def test_the_proof_names_the_branch_that_holds() -> None:
    proof = prove("r", parse("(doha AND moscow) OR deal"), document("Doha deal"))
    assert proof is not None
    assert [(hit.clause, hit.start, hit.end) for hit in proof.hits] == [("deal", 5, 9)]
    assert {result.clause: result.holds for result in proof.clauses} == {
        "doha": True,
        "moscow": False,
        "deal": True,
    }


def test_hits_are_in_reading_order_and_none_stands_under_a_not() -> None:
    article = document("A deal", "Peace at last. The deal of Doha.", "Another Doha deal.")
    proof = prove("r", parse('doha deal NOT "moscow talks" NOT NOT peace'), article)
    assert proof is not None
    assert [(hit.field, hit.paragraph, hit.sentence, hit.clause) for hit in proof.hits] == [
        ("title", 0, 0, "deal"),
        ("body", 0, 1, "deal"),
        ("body", 0, 1, "doha"),
        ("body", 1, 0, "doha"),
        ("body", 1, 0, "deal"),
    ]


def test_hits_of_a_clause_are_capped() -> None:
    proof = prove("r", parse("a OR b"), document("a " * 20, "a " * 1000 + "b"))
    assert proof is not None
    found = [hit.clause for hit in proof.hits]
    assert found.count("a") == MAX_HITS_PER_CLAUSE
    assert found.count("b") == 1


def test_overlapping_occurrences_are_all_hits() -> None:
    proof = prove("r", parse('"a a"'), document("a a a"))
    assert proof is not None
    assert [(hit.start, hit.end) for hit in proof.hits] == [(0, 3), (2, 5)]


def test_a_phrase_hit_covers_what_stands_between_its_words() -> None:
    text = "The al\u2013Qaeda\u2019s men"
    proof = prove("r", parse('"al qaeda men"'), document("", text))
    assert proof is not None
    assert [text[hit.start : hit.end] for hit in proof.hits] == ["al\u2013Qaeda\u2019s men"]


def test_languages_are_compared_without_case_and_with_varieties() -> None:
    for code, language, expected in [
        ("pt", "pt-BR", True),
        ("pt-br", "pt", False),
        ("pt-br", "PT_br", True),
        ("e", "en", None),
        ("en", "eng", False),
        ("en", "", False),
    ]:
        article = document("a", language=language)
        if expected is None:
            with pytest.raises(RuleSyntaxError):
                parse(f"lang:{code}")
            continue
        rules = RuleSet()
        rules.put("r", f"lang:{code}")
        assert bool(rules.match(article)) is expected


def test_an_article_meets_only_rules_that_could_hold() -> None:
    rules = RuleSet()
    for number in range(2000):
        rules.put(f"{number}", f'the AND "person{number} family{number}" AND NOT of')
    rules.put("hit", '"person7 said" the')
    article = document("The person7 said person8 of family9")
    assert [match.rule_id for match in rules.match(article)] == ["hit"]
    assert len(rules._recent._keys_of(DocumentTokens(article))) == 1
