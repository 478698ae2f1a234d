"""The index of near-duplicates: what it finds, what it does not, and its bounds."""

import random

import pytest

from wirewatch.core.stories import NearDuplicates, Signature

_WORDS = [f"word{n}" for n in range(5000)]


def _article(seed: int, words: int = 300) -> str:
    chosen = random.Random(seed)
    return " ".join(chosen.choice(_WORDS) for _ in range(words))


def test_finds_cut_extended_and_reordered_copies_only() -> None:
    index = NearDuplicates()
    for seed in range(50):
        assert index.add(f"article-{seed}", _article(seed)) == []
    words = _article(7).split()
    copies = {
        "cut": " ".join(words[:110]),
        "extended": "Our desk reports: " + _article(7) + " Subscribe to our letter today.",
        "reordered": " ".join(words[150:] + words[:150]),
    }
    for kind, text in copies.items():
        found = index.find(Signature.of(text))
        assert [similar.id for similar in found] == ["article-7"], kind
        assert 0.3 <= found[0].containment <= 1


def test_best_copy_comes_first() -> None:
    index = NearDuplicates()
    words = _article(1).split()
    index.add("half", " ".join(words[:150]) + " " + _article(2, 150))
    index.add("whole", _article(1))
    assert index.add("again", _article(1))[0] == "whole"


@pytest.mark.parametrize("count", [10, 2047, 2048, 2049, 5000])
def test_an_article_is_found_before_and_after_the_table_grows(count: int) -> None:
    index = NearDuplicates()
    for seed in range(count):
        index.add(str(seed), _article(seed, 30))
    for seed in (0, 1, count // 3, count // 2, count - 2, count - 1):
        assert [found.id for found in index.find(Signature.of(_article(seed, 30)))] == [str(seed)]


def test_the_oldest_leave_at_the_limit_and_are_counted() -> None:
    index = NearDuplicates(limit=1500)
    for seed in range(4000):
        index.add(str(seed), _article(seed, 30))
    assert len(index) == 1500
    assert index.evicted == 2500
    assert index.find(Signature.of(_article(2499, 30))) == []
    assert [found.id for found in index.find(Signature.of(_article(2500, 30)))] == ["2500"]


def test_short_texts_need_more_than_a_stock_phrase() -> None:
    index = NearDuplicates()
    stock = "this is a developing story and will be updated as more becomes known"
    index.add("one", f"A train has stopped outside the northern town of Elding. {stock}")
    assert index.add("two", f"The mayor opened the new swimming hall of Brask today. {stock}") == []


def test_empty_texts_are_no_copies_of_each_other() -> None:
    index = NearDuplicates()
    assert index.add("a", "") == []
    assert index.add("b", " \n ") == []


def test_a_very_long_text_is_found_from_its_part_and_the_other_way_round() -> None:
    index = NearDuplicates()
    long = " ".join(f"token{n}" for n in range(12_000))
    part = " ".join(f"token{n}" for n in range(4000, 8000))
    index.add("long", long)
    assert index.add("part", part) == ["long"]
    assert index.add("long again", long)[0] == "long"


def test_same_calls_same_answers() -> None:
    def run() -> list[list[str]]:
        index = NearDuplicates(limit=40)
        return [index.add(str(n), _article(n % 30, 60)) for n in range(90)]

    assert run() == run()


@pytest.mark.parametrize(("limit", "threshold"), [(0, 0.3), (5, 0.0), (5, 1.5)])
def test_impossible_settings_are_refused(limit: int, threshold: float) -> None:
    with pytest.raises(ValueError, match="must be"):
        NearDuplicates(limit=limit, threshold=threshold)
