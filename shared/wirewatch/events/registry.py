"""What people keep: rules, sources and endpoints. The latest record of an id is its state."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from wirewatch.events.event import Event, Record, Timestamp

ID_PATTERN = re.compile(r"^[a-z0-9][a-z0-9._-]{0,63}$")
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN.pattern)]
"""A name for a rule, source or endpoint: lower-case letters, digits, dot, dash, underscore."""


class EarlierExpression(Record):
    """What a rule asked for before it was edited."""

    expression: str = Field(min_length=1, max_length=20_000)
    until: Timestamp = Field(description="it applied to articles accepted before this")
    version: int | None = Field(default=None, description="the last version that had it")


class EarlierTerms(Record):
    """What a list held before it was edited."""

    terms: tuple[str, ...]
    until: Timestamp = Field(description="they applied to articles accepted before this")
    version: int = Field(description="the last version that had them")


class Rule(Event):
    """A saved Boolean query."""

    type_name: ClassVar[str] = "wirewatch.rule.saved"

    rule_id: Id
    name: str = Field(min_length=1, max_length=200)
    expression: str = Field(min_length=1, max_length=20_000)
    endpoints: tuple[Id, ...] = Field(
        default=(), description="where its alerts go; none = shown only"
    )
    enabled: bool = True
    active_from: Timestamp = Field(description="it applies to articles accepted at or after this")
    version: int = Field(default=1, ge=1, description="raised by one at each edit")
    update_interval_seconds: int = Field(
        default=1800, ge=0, description="the least time between two updates about one story"
    )
    must_match: tuple[str, ...] = Field(
        default=(), max_length=200, description="texts that it must match, as in docs/rules.md"
    )
    must_not_match: tuple[str, ...] = Field(
        default=(), max_length=200, description="texts that it must not match"
    )
    origin: str = Field(default="console", description="file, console or cli: who keeps it")
    silenced_until: Timestamp | None = None
    digest: str | None = None
    updated_at: Timestamp
    expression_from: Timestamp | None = Field(
        default=None, description="since when the expression is this one; none = from the start"
    )
    earlier: tuple[EarlierExpression, ...] = Field(
        default=(), description="what it asked for before, the latest last, at most 5"
    )
    retention_class: str = "standard"

    @property
    def event_id(self) -> str:
        return f"{self.rule_id}.{self.version}"

    @property
    def subject(self) -> str:
        return self.rule_id


class TermList(Event):
    """Terms kept under a name: `@name` in a rule holds where one of them does."""

    type_name: ClassVar[str] = "wirewatch.list.saved"

    list_id: Id
    name: str = Field(default="", max_length=200)
    terms: tuple[Annotated[str, StringConstraints(min_length=1, max_length=20_000)], ...] = Field(
        min_length=1,
        max_length=4_000,
        description="each is a word, a phrase or a rule; any of them is enough",
    )
    version: int = Field(default=1, ge=1, description="raised by one at each edit")
    origin: str = Field(default="console", description="file, console or cli: who keeps it")
    updated_at: Timestamp
    terms_from: Timestamp | None = Field(
        default=None, description="since when the terms are these; none = from the start"
    )
    earlier: tuple[EarlierTerms, ...] = Field(
        default=(),
        description="what it held before, the latest last: at most 5, and less of long lists",
    )

    @property
    def event_id(self) -> str:
        return f"{self.list_id}.{self.version}"

    @property
    def subject(self) -> str:
        return self.list_id

    @property
    def expression(self) -> str:
        """What `@name` stands for."""
        return any_of(self.terms)


def any_of(terms: Sequence[str]) -> str:
    """The expression that holds where one of the terms does."""
    if len(terms) == 1:
        return terms[0]
    # A line each: a term may end in a remark.
    return " OR\n".join([f"({term}\n)" for term in terms])


class SourceKind(StrEnum):
    """How pages are had from a source."""

    FEED = "feed"
    URLS = "urls"
    FOLDER = "folder"
    JSON_LINES = "jsonl"
    PUSH = "push"


class Source(Event):
    """Where pages come from."""

    type_name: ClassVar[str] = "wirewatch.source.saved"

    source_id: Id
    kind: SourceKind
    location: str = Field(
        default="", description="URL of the feed, or path of the list, folder or file"
    )
    name: str = ""
    enabled: bool = True
    country: str | None = Field(
        default=None,
        pattern="^[a-z]{2}$",
        description="where it is published, ISO 3166 code in small letters; none = as its "
        "articles' top-level domains tell",
    )
    interval_seconds: int = Field(default=900, ge=1)
    version: int = Field(default=1, ge=1)
    origin: str = "file"
    updated_at: Timestamp

    @property
    def event_id(self) -> str:
        return f"{self.source_id}.{self.version}"

    @property
    def subject(self) -> str:
        return self.source_id


class EndpointKind(StrEnum):
    """The form in which an endpoint wants its alerts."""

    WEBHOOK = "webhook"


class Endpoint(Event):
    """Where alerts go. Its secret is not here: notify looks it up in its own settings by the id."""

    type_name: ClassVar[str] = "wirewatch.endpoint.saved"

    endpoint_id: Id
    kind: EndpointKind = EndpointKind.WEBHOOK
    url: str
    enabled: bool = True
    version: int = Field(default=1, ge=1)
    origin: str = "file"
    updated_at: Timestamp

    @property
    def event_id(self) -> str:
        return f"{self.endpoint_id}.{self.version}"

    @property
    def subject(self) -> str:
        return self.endpoint_id
