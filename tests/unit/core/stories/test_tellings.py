"""What speaks for two articles telling of one event, and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contract.building import article
from wirewatch.core.stories.tellings import SAME_EVENT_FROM, Telling, likeness
from wirewatch.events import Article, Entity, Mention, Topic

HERAT = ("place:herat", "place:AF", "organisation:taliban")


def told(text: str, *names: str, topic: str = "medtop:03000000", paragraph: int = 0) -> Article:
    """An article that names these, all in one paragraph."""
    mention = Mention(paragraph=paragraph, start=0, end=1, surface="x")
    return article(
        text,
        title="News",
        entities=tuple(
            Entity(entity_id=n, name=n, kind="place", mentions=(mention,), salience=0.5)
            for n in names
        ),
        topics=(Topic(code=topic, name="a topic", score=1),),
    )


def likely(one: Article, other: Article) -> bool:
    return likeness(Telling.of(one), Telling.of(other)) >= SAME_EVENT_FROM


def test_names_and_numbers_that_agree_make_one_event_in_any_language() -> None:
    english = told("A quake of 6.4 killed 47 people and hurt 1,200.", *HERAT)
    for other in ("Магнитуда 6,4: погибли 47, ранены 1 200.", "٤٧ قتيلا و١٢٠٠ جريح"):
        assert likely(english, told(other, *HERAT))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(told("A hospital of 120 beds opened.", *HERAT), id="other numbers"),
        pytest.param(told("A quake of 6.4 killed 47.", "place:CL"), id="other names"),
        pytest.param(told("A hospital opened in 2026, with 2 doors.", *HERAT), id="years"),
        pytest.param(
            told("47 schools closed.", *HERAT, topic="medtop:05000000"), id="one number by chance"
        ),
        pytest.param(
            told("x " * 400 + "\nA quake of 6.4 killed 47.", *HERAT, paragraph=1), id="far down"
        ),
    ],
)
def test_what_agrees_in_part_is_another_event(other: Article) -> None:
    assert not likely(told("A quake of 6.4 killed 47 people in 2026.", *HERAT), other)


def test_the_names_to_ask_for_are_the_rare_linked_ones_first() -> None:
    names = Telling.of(
        told("Text.", "place:AF", "person:~anna-marlow", "place:herat")
    ).telling_names
    assert names == ["place:herat", "place:AF"]


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_the_same_both_ways(one: str, other: str) -> None:
    a, b = Telling.of(told(one or "-", *HERAT)), Telling.of(told(other or "-", *HERAT[:1]))
    assert likeness(a, b) == likeness(b, a) >= 0
