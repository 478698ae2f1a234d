"""What was erased: nothing of it but hashes."""

from typing import ClassVar

from pydantic import Field

from wirewatch.events.event import Event, Timestamp


class ArticleErased(Event):
    """An address whose article was erased everywhere. A tombstone lets it in again.

    Every service that could bring the article back looks here first.
    """

    type_name: ClassVar[str] = "wirewatch.article.erased"

    article_id: str = Field(description="hash of the normalised URL: the URL itself is not kept")
    alert_ids: tuple[str, ...] = Field(
        default=(), description="the alerts that showed it, removed with it"
    )
    delivery_ids: tuple[str, ...] = Field(
        default=(), description="the deliveries that told of it, removed with it"
    )
    proof_hashes: tuple[str, ...] = Field(
        default=(), description="SHA-256 of the JSON of the proof of each of these alerts"
    )
    origin: str = Field(default="cli", description="who erased it")
    erased_at: Timestamp

    @property
    def event_id(self) -> str:
        return f"{self.article_id}.{int(self.erased_at.timestamp() * 1000)}"

    @property
    def subject(self) -> str:
        return self.article_id
