"""How long a server asks us to wait."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MAX_SECONDS = 24 * 3600.0


def retry_after_seconds(value: str | None, now: datetime) -> float | None:
    """The seconds that a `Retry-After` header asks for (RFC 9110, 10.2.3), at most a day.

    None where there is no such header or it cannot be read.
    """
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), MAX_SECONDS)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), MAX_SECONDS)
