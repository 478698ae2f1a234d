"""What an expression means, and what is said of one that means nothing."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.core.errors import WirewatchError
from wirewatch.core.rules import (
    MAX_CLAUSES,
    MAX_EXPRESSION_CHARACTERS,
    MAX_NESTING,
    And,
    Field,
    Language,
    Node,
    Not,
    Or,
    Phrase,
    RuleSyntaxError,
    describe,
    parse,
    warnings,
)


def word(*tokens: str) -> Phrase:
    return Phrase(tokens)


def title(*tokens: str) -> Phrase:
    return Phrase(tokens, Field.TITLE)


a, b, c = word("a"), word("b"), word("c")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a", a),
        ("a b", And((a, b))),
        ("a AND b c", And((a, b, c))),
        ("(a b) c", And((a, b, c))),
        ("a OR b c", Or((a, And((b, c))))),
        ("a OR (b OR c)", Or((a, b, c))),
        ("(a OR b) c", And((Or((a, b)), c))),
        ("a NOT b", And((a, Not(b)))),
        ("a AND NOT b", And((a, Not(b)))),
        ("NOT a b", And((Not(a), b))),
        ("a NOT (b OR c)", And((a, Not(Or((b, c)))))),
        ("NOT NOT a", Not(Not(a))),
        ("a and b", And((a, word("and"), b))),
        ('"AND"', word("and")),
        ('"doha deal"', word("doha", "deal")),
        ("\u201cDoha deal\u201d", word("doha", "deal")),
        ("\u00abDoha deal\u00bb", word("doha", "deal")),
        ('a"b c"', And((a, word("b", "c")))),
        ("al-Qaeda", word("al", "qaeda")),
        ("Ghani\u2019s", word("ghani")),
        ("title:doha deal", And((title("doha"), word("deal")))),
        ('Title: "doha deal"', title("doha", "deal")),
        ("title:(a OR b)", Or((title("a"), title("b")))),
        ("lang:EN a", And((Language("en"), a))),
        ("lang:pt_BR", Language("pt-br")),
        ("lang:(en OR de) a", And((Or((Language("en"), Language("de"))), a))),
        ("\u5317\u4eac", word("\u5317", "\u4eac")),
        ("\uff08a\u3000OR b\uff09", Or((a, b))),
        ('צה"ל', word("צהל")),
        ('"צה"ל הודיע"', word("צהל", "הודיע")),
        ("http://example.org", word("http", "example", "org")),
        ("10:30", word("10", "30")),
        ("+a, b!", And((a, b))),
    ],
)
def test_meaning(expression: str, expected: Node) -> None:
    assert parse(expression) == expected


def test_a_clause_knows_where_it_stands_and_how_it_was_written() -> None:
    node = parse('a "Doha-Deal" lang:en')
    assert isinstance(node, And)
    _, phrase, language = node.children
    assert isinstance(phrase, Phrase)
    assert (phrase.text, phrase.start, phrase.end) == ("Doha-Deal", 2, 13)
    assert isinstance(language, Language)
    assert (language.start, language.end) == (19, 21)


@pytest.mark.parametrize(
    ("expression", "position", "message", "suggestion"),
    [
        ("", 0, "is empty", "doha"),
        ("   ", 3, "is empty", "doha"),
        ("a (", 3, "end of the rule after an opening bracket", "Add"),
        ("(a", 0, "not closed", ")"),
        ("a)", 1, "without an opening", "Remove"),
        ("()", 1, "closing bracket after an opening", "Add"),
        ("a AND", 5, "end of the rule after AND", "Add"),
        ("AND a", 0, "Found AND", "quotes"),
        ("a OR OR b", 5, "Found OR after OR", "quotes"),
        ('a "b', 2, "quote is not closed", '"'),
        ('a ""', 2, "no letter or digit", "Leave it out"),
        ("a & b", 2, "no letter or digit", "AND"),
        ("a || b", 2, "no letter or digit", "OR"),
        ("a -b", 2, "- has no meaning", "NOT"),
        ("=NASA", 0, "= has no meaning", "Exact"),
        ("~talk", 0, "~ has no meaning", "Inflected"),
        ("talib*", 5, "Wildcards", "OR"),
        ('"talib* men"', 6, "Wildcards", "OR"),
        ("colo?r", 4, "Wildcards", "OR"),
        ("a NEAR/5 b", 2, "NEAR/5", "AND"),
        ("NOT a", 4, "contain none", "before NOT"),
        ("a OR NOT b", 9, "contain none", "before NOT"),
        ("NOT (NOT a AND b)", 15, "contain none", "before NOT"),
        ("NOT lang:en", 9, "contain none", "before NOT"),
        ("title:", 6, "Nothing follows title:", "title:doha"),
        ("title:NOT a", 6, "Nothing follows title:", "title:doha"),
        ("title:(a lang:en)", 9, "inside title:", "outside"),
        ("lang:english1", 5, "no language code", "lang:en"),
        ("site:example.org", 0, "no field site:", "quotes"),
    ],
)
def test_mistakes(expression: str, position: int, message: str, suggestion: str) -> None:
    with pytest.raises(RuleSyntaxError) as caught:
        parse(expression)
    error = caught.value
    assert error.position == position
    assert message in str(error)
    assert error.expected in str(error)
    assert suggestion in error.suggestion
    assert "\n" not in str(error)
    assert isinstance(error, WirewatchError)


def test_size_is_bounded() -> None:
    parse("a " * MAX_CLAUSES)
    with pytest.raises(RuleSyntaxError, match="more than 4,000 words") as caught:
        parse("a " * (MAX_CLAUSES + 1))
    assert caught.value.position == 2 * MAX_CLAUSES
    parse('"' + "a " * (MAX_EXPRESSION_CHARACTERS // 2 - 1) + '"')
    with pytest.raises(RuleSyntaxError, match="longer than"):
        parse("a" * (MAX_EXPRESSION_CHARACTERS + 1))


@pytest.mark.parametrize("opening", ["(", "NOT ", "NOT(", "title:(", "(b OR (c AND "])
def test_depth_is_bounded(opening: str) -> None:
    expression = "a " + opening * 2000 + "x"
    with pytest.raises(RuleSyntaxError):
        parse(expression[:MAX_EXPRESSION_CHARACTERS])


def test_the_deepest_rule_is_accepted_and_one_deeper_is_not() -> None:
    parse("(" * MAX_NESTING + "a" + ")" * MAX_NESTING)
    with pytest.raises(RuleSyntaxError, match="nested deeper"):
        parse("(" * (MAX_NESTING + 1) + "a" + ")" * (MAX_NESTING + 1))


def test_a_tree_deeper_than_its_brackets_is_refused_so_that_the_canonical_form_is_a_rule() -> None:
    half = MAX_NESTING // 2
    node = parse("a OR b (" * half + "x" + ")" * half)
    assert parse(describe(node)) == node
    with pytest.raises(RuleSyntaxError, match="nested deeper"):
        parse("a OR b (" * (half + 1) + "x" + ")" * (half + 1))


@pytest.mark.parametrize(
    ("expression", "messages"),
    [
        ("a b", []),
        ("a OR b", []),
        ("(a AND b) OR c", []),
        ("a AND (b OR c)", []),
        ("a AND b OR c", ["read as: (a AND b) OR c"]),
        ("a OR b NOT c", ["read as: a OR (b AND NOT c)"]),
        ("x (a b OR c)", ["read as: (a AND b) OR c"]),
        ("a and b", ["'and' is read as a word; the operator is AND"]),
        ('"a and b"', []),
        ("lang:en", ["every article in the language"]),
        ("a OR lang:en", ["every article in the language"]),
        ("lang:en a", []),
    ],
)
def test_warnings(expression: str, messages: list[str]) -> None:
    found = warnings(expression)
    assert len(found) == len(messages)
    for warning, message in zip(found, messages, strict=True):
        assert message in warning.message
        assert 0 <= warning.position < len(expression)


def test_warnings_of_no_rule_are_its_error() -> None:
    with pytest.raises(RuleSyntaxError):
        warnings("(")


@pytest.mark.parametrize(
    ("expression", "canonical"),
    [
        ("Doha deal", "doha AND deal"),
        ("a b OR c", "(a AND b) OR c"),
        ("a NOT (b c)", "a AND NOT (b AND c)"),
        ("NOT NOT a", "NOT NOT a"),
        ("title:(a OR al-Qaeda) lang:EN", '(title:a OR title:"al qaeda") AND lang:en'),
    ],
)
def test_the_canonical_form(expression: str, canonical: str) -> None:
    assert describe(parse(expression)) == canonical


def read_or_error(expression: str) -> Node | RuleSyntaxError:
    try:
        return parse(expression)
    except RuleSyntaxError as error:
        return error


PIECES = st.sampled_from(
    [
        "a",
        "b-c",
        '"',
        "\u201c",
        "(",
        ")",
        "AND",
        "OR",
        "NOT",
        "title:",
        "lang:",
        "en",
        " ",
        "*",
        "\u5317",
        "\u0645",
        '\u05d0"\u05d1',
        "\u00ad",
        "\u200c",
        "&",
        "-",
        "\ud800",
        "l'a",
        "x:",
    ]
)


@settings(max_examples=1500, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join)))
def test_any_text_is_a_rule_or_an_error_with_a_position(expression: str) -> None:
    started = time.process_time()
    read = read_or_error(expression)
    assert time.process_time() - started < 0.05
    if isinstance(read, RuleSyntaxError):
        assert 0 <= read.position <= len(expression)
        assert read.expected
        assert read.suggestion
        assert len(str(read).splitlines()) == 1
    else:
        assert parse(describe(read)) == read


@pytest.mark.parametrize(
    "expression",
    [
        "a" * 20_000,
        "a " * 10_000,
        "a OR b " * 2_800,
        '"' + "a " * 9_999,
        "(" * 20_000,
        "\u05d0" + '"\u05d0' * 9_999,
        "a" + "\u0301\u0316" * 9_999,
        "l'" * 9_999 + "a",
        "title:" * 3_333,
        "\U00020000" * 20_000,
        "\ufdfb" * 20_000,
    ],
)
def test_a_hostile_expression_takes_little_time(expression: str) -> None:
    for fresh in (expression, "z" + expression[:-1]):
        started = time.process_time()
        read_or_error(fresh)
        assert time.process_time() - started < 0.25
