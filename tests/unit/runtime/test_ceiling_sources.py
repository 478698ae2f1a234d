"""One bad source is no reason to stop, however it mixes with the small change of the others."""

import pytest

from wirewatch.core.errors import Reason
from wirewatch.runtime import ceiling as ceilings
from wirewatch.runtime.ceiling import IN_A_ROW, DeadLetterCeiling, StageStopped


def test_flood_of_one_source_among_strays_of_others_trips_its_breaker_only() -> None:
    ceiling = DeadLetterCeiling()
    for number in range(8):
        ceiling.refused(Reason.EMPTY, f"other {number}")
        for _ in range(60):
            ceiling.accepted(f"other {number}")
    tripped = [ceiling.refused(Reason.EMPTY, "bad") for _ in range(600)]
    assert tripped.index(True) == IN_A_ROW - 1
    assert tripped.count(True) == 1
    for number in range(500):
        ceiling.accepted(f"other {number % 8}")
        ceiling.refused(Reason.EMPTY, "bad")


def refuse(reason: Reason, count: int, *, sources: int, accepted_between: int = 0) -> None:
    ceiling = DeadLetterCeiling()
    for number in range(count):
        ceiling.refused(reason, f"source {number % sources}")
        for _ in range(accepted_between):
            ceiling.accepted("good")


def test_same_reason_from_everywhere_stops() -> None:
    refuse(Reason.TIMED_OUT, IN_A_ROW - 1, sources=5)
    with pytest.raises(StageStopped, match="in a row"):
        refuse(Reason.TIMED_OUT, IN_A_ROW, sources=5)


def test_share_from_everywhere_stops() -> None:
    refuse(Reason.TIMED_OUT, 100, sources=7, accepted_between=25)
    with pytest.raises(StageStopped, match="of the last"):
        refuse(Reason.TIMED_OUT, 100, sources=7, accepted_between=12)


def test_our_own_faults_stop_whatever_source_shows_them() -> None:
    with pytest.raises(StageStopped, match="in a row"):
        refuse(Reason.UNEXPECTED, IN_A_ROW, sources=1)


def test_invented_sources_take_no_memory_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ceilings, "SOURCES_KEPT", 50)
    ceiling = DeadLetterCeiling()
    for number in range(80):
        for _ in range(25):
            ceiling.accepted("good")
        ceiling.refused(Reason.MALFORMED_MESSAGE, f"invented {number}")
    assert len(ceiling._source_runs) == 50
