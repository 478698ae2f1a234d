"""The table of fingerprints beside a plain dictionary of everything it was given."""

from collections import defaultdict

import numpy as np
import pytest

from wirewatch.core.stories.fingerprint_table import FingerprintTable
from wirewatch.core.stories.signature import Fingerprints


def drawn(chance: np.random.Generator, count: int) -> Fingerprints:
    return np.unique(chance.integers(2**32, size=count, dtype=np.uint32))


class Both:
    """The table, and what it should answer while no bucket overflows."""

    def __init__(self, articles: int) -> None:
        self.table = FingerprintTable(articles)
        self.holders: defaultdict[int, list[int]] = defaultdict(list)
        self.prints: list[Fingerprints] = []
        self.first = 0
        self.pairs = 0

    def add(self, prints: Fingerprints) -> None:
        number = len(self.prints)
        self.prints.append(prints)
        self.pairs += len(prints)
        self.table.grow(number + 1 - self.first, self.pairs, self.first, number)
        self.table.add(number, prints)
        self.table.sweep(1, self.first, number)
        for each in prints.tolist():
            self.holders[each].append(number)

    def forget(self) -> None:
        self.pairs -= len(self.prints[self.first])
        self.first += 1

    def agree_on(self, prints: Fingerprints) -> None:
        found, _ = self.table.holders(prints, self.first, len(self.prints) - 1)
        expected = [n for p in prints.tolist() for n in self.holders[p] if n >= self.first]
        assert sorted(found.tolist()) == sorted(expected)


@pytest.mark.parametrize("size", [2, 40])
def test_it_answers_as_a_dictionary_would_while_articles_come_and_go(size: int) -> None:
    chance = np.random.default_rng(size)
    both = Both(100_000)
    for number in range(12_000):
        prints = drawn(chance, size)
        if number and number % 3 == 0:  # a copy of half of an earlier one
            earlier = both.prints[chance.integers(both.first, number)]
            prints = np.union1d(prints, earlier[::2])
        both.add(prints)
        if number > 7_000:
            both.forget()
            both.forget()
        if number % 97 == 0:
            both.agree_on(both.prints[chance.integers(number + 1)])
            both.agree_on(drawn(chance, 50))


def test_numbers_that_come_round_name_no_living_article() -> None:
    # Articles of one fingerprint hardly ever push an old entry out; the sweep must.
    chance = np.random.default_rng(7)
    both = Both(10)
    for number in range(20_000):
        both.add(drawn(chance, 1))
        if number >= 10:
            both.forget()
    for prints in both.prints[: both.first]:
        assert both.table.holders(prints, both.first, 19_999)[0].tolist() == []
    for prints in both.prints[both.first :]:
        both.agree_on(prints)


def test_many_at_once_are_as_one_after_the_other() -> None:
    chance = np.random.default_rng(3)
    given = [drawn(chance, 30) for _ in range(500)]
    one, other = FingerprintTable(1000), FingerprintTable(1000)
    for number, prints in enumerate(given):
        one.add(number, prints)
    numbers = np.repeat(np.arange(500), [len(prints) for prints in given])
    other.add(numbers, np.concatenate(given))
    for prints in given:
        found = [sorted(table.holders(prints, 0, 499)[0].tolist()) for table in (one, other)]
        assert found[0] == found[1] != []


def test_of_a_phrase_in_very_many_articles_the_newest_are_told() -> None:
    table = FingerprintTable(1000)
    phrase = np.array([5, 2**31], dtype=np.uint32)
    for number in range(500):
        table.add(number, phrase)
    found = table.holders(phrase[:1], 0, 499)[0].tolist()
    assert sorted(found) == list(range(500 - len(found), 500))
    assert len(found) > 16
