"""The repeated tables of the file: sources, rules, lists and endpoints."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from wirewatch.core.errors import Misconfigured
from wirewatch.core.rules import country_code
from wirewatch.core.signing import check_secret
from wirewatch.events import EndpointKind, Id, SourceKind
from wirewatch.events.registry import any_of
from wirewatch.runtime.settings import Section

Country = Annotated[str, AfterValidator(country_code)]
"""An ISO 3166 code, in small letters when it is read."""


class SourceEntry(Section):
    """One `[[source]]` of the file."""

    id: Id = Field(description="a short name, unique among the sources")
    kind: SourceKind = Field(description="feed, urls, folder, jsonl or push")
    location: str = Field(
        default="", description="URL of the feed, or path of the list, folder or file"
    )
    name: str = Field(default="", description="what people call it")
    enabled: bool = Field(default=True, description="whether it is read")
    country: Country | None = Field(
        default=None, description="where it is published, as in ISO 3166 (fr), for country: rules"
    )
    interval_seconds: int = Field(default=900, ge=1, description="time between two readings")


class RuleEntry(Section):
    """One `[[rule]]` of the file."""

    id: Id = Field(description="a short name, unique among the rules")
    name: str = Field(default="", description="what people call it; the id if empty")
    expression: str = Field(min_length=1, description="what to watch for, see docs/rules.md")
    endpoints: tuple[Id, ...] = Field(default=(), description="ids of the endpoints it tells")
    enabled: bool = Field(default=True, description="whether it is matched")
    update_interval_seconds: int = Field(
        default=1800, ge=0, description="least time between two updates about one story"
    )
    must_match: tuple[str, ...] = Field(default=(), description="texts that it must match")
    must_not_match: tuple[str, ...] = Field(default=(), description="texts that it must not match")


class ListEntry(Section):
    """One `[[list]]` of the file."""

    id: Id = Field(description="a short name; rules use it as @name")
    name: str = Field(default="", description="what people call it; the id if empty")
    terms: tuple[str, ...] = Field(
        min_length=1, description="words, phrases or rules; any of them is enough"
    )

    @property
    def expression(self) -> str:
        """What `@id` stands for."""
        return any_of(self.terms)


class EndpointEntry(Section):
    """One `[[endpoint]]` of the file."""

    id: Id = Field(description="a short name, unique among the endpoints")
    kind: EndpointKind = Field(default=EndpointKind.WEBHOOK, description="the form of the alerts")
    url: str = Field(description="where alerts are posted to")
    secret: SecretStr | None = Field(
        default=None, description="signing secret, whsec_…; better in secret_file"
    )
    secret_file: Path | None = Field(
        default=None, description="file with signing secrets, one a line; the first is the newest"
    )
    enabled: bool = Field(default=True, description="whether it is delivered to")

    def secrets(self) -> tuple[SecretStr, ...]:
        """The signing secrets, the newest first.

        Raises:
            Misconfigured: the file of secrets cannot be read.
        """
        found = [] if self.secret is None else [self.secret]
        if self.secret_file is not None:
            try:
                lines = self.secret_file.read_text().split()
            except OSError as error:
                raise Misconfigured(
                    f"endpoint {self.id}: secret_file {self.secret_file}: {error.strerror}"
                ) from error
            found += [SecretStr(line) for line in lines]
            for secret in found:
                try:
                    check_secret(secret.get_secret_value())
                except ValueError as error:
                    raise Misconfigured(
                        f"endpoint {self.id}: secret_file {self.secret_file}: {error}"
                    ) from error
        return tuple(found)
