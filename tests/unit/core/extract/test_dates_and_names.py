"""Dates as machines and people write them; names out of bylines."""

import pytest

from wirewatch.core.extract.bylines import split_names
from wirewatch.core.extract.moments import parse_moment
from wirewatch.core.extract.shown_bylines import shown_authors


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
        ("12. 1. 2026", "2026-01-12", "day"),
        ("2026. január 12., hétfő", "2026-01-12", "day"),
        ("12 tháng 1 năm 2026", "2026-01-12", "day"),
        ("12 มกราคม 2569", "2026-01-12", "day"),
        ("12 בינואר 2026", "2026-01-12", "day"),
        ("১২ জানুয়ারি ২০২৬", "2026-01-12", "day"),
        ("12 იანვარი 2026", "2026-01-12", "day"),
        ("01/31/2026", "2026-01-31", "day"),
    ],
)
def test_dates(text: str, value: str, precision: str) -> None:
    moment = parse_moment(text, "text", False)
    assert moment is not None
    assert (moment.value, moment.precision) == (value, precision)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Mara Lindqvist, 12 January 2026", ("Mara Lindqvist",)),
        ("12 January 2026 | Mara Lindqvist", ("Mara Lindqvist",)),
        ("12 มกราคม 2026 • มณีรัตน์ ใจงาม", ("มณีรัตน์ ใจงาม",)),
        ("2026-01-12 来源:江渡晚报 记者:周晓岚", ("周晓岚",)),
        ("박서윤 기자 seo@paper.example", ("박서윤",)),
        ("12 January 2026 | Valley News", ()),
        ("12 January 2026 | World Affairs", ()),
        ("New York, 12 January 2026", ()),
        ("By the river, on a Sunday, nothing moves but the ferry.", ()),
    ],
)
def test_names_in_lines_that_are_only_shown(line: str, names: tuple[str, ...]) -> None:
    assert shown_authors([line], frozenset(["World Affairs"])) == names


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
