"""What a store keeps of an event: its kind, id, version, time and the fields it is found by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from wirewatch.adapters.storing.position import Position
from wirewatch.core.errors import Reason, Reject
from wirewatch.events import Alert, ArticleGrouped, Delivery, Event, PageSettled

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Kind(StrEnum):
    """What a store holds. `records`, `record` and `count` take the name of all but articles."""

    ARTICLES = "articles"
    ALERTS = "alerts"
    DELIVERIES = "deliveries"
    OUTCOMES = "outcomes"


KINDS: Mapping[type[Event], Kind] = {
    ArticleGrouped: Kind.ARTICLES,
    Alert: Kind.ALERTS,
    Delivery: Kind.DELIVERIES,
    PageSettled: Kind.OUTCOMES,
}

WHERE_FIELDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.ARTICLES: (),
    Kind.ALERTS: ("alert_id", "rule_id", "story_id", "article_id", "page_id"),
    Kind.DELIVERIES: ("delivery_id", "alert_id", "rule_id", "endpoint_id", "status"),
    Kind.OUTCOMES: (
        "page_id", "article_id", "source_id", "site", "outcome", "reason", "stage",
    ),
}  # fmt: skip
"""The fields that `records` and `count` can narrow by. An alert has the `article_id` of each of its
copies."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An event as a store keeps it.

    `version` decides between two of the same id (the greater one stands; for outcomes it is the
    precedence). `time_ms` orders the kind: acceptance of an article, raising of an alert, creation
    of a delivery, settling of a page. `facts` are the pairs of WHERE_FIELDS.
    """

    kind: Kind
    id: str
    version: int
    time_ms: int
    facts: tuple[tuple[str, str], ...]
    event: Event

    @property
    def position(self) -> Position:
        """Its place among its kind."""
        return Position(self.time_ms, self.id)


def milliseconds(moment: datetime) -> int:
    """Whole milliseconds since 1970, as the wire format cuts them."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def kind_of(name: str) -> Kind:
    """The kind of records of that name; articles are no records, they are searched.

    Raises:
        ValueError: there is none.
    """
    if name == Kind.ARTICLES:
        raise ValueError("articles are found by `search`, not as records")
    return Kind(name)


def keep(event: Event) -> Kept:
    """What a store keeps of an event.

    Raises:
        Reject: `refused_by_store`: stores keep no events of this type.
    """
    match event:
        case ArticleGrouped(article=article):
            return _kept(event, article.article_id, article.version, article.accepted_at)
        case Alert():
            return _kept(event, event.alert_id, event.version, event.raised_at)
        case Delivery():
            return _kept(event, event.delivery_id, event.version, event.created_at)
        case PageSettled():
            return _kept(event, event.page_id, event.outcome.precedence, event.settled_at)
    raise Reject(Reason.REFUSED_BY_STORE, f"{event.ce_type()} is not kept in the store")


def language_prefixes(code: str) -> tuple[str, ...]:
    """The languages that an article of this language answers to: `pt-BR` to `pt` and `pt-br`."""
    parts = code.lower().replace("_", "-").split("-")
    return tuple("-".join(parts[:n]) for n in range(1, len(parts) + 1)) if code else ()


def json_record(event: Mapping[str, Any], position: Position) -> dict[str, Any]:
    """A kept event as callers of `records` see it: its fields, and the cursor of its place."""
    return {**event, "cursor": position.cursor()}


def _kept(event: Event, record_id: str, version: int, moment: datetime) -> Kept:
    kind = KINDS[type(event)]
    facts = tuple(sorted(set(_facts(event, kind))))
    return Kept(kind, record_id, version, milliseconds(moment), facts, event)


def _facts(event: Event, kind: Kind) -> Iterator[tuple[str, str]]:
    for name in WHERE_FIELDS[kind]:
        for value in _values(event, name):
            if value is not None:
                yield name, str(value)


def _values(event: Event, name: str) -> Iterator[object]:
    if isinstance(event, Alert) and name in ("article_id", "page_id"):
        yield getattr(event.snapshot, name)
        if name == "article_id":
            yield from (copy.article_id for copy in event.copies)
    else:
        yield getattr(event, name)
