"""Deliveries: which alert states go to which endpoint, when, and what follows from each attempt."""

import json
from collections.abc import Container, Sequence
from datetime import datetime, timedelta
from typing import Any

from wirewatch.core.identity import delivery_id
from wirewatch.events import Alert, Attempt, Delivery, DeliveryStatus

RETRY_DELAYS_SECONDS = (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
"""Waits between attempts, 75.6 hours in all: the schedule that Standard Webhooks suggests
(https://github.com/standard-webhooks/standard-webhooks, "Deliverability and reliability")."""

ATTEMPTS_KEPT = 20
PAYLOAD_COPIES = 20
"""A payload should stay under 20 kB (Standard Webhooks); later copies are only counted."""

_GONE = 410
_SLOW_DOWN = (429, 502, 503, 504)


def plan(
    alert: Alert,
    known: Sequence[Delivery],
    *,
    now: datetime,
    in_flight: Container[str] = (),
    held: Container[str] = (),
) -> list[Delivery]:
    """The deliveries to create or change so that each endpoint learns this state of the alert.

    The first delivery goes at once. What happens while a delivery is not due yet is told by that
    delivery; what happens later is coalesced into one update per `update_interval_seconds`. Once
    a delivery may have been tried it keeps its body, so that each retry sends the same bytes: a
    receiver that drops repeats would never see another body under the same id. An attempt is
    only known after it was made, so what is due counts as tried.

    Args:
        alert: the alert's state.
        known: every delivery of this alert so far, to any endpoint.
        now: the time.
        in_flight: ids of deliveries whose attempt is under way.
        held: ids of deliveries whose latest change is not public yet, so that nobody can have
            tried it.
    """
    changes: list[Delivery] = []
    for endpoint in alert.endpoints:
        mine = sorted((d for d in known if d.endpoint_id == endpoint), key=lambda d: d.created_at)
        if not mine:
            changes.append(_new(alert, endpoint, "first", alert.first_match_id, now, now))
            continue
        if max(d.alert_sequence for d in mine) >= alert.sequence:
            continue
        waiting = [
            d
            for d in mine
            if d.delivery_id not in in_flight and _is_untried(d, now, d.delivery_id in held)
        ]
        if waiting:
            changes.append(
                _changed(
                    waiting[-1],
                    alert_sequence=alert.sequence,
                    body=payload(alert, waiting[-1].kind, now=now),
                )
            )
            continue
        last = mine[-1].finished_at or mine[-1].created_at
        due = max(now, last + timedelta(seconds=alert.update_interval_seconds))
        changes.append(_new(alert, endpoint, "update", alert.last_match_id, now, due))
    return changes


def after_attempt(
    delivery: Delivery, attempt: Attempt, *, retry_after_seconds: float | None = None
) -> Delivery:
    """The delivery after an attempt: delivered, failed for good, or due again later.

    2xx is success; 410 and the end of the schedule are failure; anything else is tried again, not
    before `Retry-After` where a receiver that is overloaded asks for it.
    """
    status = attempt.status_code
    update: dict[str, Any] = {
        "attempts_total": delivery.attempts_total + 1,
        "attempts": (*delivery.attempts, attempt)[-ATTEMPTS_KEPT:],
    }
    done = attempt.at + timedelta(milliseconds=attempt.elapsed_ms)
    if status is not None and 200 <= status < 300:
        update |= {
            "status": DeliveryStatus.DELIVERED,
            "next_attempt_at": None,
            "finished_at": done,
        }
    elif status == _GONE or delivery.attempts_total >= len(RETRY_DELAYS_SECONDS):
        update |= {"status": DeliveryStatus.FAILED, "next_attempt_at": None, "finished_at": done}
    else:
        delay = RETRY_DELAYS_SECONDS[delivery.attempts_total] * _jitter(delivery)
        if retry_after_seconds is not None and status in _SLOW_DOWN:
            delay = max(delay, min(retry_after_seconds, RETRY_DELAYS_SECONDS[-1]))
        update["next_attempt_at"] = done + timedelta(seconds=delay)
    return _changed(delivery, **update)


def payload(alert: Alert, kind: str, *, now: datetime) -> str:
    """What a webhook receives: Standard Webhooks' `type`, `timestamp` and `data`."""
    data = {
        "alert_id": alert.alert_id,
        "sequence": alert.sequence,
        "kind": kind,
        "rule": {
            "id": alert.rule_id,
            "name": alert.rule_name,
            "version": alert.proof.rule_version,
            "expression": alert.proof.expression,
            "names": [used.model_dump() for used in alert.proof.names[:50]],
        },
        "story_id": alert.story_id,
        "article": alert.snapshot.model_dump(mode="json", exclude_none=True),
        "proof": {
            "clauses": [c.model_dump() for c in alert.proof.clauses[:50]],
            "hits": [h.model_dump() for h in alert.proof.hits[:50]],
            "snippets": [s.model_dump() for s in alert.proof.snippets],
        },
        "copies_total": alert.copies_counted,
        "copies": [
            {"url": c.url, "site": c.site, "title": c.title, "revision": c.revision}
            for c in alert.copies[:PAYLOAD_COPIES]
        ],
    }
    envelope = {
        "type": "alert.raised" if kind == "first" else "alert.updated",
        "timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "data": data,
    }
    return json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))


def _new(
    alert: Alert, endpoint: str, kind: str, match: str, now: datetime, due: datetime
) -> Delivery:
    return Delivery(
        delivery_id=delivery_id(alert.alert_id, match, endpoint),
        alert_id=alert.alert_id,
        rule_id=alert.rule_id,
        endpoint_id=endpoint,
        match_id=match,
        kind=kind,
        alert_sequence=alert.sequence,
        status=DeliveryStatus.PENDING,
        page_accepted_at=alert.copies[0 if kind == "first" else -1].accepted_at,
        created_at=now,
        next_attempt_at=due,
        body=payload(alert, kind, now=now),
        version=1,
    )


def _is_untried(delivery: Delivery, now: datetime, held: bool) -> bool:
    """Whether nobody, not even a process that died, can have sent this delivery."""
    due = delivery.next_attempt_at
    return delivery.attempts_total == 0 and due is not None and (held or due > now)


def _changed(delivery: Delivery, **update: Any) -> Delivery:
    return delivery.model_copy(update={**update, "version": delivery.version + 1})


def _jitter(delivery: Delivery) -> float:
    """Between 1.0 and 1.2, from the id: retries to one endpoint spread without randomness."""
    return 1.0 + int(delivery.delivery_id[:4], 16) / 0xFFFF / 5
