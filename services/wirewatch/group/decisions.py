"""The local view of the topic `stories`: what group has decided so far."""

import sqlite3
from base64 import b64decode
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from wirewatch.adapters.sqlite.topic_view import TopicView
from wirewatch.core.grouping import STORY_WINDOW
from wirewatch.core.ports import Bus
from wirewatch.core.stories import DEFAULT_THRESHOLD, Signature
from wirewatch.events import Event, StoryDecided
from wirewatch.group.copies import Copies


class StoryView(TopicView):
    """Decisions by page, by article, by text and by likeness of text.

    Args:
        path: see `TopicView`.
        window: how long a text can be found by likeness, by the time of acceptance.
        signatures_in_memory: how many of these texts are looked up in memory, the newest ones.
        threshold: the least share of the shorter of two texts that makes them copies.
    """

    topic = "stories"
    version = 2

    def __init__(
        self,
        path: Path | None,
        *,
        window: timedelta = STORY_WINDOW,
        signatures_in_memory: int = 1_000_000,
        threshold: float = DEFAULT_THRESHOLD,
    ) -> None:
        self._copies = Copies(
            window_ms=round(window.total_seconds() * 1000),
            limit=signatures_in_memory,
            threshold=threshold,
        )
        self._catching_up = False
        super().__init__(path)

    def create(self, db: sqlite3.Connection) -> None:
        """The tables and the ways they are looked up."""
        self._copies.reset()
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
            )
            """
        )
        db.execute("CREATE INDEX by_article ON decisions (article_id, revision, unchanged)")
        db.execute("CREATE INDEX by_text ON decisions (text_digest, accepted_ms)")
        Copies.create(db)

    def apply(self, event: Event) -> None:
        """Take a decision in; the first one about a page stands."""
        assert isinstance(event, StoryDecided)
        accepted_ms = _milliseconds(event.accepted_at)
        inserted = self.db.execute(
            "INSERT OR IGNORE INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                event.page_id,
                event.article_id,
                event.revision,
                event.unchanged,
                event.text_digest,
                accepted_ms,
                event.model_dump_json(exclude={"signature"}),
            ),
        )
        signature = _signature(event.signature)
        if inserted.rowcount and signature is not None and not event.unchanged:
            self._copies.add(
                self.db, event.page_id, accepted_ms, signature, in_bulk=self._catching_up
            )

    def delete(self, key: str) -> None:
        """Forget the decision about a page."""
        self.db.execute("DELETE FROM decisions WHERE page_id = ?", (key,))
        Copies.delete(self.db, key)

    async def catch_up(self, bus: Bus) -> int:
        """As of any view; the signatures come into memory at the end, all at once."""
        self._catching_up = True
        try:
            return await super().catch_up(bus)
        finally:
            self._catching_up = False

    def commit(self) -> None:
        """Keep what was applied, in the file and in memory."""
        super().commit()
        self._copies.commit(self.db)
        super().commit()

    def rollback(self) -> None:
        """Forget what was applied since the last commit, in the file and in memory."""
        super().rollback()
        self._copies.rollback()

    def of_page(self, page_id: str) -> StoryDecided | None:
        """The decision about a page."""
        return self._one("SELECT event FROM decisions WHERE page_id = ?", page_id)

    def latest_of_article(self, article_id: str) -> StoryDecided | None:
        """The latest decision about a page with the article's latest revision."""
        return self._one(
            "SELECT event FROM decisions WHERE article_id = ?"
            " ORDER BY revision DESC, rowid DESC LIMIT 1",
            article_id,
        )

    def of_revision(self, article_id: str, revision: int) -> StoryDecided | None:
        """The decision that made a revision of an article."""
        return self._one(
            "SELECT event FROM decisions WHERE article_id = ? AND revision = ?"
            " ORDER BY unchanged LIMIT 1",
            article_id,
            revision,
        )

    def first_with_text(self, text_digest: str, since: datetime) -> StoryDecided | None:
        """The earliest decision on this very text among those accepted since then."""
        return self._one(
            "SELECT event FROM decisions WHERE text_digest = ? AND accepted_ms >= ?"
            " ORDER BY accepted_ms LIMIT 1",
            text_digest,
            _milliseconds(since),
        )

    def nearest_text(self, signature: str, since: datetime) -> StoryDecided | None:
        """The decision on the most alike text, if it is a copy, among those accepted since then."""
        read = _signature(signature)
        if read is None:
            return None
        page_id = self._copies.nearest(self.db, read, _milliseconds(since))
        return None if page_id is None else self.of_page(page_id)

    def _one(self, query: str, *values: object) -> StoryDecided | None:
        row = self.db.execute(query, values).fetchone()
        return None if row is None else StoryDecided.model_validate_json(row[0])


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


@lru_cache(maxsize=2)  # of one article it is asked for twice: to look up, and to keep
def _signature(text: str | None) -> Signature | None:
    """None also of another version's signature, which cannot be compared."""
    if text is None:
        return None
    try:
        return Signature.from_bytes(b64decode(text))
    except ValueError:
        return None
