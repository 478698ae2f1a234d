"""Cursors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.adapters.storing import Position

positions = st.builds(Position, st.integers(-(10**15), 10**15), st.text(min_size=1, max_size=64))


@given(positions)
def test_a_cursor_leads_back(position: Position) -> None:
    assert Position.of(position.cursor()) == position


@pytest.mark.parametrize("cursor", ["", "~", "1", "1~", "x~y", "1.5~a", " 1~a", "9" * 30 + "~a"])
def test_no_cursor(cursor: str) -> None:
    with pytest.raises(ValueError, match="not a cursor"):
        Position.of(cursor)
