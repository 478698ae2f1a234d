"""Moments as people type them: a day, a time, or how long ago."""

import re
from datetime import UTC, datetime, timedelta

from wirewatch.core.errors import Misconfigured

_AGO = re.compile(r"(\d{1,5})\s*([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def moment(text: str, now: datetime) -> datetime:
    """`30d`, `12h`, `45m` or `2w` before now; or an ISO 8601 date or time, in UTC without a zone.

    Raises:
        Misconfigured: it is none of these.
    """
    ago = _AGO.fullmatch(text.strip())
    if ago is not None:
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Misconfigured(
            f"{text!r} is no time; write 30d, 12h, 45m, 2026-03-14 or 2026-03-14T09:00Z"
        ) from None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
