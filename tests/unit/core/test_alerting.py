"""Matches folded into alerts."""

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
    monkeypatch.setattr(alerting, "COPIES_KEPT", 3)
    full = alert(3)
    assert fold(rule_matched(4), full, rule(), now=NOW) is None
    assert fold(rule_matched(2), full, rule(), now=NOW) is None
