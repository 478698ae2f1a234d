"""Matches folded into alerts: one alert per rule and story, however many copies arrive."""

import hashlib
from base64 import b64decode, b64encode
from datetime import datetime

from wirewatch.events import Alert, Copy, Rule, RuleMatched

COPIES_COUNTED = 5_000
"""Articles that one alert counts; later ones change nothing, so that a replay changes nothing."""

FIRST_KEPT, LATEST_KEPT = 20, 80
"""Copies that an alert lists. Of the others it keeps a mark: each new copy writes the whole state
anew, which stays under 100 kB."""

_MARK_BYTES = 6
"""Among 5,000 marks two are the same once in twenty million alerts."""


def fold(
    match: RuleMatched, alert: Alert | None, rule: Rule | None, *, now: datetime
) -> Alert | None:
    """The alert after a match, or None where the match says nothing new.

    What a backfill finds tells nobody by itself: its alert has no endpoints, so that later copies
    of the story tell nobody either, and it adds nothing to an alert that was raised live.

    Args:
        match: one rule on one article revision.
        alert: the alert so far; None when this is the first match of the story.
        rule: the rule as it is now, for its endpoints; None when it was deleted meanwhile.
        now: when the alert changes.
    """
    copy = Copy(
        match_id=match.match_id,
        article_id=match.snapshot.article_id,
        revision=match.snapshot.revision,
        url=match.snapshot.url,
        site=match.snapshot.site,
        title=match.snapshot.title,
        accepted_at=match.snapshot.accepted_at,
    )
    if alert is None:
        return _raised(match, copy, rule, now)
    if match.backfill_id is not None and alert.backfill_id is None:
        return None
    marks = b64decode(alert.copies_left_out)
    if alert.copies_counted >= COPIES_COUNTED or _has(alert, marks, match.match_id):
        return None
    copies = (*alert.copies, copy)
    if len(copies) > FIRST_KEPT + LATEST_KEPT:
        marks += b"".join(_mark(c.match_id) for c in copies[FIRST_KEPT:-LATEST_KEPT])
        copies = (*copies[:FIRST_KEPT], *copies[-LATEST_KEPT:])
    return alert.model_copy(
        update={
            "sequence": alert.sequence + 1,
            "version": alert.sequence + 1,
            "last_match_id": match.match_id,
            "copies": copies,
            "copies_total": alert.copies_counted + 1,
            "copies_left_out": b64encode(marks).decode("ascii"),
            "updated_at": now,
        }
    )


def without_copies(alert: Alert, article_id: str) -> Alert:
    """The alert's next state, without the copies that are an article; they stay counted."""
    left = tuple(copy for copy in alert.copies if copy.article_id != article_id)
    marks = b64decode(alert.copies_left_out)
    marks += b"".join(_mark(c.match_id) for c in alert.copies if c.article_id == article_id)
    return alert.model_copy(
        update={
            "sequence": alert.sequence + 1,
            "version": alert.sequence + 1,
            "copies": left,
            "copies_total": alert.copies_counted,
            "copies_left_out": b64encode(marks).decode("ascii"),
        }
    )


def _has(alert: Alert, marks: bytes, match_id: str) -> bool:
    if any(copy.match_id == match_id for copy in alert.copies):
        return True
    mark = _mark(match_id)
    return any(
        marks[start : start + _MARK_BYTES] == mark for start in range(0, len(marks), _MARK_BYTES)
    )


def _mark(match_id: str) -> bytes:
    return hashlib.sha256(match_id.encode()).digest()[:_MARK_BYTES]


def _raised(match: RuleMatched, copy: Copy, rule: Rule | None, now: datetime) -> Alert:
    by_backfill = match.backfill_id is not None
    return Alert(
        alert_id=match.alert_id,
        rule_id=match.rule_id,
        rule_name=match.rule_name,
        story_id=match.snapshot.story_id,
        sequence=1,
        endpoints=rule.endpoints if rule is not None and not by_backfill else (),
        update_interval_seconds=rule.update_interval_seconds if rule is not None else 1800,
        first_match_id=match.match_id,
        last_match_id=match.match_id,
        snapshot=match.snapshot,
        proof=match.proof,
        copies=(copy,),
        copies_total=1,
        raised_at=match.snapshot.accepted_at if by_backfill else now,
        updated_at=now,
        silenced_until=rule.silenced_until if rule is not None else None,
        digest=rule.digest if rule is not None else None,
        backfill_id=match.backfill_id,
        version=1,
    )
