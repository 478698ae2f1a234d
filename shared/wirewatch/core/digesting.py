"""The digest of a backfill: one message to each endpoint, when it is done."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from wirewatch.core.identity import delivery_id
from wirewatch.events import Backfill, BackfillState, Delivery, DeliveryStatus, DigestStory, Past

PAYLOAD_BYTES = 18_000
"""A payload should stay under 20 kB (Standard Webhooks); what does not fit is only counted."""


def plan_digest(job: Backfill, known: Sequence[Delivery], *, now: datetime) -> Sequence[Delivery]:
    """The deliveries of the digest that are not made yet; none before the backfill is done.

    Args:
        job: the backfill's state.
        known: its deliveries so far.
        now: the time.
    """
    if job.past is not Past.DIGEST or job.state is not BackfillState.DONE or not job.digest:
        return []
    told = {delivery.endpoint_id for delivery in known}
    return [
        Delivery(
            delivery_id=delivery_id(job.backfill_id, "digest", endpoint),
            alert_id=job.backfill_id,
            rule_id=job.rule_id,
            endpoint_id=endpoint,
            match_id=job.backfill_id,
            kind="digest",
            alert_sequence=1,
            status=DeliveryStatus.PENDING,
            created_at=now,
            next_attempt_at=now,
            body=digest_payload(job, now=now),
            version=1,
        )
        for endpoint in job.endpoints
        if endpoint not in told
    ]


def digest_payload(job: Backfill, *, now: datetime) -> str:
    """What a webhook receives: the latest stories first, as many as fit."""
    stories = [_story(story) for story in reversed(job.digest)]
    while True:
        body = _body(job, stories, now)
        if len(body.encode()) <= PAYLOAD_BYTES or not stories:
            return body
        stories.pop()


def _body(job: Backfill, stories: Sequence[dict[str, Any]], now: datetime) -> str:
    data = {
        "backfill_id": job.backfill_id,
        "kind": "digest",
        "rule": {
            "id": job.rule_id,
            "name": job.rule_name,
            "version": job.rule_version,
            "expression": job.expression[:2000],
        },
        "since": _rfc3339(job.since),
        "until": _rfc3339(job.until),
        "articles_total": job.articles,
        "stories_total": job.stories,
        "stories_told_before": job.told_before,
        "stories": stories,
    }
    envelope = {"type": "digest.ready", "timestamp": _rfc3339(now), "data": data}
    return json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))


def _story(story: DigestStory) -> dict[str, Any]:
    return {
        "story_id": story.story_id,
        "url": story.url[:2000],
        "site": story.site,
        "title": story.title,
        "language": story.language,
        "accepted_at": _rfc3339(story.accepted_at),
        "articles": story.articles,
    }


def _rfc3339(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
