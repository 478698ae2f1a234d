"""What an operator may set about ingest."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

_DAY_SECONDS = 86_400.0
_TOKEN_CHARACTERS = 16


class IngestSettings(BaseModel):
    """How pages are fetched and taken in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    contact_url: str = Field(
        default="https://wirewatch.example/contact",
        description="where a site's owner can reach you; stands in the User-Agent header",
    )
    allow_private: tuple[str, ...] = Field(
        default=(),
        description="networks that may be fetched from although they are not public (10.1.0.0/16)",
    )
    extra_ports: tuple[int, ...] = Field(
        default=(), description="ports besides 80 and 443 that may be fetched from"
    )
    pause_seconds: float = Field(
        default=1.0, ge=0, description="the least time between two requests to one host"
    )
    deadline_seconds: float = Field(
        default=30.0, gt=0, description="the longest time that one fetch may take"
    )
    max_concurrent: int = Field(
        default=32, ge=1, description="fetches under way at once, over all sources"
    )
    max_concurrent_per_source: int = Field(
        default=4, ge=1, description="fetches under way at once for one source"
    )
    pass_deadline_seconds: float = Field(
        default=900.0, gt=0, description="the longest time that one pass over a source may take"
    )
    sources_refresh_seconds: float = Field(
        default=1.0, gt=0, description="how often changes to the sources are looked for"
    )
    longest_backoff_seconds: float = Field(
        default=_DAY_SECONDS, gt=0, description="the longest wait after repeated failures"
    )
    first_backoff_seconds: float = Field(
        default=60.0, gt=0, description="the wait after the first failure to fetch a page"
    )
    page_attempts: int = Field(
        default=8, ge=1, description="how often a page that a feed lists is tried before it is left"
    )
    revisit_after_seconds: tuple[float, ...] = Field(
        default=(3_600.0, 21_600.0, _DAY_SECONDS),
        description="waits after which a page from a feed is looked at again for corrections",
    )
    obey_robots: bool = Field(
        default=True, description="ask robots.txt before pages (feeds are asked for by name)"
    )
    settle_seconds: float = Field(
        default=2.0, ge=0, description="files that changed less long ago are left for the next pass"
    )
    push_host: str = Field(default="127.0.0.1", description="address on which pushes are taken")
    push_port: int | None = Field(
        default=None, ge=0, le=65_535, description="port on which pushes are taken; none if unset"
    )
    push_token: SecretStr | None = Field(
        default=None, description="bearer token that pushes carry; needed beyond loopback"
    )

    @model_validator(mode="after")
    def _token_is_long_enough(self) -> Self:
        token = self.push_token
        if token is not None and len(token.get_secret_value()) < _TOKEN_CHARACTERS:
            raise ValueError(f"push_token: at least {_TOKEN_CHARACTERS} characters are needed")
        return self
