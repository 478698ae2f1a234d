"""What every record on a topic has in common."""

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer


def _rfc3339(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


Timestamp = Annotated[AwareDatetime, PlainSerializer(_rfc3339, return_type=str, when_used="json")]
"""An instant in UTC, written as RFC 3339 with milliseconds."""

Version = Annotated[int, Field(ge=0, lt=2**63)]
"""The order of two states of a thing: `accepted_at_ms << 20 | pipeline_epoch`; the greater wins."""


class Record(BaseModel):
    """A frozen value inside an event; unknown fields of a later minor version are ignored."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", str_max_length=20_000_000, allow_inf_nan=False
    )


class Event(Record):
    """A record that stands on a topic by itself.

    `type_name` and `schema_version` make the CloudEvents type, `wirewatch.page.fetched.v1`.
    """

    type_name: ClassVar[str]
    schema_version: ClassVar[int] = 1

    @property
    def event_id(self) -> str:
        """The same for each copy of the same event, so that a consumer can drop repeats."""
        raise NotImplementedError

    @property
    def subject(self) -> str:
        """What the event is about: an article, an alert, a rule."""
        return self.event_id

    @property
    def trace_id(self) -> str | None:
        """The page that caused this event: its id is the W3C trace id. None where no page did."""
        return None

    @classmethod
    def ce_type(cls) -> str:
        """The CloudEvents `type` attribute."""
        return f"{cls.type_name}.v{cls.schema_version}"
