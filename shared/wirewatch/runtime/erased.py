"""What was erased, so that no late record, no replay and no feed brings it back."""

import structlog

from wirewatch.core.ports import Bus
from wirewatch.events import (
    Alert,
    ArticleErased,
    ArticleGrouped,
    Delivery,
    Event,
    PageSettled,
    RuleMatched,
)
from wirewatch.runtime.table import Table


class Erased:
    """The topic `erasures`, held current by whoever follows `table`."""

    def __init__(self, log: structlog.typing.FilteringBoundLogger) -> None:
        self._gone: set[str] = set()
        self.table = Table("erasures", log=log, on_put=self._put)

    async def load(self, bus: Bus) -> None:
        """Read on to the end as it is now.

        Raises:
            Retry: the bus is not ready.
        """
        await self.table.load(bus)

    def bars(self, article_id: str) -> bool:
        """Whether an address may not come in again."""
        return article_id in self.table.rows

    def covers(self, event: Event) -> bool:
        """Whether an event is of an article that was erased."""
        match event:
            case ArticleGrouped():
                return self.bars(event.article.article_id)
            case PageSettled():
                return self.bars(event.article_id)
            case Alert() | RuleMatched():
                return self.bars(event.snapshot.article_id)
            case Delivery():
                return event.alert_id in self._gone or event.delivery_id in self._gone
        return False

    def _put(self, event: Event) -> None:
        if isinstance(event, ArticleErased):
            self._gone.update(event.alert_ids, event.delivery_ids)
