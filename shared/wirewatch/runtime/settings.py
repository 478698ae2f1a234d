"""The sections of the settings that several services share."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from wirewatch.runtime.logs import LogFormat


class Section(BaseModel):
    """A part of the settings tree: frozen, and strict about what it knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LogSettings(Section):
    """What is logged, and how."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="the least level that is written"
    )
    format: LogFormat = Field(
        default="auto", description="json, console, or auto: colours on a terminal, JSON elsewhere"
    )


class HealthSettings(Section):
    """Where a service answers /healthz, /readyz and /metrics."""

    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=0, ge=0, le=65535, description="port to listen on; 0 = do not listen")


class KafkaSettings(Section):
    """How Kafka is reached."""

    bootstrap: str = Field(
        default="127.0.0.1:9092", description="host:port of one broker or more, with commas"
    )
    prefix: str = Field(
        default="wirewatch",
        pattern=r"^[a-z0-9-]{1,40}$",
        description="first part of the names of all topics and consumer groups",
    )
    replication_factor: int = Field(
        default=1, ge=1, description="copies of each partition, when topics are created"
    )
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        default="PLAINTEXT", description="as in Kafka's own clients"
    )
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        default="SCRAM-SHA-512", description="used with the SASL protocols"
    )
    sasl_username: str | None = Field(default=None, description="used with the SASL protocols")
    sasl_password: SecretStr | None = Field(
        default=None, description="used with the SASL protocols"
    )


class ElasticsearchSettings(Section):
    """How Elasticsearch is reached."""

    url: str = Field(default="http://127.0.0.1:9200", description="base URL of the cluster")
    prefix: str = Field(
        default="wirewatch",
        pattern=r"^[a-z0-9-]{1,40}$",
        description="first part of the names of all indices",
    )
    api_key: SecretStr | None = Field(default=None, description="API key, where one is needed")
    timeout_seconds: float = Field(default=30.0, gt=0, description="deadline of one request")


class KibanaSettings(Section):
    """How Kibana is reached, to bring the dashboard in."""

    url: str | None = Field(
        default=None, description="base URL; none = the dashboard is not imported"
    )
    api_key: SecretStr | None = Field(default=None, description="API key, where one is needed")
