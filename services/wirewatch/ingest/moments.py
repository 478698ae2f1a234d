"""Times as inputs write them."""

from datetime import UTC, datetime


def read_moment(value: object) -> datetime | None:
    """An ISO 8601 time in UTC, cut to milliseconds; one without a zone is UTC.

    None where the value is not such a time: a wrong time is no reason to refuse a page.
    """
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
