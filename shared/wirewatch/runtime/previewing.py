"""Runs a rule over the history that the store has, within a budget."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from wirewatch.core.matching import document_of
from wirewatch.core.ports import ArticleStore, Query
from wirewatch.core.previewing import Cost, Preview, Tally
from wirewatch.core.rules import Document, Node, trial

_STEP = 200
_STEP_IN_HASTE = 50
"""Candidates at a time where there is a time to keep to."""

_TIMED = 20
_REPEATS = 3


async def preview(
    store: ArticleStore,
    node: Node,
    *,
    since: datetime,
    until: datetime,
    verify: int,
    seconds: float | None = None,
) -> Preview:
    """What a rule would have found, the newest first.

    Args:
        store: where the history is.
        node: the rule.
        since: the window's beginning.
        until: its end, which does not belong to it.
        verify: how many candidates are held against the rule at most; the rest is counted by the
            store's index or estimated.
        seconds: how long that may take; at least one step is made.

    Raises:
        Retry: the store is not ready.
    """
    query = Query(node=node, since=since, until=until)
    days = (until - since) // timedelta(days=1)
    overview = await store.overview(query, buckets=days + 3)
    tally, after = Tally(), None
    step = _STEP if seconds is None else _STEP_IN_HASTE
    started = time.monotonic()
    while not tally.whole:
        stretch = await store.scan(query, after=after, limit=min(step, verify - tally.examined))
        tally.add(stretch)
        after = stretch.after
        late = seconds is not None and time.monotonic() - started > seconds
        if tally.examined >= verify or late:
            break
    everything = Query(since=since, until=until, limit=_TIMED)
    latest = await store.search(everything)
    share = overview.candidates / latest.total if latest.total else 0.0
    documents = [document_of(found.article.article) for found in latest.found]
    seconds_per_article = measured_on(documents, node)
    cost = None if seconds_per_article is None else Cost(seconds_per_article, min(share, 1.0))
    return tally.preview(since, until, overview, cost)


def measured_on(documents: Sequence[Document], node: Node) -> float | None:
    """The mean time in seconds to hold a rule against one of the articles, the best of a few
    repeats; None without articles.
    """
    if not documents:
        return None
    best = float("inf")
    for _ in range(_REPEATS):
        trials = [trial(node, document) for document in documents]
        started = time.perf_counter()
        for hold in trials:
            hold()
        best = min(best, time.perf_counter() - started)
    return best / len(documents)
