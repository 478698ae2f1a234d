"""Every topic: what stands on it, its key, size and retention, and who reads and writes it.

This table is the only place where that is decided. The README's picture, the creation of topics,
the compose check, the AsyncAPI document and the tests are derived from it.
"""

from dataclasses import dataclass

from wirewatch import events

PAGE_LIMIT_BYTES = 10 * 1024 * 1024
"""The greatest page, decoded."""

MESSAGE_LIMIT_BYTES = PAGE_LIMIT_BYTES + 2 * 1024 * 1024
"""What a topic, a producer and a consumer must let through: a page, its headers, and slack."""

REPLAY_WINDOW_DAYS = 30
"""How far back topics can be replayed; compacted topics keep their records longer than this."""

DEAD_SUFFIX = ".dead"


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. `key` names the event's attribute that is the record's key."""

    name: str
    event: type[events.Event]
    key: str
    writers: tuple[str, ...]
    readers: tuple[str, ...]
    summary: str
    compacted: bool = False
    partitions: int = 6
    retention_days: int = REPLAY_WINDOW_DAYS
    max_message_bytes: int = MESSAGE_LIMIT_BYTES

    @property
    def dead(self) -> str:
        """The topic that keeps this topic's dead letters."""
        return self.name + DEAD_SUFFIX

    @property
    def consumed(self) -> bool:
        """Whether a service commits offsets on it (and so can make dead letters of it)."""
        return bool(self.readers)

    def key_of(self, event: events.Event) -> str:
        """The record key for an event of this topic."""
        return str(getattr(event, self.key))


TOPICS: tuple[Topic, ...] = (
    Topic(
        "pages",
        events.PageFetched,
        "site",
        ("ingest",),
        ("enrich",),
        "Pages as fetched: the value is the page's own bytes, everything else is in the headers.",
    ),
    Topic(
        "fetches",
        events.FetchAttempted,
        "source_id",
        ("ingest",),
        (),
        "One record per attempt to fetch, whatever came of it.",
    ),
    Topic(
        "enriched",
        events.ArticleEnriched,
        "site",
        ("enrich",),
        ("group",),
        "Articles with language, entities and topics, before their story is decided.",
    ),
    Topic(
        "stories",
        events.StoryDecided,
        "page_id",
        ("group",),
        (),
        "Which story and revision each page belongs to; the memory of group.",
        compacted=True,
        retention_days=90,
    ),
    Topic(
        "articles",
        events.ArticleGrouped,
        "site",
        ("group",),
        ("index", "match"),
        "Article revisions with their story: the stream to build on.",
    ),
    Topic(
        "matches",
        events.RuleMatched,
        "alert_id",
        ("match", "backfill"),
        ("alert",),
        "One rule on one article revision, with the proof.",
    ),
    Topic(
        "alerts",
        events.Alert,
        "alert_id",
        ("alert",),
        ("index", "notify"),
        "The state of each alert: one per rule and story.",
        compacted=True,
        retention_days=90,
    ),
    Topic(
        "deliveries",
        events.Delivery,
        "delivery_id",
        ("notify",),
        ("index",),
        "The state of each delivery of an alert to an endpoint; the memory of notify.",
        compacted=True,
        retention_days=120,  # longer than `alerts`: a replay of them must not deliver again
    ),
    Topic(
        "outcomes",
        events.PageSettled,
        "page_id",
        ("ingest", "enrich", "group", "index"),
        ("index",),
        "The one final state of each page.",
        compacted=True,
        retention_days=90,
    ),
    Topic(
        "backfills",
        events.Backfill,
        "backfill_id",
        ("console", "cli", "backfill"),
        ("backfill", "notify"),
        "Rules held against the past: what is asked for, progress, and the digest.",
        compacted=True,
        partitions=1,
        retention_days=90,
    ),
    Topic(
        "rules",
        events.Rule,
        "rule_id",
        ("console", "cli"),
        (),
        "The rules. A reader loads them to the end before it handles its first record.",
        compacted=True,
        partitions=1,
        retention_days=3650,
    ),
    Topic(
        "lists",
        events.TermList,
        "list_id",
        ("console", "cli"),
        (),
        "Lists of terms that rules name with @, kept apart from them.",
        compacted=True,
        partitions=1,
        retention_days=3650,
    ),
    Topic(
        "feedback",
        events.AlertJudged,
        "alert_id",
        ("console", "cli"),
        (),
        "Thumbs up and down on alerts, which are examples of their rules.",
        compacted=True,
        partitions=1,
        retention_days=3650,
    ),
    Topic(
        "erasures",
        events.ArticleErased,
        "article_id",
        ("cli",),
        (),
        "Addresses whose articles were erased, as hashes: nobody brings them back.",
        compacted=True,
        partitions=1,
        retention_days=3650,
    ),
    Topic(
        "sources",
        events.Source,
        "source_id",
        ("console", "cli"),
        (),
        "Where pages come from.",
        compacted=True,
        partitions=1,
        retention_days=3650,
    ),
    Topic(
        "endpoints",
        events.Endpoint,
        "endpoint_id",
        ("console", "cli"),
        (),
        "Where alerts go; without secrets.",
        compacted=True,
        partitions=1,
        retention_days=3650,
    ),
)

BY_NAME = {topic.name: topic for topic in TOPICS}
BY_EVENT = {topic.event: topic for topic in TOPICS}


def topic(name: str) -> Topic:
    """The topic of that name; a dead-letter topic's name gives the topic it belongs to.

    Raises:
        KeyError: there is no such topic.
    """
    return BY_NAME[name.removesuffix(DEAD_SUFFIX)]


def topic_of(event: events.Event | type[events.Event]) -> Topic:
    """The topic on which this kind of event stands.

    Raises:
        KeyError: the event stands on no topic.
    """
    return BY_EVENT[event if isinstance(event, type) else type(event)]


def full_name(name: str, prefix: str = "wirewatch") -> str:
    """The name on the broker: `wirewatch.pages.v1`, `wirewatch.pages.v1.dead`."""
    base = topic(name)
    dead = DEAD_SUFFIX if name.endswith(DEAD_SUFFIX) else ""
    return f"{prefix}.{base.name}.v{base.event.schema_version}{dead}"


def all_names() -> tuple[str, ...]:
    """Every topic to create: each one, and the dead letters of each that is consumed."""
    names = [t.name for t in TOPICS]
    names += [t.dead for t in TOPICS if t.consumed]
    return tuple(names)
