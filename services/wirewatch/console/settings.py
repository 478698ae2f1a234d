"""The settings of the console."""

from ipaddress import ip_address
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from wirewatch.core.errors import Misconfigured

_TOKEN_CHARACTERS = 16


class ConsoleSettings(BaseModel):
    """Where the console answers, and who may use it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field(
        default="127.0.0.1", description="address to listen on; beyond loopback a token is needed"
    )
    port: int = Field(
        default=8080, ge=0, le=65535, description="port to listen on; 0 picks a free one"
    )
    token: SecretStr | None = Field(
        default=None, description="what people sign in with; none = only from this machine"
    )
    behind_https: bool = Field(
        default=False, description="people reach it over HTTPS: the session cookie is Secure"
    )
    kibana_url: str | None = Field(default=None, description="Kibana's address as people reach it")
    other_tellings: bool = Field(
        default=False,
        description="show with an article other stories of its event, in any language",
    )

    @model_validator(mode="after")
    def _token_is_long_enough(self) -> Self:
        if self.token is not None and len(self.token.get_secret_value()) < _TOKEN_CHARACTERS:
            raise ValueError(f"token: at least {_TOKEN_CHARACTERS} characters are needed")
        return self

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the console."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False


def check_reach(settings: ConsoleSettings) -> None:
    """See that nobody can reach the console without signing in.

    Raises:
        Misconfigured: it would listen beyond loopback, without a token.
    """
    if settings.token is None and not settings.is_loopback:
        raise Misconfigured(
            f"console.host is {settings.host}: set console.token, or let it listen on 127.0.0.1"
        )
