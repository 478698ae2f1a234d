"""Waits between visits."""

from hypothesis import given
from hypothesis import strategies as st

from wirewatch.ingest.timing import backoff, spread


@given(st.floats(0.001, 1e6), st.text(max_size=20))
def test_the_spread_is_at_most_a_tenth_and_repeatable(seconds: float, name: str) -> None:
    assert seconds <= spread(seconds, name) <= seconds * 1.1001
    assert spread(seconds, name) == spread(seconds, name)


def test_the_spread_spreads() -> None:
    waits = {round(spread(900, f"source-{n}")) for n in range(200)}
    assert len(waits) > 60


def test_backoff_doubles_up_to_the_longest() -> None:
    assert [backoff(60, n, 1000) for n in range(7)] == [60, 60, 120, 240, 480, 960, 1000]
    assert backoff(60, 10**9, 86_400) == 86_400
    assert backoff(7200, 1, 3600) == 7200
