"""Rules with lists and rules in them: what a change compiles anew, and which edits are refused."""

from datetime import UTC, datetime, timedelta

import pytest

from wirewatch.core.list_terms import terms_from
from wirewatch.core.rule_book import RuleBook
from wirewatch.core.rule_checking import check, pointed
from wirewatch.core.rule_history import (
    EARLIER_KEPT,
    as_it_was,
    edited,
    edited_terms,
    list_as_it_was,
)
from wirewatch.core.rule_names import RuleNames
from wirewatch.core.rules import Document, cycle_through, references
from wirewatch.core.text import analyse
from wirewatch.events import Rule, TermList

NOW = datetime(2026, 11, 3, tzinfo=UTC)


def rule(rule_id: str, expression: str, **more: object) -> Rule:
    return Rule.model_validate(
        {"rule_id": rule_id, "name": rule_id, "expression": expression, "active_from": NOW}
        | {"updated_at": NOW}
        | more
    )


def terms(list_id: str, *terms: str) -> TermList:
    return TermList(list_id=list_id, terms=terms, updated_at=NOW)


def found(book: RuleBook, text: str) -> list[str]:
    return [r.rule_id for r, _ in book.match(Document(analyse(text, []), "en"))]


def names(*kept: Rule | TermList) -> RuleNames:
    return RuleNames(
        {k.rule_id: k for k in kept if isinstance(k, Rule)},
        {k.list_id: k for k in kept if isinstance(k, TermList)},
    )


def test_a_change_of_a_list_changes_the_rules_that_use_it_however_far_away() -> None:
    book = RuleBook()
    book.put(rule("strikes", "@firms strike"))
    assert "There is no list" in book.broken["strikes"]
    book.put_list(terms("firms", "@boats", '"quay line"'))
    book.put_list(terms("boats", "ferry", "tug  # small"))
    book.put(rule("again", "@strikes NOT football"))
    assert not book.broken
    assert found(book, "a tug strike") == ["again", "strikes"]
    assert found(book, "a quay line strike") == ["again", "strikes"]
    book.put_list(terms("boats", "barge"))
    assert found(book, "a tug strike") == []
    assert found(book, "a barge strike") == ["again", "strikes"]
    book.put(rule("strikes", "@firms walkout", version=2))
    assert found(book, "a barge strike") == []
    assert found(book, "a barge walkout football") == ["strikes"]
    book.remove_list("boats")
    assert set(book.broken) == {"again", "strikes"}
    book.put_list(terms("boats", "ferry"))
    assert not book.broken
    book.remove("strikes")
    assert set(book.broken) == {"again"}
    assert len(book) == 1


def test_a_rule_that_is_off_can_be_named_and_does_not_match() -> None:
    book = RuleBook()
    book.put(rule("off", "ferry", enabled=False))
    book.put(rule("on", "@off strike"))
    assert found(book, "a ferry strike") == ["on"]


def test_lists_that_contain_each_other_break_only_who_uses_them() -> None:
    book = RuleBook()
    book.put(rule("good", "ferry"))
    book.put(rule("bad", "@one"))
    book.put_list(terms("one", "@two"))
    book.put_list(terms("two", "@one"))
    assert "contains itself" in book.broken["bad"]
    assert found(book, "ferry") == ["good"]


@pytest.mark.parametrize(
    ("expression", "used"),
    [
        ("doha", ()),
        ("@a AND (@b OR title:@c) @a", ("a", "b", "c")),
        ('"@a" =@b # @c', ()),
        ("ANY/2(@a, @b, x)", ("a", "b")),
        ("(@a AND", ("a",)),
    ],
)
def test_references(expression: str, used: tuple[str, ...]) -> None:
    assert references(expression) == used


@pytest.mark.parametrize(
    ("name", "expression", "way"),
    [
        ("a", "@a", ("a", "a")),
        ("a", "@b", ("a", "b", "c", "a")),
        ("c", "@a", ("c", "a", "b", "c")),
        ("d", "@a", ()),
    ],
)
def test_cycles(name: str, expression: str, way: tuple[str, ...]) -> None:
    named = {"a": "x OR @b" if name == "c" else "x", "b": "@c", "c": "@a OR y", "d": "z"}
    assert cycle_through(name, expression, named) == way


def test_edits_that_would_do_harm_are_refused() -> None:
    known = names(
        rule("strikes", "@firms NEAR/5 strike"), rule("more", "@strikes"), terms("firms", "ferry")
    )
    assert known.problem_with_rule("new", "@firms") is None
    assert "same name" in str(known.problem_with_rule("firms", "x"))
    assert "same name" in str(known.problem_with_list("strikes", "x"))
    assert "@firms → @strikes → @firms" in str(known.problem_with_list("firms", "@strikes"))
    problem = known.problem_with_list("firms", "ferry AND quay")
    assert str(problem).startswith("strikes uses @firms and could no longer be read: ")
    assert known.users_of("firms") == ["more", "strikes"]
    assert "more" in str(known.problem_with_removing("strikes"))
    assert known.problem_with_removing("more") is None


def test_terms_of_a_list() -> None:
    known = names(terms("boats", "ferry"))
    lines = ["", "# firms", " quay ", "quay", "tug  # small"]
    assert terms_from(lines, known, list_id="x") == ("quay", "tug  # small")
    with pytest.raises(ValueError, match="no terms"):
        terms_from(["# nothing"], known, list_id="x")
    with pytest.raises(ValueError, match=r"'\(ferry': A bracket is not closed"):
        terms_from(["quay", "(ferry"], known, list_id="x")
    with pytest.raises(ValueError, match="@boats → @boats"):
        terms_from(["@boats"], known, list_id="boats")
    with pytest.raises(ValueError, match="bracket"):
        terms_from(["a) OR (b"], known, list_id="x")


