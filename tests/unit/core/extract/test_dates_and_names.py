"""Dates as machines and people write them; names out of bylines."""

import pytest

from wirewatch.core.extract.bylines import split_names
from wirewatch.core.extract.moments import parse_moment


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("2026-01-12T07:03:09+03:00", "2026-01-12T07:03:09+03:00", "second"),
        ("2026-01-12T07:03Z", "2026-01-12T07:03:00Z", "minute"),
        ("20260112T070309Z", "2026-01-12T07:03:09Z", "second"),
        ("2026-01-12 07:03:09", "2026-01-12", "day"),
        ("Mon, 12 Jan 2026 07:03:09 +0300", "2026-01-12T07:03:09+03:00", "second"),
        ("12 January 2026", "2026-01-12", "day"),
        ("January 12, 2026 9:05 pm", "2026-01-12", "day"),
        ("12. Januar 2026, 14.05 Uhr", "2026-01-12", "day"),
        ("12 de enero de 2026", "2026-01-12", "day"),
        ("12 января 2026, 15:41", "2026-01-12", "day"),
        ("12 Ιανουαρίου 2026", "2026-01-12", "day"),
        ("12 Ocak 2026 Pazartesi", "2026-01-12", "day"),
        ("2026年1月12日 05:30", "2026-01-12", "day"),
        ("2026년 1월 12일", "2026-01-12", "day"),
        ("12.01.2026", "2026-01-12", "day"),
        ("01/31/2026", "2026-01-31", "day"),
    ],
)
def test_dates(text: str, value: str, precision: str) -> None:
    moment = parse_moment(text, "text", False)
    assert moment is not None
    assert (moment.value, moment.precision) == (value, precision)


@pytest.mark.parametrize("text", ["", "no date", "2026-02-30", "99.99.2026", "1/1/1/1", "9" * 500])
def test_what_is_no_date(text: str) -> None:
    assert parse_moment(text, "text", False) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Mara Lindqvist and Tom Okafor", ["Mara Lindqvist", "Tom Okafor"]),
        ("Von Greta Sommer", ["Greta Sommer"]),
        ("Mara Lindqvist, Tom Okafor", ["Mara Lindqvist", "Tom Okafor"]),
        ("https://social.example/paper", []),
        ("news@paper.example", []),
        ("", []),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert split_names(text) == names
