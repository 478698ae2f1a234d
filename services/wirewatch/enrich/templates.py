"""The template memory of enrich, kept in a file of its own between runs.

What is lost with the file is learnt again from the next pages, so it is no topic and is never
replayed: a page's article is the same without it but for what the site repeats.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from pathlib import Path

from wirewatch.core.errors import Misconfigured, Retry
from wirewatch.core.extract.memory import MEMORY_VERSION, PageBlocks, SiteTemplate, TemplateMemory

SITES_KEPT = 5_000
"""Sites whose memory is kept on disk, some 20 kB each; those not seen for longest go first."""

LOCK_SECONDS = 30.0
"""How long another process of the same volume is waited for; each writes once a batch."""

_TABLE = """
CREATE TABLE IF NOT EXISTS sites (
    site TEXT PRIMARY KEY, used INTEGER NOT NULL, state BLOB NOT NULL
)
"""
_BY_USE = "CREATE INDEX IF NOT EXISTS by_use ON sites (used)"


class Templates:
    """What the pages of each site repeat; `template` before a page is read, `learn` after it.

    Args:
        path: the file; None keeps all in memory only. A damaged file is begun anew.

    Raises:
        Misconfigured: the file cannot be made.
    """

    def __init__(self, path: Path | None) -> None:
        self._db = _open(path)
        self._memory = TemplateMemory(self._load)

    def template(self, site: str, article_id: str) -> SiteTemplate:
        """What is known of the page's site."""
        return self._memory.template(site, article_id)

    def learn(self, lessons: Iterable[tuple[str, str, PageBlocks]]) -> None:
        """Take in the articles of a batch (site, article id, blocks), in their order, and keep it.

        Raises:
            Retry: the disk is full or the file is in use; what was learnt counts, unsaved.
        """
        for site, article_id, blocks in lessons:
            self._memory.learn(site, article_id, blocks)
        states = self._memory.changed()
        if not states:
            return
        try:
            self._keep(states)
        except sqlite3.OperationalError as error:
            raise Retry(f"the template memory cannot be kept: {error}") from error

    def _keep(self, states: Mapping[str, bytes]) -> None:
        with self._db:
            (used,) = self._db.execute("SELECT coalesce(max(used), 0) + 1 FROM sites").fetchone()
            self._db.executemany(
                "INSERT OR REPLACE INTO sites VALUES (?, ?, ?)",
                ((site, used, state) for site, state in states.items()),
            )
            self._db.execute(
                "DELETE FROM sites WHERE site IN"
                " (SELECT site FROM sites ORDER BY used DESC LIMIT -1 OFFSET ?)",
                (SITES_KEPT,),
            )

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _load(self, site: str) -> bytes | None:
        row = self._db.execute("SELECT state FROM sites WHERE site = ?", (site,)).fetchone()
        return None if row is None else bytes(row[0])


def _open(path: Path | None) -> sqlite3.Connection:
    if path is None:
        return _connect(":memory:")
    try:
        return _connect(str(path))
    except sqlite3.DatabaseError:
        with suppress(OSError):
            path.unlink(missing_ok=True)
    try:
        return _connect(str(path))
    except sqlite3.DatabaseError as error:
        raise Misconfigured(f"{path}: the template memory cannot be kept there: {error}") from error


def _connect(name: str) -> sqlite3.Connection:
    db = sqlite3.connect(name, timeout=LOCK_SECONDS)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version != MEMORY_VERSION:
            db.execute("DROP TABLE IF EXISTS sites")
        db.execute(_TABLE)
        db.execute(_BY_USE)
        db.execute(f"PRAGMA user_version = {MEMORY_VERSION}")
    except sqlite3.DatabaseError:
        with closing(db):
            raise
    return db
