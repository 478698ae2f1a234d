"""The bus's file: its tables, its version, and how it is opened."""

import sqlite3
from pathlib import Path

from wirewatch.core.errors import Misconfigured

APPLICATION_ID = 0x77775F62
"""Marks the file as a wirewatch bus ("ww_b"); stands in SQLite's header."""

SCHEMA_VERSION = 1

BUSY_TIMEOUT_SECONDS = 5.0
OFFSET_BITS = 40
"""A record's row number is its topic's number and its offset; this many bits are the offset."""

_SCHEMA = (
    """CREATE TABLE topics (
        topic_id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        next_offset INTEGER NOT NULL
    )""",
    # The value stands last: what is read to compact and to expire need not touch it.
    """CREATE TABLE records (
        position INTEGER PRIMARY KEY,
        timestamp_ms INTEGER NOT NULL,
        key TEXT NOT NULL,
        tombstone INTEGER NOT NULL,
        headers TEXT NOT NULL,
        value BLOB
    )""",
    """CREATE TABLE offsets (
        service TEXT NOT NULL,
        topic_id INTEGER NOT NULL REFERENCES topics (topic_id),
        next_offset INTEGER NOT NULL,
        PRIMARY KEY (service, topic_id)
    ) WITHOUT ROWID""",
)


def open_bus_file(path: Path) -> sqlite3.Connection:
    """A connection to the bus in that file, created where there is none.

    Raises:
        Misconfigured: the file cannot be opened, is not a bus, or is another version's.
    """
    db: sqlite3.Connection | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT_SECONDS)
        _configure(db, path)
    except (OSError, sqlite3.Error) as error:
        if db is not None:
            db.close()
        raise Misconfigured(f"the bus file {path} cannot be used: {error}") from error
    except Misconfigured:
        if db is not None:
            db.close()
        raise
    return db


def _configure(db: sqlite3.Connection, path: Path) -> None:
    _check_kind(db, path)
    if _pragma(db, "application_id") == 0:
        db.execute("PRAGMA auto_vacuum = INCREMENTAL")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute(f"PRAGMA journal_size_limit = {64 * 1024 * 1024}")
    db.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have created the tables since the first look.
        _check_kind(db, path)
        if _pragma(db, "application_id") == 0:
            for statement in _SCHEMA:
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise


def _check_kind(db: sqlite3.Connection, path: Path) -> None:
    """Refuse a file of something else before anything in it is changed."""
    application_id = _pragma(db, "application_id")
    tables = int(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    if application_id == 0 and tables == 0:
        return
    if application_id != APPLICATION_ID:
        raise Misconfigured(f"{path} is not a wirewatch bus; choose another path for it")
    version = _pragma(db, "user_version")
    if version != SCHEMA_VERSION:
        age = "an older" if version < SCHEMA_VERSION else "a newer"
        raise Misconfigured(
            f"{path} was written by {age} wirewatch (bus schema {version}, this one reads "
            f"{SCHEMA_VERSION}); use that version, or choose another path"
        )


def _pragma(db: sqlite3.Connection, name: str) -> int:
    return int(db.execute(f"PRAGMA {name}").fetchone()[0])
