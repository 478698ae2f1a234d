"""A rule held against the past: what is asked for, how far it is, and what it found."""

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from wirewatch.events.event import Event, Record, Timestamp, Version


class Past(StrEnum):
    """What becomes of the stories of the past that a rule matches."""

    SEEN = "seen"
    DIGEST = "digest"


class BackfillState(StrEnum):
    """Where a backfill stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether there is work left."""
        return self in (BackfillState.WAITING, BackfillState.RUNNING)


class DigestStory(Record):
    """One story in a digest, by its first article that matched."""

    story_id: str
    article_id: str
    url: str
    site: str
    title: str
    language: str
    accepted_at: Timestamp
    articles: int = Field(ge=1, description="articles of the story that matched")


class Backfill(Event):
    """One rule on the articles accepted from `since` until `until`; the record is its whole state.

    Its alerts are marked with its id and tell nobody by themselves. `cursor` is where a worker
    goes on, also after a crash.
    """

    type_name: ClassVar[str] = "wirewatch.backfill.changed"

    backfill_id: str = Field(description="hash of (rule, time of the request)")
    rule_id: str
    rule_name: str
    rule_version: int
    expression: str = Field(min_length=1, max_length=20_000)
    past: Past = Field(description="seen: tell nobody; digest: tell the endpoints once, at the end")
    endpoints: tuple[str, ...] = Field(default=(), description="who gets the digest")
    since: Timestamp
    until: Timestamp = Field(description="later articles are matched as they come")
    state: BackfillState = BackfillState.WAITING
    detail: str | None = Field(default=None, description="why it failed or was cancelled")
    cursor: str | None = Field(default=None, description="behind the last candidate examined")
    candidates: int = Field(default=0, description="articles to examine, as counted at the start")
    examined: int = Field(default=0, description="articles examined so far")
    articles: int = Field(default=0, description="of these, those that the rule matches")
    stories: int = Field(default=0, description="stories of these articles")
    told_before: int = Field(default=0, description="of these, those that had an alert already")
    story_marks: tuple[str, ...] = Field(
        default=(), description="written no more: the stories so far, abbreviated"
    )
    digest: tuple[DigestStory, ...] = Field(
        default=(), description="the latest stories without an earlier alert, at most 50"
    )
    origin: str = Field(default="console", description="console or cli: who asked for it")
    requested_at: Timestamp
    started_at: Timestamp | None = None
    finished_at: Timestamp | None = None
    version: Version = Field(default=1, description="grows with each change of state")
    retention_class: str = "standard"

    @property
    def event_id(self) -> str:
        return f"{self.backfill_id}.{self.version}"

    @property
    def subject(self) -> str:
        return self.backfill_id
