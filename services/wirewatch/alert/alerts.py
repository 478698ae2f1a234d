"""The local view of the topic `alerts`: the state of each alert."""

import sqlite3

from wirewatch import flow
from wirewatch.adapters.sqlite.topic_view import DAY_MS, TopicView
from wirewatch.events import Alert, Event


class AlertView(TopicView):
    """Alerts by id, as long as their topic keeps them."""

    topic = "alerts"
    version = 2

    def create(self, db: sqlite3.Connection) -> None:
        """One table."""
        db.execute(
            "CREATE TABLE alerts"
            " (alert_id TEXT PRIMARY KEY, sequence INTEGER NOT NULL,"
            " updated_ms INTEGER NOT NULL, event TEXT NOT NULL) WITHOUT ROWID"
        )
        db.execute("CREATE INDEX by_time ON alerts (updated_ms)")

    def apply(self, event: Event) -> None:
        """Take a state in; an earlier one never replaces a later one."""
        assert isinstance(event, Alert)
        self.db.execute(
            "INSERT INTO alerts VALUES (?, ?, ?, ?) ON CONFLICT (alert_id) DO UPDATE SET"
            " sequence = excluded.sequence, updated_ms = excluded.updated_ms,"
            " event = excluded.event"
            " WHERE excluded.sequence >= alerts.sequence",
            (
                event.alert_id,
                event.sequence,
                round(event.updated_at.timestamp() * 1000),
                event.model_dump_json(),
            ),
        )

    def delete(self, key: str) -> None:
        """Forget an alert."""
        self.db.execute("DELETE FROM alerts WHERE alert_id = ?", (key,))

    def prune(self) -> None:
        """Forget the alerts that did not change for as long as the topic keeps them."""
        self.db.execute(
            "DELETE FROM alerts WHERE updated_ms < (SELECT max(updated_ms) FROM alerts) - ?",
            (flow.topic(self.topic).retention_days * DAY_MS,),
        )

    def get(self, alert_id: str) -> Alert | None:
        """The state of an alert."""
        row = self.db.execute("SELECT event FROM alerts WHERE alert_id = ?", (alert_id,)).fetchone()
        return None if row is None else Alert.model_validate_json(row[0])
