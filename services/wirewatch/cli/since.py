"""Times as people give them on the command line: 30d, 12h, 2w, 2026-11-01."""

import re
from datetime import UTC, datetime, timedelta

from wirewatch.core.errors import Misconfigured

_SPAN = re.compile(r"([0-9]{1,5})([hdw])")
_HOURS = {"h": 1, "d": 24, "w": 7 * 24}


def since(text: str, now: datetime) -> datetime:
    """The moment that is meant.

    Raises:
        Misconfigured: it cannot be read, or lies in the future.
    """
    span = _SPAN.fullmatch(text.strip())
    try:
        if span is not None:
            found = now - timedelta(hours=int(span[1]) * _HOURS[span[2]])
        else:
            found = datetime.fromisoformat(text.strip())
            found = found.replace(tzinfo=UTC) if found.tzinfo is None else found
    except (ValueError, OverflowError) as error:
        raise Misconfigured(
            f"--since {text!r}: write a span such as 30d, 12h or 2w, or a day such as 2026-11-01"
        ) from error
    if found >= now:
        raise Misconfigured(f"--since {text!r} is not in the past")
    return found
