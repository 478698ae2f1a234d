"""Regular expressions: what they need, where they fit, and that none takes long."""

import re
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.core.rules import (
    Document,
    Regex,
    RuleSet,
    RuleSyntaxError,
    describe,
    explain,
    format_expression,
    holds,
    mistakes,
    needed_words,
    parse,
    prove,
    warnings,
    why_not,
)
from wirewatch.core.rules.limits import MAX_REGEX_MATCHES, MAX_REGEXES
from wirewatch.core.rules.regexes import compiled, program_size
from wirewatch.core.rules.wildcards import matches
from wirewatch.core.text import analyse, folded_words


def document(*paragraphs: str, title: str = "") -> Document:
    return Document(analyse(title, list(paragraphs)), "en")


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("Doha", [["*doha*"]]),
        ("Doha deal", [["*doha"], ["deal*"]]),
        ("in Doha, deal", [["*in"], ["doha"], ["deal*"]]),
        ("CVE-\\d+", [["*cve"]]),
        ("do+ha", [["*do*"], ["*ha*"]]),
        ("doh?a", [["*do*"]]),
        ("(doha|kabul) deal", [["*doha*", "*kabul*"], ["deal*"]]),
        ("(doha|k.b.l) deal", [["deal*"]]),
        ("(?:Doha){2,3}", [["*doha*"]]),
        ("(Doha)?x", []),
        ("(Doha){0,3}x", []),
        ("[dD]oha", [["*oha*"]]),
        ("doha|[a-z]+", []),
        ("(?i)DOHA", [["*doha*"]]),
        ("Straße", [["*strasse*"]]),
        ("мир", [["*м?р*"]]),
        ("北京", [["北*"], ["京*"]]),
        ("a.b.c", []),
        ("\\Qdoha\\E", []),
        ("\\x41\\x42ab", [["*ab*"]]),
        ("\\(doha\\)", [["doha"]]),
    ],
)
def test_needed_words(pattern: str, needed: list[list[str]]) -> None:
    found = needed_words(Regex(pattern))
    assert sorted([word.text for word in words] for words in found) == sorted(needed)


PIECES = st.sampled_from(
    [
        *(
            "a",
            "b",
            "Do",
            "ha",
            "ma\u00dfe",
            "к",
            "и",
            "е\u0308",
            "ا",
            "ل",
            "北",
            "'",
            "’",
            "-",
            " ",
        ),
        *(".", "s", "l", "_", "1", "\u00ad", "\u0306", "\u200c", "ι", "\u0345", "(a|b)", "[ab]"),
        *("(Do|ha)+", "ha?", "x*", "b{2}", "(?:к|и)", "\\b", "\\d"),
    ]
)
TEXT = st.sampled_from(
    [
        *(
            "a",
            "b",
            "Do",
            "ha",
            "DO",
            "ma\u00dfe",
            "к",
            "и",
            "\u0306",
            "\u0301",
            "е\u0308",
            "ا",
            "ل",
        ),
        *(
            "北",
            "'",
            "’",
            "-",
            " ",
            ".",
            "s",
            "l",
            "_",
            "1",
            "\u00ad",
            "\u200c",
            "ι",
            "\u0345",
            "x",
        ),
        "q" * 70,
    ]
)


@settings(max_examples=1500, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=6), st.lists(TEXT, max_size=14), st.booleans())
def test_an_article_that_fits_holds_the_needed_words(
    pieces: list[str], text: list[str], ignore_case: bool
) -> None:
    written = "".join(pieces)
    try:
        node = parse(f"/{written}/{'i' if ignore_case else ''}")
    except RuleSyntaxError:
        return
    assert isinstance(node, Regex)
    article = document("".join(text))
    rules = RuleSet()
    rules.put_node("r", node)
    assert rules.matching(article) == (["r"] if holds(node, article) else [])
    if holds(node, article):
        words = article.text.words[1]
        for group in needed_words(node):
            assert any(matches(one.text, word) for one in group for word in words), group


def test_a_letter_is_its_folded_form_whatever_mark_follows() -> None:
    marks = [chr(c) for c in range(0x300, 0x2E00) if unicodedata.category(chr(c))[0] == "M"]
    for letter in map(chr, (*range(0x30, 0x250), *range(0x386, 0x530), *range(0x5D0, 0x660))):
        found = needed_words(Regex(f"{letter}{letter}"))
        for mark in marks[::9] if found else ():
            word = " ".join(folded_words(f"{letter}{letter}{mark}"))
            assert matches(found[0][0].text, word), (letter, mark, word)


