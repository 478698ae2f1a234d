"""Matches folded into alerts."""

from base64 import b64decode, b64encode

import pytest

from tests.contract.building import NOW, alert, at, rule, rule_matched
from wirewatch.core import alerting
from wirewatch.core.alerting import fold
from wirewatch.events import Alert


def folded(*numbers: int) -> Alert | None:
    state: Alert | None = None
    for number in numbers:
        state = fold(rule_matched(number), state, rule(), now=at(number)) or state
    return state


def test_first_match_raises_the_alert_as_the_rule_says() -> None:
    told = rule(endpoints=("desk", "phone"), update_interval_seconds=60)
    raised = fold(rule_matched(1), None, told, now=NOW)
    assert raised is not None
    assert (raised.sequence, raised.version) == (1, 1)
    assert raised.endpoints == ("desk", "phone")
    assert raised.update_interval_seconds == 60
    assert raised.first_match_id == raised.last_match_id == raised.copies[0].match_id
    assert raised.raised_at == NOW


def test_copies_are_folded_and_the_first_article_stays_the_face() -> None:
    state = folded(1, 2, 3)
    assert state is not None
    assert (state.sequence, state.version) == (3, 3)
    assert [c.url for c in state.copies] == [f"https://site{n}.example/bridge" for n in (1, 2, 3)]
    assert state.snapshot == rule_matched(1).snapshot
    assert state.last_match_id == rule_matched(3).match_id
    assert (state.raised_at, state.updated_at) == (at(1), at(3))


@pytest.mark.parametrize("replayed", [1, 2, 3])
def test_replayed_match_says_nothing_new(replayed: int) -> None:
    assert fold(rule_matched(replayed), folded(1, 2, 3), rule(), now=at(99)) is None


def test_deleted_rule_tells_nobody() -> None:
    raised = fold(rule_matched(1), None, None, now=NOW)
    assert raised is not None
    assert raised.endpoints == ()


def test_editing_the_rule_changes_no_alert_that_was_raised() -> None:
    edited = rule(endpoints=("other",), version=2)
    later = fold(rule_matched(2), folded(1), edited, now=NOW)
    assert later is not None
    assert later.endpoints == ("desk",)


def test_copies_have_a_limit_and_beyond_it_a_replay_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(alerting, "COPIES_COUNTED", 3)
    full = alert(3)
    assert fold(rule_matched(4), full, rule(), now=NOW) is None
    assert fold(rule_matched(2), full, rule(), now=NOW) is None


def test_a_story_of_many_copies_keeps_a_small_state_and_an_exact_count() -> None:
    state = folded(*range(1, 401))
    assert state is not None
    assert (state.sequence, state.copies_counted) == (400, 400)
    kept = [int(c.title.split()[1]) for c in state.copies]
    assert kept == [*range(1, 21), *range(321, 401)]
    assert len(b64decode(state.copies_left_out)) == 300 * 6
    for replayed in (1, 20, 21, 200, 320, 321, 400):
        assert fold(rule_matched(replayed), state, rule(), now=at(999)) is None
    most = state.model_copy(update={"copies_left_out": b64encode(bytes(6 * 4_900)).decode()})
    assert len(most.model_dump_json()) < 100_000


def test_a_state_of_before_is_taken_over() -> None:
    old = alert(150)
    assert (old.copies_total, old.copies_counted) == (0, 150)
    state = fold(rule_matched(151), old, rule(), now=NOW)
    assert state is not None
    assert (len(state.copies), state.copies_counted) == (100, 151)
    for replayed in (1, 60, 151):
        assert fold(rule_matched(replayed), state, rule(), now=NOW) is None
