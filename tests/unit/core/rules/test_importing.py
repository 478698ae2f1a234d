"""Queries of other systems: the same meaning, or a note, or an error; the known traps by name."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.core.rules import Document, RuleSyntaxError, holds, parse
from wirewatch.core.rules.importing import Dialect, import_query
from wirewatch.core.text import analyse

EXACT = [
    # Lucene: a blank is OR; AND makes its neighbours required; no precedence
    ("lucene", "doha deal", "doha OR deal"),
    ("lucene", "doha AND deal", "doha AND deal"),
    ("lucene", "+doha +deal -football", "doha AND deal AND NOT football"),
    ("lucene", "doha && !football", "doha AND NOT football"),
    ("lucene", "doha OR NOT football", "doha AND NOT football"),
    ("lucene", "(doha kabul) AND taliban", "(doha OR kabul) AND taliban"),
    ("lucene", 'title:(doha OR "peace deal")', 'title:(doha OR "peace deal")'),
    ("lucene", "headline:doha AND body:deal", "title:doha AND body:deal"),
    ("lucene", '"doha deal"~1', "doha ONEAR/1 deal"),
    ("lucene", '"doha deal"~5', "(doha ONEAR/5 deal) OR (deal ONEAR/3 doha)"),
    ("lucene", "talib* AND colo?r", "talib* AND colo?r"),
    ("lucene", "language:english AND doha", "lang:en AND doha"),
    ("lucene", "published:[2026-01-01 TO 2026-02-01] AND doha",
     "published:2026-01-01..2026-02-01 AND doha"),
    ("lucene", "date:[2026-01 TO *] AND doha", "published:2026-01.. AND doha"),
    ("lucene", r"al\-Qaeda", "al-Qaeda"),
    ("lucene", "-site:example.org +doha", "doha AND NOT site:example.org"),
    # Google: a blank is AND; OR binds closer
    ("google", "doha deal", "doha AND deal"),
    ("google", "doha OR kabul taliban", "(doha OR kabul) AND taliban"),
    ("google", "doha|kabul taliban", "(doha OR kabul) AND taliban"),
    ("google", "doha | kabul", "doha OR kabul"),
    ("google", 'doha -football -"world cup"', 'doha AND NOT football AND NOT "world cup"'),
    ("google", "haqqani site:example.org -site:sports.example.org",
     "haqqani AND site:example.org AND NOT site:sports.example.org"),
    ("google", "intitle:doha deal", "title:doha AND deal"),
    ("google", 'intitle:"doha deal"', 'title:"doha deal"'),
    ("google", "allintitle: doha deal", "title:(doha deal)"),
    ("google", "doha AROUND(5) deal", "doha NEAR/5 deal"),
    ("google", "doha after:2026-01-31", "doha AND published:>2026-01-31"),
    ("google", "doha and deal", "doha AND and AND deal"),
    # Meltwater: NOT > NEAR > AND > OR, operators in any case, NEAR is NEAR/4
    ("meltwater", "doha and deal or kabul", "(doha AND deal) OR kabul"),
    ("meltwater", "doha near deal", "doha NEAR/4 deal"),
    ("meltwater", "doha near/5 (deal or talks)", "doha NEAR/5 (deal OR talks)"),
    ("meltwater", "doha onear/2 deal AND kabul", "(doha ONEAR/2 deal) AND kabul"),
    ("meltwater", "doha not football", "doha AND NOT football"),
    ("meltwater", "doha AND NOT (football OR cup)", "doha AND NOT (football OR cup)"),
    ("meltwater", 'ingress:doha AND title:"peace deal"', 'lead:doha AND title:"peace deal"'),
    ("meltwater", '!"NASA" AND moon', '="NASA" AND moon'),
    # LexisNexis: OR > W/n > AND > AND NOT; a blank is a phrase
    ("lexisnexis", "doha deal", '"doha deal"'),
    ("lexisnexis", "taliban and doha or kabul", "taliban AND (doha OR kabul)"),
    ("lexisnexis", "doha and not football or cup", "doha AND NOT (football OR cup)"),
    ("lexisnexis", "doha but not football", "doha AND NOT football"),
    ("lexisnexis", "talib! and kabul", "talib* AND kabul"),
    ("lexisnexis", "wom*n and kabul", "wom?n AND kabul"),
    ("lexisnexis", "atl5(doha) and atleast3(peace talks)",
     'ATLEAST/5(doha) AND ATLEAST/3("peace talks")'),
    ("lexisnexis", "hlead(doha or kabul)", "lead:(doha OR kabul)"),
    ("lexisnexis", "headline(doha) and length(>500)", "title:doha AND words:>500"),
    ("lexisnexis", "allcaps(nato) w/s kabul", "=NATO NEAR/s kabul"),
    ("lexisnexis", "doha w/p taliban w/s deal", "doha NEAR/p (taliban NEAR/s deal)"),
    ("lexisnexis", "doha w/para taliban w/sent deal", "doha NEAR/p (taliban NEAR/s deal)"),
    ("lexisnexis", "language(english) and doha", "lang:en AND doha"),
    ("lexisnexis", "doha not w/s football", "doha NOT NEAR/s football"),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "query", "rule"), EXACT)
def test_exact(dialect: str, query: str, rule: str) -> None:
    found = import_query(query, Dialect(dialect))
    assert found.expression == rule
    assert found.notes == ()
    parse(rule)


NOTED = [
    ("lucene", "doha OR kabul AND taliban", "kabul AND taliban", "only rank"),
    ("lucene", "doha^2 AND kabul", "doha AND kabul", "ranks"),
    ("lucene", "dohe~1", "dohe", "similar spellings"),
    ("lucene", '"a doha deal"~3', "(a NEAR/3 doha) NEAR/3 deal", "moves"),
    ("lucene", '"doha deal"~500', "(doha ONEAR/100 deal) OR (deal ONEAR/98 doha)", "100"),
    ("google", '"doha * deal"', '"doha" ONEAR/5 "deal"', "some words"),
    ("google", "~doha deal", "doha AND deal", "synonyms"),
    ("google", "doha AROUND(3) deal * kabul", "(doha NEAR/3 deal) AND kabul", "any words"),
    ("google", "doha - deal", "doha AND deal", "- alone"),
    ("meltwater", "doha^3 AND deal", "doha AND deal", "sentence"),
    ("meltwater", "doha deal", "doha AND deal", "blank"),
    ("meltwater", "doha near/150 deal", "doha NEAR/100 deal", "100"),
    ("lexisnexis", "doha w/5 deal", "doha NEAR/5 deal", "counts differently"),
    ("lexisnexis", "doha pre/3 deal w/8 kabul", "(doha ONEAR/3 deal) NEAR/8 kabul", "counts"),
    ("lexisnexis", "doha w/8 deal pre/3 kabul", "doha NEAR/8 (deal ONEAR/3 kabul)", "counts"),
    ("lexisnexis", "doha w/seg deal", "doha AND deal", "W/SEG"),
    ("lexisnexis", "bank* and kabul", "bank* AND kabul", "any ending"),
    ("lexisnexis", 'doha "peace deal"', 'doha AND "peace deal"', "blank"),
    ("lexisnexis", "caps(who) and kabul", "=Who AND kabul", "CAPS"),
]


@pytest.mark.parametrize(("dialect", "query", "rule", "note"), NOTED)
def test_noted(dialect: str, query: str, rule: str, note: str) -> None:
    found = import_query(query, Dialect(dialect))
    assert found.expression == rule
    assert any(note in one.message for one in found.notes)


REFUSED = [
    ("lucene", "", "empty"),
    ("lucene", "NOT doha", "forbidden clauses alone"),
    ("lucene", "_exists_:author", "field _exists_:"),
    ("lucene", "/do.a/", "regular expressions"),
    ("lucene", "price:[1 TO 5]", "A range of price:"),
    ("lucene", "published:{2026-01-01 TO 2026-02-01}", "whole days"),
    ("lucene", "(doha", "not closed"),
    ("lucene", "doha AND", "word is missing"),
    ("lucene", "*:*", "field *:"),
    ("google", "filetype:pdf doha", "field filetype:"),
    ("google", "doha OR", "ends where a word"),
    ("google", "-doha", "none of its words"),
    ("meltwater", "doha near/5 (deal and talks)", "AND cannot stand in NEAR/5"),
    ("meltwater", "sourcename:times", "field sourcename:"),
    ("lexisnexis", "publication(times)", "publication()"),
    ("lexisnexis", "doha w/x deal", "'w/x' is no operator"),
    ("lexisnexis", "doha or", "ends where a word"),
    ("lexisnexis", "ta!iban and x", "! stands at the end"),
]


@pytest.mark.parametrize(("dialect", "query", "problem"), REFUSED)
def test_refused(dialect: str, query: str, problem: str) -> None:
    with pytest.raises(RuleSyntaxError) as caught:
        import_query(query, Dialect(dialect))
    assert problem in caught.value.problem
    assert 0 <= caught.value.position <= len(query)


def test_slop_counts_as_lucene_does() -> None:
    """Moves: words between in order; a swap costs two."""
    node = parse(import_query('"doha deal"~3', Dialect.LUCENE).expression)
    for text, wanted in (
        ("doha x x x deal", True), ("doha x x x x deal", False),
        ("deal doha", True), ("deal x doha", True), ("deal x x doha", False),
    ):  # fmt: skip
        assert holds(node, Document(analyse("", [text]), "en")) is wanted


PIECES = st.sampled_from(
    ["doha", "deal", " ", " ", " AND ", " OR ", " or ", " NOT ", "-", "+", "!", '"', "(", ")", "~2",
     "^3", "*", "?", ":", "title:", "w/5", " pre/s ", "atl5(", "hlead(", " near/3 ", "AROUND(2)",
     "[a TO b]", "|", "||", "&&", "\\", "site:", "lang:", "/", "caps(", "\u0663", "\x00"]
)  # fmt: skip


@settings(max_examples=1200, deadline=None)
@given(
    st.sampled_from(list(Dialect)),
    st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=50).map("".join)),
)
def test_any_text_is_imported_or_refused(dialect: Dialect, query: str) -> None:
    times = []
    positions: list[int] = []
    for _ in range(3):  # the machine may be busy
        started = time.process_time()
        try:
            found = import_query(query, dialect)
            parse(found.expression)
            positions += [note.position for note in found.notes]
        except RuleSyntaxError as error:
            positions.append(error.position)
        times.append(time.process_time() - started)
        if times[-1] < 0.05:
            break
    assert all(0 <= position <= len(query) for position in positions)
    assert min(times) < 0.05
