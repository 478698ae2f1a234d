"""The local view of the topic `stories`: what group has decided so far."""

import sqlite3
from datetime import datetime

from wirewatch.adapters.sqlite.topic_view import TopicView
from wirewatch.events import Event, StoryDecided


class StoryView(TopicView):
    """Decisions by page, by article and by text."""

    topic = "stories"

    def create(self, db: sqlite3.Connection) -> None:
        """The table and the ways it is looked up."""
        db.execute(
            """
            CREATE TABLE decisions (
                page_id TEXT PRIMARY KEY,
                article_id TEXT NOT NULL,
                revision INTEGER NOT NULL,
                unchanged INTEGER NOT NULL,
                text_digest TEXT NOT NULL,
                accepted_ms INTEGER NOT NULL,
                event TEXT NOT NULL
            ) WITHOUT ROWID
            """
        )
        db.execute("CREATE INDEX by_article ON decisions (article_id, revision, unchanged)")
        db.execute("CREATE INDEX by_text ON decisions (text_digest, accepted_ms)")

    def apply(self, event: Event) -> None:
        """Take a decision in; the first one about a page stands."""
        assert isinstance(event, StoryDecided)
        self.db.execute(
            "INSERT OR IGNORE INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                event.page_id,
                event.article_id,
                event.revision,
                event.unchanged,
                event.text_digest,
                _milliseconds(event.accepted_at),
                event.model_dump_json(),
            ),
        )

    def delete(self, key: str) -> None:
        """Forget the decision about a page."""
        self.db.execute("DELETE FROM decisions WHERE page_id = ?", (key,))

    def of_page(self, page_id: str) -> StoryDecided | None:
        """The decision about a page."""
        return self._one("SELECT event FROM decisions WHERE page_id = ?", page_id)

    def latest_of_article(self, article_id: str) -> StoryDecided | None:
        """The decision that made the article's latest revision."""
        return self._one(
            "SELECT event FROM decisions WHERE article_id = ?"
            " ORDER BY revision DESC, unchanged LIMIT 1",
            article_id,
        )

    def first_with_text(self, text_digest: str, since: datetime) -> StoryDecided | None:
        """The earliest decision on this very text among those accepted since then."""
        return self._one(
            "SELECT event FROM decisions WHERE text_digest = ? AND accepted_ms >= ?"
            " ORDER BY accepted_ms LIMIT 1",
            text_digest,
            _milliseconds(since),
        )

    def _one(self, query: str, *values: object) -> StoryDecided | None:
        row = self.db.execute(query, values).fetchone()
        return None if row is None else StoryDecided.model_validate_json(row[0])


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
