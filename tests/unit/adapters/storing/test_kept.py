"""What is kept of an event."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from wirewatch.adapters.storing import language_prefixes, milliseconds


@pytest.mark.parametrize(
    ("code", "prefixes"),
    [
        ("", ()),
        ("en", ("en",)),
        ("pt-BR", ("pt", "pt-br")),
        ("zh-Hant-TW", ("zh", "zh-hant", "zh-hant-tw")),
        ("sr_Latn", ("sr", "sr-latn")),
    ],
)
def test_language_prefixes(code: str, prefixes: tuple[str, ...]) -> None:
    assert language_prefixes(code) == prefixes


def test_milliseconds_are_cut_as_on_the_wire() -> None:
    moment = datetime(2026, 11, 3, 8, 30, 0, 123_999, UTC)
    assert milliseconds(moment) % 1000 == 123
    shifted = moment.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert milliseconds(shifted) == milliseconds(moment)
    assert milliseconds(datetime(1970, 1, 1, tzinfo=UTC)) == 0
