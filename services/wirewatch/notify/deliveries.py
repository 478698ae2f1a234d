"""The local view of the topic `deliveries`: what is due, and what was delivered."""

import sqlite3
from datetime import datetime

from wirewatch import flow
from wirewatch.adapters.sqlite.topic_view import DAY_MS, TopicView
from wirewatch.core.ports import Bus
from wirewatch.events import Delivery, Event


class DeliveryView(TopicView):
    """Deliveries by id, by alert, and by the time of their next attempt."""

    topic = "deliveries"
    version = 3

    def create(self, db: sqlite3.Connection) -> None:
        """The table and the ways it is looked up."""
        db.execute(
            """
            CREATE TABLE deliveries (
                delivery_id TEXT PRIMARY KEY,
                alert_id TEXT NOT NULL,
                endpoint_id TEXT NOT NULL,
                version INTEGER NOT NULL,
                due_ms INTEGER,
                changed_ms INTEGER NOT NULL,
                event TEXT NOT NULL
            ) WITHOUT ROWID
            """
        )
        db.execute("CREATE INDEX by_time ON deliveries (changed_ms)")
        db.execute("CREATE INDEX by_alert ON deliveries (alert_id)")
        db.execute(
            "CREATE INDEX by_due ON deliveries (endpoint_id, due_ms) WHERE due_ms IS NOT NULL"
        )

    def apply(self, event: Event) -> None:
        """Take a state in; an earlier one never replaces a later one."""
        assert isinstance(event, Delivery)
        due = event.next_attempt_at
        self.db.execute(
            "INSERT INTO deliveries VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (delivery_id) DO UPDATE SET version = excluded.version,"
            " due_ms = excluded.due_ms, changed_ms = excluded.changed_ms, event = excluded.event"
            " WHERE excluded.version >= deliveries.version",
            (
                event.delivery_id,
                event.alert_id,
                event.endpoint_id,
                event.version,
                None if due is None else round(due.timestamp() * 1000),
                round(_latest_moment(event).timestamp() * 1000),
                event.model_dump_json(),
            ),
        )

    def delete(self, key: str) -> None:
        """Forget a delivery."""
        self.db.execute("DELETE FROM deliveries WHERE delivery_id = ?", (key,))

    def prune(self) -> None:
        """Forget the deliveries that did not change for as long as the topic keeps them."""
        self.db.execute(
            "DELETE FROM deliveries"
            " WHERE changed_ms < (SELECT max(changed_ms) FROM deliveries) - ?",
            (flow.topic(self.topic).retention_days * DAY_MS,),
        )

    def of_alert(self, alert_id: str) -> list[Delivery]:
        """Every delivery of an alert."""
        return self._many("SELECT event FROM deliveries WHERE alert_id = ?", alert_id)

    def endpoints_due(self, now: datetime) -> list[str]:
        """The endpoints with a delivery that is to be tried now."""
        rows = self.db.execute(
            "SELECT DISTINCT endpoint_id FROM deliveries WHERE due_ms IS NOT NULL AND due_ms <= ?",
            (round(now.timestamp() * 1000),),
        )
        return [row[0] for row in rows]

    def due(self, endpoint_id: str, now: datetime, *, limit: int) -> list[Delivery]:
        """What is to be tried now at an endpoint, the longest waiting first."""
        return self._many(
            "SELECT event FROM deliveries WHERE endpoint_id = ? AND due_ms <= ?"
            " ORDER BY due_ms LIMIT ?",
            endpoint_id,
            round(now.timestamp() * 1000),
            limit,
        )

    def _many(self, query: str, *values: object) -> list[Delivery]:
        return [Delivery.model_validate_json(row[0]) for row in self.db.execute(query, values)]


def _latest_moment(delivery: Delivery) -> datetime:
    """When it last changed, or will."""
    moments = [delivery.created_at, delivery.finished_at, delivery.next_attempt_at]
    moments += [attempt.at for attempt in delivery.attempts[-1:]]
    return max(moment for moment in moments if moment is not None)


class StagedDeliveries:
    """The view as the planner sees it: its own changes wait apart until the bus has them.

    The dispatcher writes to the same view at any time, so the planner cannot hold a transaction
    open on it over a commit to the bus.
    """

    def __init__(self, view: DeliveryView) -> None:
        self._view = view
        self._staged: dict[str, Delivery] = {}

    def of_alert(self, alert_id: str) -> list[Delivery]:
        """Every delivery of an alert, staged ones included."""
        known = {d.delivery_id: d for d in self._view.of_alert(alert_id)}
        known |= {i: d for i, d in self._staged.items() if d.alert_id == alert_id}
        return list(known.values())

    def stage(self, delivery: Delivery) -> None:
        """Remember a change until `commit`."""
        self._staged[delivery.delivery_id] = delivery

    def __contains__(self, delivery_id: object) -> bool:
        """Whether a change of this delivery waits for the bus."""
        return delivery_id in self._staged

    async def catch_up(self, bus: Bus) -> int:
        """See TopicView."""
        return await self._view.catch_up(bus)

    def commit(self) -> None:
        """The bus has the staged changes: into the view with them."""
        for delivery in self._staged.values():
            self._view.apply(delivery)
        self._staged.clear()
        self._view.commit()

    def rollback(self) -> None:
        """The bus has them not: forget them."""
        self._staged.clear()
