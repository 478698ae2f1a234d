"""Pages: what was fetched, each attempt to fetch, and the one outcome of each page."""

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from wirewatch.events.event import Event, Timestamp, Version


class PageFetched(Event):
    """One page as received. On the topic `content` is the record's value, the rest are headers."""

    type_name: ClassVar[str] = "wirewatch.page.fetched"

    page_id: str = Field(
        description="hash of (article id, content hash, accepted_at): one text at one time"
    )
    article_id: str = Field(
        description="hash of the normalised final URL, or of urn:sha256:<content>"
    )
    url: str = Field(description="final URL, normalised; urn:sha256:… where the input has none")
    site: str = Field(
        description="registrable domain of the URL; the source id where there is none"
    )
    source_id: str
    content_type: str = Field(description="as received, with its charset; may be wrong")
    content: bytes = Field(exclude=True, description="the page's own bytes")
    content_hash: str = Field(description="sha256 of the content, hexadecimal")
    fetched_at: Timestamp
    accepted_at: Timestamp
    pipeline_epoch: int = Field(
        default=0, ge=0, lt=2**20, description="0, or the number of the reprocessing run"
    )
    http_status: int | None = None
    source_country: str | None = Field(
        default=None, description="the country of the source, where its settings say it"
    )
    hint_title: str | None = Field(default=None, description="the title that the feed gives")
    hint_published: str | None = Field(
        default=None, description="the date that the feed gives, RFC 3339"
    )
    hint_language: str | None = Field(
        default=None, description="the language that the feed declares"
    )

    @property
    def event_id(self) -> str:
        return f"{self.page_id}.{self.pipeline_epoch}"

    @property
    def subject(self) -> str:
        return self.url

    @property
    def trace_id(self) -> str:
        return self.page_id

    @property
    def version(self) -> int:
        """The order of this page among all pages of its article."""
        return int(self.accepted_at.timestamp() * 1000 + 0.5) << 20 | self.pipeline_epoch


class FetchResult(StrEnum):
    """How one attempt to fetch ended."""

    ACCEPTED = "accepted"
    UNCHANGED = "unchanged"
    NOT_MODIFIED = "not_modified"
    HTTP_ERROR = "http_error"
    NETWORK_ERROR = "network_error"
    TIMED_OUT = "timed_out"
    TOO_LARGE = "too_large"
    FORBIDDEN_ADDRESS = "forbidden_address"
    DISALLOWED_BY_ROBOTS = "disallowed_by_robots"
    UNREADABLE = "unreadable"


class FetchAttempted(Event):
    """One attempt to fetch a page, a feed or a file, whatever came of it."""

    type_name: ClassVar[str] = "wirewatch.fetch.attempted"

    fetch_id: str
    source_id: str
    url: str
    at: Timestamp
    result: FetchResult
    http_status: int | None = None
    elapsed_ms: int = 0
    size_bytes: int = 0
    detail: str | None = None
    page_id: str | None = None

    @property
    def event_id(self) -> str:
        return self.fetch_id

    @property
    def subject(self) -> str:
        return self.url


class Outcome(StrEnum):
    """The final state of a page, the strongest first."""

    INDEXED = "indexed"
    UNCHANGED = "unchanged"
    NOT_AN_ARTICLE = "not_an_article"
    DEAD = "dead"

    @property
    def precedence(self) -> int:
        """The greater one stands where two were written (a replayed dead letter may improve it)."""
        return {"dead": 1, "not_an_article": 2, "unchanged": 3, "indexed": 4}[self.value]


class PageSettled(Event):
    """What became of one accepted page."""

    type_name: ClassVar[str] = "wirewatch.page.settled"

    page_id: str
    article_id: str
    url: str
    site: str
    source_id: str
    outcome: Outcome
    reason: str | None = Field(
        default=None, description="why it is not indexed, from a closed list"
    )
    detail: str | None = None
    stage: str = Field(description="the service that settled it")
    accepted_at: Timestamp
    settled_at: Timestamp
    version: Version
    language: str | None = None
    retention_class: str = "standard"

    @property
    def event_id(self) -> str:
        return f"{self.page_id}.{self.outcome}"

    @property
    def subject(self) -> str:
        return self.page_id

    @property
    def trace_id(self) -> str:
        return self.page_id
