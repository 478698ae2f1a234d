"""What people say of alerts: whether one was what they asked for."""

from typing import ClassVar

from pydantic import Field

from wirewatch.events.article import Article
from wirewatch.events.event import Event, Timestamp


class AlertJudged(Event):
    """A thumb up or down on one alert; the latest one stands, a tombstone takes it back.

    `article` makes it an example of the rule: with a thumb up one that the rule must match, with
    a thumb down one that it must not.
    """

    type_name: ClassVar[str] = "wirewatch.alert.judged"

    alert_id: str
    rule_id: str
    rule_version: int = Field(ge=1, description="the version that alerted")
    useful: bool = Field(description="true: a thumb up; false: a thumb down")
    article_id: str
    url: str
    title: str
    article: Article | None = Field(
        default=None,
        description="the article as rules are held against it, without what they do not look at; "
        "none where it is not kept any more or the rule has examples enough",
    )
    origin: str = Field(default="console", description="console or cli: who said it")
    judged_at: Timestamp

    @property
    def event_id(self) -> str:
        return f"{self.alert_id}.{int(self.judged_at.timestamp() * 1000)}"

    @property
    def subject(self) -> str:
        return self.alert_id
