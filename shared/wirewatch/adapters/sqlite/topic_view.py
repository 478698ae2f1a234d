"""A local, disposable view of one compacted topic."""

import sqlite3
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from wirewatch.adapters.topic_policy import TOMBSTONE_RETENTION_HOURS
from wirewatch.core import codec
from wirewatch.core.errors import Misconfigured, Reject
from wirewatch.core.message import Received
from wirewatch.core.ports import Bus
from wirewatch.events import Event

APPLICATION_ID = 0x77775F76
"""Marks the file as a view ("ww_v"); stands in SQLite's header."""

DAY_MS = 86_400_000

_OWN_TABLES = (
    "CREATE TABLE view_applied (partition INTEGER PRIMARY KEY, next_offset INTEGER NOT NULL)",
    "CREATE TABLE view_state (topic TEXT NOT NULL, caught_up_at REAL NOT NULL)",
)


class TopicView:
    """The memory of a stateful service: its tables, kept in step with a compacted topic.

    A subclass names its `topic`, makes its tables in `create` and keeps them in `apply` and
    `delete`, all through `db`. It raises `version` when its tables change: the view is then built
    anew. While a batch is decided the service applies its own new events; after `Bus` has
    committed them it calls `commit`, and where that failed `rollback` and `catch_up`. An own event
    may be applied again by a later `catch_up`, so `apply` must be idempotent.

    The view is for one thread at a time. The file can always be deleted.

    Args:
        path: where it is kept; None keeps it in memory. What stands there and is damaged, another
            version's or not this view's is deleted.

    Raises:
        Misconfigured: the file cannot be made.
    """

    topic: ClassVar[str]
    version: ClassVar[int] = 1

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self.skipped = 0
        """Records that could not be decoded, and tombstones where `delete` is not overridden."""
        self.db = self._open()

    def create(self, db: sqlite3.Connection) -> None:
        """Make the subclass's tables, in an empty database (no `executescript`: it commits)."""
        raise NotImplementedError

    def apply(self, event: Event) -> None:
        """Take in one event of the topic; twice the same changes nothing."""
        raise NotImplementedError

    def delete(self, key: str) -> None:
        """Take out a key, because of its tombstone."""
        del key
        self.skipped += 1

    def prune(self) -> None:
        """Take out what the topic's retention has taken out of it; by default nothing.

        Called whenever the view has caught up, in its transaction. The time is that of the newest
        event, so that nothing is lost while nothing happens, and no clock is needed.
        """

    async def catch_up(self, bus: Bus) -> int:
        """Apply what the topic has got since the last time, in one transaction.

        What was applied and not committed is rolled back first. The view is built anew where the
        topic is shorter than what was applied of it, or where tombstones may have been missed.

        Returns:
            The number of records applied.

        Raises:
            Retry: the bus is not ready; the view is as it was.
        """
        try:
            return await self._catch_up(bus)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            self.close()
            self._remove()
            self.db = self._open()
            return await self._catch_up(bus)

    def commit(self) -> None:
        """Keep what was applied."""
        self.db.commit()

    def rollback(self) -> None:
        """Forget what was applied since the last commit."""
        self.db.rollback()

    def close(self) -> None:
        """Forget what was not committed, and close the file."""
        with suppress(sqlite3.Error):
            self.db.rollback()
        self.db.close()

    async def _catch_up(self, bus: Bus) -> int:
        self.rollback()
        ends = dict(await bus.ends(self.topic))
        self.db.execute("BEGIN")
        try:
            start = self._applied()
            if self._is_outdated(start, ends):
                self._clear()
                start = {}
            count = 0
            async for record in bus.read(self.topic, start):
                count += self._take(record)
                ends[record.partition] = max(ends.get(record.partition, 0), record.offset + 1)
            self.prune()
            self.db.executemany("INSERT OR REPLACE INTO view_applied VALUES (?, ?)", ends.items())
            self.db.execute("UPDATE view_state SET caught_up_at = ?", (time.time(),))
        except BaseException:
            with suppress(sqlite3.Error):
                self.rollback()
            raise
        self.commit()
        return count

    def _take(self, record: Received) -> int:
        if record.message.value is None:
            self.delete(record.message.key)
            return 1
        try:
            event = codec.decode(record.message)
        except Reject:
            self.skipped += 1
            return 0
        self.apply(event)
        return 1

    def _applied(self) -> dict[int, int]:
        return dict(self.db.execute("SELECT partition, next_offset FROM view_applied").fetchall())

    def _is_outdated(self, applied: Mapping[int, int], ends: Mapping[int, int]) -> bool:
        if any(offset > ends.get(partition, 0) for partition, offset in applied.items()):
            return True
        if type(self).delete is TopicView.delete:
            return False
        (caught_up_at,) = self.db.execute("SELECT caught_up_at FROM view_state").fetchone()
        # Half the time that tombstones stay, for clocks that differ.
        return bool(time.time() - caught_up_at > TOMBSTONE_RETENTION_HOURS * 3600 / 2)

    def _open(self) -> sqlite3.Connection:
        try:
            try:
                return self._connect()
            except sqlite3.OperationalError:
                raise  # busy or out of reach, which is no reason to delete it
            except (sqlite3.DatabaseError, _NotThisView):
                self._remove()
                return self._connect()
        except (sqlite3.DatabaseError, _NotThisView) as error:
            raise Misconfigured(f"the view {self._path} cannot be made: {error}") from error

    def _connect(self) -> sqlite3.Connection:
        if self._path is not None:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise Misconfigured(f"the view {self._path} cannot be made: {error}") from error
        db = sqlite3.connect(self._path or ":memory:", check_same_thread=False)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            # Without an fsync per commit: after a loss of power the view is older, not damaged.
            db.execute("PRAGMA synchronous = NORMAL")
            # What is deleted must not stay in the file: an erasure deletes for good.
            db.execute("PRAGMA secure_delete = ON")
            self._check(db)
        except BaseException:
            db.close()
            raise
        return db

    def _check(self, db: sqlite3.Connection) -> None:
        """See that the database is this view's; fill it where it is empty."""
        (application_id,) = db.execute("PRAGMA application_id").fetchone()
        (version,) = db.execute("PRAGMA user_version").fetchone()
        (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables == 0 and application_id == 0:
            db.execute("BEGIN")
            self._fill(db)
            db.commit()
            return
        if application_id != APPLICATION_ID or version != self.version:
            raise _NotThisView
        try:
            topics = db.execute("SELECT topic FROM view_state").fetchall()
        except sqlite3.OperationalError as error:
            raise _NotThisView from error
        if topics != [(self.topic,)]:
            raise _NotThisView

    def _fill(self, db: sqlite3.Connection) -> None:
        for statement in _OWN_TABLES:
            db.execute(statement)
        db.execute("INSERT INTO view_state VALUES (?, ?)", (self.topic, time.time()))
        self.create(db)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {self.version}")

    def _clear(self) -> None:
        """Empty the database, in the open transaction."""
        rows = self.db.execute(
            "SELECT type, name FROM sqlite_master "
            "WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        ).fetchall()
        for kind, name in rows:
            quoted = name.replace('"', '""')
            self.db.execute(f'DROP {kind} IF EXISTS "{quoted}"')
        self._fill(self.db)

    def _remove(self) -> None:
        if self._path is None:
            return
        try:
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        except OSError as error:
            raise Misconfigured(f"the view {self._path} cannot be replaced: {error}") from error


class _NotThisView(Exception):
    """The file is another version's, another topic's, or something else."""
