"""What the system needs from the outside, as protocols that adapters fill.

Each port has a shipped in-memory twin that passes the same contract suite as the real adapters.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from wirewatch.core.message import Message, Received
from wirewatch.core.rules import Node, RuleMatch
from wirewatch.events import ArticleGrouped, Event


class Clock(Protocol):
    """The time, so that tests can set it."""

    def now(self) -> datetime:
        """The instant, in UTC, cut to milliseconds."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class Consumer(Protocol):
    """One member of a consumer group; at least once, in order within a partition.

    `generation` starts at 1 and grows whenever partitions are newly assigned: who keeps state of
    them must catch up before it handles the next record.
    """

    @property
    def generation(self) -> int: ...

    @property
    def active(self) -> bool:
        """Whether it holds any partition now: a standby of a single active group does not."""
        ...

    async def poll(self, *, max_messages: int, timeout_seconds: float) -> Sequence[Received]:
        """The next records in order of each partition; empty when none came in time."""
        ...

    async def commit(self, outputs: Sequence[Message], handled: Sequence[Received]) -> None:
        """Make `outputs` durable, in order, and only then advance past `handled`.

        `handled` is what `poll` returned since the last commit. Where the bus can, both happen in
        one transaction.

        Raises:
            Retry: nothing is committed; the records come again from `poll`.
            Reject: `refused_by_broker`: an output can never be written.
        """
        ...

    async def idle(self, seconds: float) -> None:
        """Wait without losing membership or fetching more: back-pressure."""
        ...

    async def close(self) -> None: ...


class Bus(Protocol):
    """Topics: produce, consume in a group, read, follow."""

    async def produce(self, messages: Sequence[Message]) -> None:
        """Write records, in order; when this returns they are durable.

        Raises:
            Retry: not all were written.
            Reject: `refused_by_broker`: a record can never be written.
        """
        ...

    async def consumer(
        self, service: str, topics: Sequence[str], *, single: bool = False
    ) -> Consumer:
        """Join the consumer group of a service, from the earliest uncommitted record.

        With `single` all partitions go to one active member of the group.
        """
        ...

    def read(self, topic: str, start: Mapping[int, int] | None = None) -> AsyncIterator[Received]:
        """Every record of a topic from `start` (partition -> offset; default the beginning) to
        the end as it is at the call. Compacted topics may still hold older records of a key.
        """
        ...

    def follow(self, topic: str, start: Mapping[int, int] | None = None) -> AsyncIterator[Received]:
        """The records of a topic from `start` on, without end.

        Without `start` from the end as it is now; with it, from the beginning of each partition
        that it does not name.
        """
        ...

    async def ends(self, topic: str) -> Mapping[int, int]:
        """The next offset of each partition."""
        ...

    async def lag(self, service: str, topics: Sequence[str]) -> Mapping[str, int]:
        """The number of records per topic that the service's group has not committed yet."""
        ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Query:
    """A search over the articles; what is None does not narrow it.

    `node` is a parsed rule: the store answers with a superset, and the caller of the port sees
    verified hits only.
    """

    node: Node | None = None
    since: datetime | None = None
    until: datetime | None = None
    language: str | None = None
    site: str | None = None
    source_id: str | None = None
    entity: str | None = None
    topic: str | None = None
    story_id: str | None = None
    limit: int = 20
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One article that a search found, with the proof where the query had a rule."""

    article: ArticleGrouped
    match: RuleMatch | None


@dataclass(frozen=True, slots=True)
class Results:
    """A page of search results, newest first.

    `total` counts what the store found; it is exact where `verified`, else an upper bound.
    `next_before` continues the search; None at the end.
    """

    found: tuple[Found, ...]
    total: int
    verified: bool
    next_before: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """One bar of a histogram or one value of a facet."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Numbers over the articles of a query: facets by name, and a histogram over time.

    They are exact where `verified`, else upper bounds: what the store found and nobody verified.
    `candidates` is how many articles the store's index could not rule out.
    """

    total: int
    facets: Mapping[str, tuple[Count, ...]] = field(default_factory=dict)
    histogram: tuple[Count, ...] = ()
    verified: bool = True
    candidates: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the history: the verified hits among the `examined` candidates that were read.

    `after` continues behind the last one; None at the end.
    """

    found: tuple[Found, ...]
    examined: int
    after: str | None


@dataclass(frozen=True, slots=True)
class Activity:
    """What became of one rule: its alerts in all, and since a moment alerts and hits by day.

    A hit is one article revision that an alert holds. `last_at` is when it last alerted or added
    to an alert; None if never.
    """

    alerts: int = 0
    last_at: datetime | None = None
    recent_alerts: int = 0
    recent_hits: int = 0
    days: tuple[Count, ...] = ()


class ArticleStore(Protocol):
    """The searchable memory: articles, alerts, deliveries and outcomes, each by its id."""

    async def prepare(self) -> None:
        """Create what is missing (tables, templates, indices); safe to repeat."""
        ...

    async def upsert(self, events: Sequence[Event]) -> Sequence[Exception | None]:
        """Keep the newest version of each ArticleGrouped, Alert, Delivery and PageSettled.

        Returns one entry per event: None when it is kept or a newer version already was, a
        `Reject` when the store can never take it.

        Raises:
            Retry: the store is not ready; nothing can be said about any of the events.
        """
        ...

    async def article(self, article_id: str) -> ArticleGrouped | None: ...

    async def search(self, query: Query) -> Results: ...

    async def overview(self, query: Query, *, buckets: int = 30) -> Overview:
        """Facets `language`, `site`, `entity`, `topic` (ten values each), and volume over time."""
        ...

    async def scan(
        self,
        query: Query,
        *,
        after: str | None = None,
        limit: int = 200,
        oldest_first: bool = False,
        fresh: bool = False,
    ) -> Stretch:
        """Read the history of a query in bounded steps that can be resumed.

        At most `limit` candidates behind `after` are read and verified, in order of acceptance;
        `query.limit` and `query.before` do not count. With `fresh` it sees all that was kept
        before the call, also where searches lag behind.

        Raises:
            ValueError: `after` is no cursor.
        """
        ...

    async def activity(self, rule_ids: Sequence[str], since: datetime) -> Mapping[str, Activity]:
        """What became of rules; those that never alerted are left out. Days are UTC."""
        ...

    async def records(
        self,
        kind: str,
        *,
        where: Mapping[str, str] | None = None,
        limit: int = 50,
        before: str | None = None,
    ) -> Sequence[Mapping[str, Any]]:
        """The newest records of a kind (`alerts`, `deliveries`, `outcomes`), as JSON objects.

        `where` narrows by exact fields (`rule_id`, `story_id`, `alert_id`, `outcome`, `page_id`,
        `article_id`, `status`); `before` is the `cursor` field of the last record seen.
        """
        ...

    async def record(self, kind: str, record_id: str) -> Mapping[str, Any] | None: ...

    async def remove(self, kind: str, ids: Sequence[str]) -> None:
        """Delete records of a kind, `articles` among them, for good; unknown ids are no error.

        A version that is upserted later is kept again.

        Raises:
            ValueError: an unknown kind.
        """
        ...

    async def count(self, kind: str, *, where: Mapping[str, str] | None = None) -> int: ...

    async def close(self) -> None: ...
