"""Records of the store as events, a page at a time."""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from wirewatch.console.problems import Problem
from wirewatch.core.ports import ArticleStore
from wirewatch.events import Alert, Delivery, Event, PageSettled
from wirewatch.runtime.logs import logger

E = TypeVar("E", bound=Event)


class Records(Generic[E]):
    """One kind of records of the store."""

    def __init__(self, kind: str, event: type[E]) -> None:
        self._kind = kind
        self._event = event

    async def page(
        self,
        store: ArticleStore,
        where: Mapping[str, str | None] | None = None,
        *,
        limit: int = 50,
        before: str | None = None,
    ) -> tuple[list[E], str | None]:
        """The newest records, and the cursor of the next page; None at the end.

        Fields of `where` that are empty do not narrow.

        Raises:
            Problem: 400: `before` is no cursor.
            Retry: the store is not ready.
        """
        narrowed = {k: v for k, v in (where or {}).items() if v}
        try:
            found = await store.records(
                self._kind, where=narrowed, limit=limit + 1, before=before or None
            )
        except ValueError as error:
            raise Problem(400, "This link to older entries is damaged.") from error
        more = str(found[limit - 1]["cursor"]) if len(found) > limit else None
        read = [self._read(record) for record in found[:limit]]
        return [event for event in read if event is not None], more

    async def one(self, store: ArticleStore, record_id: str) -> E | None:
        """The record of that id; None where there is none that can be read.

        Raises:
            Retry: the store is not ready.
        """
        record = await store.record(self._kind, record_id)
        return None if record is None else self._read(record)

    def _read(self, record: Mapping[str, Any]) -> E | None:
        """The event; one that a later wirewatch wrote differently must not hide the others."""
        try:
            return self._event.model_validate(record)
        except ValidationError as error:
            logger("console").error(
                "record_unreadable", kind=self._kind, cursor=record.get("cursor"), detail=str(error)
            )
            return None


ALERTS = Records("alerts", Alert)
DELIVERIES = Records("deliveries", Delivery)
OUTCOMES = Records("outcomes", PageSettled)
