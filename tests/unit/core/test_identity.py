"""Ids: the same input always has the same id, other input another."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.contract.building import NOW, at
from wirewatch.core import identity

_PARTS = st.lists(st.text(max_size=8), max_size=4)


@given(_PARTS, _PARTS)
def test_parts_do_not_run_into_each_other(one: list[str], other: list[str]) -> None:
    assert (identity.hashed(*one) == identity.hashed(*other)) is (one == other)
    assert len(identity.hashed(*one)) == identity.ID_LENGTH


def test_ids_are_fixed_for_ever() -> None:
    """A changed hash would begin every story anew and tell every alert again."""
    assert identity.article_id("https://a.example/") == "ada24a25efeff9633c552b301d309c4f"
    assert identity.story_id("p") != identity.article_id("p")
    kinds = {
        identity.match_id("a", "b", 1),
        identity.delivery_id("a", "b", "1"),
        identity.page_id("a", "b", 1),
        identity.hashed("a", "b", "1"),
    }
    assert len(kinds) == 4


@given(
    st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=st.just(UTC)),
    st.integers(1, 10**9),
    st.integers(0, 2**20 - 1),
    st.integers(0, 2**20 - 1),
)
def test_later_acceptance_beats_any_epoch(
    moment: datetime, later_ms: int, epoch: int, other: int
) -> None:
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    later = moment + timedelta(milliseconds=later_ms)
    assert identity.version(later, epoch) > identity.version(moment, other)
    assert (identity.version(moment, epoch) > identity.version(moment, other)) is (epoch > other)
    assert 0 <= identity.version(moment, epoch) < 2**63


def test_version_holds_the_milliseconds() -> None:
    assert identity.version(NOW, 7) == int(NOW.timestamp() * 1000) << 20 | 7
    assert identity.version(at(0.001), 0) - identity.version(NOW, 0) == 1 << 20
