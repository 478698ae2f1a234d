"""The matcher's parts: anchors, wildcards, what it learns, and what hostile rules cost."""

import random
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.core.rules import Document, RuleSet, mistakes, parse, prove
from wirewatch.core.rules.anchors import Proves, anchors_of
from wirewatch.core.rules.layout import DocumentTokens
from wirewatch.core.rules.recent_rules import RecentRules
from wirewatch.core.rules.stemming import ALGORITHMS, algorithm_of, stem_in, stems_in_all
from wirewatch.core.rules.wild_index import WildIndex
from wirewatch.core.rules.wildcards import matches
from wirewatch.core.rules.word_shares import WordShares
from wirewatch.core.text import analyse
from wirewatch.testing.rule_samples import Samples


def document(text: str) -> Document:
    return Document(analyse("", [text]), "en")


@pytest.mark.parametrize(
    ("expression", "keys"),
    [
        ("haqqani", {"haqqani": Proves.ALL}),
        ('"interior minister of kabul"', {("interior", "minister", "of", "kabul"): Proves.ALL}),
        ("minister haqqani NOT kabul", {"minister": Proves.SIDE}),
        ("of haqqani", {"haqqani": Proves.SIDE}),
        ('of (haqqani OR "a haqqani network")', {"haqqani": 1, ("a", "haqqani", "network"): 1}),
        ("doha NEAR/5 negotiations", {"negotiations": Proves.NOTHING}),
        ("doha NOT NEAR/5 negotiations", {"doha": Proves.NOTHING}),
        ("title:haqqani", {"haqqani": Proves.NOTHING}),
        ("talib*", {"*talib*": Proves.ALL}),
        ("=NASA", {"nasa": Proves.NOTHING}),
        ("lang:en", {"lang:en": Proves.ALL}),
        ("site:example.org doha", {"site:example.org": Proves.SIDE}),
        ("words:>3", {"": Proves.NOTHING}),
        ("ANY/2(of, haqqani, negotiations)", {"haqqani": 0, "negotiations": 0}),
        ("ATLEAST/2(haqqani)", {"haqqani": Proves.NOTHING}),
        ("NOT NOT haqqani", {"haqqani": Proves.ALL}),
    ],
)
def test_anchors(expression: str, keys: dict[object, int]) -> None:
    assert anchors_of(parse(expression)).keys == keys


WORD = st.text("abcé北", max_size=6)
GLOB = st.lists(st.sampled_from(["a", "b", "c", "?", "*", "北"]), max_size=7).map("".join)


def plainly(glob: str, word: str) -> bool:
    """Wildcards by their definition, letter for letter."""
    if not glob:
        return not word
    if glob[0] == "*":
        return any(plainly(glob[1:], word[n:]) for n in range(len(word) + 1))
    return bool(word) and glob[0] in ("?", word[0]) and plainly(glob[1:], word[1:])


@settings(max_examples=500, deadline=None)
@given(GLOB, WORD)
def test_wildcards(glob: str, word: str) -> None:
    assert matches(glob, word) is plainly(glob, word)


@settings(max_examples=200, deadline=None)
@given(st.sets(GLOB.filter(lambda g: "*" in g or "?" in g)), st.sets(WORD), st.randoms())
def test_the_index_of_wildcards(globs: set[str], words: set[str], chance: random.Random) -> None:
    index = WildIndex()
    for glob in sorted(globs):
        index.add(glob)
    wanted = {glob for glob in globs if any(plainly(glob, word) for word in words)}
    assert index.fitting(words) == wanted
    assert index.fitting(words) == wanted
    gone = {glob for glob in sorted(globs) if chance.random() < 0.5}
    for glob in gone:
        index.remove(glob)
    assert index.fitting(words) == wanted - gone
    assert len(index) == len(globs - gone)


def test_a_wildcard_of_many_stars_takes_little_time() -> None:
    started = time.process_time()
    assert not matches("*a" * 40 + "b", "a" * 120)
    assert time.process_time() - started < 0.01


def test_stems() -> None:
    assert sum(bool(algorithm_of(code)) for code in ALGORITHMS) > 20
    assert stem_in(algorithm_of("en"), "sanctions") == stem_in(algorithm_of("en"), "sanction")
    assert stem_in(algorithm_of("he"), "שלום") == "שלום"
    for language in ("en", "de", "ru", "ar", "tr", "uk"):
        for word in ("sanctions", "häuser", "санкциями", "المفاوضات"):
            assert stem_in(algorithm_of(language), word) in stems_in_all(word)


def test_the_set_learns_which_words_lead_nowhere() -> None:
    shares = WordShares()
    rules = RecentRules(shares)
    met = DocumentTokens(document("Ministers met"))
    for number in range(30):
        rules.put(f"{number}", parse(f"ministers AND zx{number}"))  # the longer word is common here
    assert len(rules._filed) == 1
    for _ in range(200):
        assert rules.matching(met) == []
        shares.learn(met.words)
    assert "ministers" not in rules._filed
    assert rules.matching(DocumentTokens(document("Ministers met zx7"))) == ["7"]
    for number in range(30):
        assert rules.remove(f"{number}")
    assert rules._filed == {}


