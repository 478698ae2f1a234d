"""How a rule does: whether it tells anything."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from wirewatch.core.feedback import Score, score_of
from wirewatch.core.ports import Activity
from wirewatch.events import AlertJudged, Rule

SILENT_AFTER = timedelta(days=14)
"""A rule in force for so long that has found nothing in that time is worth a look."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a rule, whether it is suspiciously silent, and what people say of it."""

    activity: Activity
    silent: bool
    score: Score


def standing_of(
    rule: Rule,
    activity: Activity | None,
    *,
    now: datetime,
    thumbs: Iterable[AlertJudged] = (),
) -> Standing:
    """The standing of a rule at a time; no activity means that it never alerted."""
    known = activity or Activity()
    quiet_since = max(rule.active_from, known.last_at or rule.active_from)
    silent = rule.enabled and now - quiet_since >= SILENT_AFTER
    return Standing(known, silent=silent, score=score_of(thumbs))
