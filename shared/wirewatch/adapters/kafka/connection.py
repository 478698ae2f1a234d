"""How every client of ours connects, and what the broker's errors mean to us."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiokafka import errors
from aiokafka.codec import has_zstd

from wirewatch import flow
from wirewatch.core.errors import Misconfigured, Reason, Reject, Retry, WirewatchError

REQUEST_TIMEOUT_SECONDS = 30.0
"""How long one request, or one record on its way to the broker, may take."""

RETRY_BACKOFF_SECONDS = 0.5
"""How long a client waits before it asks again. aiokafka logs each try: at its default of 0.1 s
each client of a broker that is away writes fifty lines a second (measured with 0.14.0)."""

_SHARED = frozenset(
    {
        "security_protocol",
        "ssl_context",
        "sasl_mechanism",
        "sasl_plain_username",
        "sasl_plain_password",
        "sasl_kerberos_service_name",
        "sasl_kerberos_domain_name",
        "sasl_oauth_token_provider",
        "connections_max_idle_ms",
        "metadata_max_age_ms",
    }
)

_REFUSED = (
    errors.MessageSizeTooLargeError,
    errors.RecordListTooLargeError,
    errors.InvalidTimestampError,
)
_WRONG_SETTING = (
    errors.TopicAuthorizationFailedError,
    errors.GroupAuthorizationFailedError,
    errors.ClusterAuthorizationFailedError,
    errors.TransactionalIdAuthorizationFailed,
    errors.AuthenticationFailedError,
    errors.AuthenticationMethodNotSupported,
    errors.SaslAuthenticationFailed,
    errors.UnsupportedSaslMechanismError,
    errors.UnsupportedVersionError,
    errors.InvalidTopicError,
    errors.InvalidRequiredAcksError,
    errors.InvalidSessionTimeoutError,
    errors.InconsistentGroupProtocolError,
    errors.PolicyViolationError,
)

COMPRESSION = "zstd" if has_zstd() else "gzip"
"""What the producer compresses with: zstd where its library is installed."""


@dataclass(frozen=True, slots=True)
class KafkaConnection:
    """Where the brokers are and how to talk to them.

    Args:
        bootstrap: `host:port`, several separated by commas.
        prefix: begins the names of topics and groups.
        client: the security settings that all aiokafka clients share (`security_protocol`,
            `ssl_context`, `sasl_*`), and `connections_max_idle_ms`, `metadata_max_age_ms`.

    Raises:
        Misconfigured: `client` has a setting that is not one of these.
    """

    bootstrap: str
    prefix: str = "wirewatch"
    client: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = sorted(set(self.client) - _SHARED)
        if unknown:
            raise Misconfigured(
                f"the Kafka client has no setting {unknown[0]!r} to pass through; there are "
                + ", ".join(sorted(_SHARED))
            )

    def settings(self, purpose: str) -> dict[str, Any]:
        """The keyword arguments that every aiokafka client takes."""
        return {
            **self.client,
            "bootstrap_servers": self.bootstrap,
            "client_id": f"{self.prefix}-{purpose}",
            "request_timeout_ms": int(REQUEST_TIMEOUT_SECONDS * 1000),
            "retry_backoff_ms": int(RETRY_BACKOFF_SECONDS * 1000),
        }

    def full(self, topic: str) -> str:
        """The broker's name of a topic of ours."""
        return flow.full_name(topic, self.prefix)


def translated(error: Exception, doing: str) -> WirewatchError:
    """What an error of aiokafka means to the caller: most pass by themselves.

    Args:
        error: as aiokafka raised it, or a `TimeoutError`.
        doing: what was tried, for the message.
    """
    message = f"{doing}: {type(error).__name__}: {error}"
    if isinstance(error, _REFUSED):
        return Reject(Reason.REFUSED_BY_BROKER, message)
    if isinstance(error, errors.UnknownTopicOrPartitionError):
        return Misconfigured(f"{message}; create the topics first")
    if isinstance(error, _WRONG_SETTING):
        return Misconfigured(message)
    return Retry(message)


@contextmanager
def translating(doing: str) -> Iterator[None]:
    """Around what another client of Kafka does: its errors as `translated` tells them."""
    try:
        yield
    except errors.KafkaError as error:
        raise translated(error, doing) from error