def test_letters_that_differ_in_case_alone_fold_alike() -> None:
    everything = "".join(map(chr, (*range(0x30, 0xD800), *range(0xF900, 0xFFFE))))
    text = everything.encode()
    for letter in "kKsSåÅβθωσςμдтвьßßẞаяÿ":
        for found in re.finditer(re.escape(letter), everything, re.IGNORECASE):
            assert folded_words(found[0]) == folded_words(letter) or letter == "ß"
        assert compiled(letter, True).search(text) is not None


def test_the_proof_names_the_characters() -> None:
    found = prove(
        "r", parse(r"/ul-\d+ (and|or) ul/i NEAR/3 flight"), document("Flight UL-12 and UL-3")
    )
    assert found is not None
    assert [(hit.start, hit.end) for hit in found.hits] == [(0, 6), (7, 19)]
    clauses = [clause.clause for clause in found.clauses]
    assert clauses == [r"/ul-\d+ (and|or) ul/i NEAR/3 flight", r"/ul-\d+ (and|or) ul/i", "flight"]


def test_two_fits_in_one_word_are_two_hits_of_one_occurrence() -> None:
    article = document("a banana")
    found = prove("r", parse("/an/"), article)
    assert found is not None
    assert [(hit.start, hit.end) for hit in found.hits] == [(3, 5), (5, 7)]
    assert not holds(parse("ATLEAST/2(/an/)"), article)


def test_a_word_too_long_to_be_one_token_is_passed_over() -> None:
    article = document("x" * 119 + "doha and doha")
    assert len(article.text.words[1]) == 4
    found = prove("r", parse("/doha/"), article)
    assert found is not None
    assert [hit.start for hit in found.hits] == [128]


def test_written_back_and_explained() -> None:
    node = parse(r"title:/a\/b (c)/i OR x")
    assert describe(node) == r"title:/a\/b (c)/i OR x"
    assert parse(describe(node)) == node
    assert r"characters that fit /a\/b (c)/, capitals or not, in the title" in explain(node)
    assert format_expression(" /a  b/   OR(x)") == "/a  b/ OR (x)"
    assert [one.reason for one in why_not(parse("/zz/"), document("a"))] == ["fits no paragraph"]


def test_addresses_are_no_patterns() -> None:
    article = Document(analyse("", ["x"]), "en", url="https://example.org/world/news")
    assert holds(parse("url:/world/"), article)
    assert holds(parse("url:(/world/ OR /sports/)"), article)


def test_warnings() -> None:
    told = [warning.message for warning in warnings(r"/\d+[A-Z]/ OR doha")]
    assert any("each article is searched" in message for message in told)
    assert any("\\p{L}" in warning.message for warning in warnings(r"/\bпутин/"))
    assert not list(warnings("/CVE-[0-9]+/"))


def test_matches_are_looked_at_up_to_a_limit() -> None:
    article = document("a " * (MAX_REGEX_MATCHES + 5))
    assert holds(parse("ATLEAST/100(/a/)"), article)
    assert not holds(parse("/a/ NEAR/0 end"), document("a " * (MAX_REGEX_MATCHES + 5) + "end"))


HOSTILE = (
    "(x+x+)+y", "(a|aa)+$", "a.*z|a", "(.*)(.*)(.*)(.*)[0-9]{9}",
    r"(\pL+\s){3}\d", "[a-q][^u-z]{13}x", "(a?){50}a{50}",
)  # fmt: skip


@pytest.mark.parametrize("pattern", HOSTILE)
def test_time_is_bounded_by_steps_and_characters(pattern: str) -> None:
    """RE2 never takes more than its program's steps for each character, and matches are few."""
    node = parse(f"/{pattern}/")
    assert isinstance(node, Regex)
    text = "ab aaxx " * 500
    times = []
    for turn in range(3):
        article = document(text + str(turn))
        begin = time.perf_counter()
        holds(node, article)
        times.append(time.perf_counter() - begin)
    searches = MAX_REGEX_MATCHES if "|" in pattern else 20
    assert min(times) < 0.02 + 10e-9 * program_size(node) * len(text) * searches


@pytest.mark.parametrize(
    "pattern",
    [r"(\pL+\W+){1,30}", "((a{30}){30})", "(" * 140 + "a" + ")" * 140, "[" * 299, r"\pL\pL\pL",
     r"(\p{Greek}|\p{Han}){20}", "(a|b)" * 60, "x{1000}", ".{900}"],
)  # fmt: skip
def test_a_rule_of_patterns_is_read_or_refused_at_once(pattern: str) -> None:
    expression = " ".join([f"/{pattern}{n}/" for n in range(MAX_REGEXES)])
    times = []
    for turn in range(3):
        compiled.cache_clear()
        begin = time.perf_counter()
        mistakes(f"a{turn} {expression}")
        times.append(time.perf_counter() - begin)
    assert min(times) < 0.05