def test_what_an_author_is_told() -> None:
    known = names(rule("doha", "(deal OR talks) AND doha"), terms("places", "doha", "kabul"))
    told = check("doha (talks or deal)", known)
    assert told.twins == ()
    told = check("doha (talks OR deal)", known)
    assert told.twins == ("doha",)
    assert check("doha (talks OR deal)", known, rule_id="doha").twins == ()
    assert "An article that" in told.plain
    mixed = check("@places deal OR talks", known)
    assert mixed.bracketed == "((doha OR kabul) AND deal) OR talks"
    assert any("AND binds closer" in w.message for w in mixed.warnings)
    wrong = check("doha AND\n(deal OR", known)
    assert wrong.node is None
    assert len(wrong.errors) >= 1
    place = pointed("doha AND\n(deal OR", wrong.errors[0].position)
    assert (place.number, place.line) == (2, "(deal OR")
    assert place.before + place.at.strip() + place.behind == place.line


def test_an_edit_does_not_change_what_a_rule_says_of_earlier_articles() -> None:
    minute = timedelta(minutes=1)
    first = rule("r", "ferry")
    second = first.model_copy(update=edited(first, "tug", NOW + 10 * minute))
    third = second.model_copy(update=edited(second, "barge", NOW + 20 * minute))
    assert third.model_copy(update=edited(third, "barge", NOW + 30 * minute)) == third
    book = RuleBook()
    book.put(third)
    other = rule("other", "ferry OR tug OR barge")
    book.put(other)
    for minutes, word in ((5, "ferry"), (10, "tug"), (15, "tug"), (20, "barge"), (99, "barge")):
        for text in ("ferry", "tug", "barge"):
            document = Document(analyse(text, []), "en")
            pairs = book.match_as_of(document, NOW + minutes * minute)
            assert [r.rule_id for r, _ in pairs] == (["other", "r"] if text == word else ["other"])
            assert all(r.expression == word for r, _ in pairs if r.rule_id == "r")
    ferry = Document(analyse("ferry", []), "en")
    assert not book.match_as_of(ferry, NOW - minute), "before both were in force"
    book.put(third.model_copy(update={"enabled": False}))
    assert [r.rule_id for r, _ in book.match_as_of(ferry, NOW + minute)] == ["other"]


def test_few_edits_are_remembered() -> None:
    made = rule("r", "word0")
    for n in range(1, 10):
        made = made.model_copy(update=edited(made, f"word{n}", NOW + timedelta(days=n)))
    assert len(made.earlier) == EARLIER_KEPT
    assert as_it_was(made, NOW).expression == "word4"
    assert as_it_was(made, NOW + timedelta(days=8, hours=1)).expression == "word8"
    assert as_it_was(made, NOW + timedelta(days=9)).expression == "word9"


def test_an_edit_of_a_list_does_not_change_what_is_said_of_earlier_articles() -> None:
    minute = timedelta(minutes=1)
    firms = TermList(list_id="firms", terms=("ferry",), updated_at=NOW)
    for n, words in ((10, ("tug", "ferry")), (20, ("barge",)), (30, ("barge",))):
        now = NOW + n * minute
        update = edited_terms(firms, words, now)
        firms = firms.model_copy(update={**update, "version": firms.version + 1})
    assert firms.terms_from == NOW + 20 * minute, "the same terms are no edit of them"
    book = RuleBook()
    book.put_list(firms)
    book.put(rule("inner", "@firms"))
    book.put(rule("outer", "@inner strike"))
    book.put(rule("other", "strike"))
    for minutes, word, version in (
        (5, "ferry", 1),
        (15, "tug", 2),
        (15, "ferry", 2),
        (25, "barge", 4),
    ):
        document = Document(analyse(f"{word} strike", []), "en")
        accepted = NOW + minutes * minute
        pairs = {r.rule_id: r for r, _ in book.match_as_of(document, accepted)}
        assert set(pairs) == {"inner", "outer", "other"}, (minutes, word)
        used = book.names_used(pairs["outer"].expression, accepted)
        assert [(one.name, one.version) for one in used] == [("firms", version), ("inner", 1)]
    late = Document(analyse("barge strike", []), "en")
    assert [r.rule_id for r, _ in book.match_as_of(late, NOW + 5 * minute)] == ["other"]
    book.remove_list("firms")
    assert [r.rule_id for r, _ in book.match_as_of(late, NOW + 5 * minute)] == ["other"]


def test_the_version_of_then_is_told() -> None:
    first = rule("r", "ferry")
    second = first.model_copy(update={**edited(first, "tug", NOW + timedelta(1)), "version": 2})
    assert as_it_was(second, NOW).version == 1
    assert as_it_was(second, NOW + timedelta(2)).version == 2


def test_earlier_terms_of_a_long_list_are_forgotten_first() -> None:
    found = TermList(list_id="x", terms=("a" * 20_000,) * 9, updated_at=NOW)
    for n in range(3):
        terms = tuple(f"{n}{'b' * 9_000}{m}" for m in range(10))
        update = edited_terms(found, terms, NOW + timedelta(n))
        found = found.model_copy(update={**update, "version": found.version + 1})
    assert [one.version for one in found.earlier] == [2, 3]
    assert list_as_it_was(found, NOW).version == 2, "the oldest that is known"
