"""The bars of a histogram."""

from hypothesis import given
from hypothesis import strategies as st

from wirewatch.adapters.storing import fill, interval_ms
from wirewatch.core.ports import Count

times = st.integers(min_value=0, max_value=4_102_444_800_000)


@given(times, times, st.integers(min_value=2, max_value=200))
def test_bars_reach_from_first_to_last(one: int, other: int, buckets: int) -> None:
    first, last = sorted((one, other))
    length = interval_ms(first, last, buckets)
    bars = fill({first // length * length: 1, last // length * length: 2}, length)
    assert 1 <= len(bars) <= buckets


@given(times, times, st.integers(min_value=2, max_value=200))
def test_a_shorter_length_would_be_too_many(one: int, other: int, buckets: int) -> None:
    first, last = sorted((one, other))
    length = interval_ms(first, last, buckets)
    if length > 60_000:
        shorter = length // 10
        assert last // shorter - first // shorter + 1 > buckets


def test_gaps_are_filled() -> None:
    hour = 3_600_000
    assert fill({0: 3, 2 * hour: 1}, hour) == (
        Count("1970-01-01T00:00:00Z", 3),
        Count("1970-01-01T01:00:00Z", 0),
        Count("1970-01-01T02:00:00Z", 1),
    )
    assert fill({}, hour) == ()
