"""Rules in flat arrays: they say what the same rules say one by one, however they got there."""

import itertools
import mmap
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.core.rules import Document, Node, RuleSet, holds, mistakes, parse
from wirewatch.core.rules import string_table as tables
from wirewatch.core.rules.anchors import MAX_CHAIN, presumed_frequency
from wirewatch.core.rules.chains import Chains, Spelled, coded, sieve_of, spelled
from wirewatch.core.rules.groups import groups_of
from wirewatch.core.rules.string_table import StringTable
from wirewatch.core.text import analyse
from wirewatch.testing.rule_samples import Samples


def document(text: str) -> Document:
    return Document(analyse("", [text]), "en")


@pytest.mark.parametrize(
    ("expression", "anchor", "others", "whole"),
    [
        ("haqqani", {"haqqani": True}, [], True),
        ("haqqani NOT kabul", {"haqqani": True}, [({"kabul": True}, True)], True),
        ("haqqani NOT (kabul x)", {"haqqani": True}, [({"kabul": False}, True)], True),
        (
            'of (haqqani OR "a haqqani clan")',
            {"haqqani": True, ("a", "haqqani", "clan"): True},
            [({"of": True}, False)],
            True,
        ),
        (
            '"one two three four five six seven eight nine"',
            {("one", "two", "three", "four", "five", "six", "seven", "eight"): False},
            [],
            True,
        ),
        ("doha NEAR/5 negotiations", {"negotiations": False}, [({"doha": True}, False)], True),
        ("doha NOT NEAR/5 deal", {"doha": False}, [], True),
        ("doha words:>3", {"doha": True}, [], False),
        ("doha (deal OR NOT talks)", {"doha": True}, [], False),
        ("words:>3", {"": False}, [], True),
    ],
)
def test_groups(
    expression: str,
    anchor: dict[object, bool],
    others: list[tuple[dict[object, bool], bool]],
    whole: bool,
) -> None:
    found = groups_of(parse(expression), presumed_frequency)
    assert found.anchor.keys == anchor
    assert [(group.keys, group.negated) for group in found.others] == others
    assert found.whole is whole


STRINGS = st.lists(st.text(st.characters(), max_size=5), unique=True)


@settings(max_examples=200, deadline=None)
@given(STRINGS, STRINGS, st.randoms())
def test_a_table_of_strings(first: list[str], more: list[str], chance: random.Random) -> None:
    table, numbers = StringTable.of(first)
    assert [table[number] for number in numbers] == first
    kept = [number for number in numbers if chance.random() < 0.7]
    stay = [table[number] for number in kept]
    added = [string for string in more if string not in stay]
    larger, old, new = table.extended(np.array(kept, np.int64), added)
    assert [larger[number] for number in old] == stay
    assert [larger.find(string) for string in added] == list(new)
    assert larger.several(range(len(larger))) == [larger[n] for n in range(len(larger))]
    gone = [s for s in first if s not in stay and s not in added]
    assert all(larger.find(string) == -1 for string in gone)


def test_strings_of_one_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_digest", lambda encoded: bytes([len(encoded)] * 8))
    table, _ = StringTable.of(["doha", "deal", "talk"])
    assert sorted(table.find(word) for word in ("doha", "deal", "talk")) == [0, 1, 2]
    assert table.find("kabul") == table.find("ruhr") == -1
    rules = RuleSet()
    for word in ("doha", "deal", "talk"):
        rules.put(word, word)
    rules.settle()
    assert rules.matching(document("the deal")) == ["deal"]


def generated(samples: Samples, count: int) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for expression in iter(samples.expression, None):
        if not mistakes(expression):
            found[f"r{len(found)}"] = parse(expression)
        if len(found) == count:
            break
    return found


def assert_same(rules: RuleSet, nodes: dict[str, Node], samples: Samples) -> None:
    assert len(rules) == len(nodes)
    for rule_id, node in itertools.islice(nodes.items(), 20):
        assert rules.node(rule_id) == node
    for _ in range(25):
        article = samples.document()
        wanted = sorted(rule_id for rule_id, node in nodes.items() if holds(node, article))
        assert rules.matching(article) == wanted
        assert [match.rule_id for match in rules.match(article)] == wanted


