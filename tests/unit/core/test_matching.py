"""Articles against rules, and the proof."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contract.building import article, at, grouped, rule
from wirewatch.core.identity import alert_id, match_id
from wirewatch.core.matching import (
    SNIPPET_CHARACTERS,
    SNIPPETS,
    match_article,
    snippets,
)
from wirewatch.core.rule_book import RuleBook
from wirewatch.events import Hit, Paragraph, RuleMatched


def book(*rules: object) -> RuleBook:
    made = RuleBook()
    for one in rules:
        made.put(one)  # type: ignore[arg-type]
    return made


def the_match(text: str, expression: str, **fields: object) -> RuleMatched:
    [match] = match_article(grouped(text, **fields), book(rule(expression)))
    return match


def marked(match: RuleMatched) -> list[list[str]]:
    return [[s.text[a:b] for a, b in s.highlights] for s in match.proof.snippets]


@pytest.mark.parametrize(("seconds", "applies"), [(0, True), (-0.001, True), (0.001, False)])
def test_rule_applies_from_its_active_from_on(seconds: float, applies: bool) -> None:
    found = match_article(grouped(), book(rule(active_from=at(seconds))))
    assert bool(found) is applies


def test_reprocessed_article_never_matches() -> None:
    assert match_article(grouped(), book(rule()))
    assert not match_article(grouped(epoch=1), book(rule()))


def test_disabled_rule_is_kept_and_does_not_match() -> None:
    rules = book(rule())
    rules.put(rule(enabled=False))
    assert not match_article(grouped(), rules)
    assert rules.get("bridges") is not None
    rules.put(rule())
    assert match_article(grouped(), rules)


def test_broken_rule_is_kept_apart_and_holds_up_no_other() -> None:
    rules = book(rule(rule_id="good"), rule(rule_id="bad"))
    problem = rules.put(rule('"no end', rule_id="bad"))
    assert problem
    assert rules.broken == {"bad": problem}
    assert len(rules) == 2
    assert [m.rule_id for m in match_article(grouped(), rules)] == ["good"]
    assert rules.put(rule(rule_id="bad")) is None
    assert rules.broken == {}
    assert len(match_article(grouped(), rules)) == 2


def test_removed_rule_is_forgotten() -> None:
    rules = book(rule(), rule('"', rule_id="bad"))
    for rule_id in ("bridges", "bad", "never-known"):
        rules.remove(rule_id)
    assert (len(rules), rules.broken, match_article(grouped(), rules)) == (0, {}, [])


def test_identity_of_match_and_alert() -> None:
    one = the_match("The bridge.", "bridge", story_id="s", revision=2)
    of = article("The bridge.")
    assert one.match_id == match_id("bridges", of.article_id, 2)
    assert one.alert_id == alert_id("bridges", "s")
    assert one.proof.rule_version == 1
    assert one.snapshot.page_id == of.page_id


def test_captions_are_not_matched_and_do_not_shift_paragraphs() -> None:
    paragraphs = (
        Paragraph(kind="caption", text="A bridge at night"),
        Paragraph(kind="paragraph", text="Nothing here."),
        Paragraph(kind="caption", text="The tunnel"),
        Paragraph(kind="paragraph", text="The bridge is open."),
    )
    event = grouped("x", title="News", paragraphs=paragraphs)
    [match] = match_article(event, book(rule("bridge"), rule("tunnel", rule_id="t")))
    [hit] = match.proof.hits
    assert (hit.paragraph, event.article.body[1].text[hit.start : hit.end]) == (1, "bridge")
    assert match.proof.snippets[0].text == "The bridge is open."
    assert match.snapshot.lead == "Nothing here."


def test_title_comes_first_and_the_richest_passages_are_shown() -> None:
    text = "\n".join(["bridge", "bridge", "river", "a bridge over the river", "x"])
    match = the_match(text, "bridge AND river", title="The river")
    assert [(s.field, s.paragraph) for s in match.proof.snippets] == [
        ("title", 0),
        ("body", 0),
        ("body", 3),
    ]
    assert marked(match)[2] == ["bridge", "river"]


def test_long_paragraph_is_cut_at_blanks_around_the_hit() -> None:
    words = " ".join(f"word{n}" for n in range(200))
    match = the_match(f"{words} bridge {words}", "bridge", title="News")
    [snippet] = match.proof.snippets
    assert snippet.text.startswith("… ")
    assert snippet.text.endswith(" …")
    inner = snippet.text.removeprefix("… ").removesuffix(" …")
    assert len(inner) <= SNIPPET_CHARACTERS
    assert set(inner.split()) <= set(words.split()) | {"bridge"}, "no word is cut"
    assert marked(match) == [["bridge"]]


def test_hit_at_the_very_end_and_text_without_blanks() -> None:
    for text, word in (
        ("x " * 500 + "bridge", "bridge"),
        ("桥" * 900 + "高速" + "桥" * 900, "高速"),
    ):
        assert marked(the_match(text, word, title="News")) == [[word]]


_TEXT = st.text(st.sampled_from("ab é高\u3000 \n\t-’😀"), max_size=900)


@given(before=_TEXT, after=_TEXT, word=st.sampled_from(["bridge", "мост", "高速"]))
def test_marks_are_exact_wherever_the_hit_stands(before: str, after: str, word: str) -> None:
    text = f"{before} {word} {after}".replace("\n", " ")
    match = the_match(text, word, title="News")
    [snippet] = match.proof.snippets
    assert snippet.highlights
    inner = snippet.text.removeprefix("… ").removesuffix(" …")
    assert inner in text
    for start, end in snippet.highlights:
        assert 0 <= start < end <= len(snippet.text)
        assert snippet.text[start:end] == word
    for hit in match.proof.hits:
        assert text[hit.start : hit.end] == word


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 990), st.integers(1, 10)), max_size=30),
    st.integers(0, 5),
)
def test_snippets_never_leave_the_text(places: list[tuple[int, int, int]], limit: int) -> None:
    text = "\n".join("lorem ipsum " * 90 for _ in range(4))
    hits = [
        Hit(field="body", paragraph=p, sentence=0, start=s, end=s + n, clause=f"c{n}")
        for p, s, n in places
    ]
    of = article(text)
    shown = snippets(of, hits, limit=limit)
    assert len(shown) <= min(limit, len({p for p, _, _ in places}))
    for snippet in shown:
        inner = snippet.text.removeprefix("… ").removesuffix(" …")
        assert inner in of.body[snippet.paragraph].text
        assert len(inner) <= SNIPPET_CHARACTERS
        assert list(snippet.highlights) == sorted(set(snippet.highlights))
        assert all(0 <= a < b <= len(snippet.text) for a, b in snippet.highlights)
        mine = {(h.end - h.start) for h in hits if h.paragraph == snippet.paragraph}
        assert all(b - a in mine for a, b in snippet.highlights)


def test_no_more_snippets_than_a_person_reads() -> None:
    match = the_match("\n".join(["bridge"] * 20), "bridge")
    assert len(match.proof.snippets) == SNIPPETS
