"""What ingest remembers between runs, in one SQLite file.

It is a cache: losing it means that pages are fetched and published again, and group finds them
unchanged by their text.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS articles (
    article_id TEXT PRIMARY KEY, content_hash TEXT NOT NULL, accepted_at_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS items (
    source_id TEXT NOT NULL, item TEXT NOT NULL, fingerprint TEXT NOT NULL,
    PRIMARY KEY (source_id, item)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS resources (
    source_id TEXT NOT NULL, url TEXT NOT NULL, fingerprint TEXT NOT NULL DEFAULT '',
    title TEXT, published TEXT, language TEXT,
    etag TEXT, last_modified TEXT,
    due_ms INTEGER, failures INTEGER NOT NULL DEFAULT 0, visits INTEGER NOT NULL DEFAULT 0,
    listed_ms INTEGER NOT NULL,
    PRIMARY KEY (source_id, url)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS resources_due ON resources (source_id, due_ms) WHERE due_ms IS NOT NULL;
"""


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest page of an article that the bus has: its content hash and when it was accepted."""

    content_hash: str
    accepted_at_ms: int


@dataclass(frozen=True, slots=True)
class Resource:
    """Something to fetch for a source: the feed itself, or a page that it lists.

    `due_ms` is when it is to be fetched next, unix milliseconds; None when there is nothing to do.
    `failures` counts the failed attempts in a row, `visits` the successful ones.
    """

    source_id: str
    url: str
    fingerprint: str = ""
    title: str | None = None
    published: str | None = None
    language: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    due_ms: int | None = None
    failures: int = 0
    visits: int = 0
    listed_ms: int = 0


class IngestState:
    """The state file. Used from one thread; each call is one short transaction."""

    def __init__(self, path: Path) -> None:
        """Open or create the file; its folder must exist."""
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        # Losing the last writes in a power cut only causes repeated work.
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_SCHEMA)

    def latest(self, article_id: str) -> Latest | None:
        """The latest page of an article, if it is known."""
        row = self._db.execute(
            "SELECT content_hash, accepted_at_ms FROM articles WHERE article_id = ?", (article_id,)
        ).fetchone()
        return None if row is None else Latest(row[0], row[1])

    def remember(self, pages: Iterable[tuple[str, Latest]]) -> None:
        """Keep the latest page of each article; an older one never replaces a newer one."""
        self._many(
            "INSERT INTO articles VALUES (?, ?, ?) ON CONFLICT (article_id) DO UPDATE SET "
            "content_hash = excluded.content_hash, accepted_at_ms = excluded.accepted_at_ms "
            "WHERE excluded.accepted_at_ms >= accepted_at_ms",
            [(article, page.content_hash, page.accepted_at_ms) for article, page in pages],
        )

    def item(self, source_id: str, item: str) -> str | None:
        """The fingerprint under which a file, or a place in one, was handled; None if never."""
        row = self._db.execute(
            "SELECT fingerprint FROM items WHERE source_id = ? AND item = ?", (source_id, item)
        ).fetchone()
        return None if row is None else str(row[0])

    def set_items(self, source_id: str, items: Iterable[tuple[str, str]]) -> None:
        """Note files, or places in them, as handled under these fingerprints."""
        self._many(
            "INSERT OR REPLACE INTO items VALUES (?, ?, ?)",
            [(source_id, item, fingerprint) for item, fingerprint in items],
        )

    def resource(self, source_id: str, url: str) -> Resource | None:
        """One resource of a source."""
        row = self._db.execute(
            "SELECT * FROM resources WHERE source_id = ? AND url = ?", (source_id, url)
        ).fetchone()
        return None if row is None else Resource(*row)

    def save(self, resources: Sequence[Resource]) -> None:
        """Keep resources as they are now."""
        self._many(
            "INSERT OR REPLACE INTO resources VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            [
                (
                    r.source_id, r.url, r.fingerprint, r.title, r.published, r.language,
                    r.etag, r.last_modified, r.due_ms, r.failures, r.visits, r.listed_ms,
                )
                for r in resources
            ],
        )  # fmt: skip

    def due(self, source_id: str, now_ms: int, limit: int) -> list[Resource]:
        """The resources of a source that are due, the longest waiting first."""
        rows = self._db.execute(
            "SELECT * FROM resources WHERE source_id = ? AND due_ms <= ? ORDER BY due_ms LIMIT ?",
            (source_id, now_ms, limit),
        )
        return [Resource(*row) for row in rows]

    def waiting(self, source_id: str) -> list[Resource]:
        """Every resource of a source that is due at some time."""
        rows = self._db.execute(
            "SELECT * FROM resources WHERE source_id = ? AND due_ms IS NOT NULL", (source_id,)
        )
        return [Resource(*row) for row in rows]

    def next_due_ms(self, source_id: str) -> int | None:
        """When the next resource of a source is due; None when none is."""
        row = self._db.execute(
            "SELECT min(due_ms) FROM resources WHERE source_id = ? AND due_ms IS NOT NULL",
            (source_id,),
        ).fetchone()
        return None if row[0] is None else int(row[0])

    def forget_before(self, listed_ms: int) -> int:
        """Drop what no list has named since then and nothing waits for; the number dropped."""
        cursor = self._db.execute(
            "DELETE FROM resources WHERE listed_ms < ? AND due_ms IS NULL", (listed_ms,)
        )
        return cursor.rowcount

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _many(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        if not rows:
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._db.executemany(statement, rows)
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
