"""The local view of the topic `stories`: what group has decided so far."""

import sqlite3
from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from wirewatch import flow
from wirewatch.adapters.sqlite.topic_view import DAY_MS, TopicView
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
    version = 3

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
                seq INTEGER PRIMARY KEY AUTOINCREMENT,
                page INTEGER NOT NULL,
                article INTEGER NOT NULL,
                text INTEGER NOT NULL,
                revision INTEGER NOT NULL,
                unchanged INTEGER NOT NULL,
                accepted_ms INTEGER NOT NULL,
                event TEXT NOT NULL
            )
            """
        )
        for column in ("page", "article", "text"):
            db.execute(f"CREATE INDEX by_{column} ON decisions ({column})")
        Copies.create(db)

    def apply(self, event: Event) -> None:
        """Take a decision in; of two about a page the one of the later version stands."""
        assert isinstance(event, StoryDecided)
        known = next(self._of_page(event.page_id), None)
        if known is not None:
            seq, earlier = known
            if event.version > earlier.version:
                said = event.model_dump_json(exclude={"signature"})
                self.db.execute(
                    "UPDATE decisions SET text = ?, event = ? WHERE seq = ?",
                    (_key(event.text_digest), said, seq),
                )
            return
        accepted_ms = _milliseconds(event.accepted_at)
        inserted = self.db.execute(
            "INSERT INTO decisions (page, article, text, revision, unchanged, accepted_ms, event)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                _key(event.page_id),
                _key(event.article_id),
                _key(event.text_digest),
                event.revision,
                event.unchanged,
                accepted_ms,
                event.model_dump_json(exclude={"signature"}),
            ),
        )
        signature = _signature(event.signature)
        if signature is not None and not event.unchanged:
            assert inserted.lastrowid is not None
            self._copies.add(
                self.db, inserted.lastrowid, accepted_ms, signature, in_bulk=self._catching_up
            )

    def delete(self, key: str) -> None:
        """Forget the decision about a page."""
        for seq, _ in list(self._of_page(key)):
            self.db.execute("DELETE FROM decisions WHERE seq = ?", (seq,))
            Copies.delete(self.db, seq)

    def prune(self) -> None:
        """Forget, from the old end, the decisions that are older than the topic keeps them."""
        newest = self.db.execute("SELECT accepted_ms FROM decisions ORDER BY seq DESC LIMIT 1")
        horizon = next(newest, (0,))[0] - flow.topic(self.topic).retention_days * DAY_MS
        gone = 0
        for seq, accepted_ms in self.db.execute(
            "SELECT seq, accepted_ms FROM decisions ORDER BY seq"
        ):
            if accepted_ms >= horizon:
                break
            gone = seq
        self.db.execute("DELETE FROM decisions WHERE seq <= ?", (gone,))

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
        return next((event for _, event in self._of_page(page_id)), None)

    def latest_of_article(self, article_id: str) -> StoryDecided | None:
        """The latest decision about a page with the article's latest revision."""
        rows = self._found(
            "SELECT seq, event FROM decisions WHERE article = ?"
            " ORDER BY revision DESC, accepted_ms DESC, seq DESC",
            article_id,
        )
        return next((event for _, event in rows if event.article_id == article_id), None)

    def of_revision(self, article_id: str, revision: int) -> StoryDecided | None:
        """The decision that made a revision of an article."""
        rows = self._found(
            "SELECT seq, event FROM decisions WHERE article = ? AND revision = ?"
            " ORDER BY unchanged",
            article_id,
            revision,
        )
        return next((event for _, event in rows if event.article_id == article_id), None)

    def first_with_text(self, text_digest: str, since: datetime) -> StoryDecided | None:
        """The earliest decision on this very text among those accepted since then."""
        rows = self._found(
            "SELECT seq, event FROM decisions WHERE text = ? AND accepted_ms >= ?"
            " ORDER BY accepted_ms",
            text_digest,
            _milliseconds(since),
        )
        return next((event for _, event in rows if event.text_digest == text_digest), None)

    def nearest_text(self, signature: str, since: datetime) -> StoryDecided | None:
        """The decision on the most alike text, if it is a copy, among those accepted since then."""
        read = _signature(signature)
        if read is None:
            return None
        seq = self._copies.nearest(self.db, read, _milliseconds(since))
        if seq is None:
            return None
        row = self.db.execute("SELECT event FROM decisions WHERE seq = ?", (seq,)).fetchone()
        return None if row is None else StoryDecided.model_validate_json(row[0])

    def _of_page(self, page_id: str) -> Iterator[tuple[int, StoryDecided]]:
        for seq, event in self._found("SELECT seq, event FROM decisions WHERE page = ?", page_id):
            if event.page_id == page_id:
                yield seq, event

    def _found(self, query: str, id: str, *more: int) -> Iterator[tuple[int, StoryDecided]]:
        """The rows of the id's number; the caller sees to it that they are of the id itself."""
        for seq, event in self.db.execute(query, (_key(id), *more)):
            yield seq, StoryDecided.model_validate_json(event)


def _key(id: str) -> int:
    """The number that an index holds of an id or a digest: a fifth of its size."""
    return int.from_bytes(
        sha256(id.encode("utf-8", "surrogatepass")).digest()[:8], "big", signed=True
    )


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
