"""The settings of the console."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr


class ConsoleSettings(BaseModel):
    """Where the console answers, and who may use it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field(
        default="127.0.0.1", description="address to listen on; beyond loopback a token is needed"
    )
    port: int = Field(default=8080, ge=0, le=65535, description="port to listen on; 0 picks a free one")
    token: SecretStr | None = Field(
        default=None, description="what people sign in with; none = only from this machine"
    )
    kibana_url: str | None = Field(default=None, description="Kibana's address as people reach it")
