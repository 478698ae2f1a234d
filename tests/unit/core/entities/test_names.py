"""Names compared: across spellings, scripts and within an article."""

import pytest

from wirewatch.core.entities import cluster_mentions, same_name
from wirewatch.core.entities.romanise import romanised


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("al-Qaeda", "Аль-Каида", "ORG"),
        ("al Qaeda", "القاعدة", "organisation"),
        ("Nikola Tesla", "Никола Тесла", "PER"),
        ("Mohammed Rafi", "محمد رفيع", "PER"),
        ("Ναταλία Παπαδοπούλου", "Natalia Papadopoulou", "PER"),
        ("Muhammad Yunus", "Mohammed Younus", "PER"),
        ("Germany", "Deutschland", "LOC"),
        ("中国", "China", "LOC"),
        ("Tadeusz Kościuszko", "Tadeusz Kosciuszko", "person"),
    ],
)
def test_same(one: str, other: str, kind: str) -> None:
    assert same_name(one, other, kind)
    assert same_name(other, one, kind)


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Niger", "Nigeria", "LOC"),
        ("Oman", "Amman", "LOC"),
        ("Mali", "Malawi", "LOC"),
        ("Iran", "Iraq", "LOC"),
        ("Gazprom", "Gazprom Neft", "ORG"),
        ("George Bush", "Laura Bush", "PER"),
        ("Vladimir Putin", "Владимир Потанин", "PER"),
        ("", "Paris", "LOC"),
        ("!!!", "???", "PER"),
    ],
)
def test_different(one: str, other: str, kind: str) -> None:
    assert not same_name(one, other, kind)
    assert not same_name(other, one, kind)


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("Зеленський", "zelenskii"),
        ("Ολυμπία", "olibia"),
        ("محمد", "mhmd"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("ירושלים", "yrvshlym"),
    ],
)
def test_romanised(name: str, latin: str) -> None:
    assert romanised(name) == latin


@pytest.mark.parametrize(
    ("mentions", "groups"),
    [
        (["Erik Lund", "Mr Lund", "Lund", "Norway"], [[0, 1, 2], [3]]),
        (["Erik Lund", "Mr Lund", "Anna Lund", "Mrs Lund"], [[0, 1], [2, 3]]),
        (["Northern Fisheries Council", "NFC", "N.F.C."], [[0, 1, 2]]),
        (["al-Qaeda", "al Qaeda", "Al-Qaeda"], [[0, 1, 2]]),
        (["Анна Орлова", "Орловой", "Иван Петров", "Петрова"], [[0, 1], [2, 3]]),
        (["Labour Organisation", "Labour Organization"], [[0, 1]]),
        (["Lund", "Lund"], [[0, 1]]),
        ([], []),
    ],
)
def test_clusters(mentions: list[str], groups: list[list[int]]) -> None:
    assert cluster_mentions(mentions) == groups


def test_kinds_are_never_mixed() -> None:
    mentions = [("Washington", "place"), ("Denzel Washington", "person"), ("Washington", "person")]
    assert cluster_mentions(mentions) == [[0], [1, 2]]


def test_places_do_not_swallow_longer_places() -> None:
    mentions = [("York", "place"), ("New York", "place")]
    assert cluster_mentions(mentions) == [[0], [1]]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Chasiv Yar", "Tschassiw Jar", True),
        ("Uryupinsk", "Urjupinsk", True),
        ("Svatovo", "Swatowe", True),
        ("Zabadani", "Az-Zabadani", True),
        ("Dayr Hafir", "Deir Hafer", True),
        ("Tuz Khurmatu", "طوزخورماتو", True),
        ("Berezivka", "Berezivets", False),
        ("Novohrodivka", "Novohryhorivka", False),
    ],
)
def test_ways_to_write_a_place(one: str, other: str, same: bool) -> None:
    assert same_name(one, other, "LOC") == same
    assert same_name(other, one, "LOC") == same
