"""The last word of a name tells its kind."""

import pytest

from wirewatch.core.entities.entity import Kind, Span
from wirewatch.core.entities.head_words import by_head_word


@pytest.mark.parametrize(
    ("name", "guessed", "kind"),
    [
        ("Pike National Forest", "organisation", "place"),
        ("Lake Orta", "person", "place"),
        ("Marlow Rowing Club", "person", "organisation"),
        ("Paris Club", "place", "place"),
        ("Nordic Poetry Prize", "organisation", None),
        ("Jakarta Film Festival", "event", "event"),
        ("Helen Marlow", "person", "person"),
        ("Forest", "organisation", "organisation"),
        ("Lake Orta Rowing Friends", "organisation", "organisation"),
    ],
)
def test_kinds(name: str, guessed: Kind, kind: Kind | None) -> None:
    expected = [] if kind is None else [Span(2, 2 + len(name), kind)]
    assert by_head_word(f"x {name} y", [Span(2, 2 + len(name), guessed)]) == expected
