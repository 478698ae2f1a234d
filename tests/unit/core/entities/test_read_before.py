"""Paragraphs read before give what reading them again would, and no more of them is kept."""

import random
from collections.abc import Sequence

from wirewatch.core.entities import EntityRecogniser, ReadBefore
from wirewatch.core.entities.entity import Span

PARAGRAPHS = [
    "Anna Marlow, the mayor of Oslo, met officials of the World Bank on Monday.",
    "“We will not sign,” Ms Marlow told the Reuters agency in Brussels.",
    "The Kesten group, which owns mines in Peru and Chile, declined to comment.",
    "Shares fell.",
    "Boris Tillman of Northern Rail said trains to Leeds would run again by May.",
    "",
]


class Reader:
    """Names each text's first word, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts: Sequence[str]) -> list[list[Span]]:
        self.asked += texts
        return [[Span(0, len(text.split()[0]), "person")] for text in texts]


def test_only_new_texts_are_read() -> None:
    read, before = Reader(), ReadBefore()
    one = before.answers("model", ["a b", "c d", "a b"], read)
    two = before.answers("model", ["c d", "e f"], read)
    assert read.asked == ["a b", "c d", "e f"]
    assert one[0] == one[2] == [Span(0, 1, "person")]
    assert two[0] == one[1]


def test_another_model_reads_for_itself() -> None:
    read, before = Reader(), ReadBefore()
    before.answers("one", ["a"], read)
    before.answers("other", ["a"], read)
    assert read.asked == ["a", "a"]


def test_those_not_met_for_longest_leave() -> None:
    read, before = Reader(), ReadBefore(2)
    before.answers("model", ["a", "b"], read)
    before.answers("model", ["a"], read)
    before.answers("model", ["c"], read)
    read.asked.clear()
    before.answers("model", ["a", "c", "b"], read)
    assert read.asked == ["b"]


def test_more_new_texts_than_are_kept_are_all_answered() -> None:
    assert len(ReadBefore(2).answers("model", list("abcdef"), Reader())) == 6


def test_articles_have_the_entities_they_would_have_without() -> None:
    chance = random.Random(3)
    fresh, remembering = EntityRecogniser(), EntityRecogniser(read_before=ReadBefore())
    for _ in range(20):
        chosen = chance.choices(PARAGRAPHS, k=4)
        for language in ("en", "de"):
            expected = fresh.recognise(chosen[0], chosen[1:], language)
            assert remembering.recognise(chosen[0], chosen[1:], language) == expected