def test_known_shares_choose_the_anchors() -> None:
    rules = RecentRules(WordShares({"ministers": 0.5}))
    rules.put("r", parse("ministers AND zx"))
    assert list(rules._filed) == ["zx"]
    assert rules.node("r") == parse("ministers AND zx")


def test_a_saved_set_is_the_same_set() -> None:
    samples = Samples(23)
    rules = RuleSet()
    for number in range(150):
        expression = samples.expression()
        if not mistakes(expression):
            rules.put(f"{number}", expression)
    rules.remove("3")
    again = RuleSet.from_saved(rules.saved())
    assert again is not None
    for _ in range(40):
        article = samples.document()
        assert again.match(article) == rules.match(article)
    again.put("new", "doha OR deal*")
    again.remove("5")
    assert "new" in again
    assert len(again) == len(rules) + 1 - ("5" in rules)
    assert RuleSet.from_saved(b"another version") is None


COMMON = ["the", "of", "and", "minister", "said", "people", "year", "government"]
HOSTILE = {
    "common pairs": [f"{a} {b} w{n}" for n in range(40) for a in COMMON for b in COMMON],
    "huge OR": [" OR ".join(f"x{n}y{m}" for m in range(1500)) + " OR said" for n in range(5)],
    "nested NEAR": ["(((the NEAR/100 of) NEAR/100 and) NEAR/100 said) NEAR/100 zzz"] * 5,
    "near paragraphs": ["((the NEAR/p of) NEAR/p (and OR the)) NEAR/p (said OR of)"] * 5,
    "wide wildcards": [f"*{a}{b}*" for a in "aeiou" for b in "nrst"],
    "counts": ["ATLEAST/100(the OR of OR and OR said)"] * 5,
}


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_rules_take_time_in_proportion(kind: str, settled: bool) -> None:
    """Twice the article takes about twice the time: no rule makes matching super-linear."""
    rules = RuleSet()
    for number, expression in enumerate(HOSTILE[kind]):
        rules.put(f"{number}", expression)
    if settled:
        rules.settle()
    chance = random.Random(3)

    def seconds(words: int) -> float:
        article = document(" ".join(chance.choices([*COMMON, "doha", "talks"], k=words)))
        taken = []
        for _ in range(3):
            started = time.process_time()
            rules.matching(article)
            taken.append(time.process_time() - started)
        return min(taken)

    seconds(400)
    small, large = seconds(1_500), seconds(6_000)
    assert large < 12 * small + 0.02
    assert seconds(400) < 0.5


COSTS = {
    "two common words": (2_000, lambda a, b: f"{a} {b}", 0.05),
    "with NOT": (2_000, lambda a, b: f"{a} NOT {b}zzz", 0.05),
    "phrases": (2_000, lambda a, b: f'"{a} {b}"', 0.05),
    "a language": (2_000, lambda a, b: f"lang:en NOT {a}{b}", 0.05),
    "in the title": (2_000, lambda a, b: f"title:({a} {b})", 0.05),
    "near": (500, lambda a, b: f"{a} NEAR/5 {b}", 2.0),
    "nested NEAR": (200, lambda a, b: f"(({a} NEAR/9 {b}) NEAR/p said) NEAR/50 year", 4.0),
    "counts": (200, lambda a, b: f"ATLEAST/50({a} OR {b} OR {' OR '.join(COMMON)})", 4.0),
}
"""Kinds of bad rules: how many, how they are made, and what one may cost at most for each article,
in the time it takes to cut the article into words (some 60 microseconds)."""


@pytest.mark.parametrize("kind", COSTS)
def test_what_a_bad_rule_costs_is_bounded(kind: str) -> None:
    count, make, most = COSTS[kind]
    chance = random.Random(2)
    words = [*COMMON, *(f"word{n}" for n in range(80))]
    text = " ".join(chance.choices(words, [1 / (n + 1) for n in range(len(words))], k=400))
    rules = RuleSet()
    rules.put_all((f"{n}", parse(make(*chance.sample(words[:20], 2)))) for n in range(count))

    def best(work: Callable[[Document], object]) -> float:
        taken = []
        for _ in range(15):
            article = document(text)
            started = time.process_time()
            work(article)
            taken.append(time.process_time() - started)
        return min(taken)

    cutting = best(lambda article: article.text.words)
    assert best(rules.matching) < 10 * cutting + count * most * cutting


def test_a_proof_of_a_long_article_is_bounded() -> None:
    article = document("the of and said " * 5_000)
    started = time.process_time()
    found = prove("r", parse("((the NEAR/100 of) NEAR/p and) ATLEAST/3(said)"), article)
    assert found is not None
    assert len(found.hits) <= 200
    assert time.process_time() - started < 5
