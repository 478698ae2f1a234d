"""Erasing an article: what its records are, and what they become.

A record that shows nothing but the article is deleted. One that names it beside others (an alert
with a copy of it, a digest) goes on without it.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from wirewatch.core.alerting import without_copies
from wirewatch.core.backfilling import changed
from wirewatch.core.message import Message
from wirewatch.events import Alert, ArticleErased, Backfill, Delivery, Event

STATES = ("stories", "alerts", "deliveries", "outcomes", "feedback", "backfills")
"""The compacted topics on which an article may be named."""


@dataclass(slots=True)
class Plan:
    """What is to be done with the newest record of each key.

    `gone` are the keys to be deleted, by topic; `changed` the new states of what stays.
    """

    gone: dict[str, list[str]] = field(default_factory=lambda: {topic: [] for topic in STATES})
    changed: list[Event] = field(default_factory=list)
    proof_hashes: list[str] = field(default_factory=list)

    def erased(self, article_id: str, *, now: datetime, origin: str) -> ArticleErased:
        """The record that remains."""
        return ArticleErased(
            article_id=article_id,
            alert_ids=tuple(self.gone["alerts"]),
            delivery_ids=tuple(self.gone["deliveries"]),
            proof_hashes=tuple(self.proof_hashes),
            origin=origin,
            erased_at=now,
        )


def concerns(article_id: str, url: str) -> Callable[[Message], bool]:
    """Whether a record names an article, by its id or its URL, whatever kind of record it is."""
    whole_url = re.compile(re.escape(url.encode()) + rb'(?=["\\\s<>]|\Z)')

    def names(message: Message) -> bool:
        parts = [value for _, value in message.headers]
        return any(article_id.encode() in part or whole_url.search(part) for part in parts) or (
            message.value is not None
            and (article_id.encode() in message.value or bool(whole_url.search(message.value)))
        )

    return names


def planned(
    article_id: str, states: Iterable[tuple[Message, Event]], names: Callable[[Message], bool]
) -> Plan:
    """What becomes of the states of compacted topics.

    Args:
        article_id: the article.
        states: the newest record of each key on STATES, alerts before deliveries.
        names: what `concerns` says.
    """
    plan = Plan()
    for message, event in states:
        if isinstance(event, Alert):
            if event.snapshot.article_id == article_id:
                plan.gone["alerts"].append(event.alert_id)
                proof = event.proof.model_dump_json().encode()
                plan.proof_hashes.append(hashlib.sha256(proof).hexdigest())
            elif any(copy.article_id == article_id for copy in event.copies):
                plan.changed.append(without_copies(event, article_id))
        elif isinstance(event, Backfill):
            left = tuple(story for story in event.digest if story.article_id != article_id)
            if left != event.digest:
                plan.changed.append(changed(event, digest=left))
        elif names(message) or _tells_of(event, plan):
            plan.gone[message.topic].append(message.key)
    return plan


def _tells_of(event: Event, plan: Plan) -> bool:
    return isinstance(event, Delivery) and event.alert_id in plan.gone["alerts"]
