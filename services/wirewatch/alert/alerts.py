"""The local view of the topic `alerts`: the state of each alert."""

import sqlite3

from wirewatch.adapters.sqlite.topic_view import TopicView
from wirewatch.events import Alert, Event


class AlertView(TopicView):
    """Alerts by id."""

    topic = "alerts"

    def create(self, db: sqlite3.Connection) -> None:
        """One table."""
        db.execute(
            "CREATE TABLE alerts"
            " (alert_id TEXT PRIMARY KEY, sequence INTEGER NOT NULL, event TEXT NOT NULL)"
            " WITHOUT ROWID"
        )

    def apply(self, event: Event) -> None:
        """Take a state in; an earlier one never replaces a later one."""
        assert isinstance(event, Alert)
        self.db.execute(
            "INSERT INTO alerts VALUES (?, ?, ?) ON CONFLICT (alert_id) DO UPDATE SET"
            " sequence = excluded.sequence, event = excluded.event"
            " WHERE excluded.sequence >= alerts.sequence",
            (event.alert_id, event.sequence, event.model_dump_json()),
        )

    def delete(self, key: str) -> None:
        """Forget an alert."""
        self.db.execute("DELETE FROM alerts WHERE alert_id = ?", (key,))

    def get(self, alert_id: str) -> Alert | None:
        """The state of an alert."""
        row = self.db.execute("SELECT event FROM alerts WHERE alert_id = ?", (alert_id,)).fetchone()
        return None if row is None else Alert.model_validate_json(row[0])
