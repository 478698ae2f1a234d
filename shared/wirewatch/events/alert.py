"""Matches, alerts and deliveries: from one rule on one article to the person who asked."""

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from wirewatch.events.article import Moment
from wirewatch.events.event import Event, Record, Timestamp, Version


class Hit(Record):
    """Where a clause is true: characters `start` to `end` of the title or of one paragraph."""

    field: str = Field(description="title or body")
    paragraph: int = Field(description="index among the article's body paragraphs; 0 for the title")
    sentence: int
    start: int
    end: int
    clause: str


class Clause(Record):
    """One clause of the rule, and whether it was true."""

    clause: str
    holds: bool


class Snippet(Record):
    """A passage of the article with the matched words marked as (start, end) in `text`."""

    field: str
    paragraph: int
    text: str
    highlights: tuple[tuple[int, int], ...]


class Snapshot(Record):
    """The article as it was when the rule matched: enough to render an alert without the index."""

    article_id: str
    page_id: str
    revision: int
    story_id: str
    url: str
    title: str
    lead: str
    site: str
    site_name: str | None = None
    source_id: str
    language: str
    site_language: str | None = None
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    entities: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    accepted_at: Timestamp


class NameUsed(Record):
    """A list or rule that an expression names with `@`, in the version that was in force."""

    name: str
    version: int


class Proof(Record):
    """Why a rule matched: its text and version, the clauses, the places, and passages to read."""

    rule_version: int
    expression: str
    clauses: tuple[Clause, ...]
    hits: tuple[Hit, ...]
    snippets: tuple[Snippet, ...]
    names: tuple[NameUsed, ...] = Field(
        default=(),
        description="the lists and rules that the expression names, also by way of others",
    )


class RuleMatched(Event):
    """One rule on one article revision."""

    type_name: ClassVar[str] = "wirewatch.rule.matched"

    match_id: str = Field(description="hash of (rule, article, revision)")
    alert_id: str = Field(description="hash of (rule, story)")
    rule_id: str
    rule_name: str
    snapshot: Snapshot
    proof: Proof
    version: Version
    backfill_id: str | None = Field(
        default=None, description="the backfill that found it, if it was not found as it came"
    )

    @property
    def event_id(self) -> str:
        return self.match_id

    @property
    def subject(self) -> str:
        return self.rule_id

    @property
    def trace_id(self) -> str:
        return self.snapshot.page_id


class Copy(Record):
    """One article revision that carries the alert's story."""

    match_id: str
    article_id: str
    revision: int
    url: str
    site: str
    title: str
    accepted_at: Timestamp


class Alert(Event):
    """What a rule tells a person about one story; each record is the alert's whole state."""

    type_name: ClassVar[str] = "wirewatch.alert.raised"

    alert_id: str
    rule_id: str
    rule_name: str
    story_id: str
    sequence: int = Field(ge=1, description="1 when raised, then one more with each copy")
    endpoints: tuple[str, ...]
    update_interval_seconds: int = 1800
    first_match_id: str
    last_match_id: str
    snapshot: Snapshot = Field(description="the first article that matched")
    proof: Proof
    copies: tuple[Copy, ...] = Field(
        description="the article revisions so far, the first one first; of many the first 20 and "
        "the latest 80"
    )
    copies_total: int = Field(
        default=0, description="how many there are; 0 in older records, which have them all"
    )
    copies_left_out: str = Field(
        default="",
        description="six bytes of the SHA-256 of the match id of each copy that is counted and no "
        "longer listed, base64: so that none is counted twice",
    )
    raised_at: Timestamp
    updated_at: Timestamp
    silenced_until: Timestamp | None = None
    digest: str | None = None
    backfill_id: str | None = Field(
        default=None,
        description="the backfill that raised it; it tells no endpoint by itself, and counts as "
        "raised when its first article was accepted",
    )
    version: Version = Field(description="the sequence: the greater one wins")
    retention_class: str = "standard"

    @property
    def copies_counted(self) -> int:
        """How many article revisions carry the story, those left out of `copies` included."""
        return max(self.copies_total, len(self.copies))

    @property
    def event_id(self) -> str:
        return f"{self.alert_id}.{self.sequence}"

    @property
    def subject(self) -> str:
        return self.alert_id

    @property
    def trace_id(self) -> str:
        return self.snapshot.page_id


class DeliveryStatus(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


class Attempt(Record):
    """One try to deliver."""

    at: Timestamp
    status_code: int | None = None
    error: str | None = None
    elapsed_ms: int = 0


class Delivery(Event):
    """One alert on its way to one endpoint; each record is the delivery's whole state."""

    type_name: ClassVar[str] = "wirewatch.delivery.changed"

    delivery_id: str = Field(
        description="hash of (alert, triggering match, endpoint): the webhook-id"
    )
    alert_id: str = Field(description="the alert; the backfill's id where the kind is digest")
    rule_id: str
    endpoint_id: str
    match_id: str
    kind: str = Field(description="first, update or digest")
    alert_sequence: int = Field(description="the state of the alert that it tells")
    status: DeliveryStatus
    page_accepted_at: Timestamp | None = Field(
        default=None, description="when the page was accepted that it tells of"
    )
    created_at: Timestamp
    next_attempt_at: Timestamp | None = None
    finished_at: Timestamp | None = None
    attempts_total: int = 0
    attempts: tuple[Attempt, ...] = Field(default=(), description="the latest ones, at most 20")
    body: str | None = Field(default=None, description="what is sent, fixed at the first attempt")
    version: Version = Field(description="grows with each change of state")
    retention_class: str = "standard"

    @property
    def event_id(self) -> str:
        return f"{self.delivery_id}.{self.version}"

    @property
    def subject(self) -> str:
        return self.delivery_id
