"""Stories: the recorded decision which story and revision a page belongs to."""

from typing import ClassVar

from pydantic import Field

from wirewatch.events.event import Event, Timestamp, Version


class StoryDecided(Event):
    """What group decided about one page. Written before the article, never changed afterwards.

    After a reprocessing it may be written again with the digest of the newer reading.
    """

    type_name: ClassVar[str] = "wirewatch.story.decided"

    page_id: str
    article_id: str
    story_id: str
    revision: int = Field(ge=1)
    unchanged: bool = Field(description="the page says the same as the article's latest revision")
    text_digest: str
    digest_without_memory: str | None = Field(
        default=None, description="of the article: a difference by memory alone is no revision"
    )
    signature: str | None = None
    outline: str | None = Field(
        default=None, description="of the article: what the next revision is compared with"
    )
    first_seen: Timestamp
    accepted_at: Timestamp
    version: Version
    retention_class: str = "standard"

    @property
    def event_id(self) -> str:
        return self.page_id

    @property
    def subject(self) -> str:
        return self.story_id

    @property
    def trace_id(self) -> str:
        return self.page_id
