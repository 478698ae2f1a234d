"""Which records of the bus's file have had their time."""

import sqlite3
from datetime import datetime, timedelta

from wirewatch.adapters.sqlite import bus_rows
from wirewatch.adapters.topic_policy import TOMBSTONE_RETENTION_HOURS, topic_policy

_VACUUM_PAGES = 2000


def topics_on_file(db: sqlite3.Connection) -> list[str]:
    """The names of the topics that have records or readers."""
    return [name for (name,) in db.execute("SELECT name FROM topics ORDER BY topic_id")]


def superseded(db: sqlite3.Connection, topic: str, now: datetime) -> list[int]:
    """The rows of a compacted topic that are older than the newest of their key."""
    del now
    number = bus_rows.topic_id(db, topic)
    if number is None or not topic_policy(topic).compacted:
        return []
    bounds = (bus_rows.first_row(number), bus_rows.first_row(number + 1))
    rows = db.execute(
        "SELECT position, key FROM records WHERE position >= ? AND position < ? ORDER BY position",
        bounds,
    )
    newest: dict[str, int] = {}
    doomed = []
    for position, key in rows:
        if key in newest:
            doomed.append(newest[key])
        newest[key] = position
    return doomed


def expired(db: sqlite3.Connection, topic: str, now: datetime) -> list[int]:
    """The rows older than the topic's retention, and old tombstones; all of them committed.

    A service that should read the topic and never has holds everything back.
    """
    number = bus_rows.topic_id(db, topic)
    if number is None:
        return []
    policy = topic_policy(topic)
    oldest_ms = _ms(now - timedelta(days=policy.retention_days))
    tombstone_ms = _ms(now - timedelta(hours=TOMBSTONE_RETENTION_HOURS))
    rows = db.execute(
        "SELECT position, timestamp_ms, tombstone FROM records "
        "WHERE position >= ? AND position < ? ORDER BY position",
        (
            bus_rows.first_row(number),
            bus_rows.first_row(number, _committed_by_all(db, number, topic)),
        ),
    )
    doomed = []
    for position, timestamp_ms, tombstone in rows:
        limit_ms = tombstone_ms if policy.compacted and tombstone else oldest_ms
        if timestamp_ms < limit_ms:
            doomed.append(position)
        elif not policy.compacted:
            break  # in order of time: what follows is younger
    return doomed


def give_back(db: sqlite3.Connection) -> None:
    """Return some of the free pages to the file system."""
    # `execute` would take one step of it, which is one page.
    db.executescript(f"PRAGMA incremental_vacuum({_VACUUM_PAGES})")


def _committed_by_all(db: sqlite3.Connection, number: int, topic: str) -> int:
    rows = db.execute("SELECT service, next_offset FROM offsets WHERE topic_id = ?", (number,))
    offsets = dict.fromkeys(topic_policy(topic).readers, 0) | dict(rows.fetchall())
    return min(offsets.values(), default=bus_rows.end(db, topic))


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