def test_every_way_into_the_set_leads_to_the_same() -> None:
    samples = Samples(31)
    nodes = generated(samples, 300)
    rows = list(nodes.items())
    rules = RuleSet()
    rules.put_node("r7", parse("replaced"))
    rules.put_all(rows[:100])
    assert_same(rules, dict(rows[:100]), samples)
    for rule_id, node in rows[100:150]:
        rules.put_node(rule_id, node)
    rules.remove("r20")
    rules.put_node("r21", parse("doha"))
    rules.settle()
    assert rules.unsettled == 0
    rules.put_all(
        [("twice", parse("x")), *rows[150:], ("r20", nodes["r20"]), ("twice", parse("y"))]
    )
    rules.put_node("r21", nodes["r21"])
    assert rules.node("twice") == parse("y")
    rules.remove("twice")
    rules.remove("absent")
    assert_same(rules, nodes, samples)
    again = RuleSet.from_saved(rules.saved())
    assert again is not None
    assert_same(again, nodes, samples)
    for rule_id in list(nodes)[::3]:
        again.remove(rule_id)
        del nodes[rule_id]
    assert_same(again, nodes, samples)


CHAIN = st.lists(st.sampled_from("abc"), min_size=2, max_size=MAX_CHAIN)


@settings(max_examples=200, deadline=None)
@given(st.lists(CHAIN), st.lists(st.sampled_from("abcd"), max_size=30))
def test_chains_of_words(phrases: list[list[str]], text: list[str]) -> None:
    numbers = {word: number for number, word in enumerate("abc")}
    chains = Spelled(
        np.array([len(phrase) for phrase in phrases], np.int64),
        np.array([numbers[word] for phrase in phrases for word in phrase], np.int64),
    )
    codes, found = coded(chains, len(numbers))
    assert sorted(codes) == list(codes)
    again = spelled(codes, len(numbers)).picked(found - len(numbers))
    assert again.words.tolist() == chains.words.tolist()
    row = np.array([numbers.get(word, -1) for word in [*text, ""]], np.int64)
    within = Chains(codes, sieve_of(codes), len(numbers)).within(row).tolist()
    joined = "".join(text)
    for phrase, number in zip(phrases, found, strict=True):
        word = "".join(phrase)
        occurrences = sum(joined.startswith(word, place) for place in range(len(joined)))
        assert within.count(number) == occurrences


def test_changes_while_the_set_is_settled_elsewhere() -> None:
    rules = RuleSet()
    for word in ("doha", "deal", "talk", "kabul"):
        rules.put(word, word)
    rules.settle()
    rules.put("late", "late")
    rules.put("gone", "doha")
    settlement = rules.settlement()
    rules.put("deal", "deal x")
    rules.remove("talk")
    rules.remove("gone")
    rules.put("newest", "doha")
    settled = settlement.work()
    article = document("Doha deal talk late")
    before = rules.matching(article)
    rules.adopt(settled)
    assert rules.matching(article) == before == ["doha", "late", "newest"]
    assert (rules.unsettled, len(rules)) == (2, 5)
    with pytest.raises(ValueError, match="no settlement"):
        rules.adopt(settled)


def test_a_saved_set_is_read_where_it_lies(tmp_path: Path) -> None:
    samples = Samples(5)
    nodes = generated(samples, 80)
    rules = RuleSet()
    rules.put_all(nodes.items())
    saved = rules.saved()
    file = tmp_path / "rules"
    file.write_bytes(saved)
    with file.open("rb") as opened:
        mapped = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    again = RuleSet.from_saved(mapped)
    assert again is not None
    assert_same(again, nodes, samples)
    assert RuleSet.from_saved(saved[:-1]) is None
    assert RuleSet.from_saved(saved[:20]) is None
    assert RuleSet.from_saved(saved.replace(b"wirewatch rules", b"wirewatch rulez")) is None
    empty = RuleSet.from_saved(RuleSet().saved())
    assert empty is not None
    assert empty.matching(document("doha")) == []


@pytest.mark.parametrize(("few", "at_once"), [(0, 1 << 20), (0, 5), (1 << 20, 5)])
def test_rules_that_are_judged_one_by_one_or_together(
    monkeypatch: pytest.MonkeyPatch, few: int, at_once: int
) -> None:
    monkeypatch.setattr("wirewatch.core.rules.judging._FEW_KEYS", few)
    monkeypatch.setattr("wirewatch.core.rules.judging._FEW_RULES", few)
    monkeypatch.setattr("wirewatch.core.rules.judging._AT_ONCE", at_once)
    samples = Samples(77)
    nodes = generated(samples, 200)
    rules = RuleSet()
    rules.put_all(nodes.items())
    assert_same(rules, nodes, samples)
