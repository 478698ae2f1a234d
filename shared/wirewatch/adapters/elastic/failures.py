"""What Elasticsearch's answers mean: try again, refuse the input, or fix the configuration."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from elasticsearch import ApiError, TransportError

from wirewatch.core.errors import Misconfigured, Reason, Reject, Retry

_DONE = frozenset({200, 201, 409})
"""409 says that a newer version is kept already: the store is as it should be."""

_REFUSED = frozenset({400, 413})
_FORBIDDEN = frozenset({401, 403})
MISSING = 404
_REASON_LIMIT = 500


@contextmanager
def retried() -> Iterator[None]:
    """Turn the client's errors into ours.

    Raises:
        Retry: Elasticsearch does not answer, is overloaded or not prepared.
        Misconfigured: it does not let us in.
    """
    try:
        yield
    except TransportError as error:
        raise Retry(f"Elasticsearch does not answer: {_short(error)}") from error
    except ApiError as error:
        if error.status_code in _FORBIDDEN:
            raise Misconfigured(
                f"Elasticsearch refuses our credentials ({error.status_code}): {_short(error)}"
            ) from error
        if error.status_code == MISSING:
            raise Retry(f"Elasticsearch is not prepared: {_short(error)}") from error
        if error.status_code in (408, 429) or error.status_code >= 500:
            raise Retry(f"Elasticsearch answers {error.status_code}: {_short(error)}") from error
        raise


def judged(item: dict[str, Any], event_id: str) -> Reject | None:
    """What the answer to one item of a bulk request means; None where the item is kept.

    Raises:
        Retry: the item was not tried or may work later.
    """
    status = int(item["status"])
    if status in _DONE:
        return None
    error = item.get("error") or {}
    detail = f"{error.get('type', status)}: {error.get('reason', '')}"[:_REASON_LIMIT]
    if status in _REFUSED:
        return Reject(Reason.REFUSED_BY_STORE, f"{event_id}: {detail}")
    raise Retry(f"Elasticsearch answers {status} to {event_id}: {detail}")


def refused_whole(error: ApiError) -> bool:
    """Whether a request was refused for what stands in it."""
    return error.status_code in _REFUSED


def _short(error: Exception) -> str:
    return str(error)[:_REASON_LIMIT]
