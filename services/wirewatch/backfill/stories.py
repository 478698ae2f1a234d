"""Which stories a backfill has met before, without keeping them all."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import timedelta

from wirewatch.core.matching import document_of
from wirewatch.core.ports import ArticleStore, Found, Query, Stretch
from wirewatch.core.rules import Node, holds
from wirewatch.events import Backfill

REMEMBERED = 50_000
"""Stories held in memory, some 10 MB. Of what is not held the store is asked."""

_PAGE = 50


class MetStories:
    """Tells new stories from those that came up earlier in the same backfill.

    A backfill reads the oldest articles first, so a story is new when the store has no older
    article of it in the same time that the rule matches. What this process has read itself it
    need not ask for.
    """

    def __init__(self, store: ArticleStore) -> None:
        self._store = store
        self._job = ""
        self._cursor: str | None = None
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._knows_all = False

    async def new(self, job: Backfill, node: Node, stretch: Stretch) -> Sequence[str]:
        """The stories of a stretch that come up for the first time, in its order.

        Raises:
            Retry: the store is not ready.
        """
        if (job.backfill_id, job.cursor) != (self._job, self._cursor) or job.cursor is None:
            self._job, self._cursor = job.backfill_id, job.cursor
            self._seen.clear()
            self._knows_all = job.cursor is None
        first = {found.article.story_id: found for found in reversed(stretch.found)}
        return [
            story
            for story in dict.fromkeys(found.article.story_id for found in stretch.found)
            if story not in self._seen
            and (self._knows_all or not await self._met_before(job, node, first[story]))
        ]

    def remember(self, stretch: Stretch) -> None:
        """Take in a stretch, now that its place is written down."""
        self._cursor = stretch.after
        for found in stretch.found:
            self._seen[found.article.story_id] = None
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
            self._knows_all = False

    async def _met_before(self, job: Backfill, node: Node, found: Found) -> bool:
        own = found.article.article
        query = Query(
            story_id=found.article.story_id,
            since=job.since,
            until=own.accepted_at + timedelta(milliseconds=1),
        )
        after: str | None = None
        while True:
            page = await self._store.scan(query, after=after, limit=_PAGE, oldest_first=True)
            for one in page.found:
                article = one.article.article
                if (article.accepted_at, article.article_id) >= (own.accepted_at, own.article_id):
                    return False
                if holds(node, document_of(article)):
                    return True
            if page.after is None:
                return False
            after = page.after
