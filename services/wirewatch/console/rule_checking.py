"""An expression looked at before it is saved: what it would have found."""

from datetime import timedelta

from wirewatch.core.ports import ArticleStore, Clock
from wirewatch.core.previewing import Preview
from wirewatch.core.rules import Node
from wirewatch.runtime.previewing import preview

PREVIEW_DAYS = 30
PAST_DAYS = (7, 30, 90)
"""How far back people can look, and can have a rule applied."""

_VERIFIED = 1_000
_SECONDS = 2.0


async def look_back(
    store: ArticleStore, clock: Clock, node: Node, *, days: int = PREVIEW_DAYS
) -> Preview:
    """What a rule would have found over the last days.

    Raises:
        Retry: the store is not ready.
    """
    until = clock.now() + timedelta(milliseconds=1)  # with what came in this very moment
    since = until - timedelta(days=days)
    return await preview(store, node, since=since, until=until, verify=_VERIFIED, seconds=_SECONDS)
