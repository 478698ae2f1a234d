"""The statements on the bus's file, each a function of a connection."""

import json
import sqlite3
from collections.abc import Iterator, Sequence

from wirewatch.adapters.sqlite.bus_file import OFFSET_BITS
from wirewatch.core.message import Headers, Message, Received


def first_row(topic_id: int, offset: int = 0) -> int:
    """The row number of a topic's record at an offset."""
    return (topic_id << OFFSET_BITS) + offset


def topic_id(db: sqlite3.Connection, topic: str) -> int | None:
    """The number of a topic; None where it has none yet."""
    row = db.execute("SELECT topic_id FROM topics WHERE name = ?", (topic,)).fetchone()
    return None if row is None else int(row[0])


def ensured_topic_id(db: sqlite3.Connection, topic: str) -> int:
    """The number of a topic, given to it if it has none yet; needs a write transaction."""
    known = topic_id(db, topic)
    if known is not None:
        return known
    row = db.execute(
        "INSERT INTO topics (name, next_offset) VALUES (?, 0) RETURNING topic_id", (topic,)
    ).fetchone()
    return int(row[0])


def end(db: sqlite3.Connection, topic: str) -> int:
    """The next offset of a topic."""
    row = db.execute("SELECT next_offset FROM topics WHERE name = ?", (topic,)).fetchone()
    return 0 if row is None else int(row[0])


def insert(db: sqlite3.Connection, message: Message, timestamp_ms: int) -> None:
    """Append one record."""
    number = ensured_topic_id(db, message.topic)
    (offset,) = db.execute(
        "UPDATE topics SET next_offset = next_offset + 1 WHERE topic_id = ? "
        "RETURNING next_offset - 1",
        (number,),
    ).fetchone()
    db.execute(
        "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?)",
        (
            first_row(number, offset),
            timestamp_ms,
            message.key,
            message.value is None,
            _dump_headers(message.headers),
            message.value,
        ),
    )


def records(db: sqlite3.Connection, topic: str, offset: int, limit: int) -> Iterator[Received]:
    """Up to `limit` records of a topic from an offset on, read one by one."""
    number = topic_id(db, topic)
    if number is None:
        return
    rows = db.execute(
        "SELECT position, timestamp_ms, key, headers, value FROM records "
        "WHERE position >= ? AND position < ? ORDER BY position LIMIT ?",
        (first_row(number, offset), first_row(number + 1), limit),
    )
    for position, timestamp_ms, key, headers, value in rows:
        message = Message(topic, key, value, _load_headers(headers))
        yield Received(message, 0, position - first_row(number), timestamp_ms)


def count(db: sqlite3.Connection, topic: str, offset: int) -> int:
    """How many records a topic has from an offset on."""
    number = topic_id(db, topic)
    if number is None:
        return 0
    row = db.execute(
        "SELECT count(*) FROM records WHERE position >= ? AND position < ?",
        (first_row(number, offset), first_row(number + 1)),
    ).fetchone()
    return int(row[0])


def delete(db: sqlite3.Connection, positions: Sequence[int]) -> None:
    """Remove records by their row numbers."""
    db.executemany("DELETE FROM records WHERE position = ?", [(p,) for p in positions])


def committed(db: sqlite3.Connection, service: str, topic: str) -> int:
    """The offset a service has committed, 0 where it has none."""
    row = db.execute(
        "SELECT o.next_offset FROM offsets o JOIN topics t USING (topic_id) "
        "WHERE o.service = ? AND t.name = ?",
        (service, topic),
    ).fetchone()
    return 0 if row is None else int(row[0])


def set_committed(db: sqlite3.Connection, service: str, topic: str, offset: int) -> None:
    """Commit an offset."""
    db.execute(
        "INSERT INTO offsets VALUES (?, ?, ?) "
        "ON CONFLICT (service, topic_id) DO UPDATE SET next_offset = excluded.next_offset",
        (service, ensured_topic_id(db, topic), offset),
    )


def remember_reader(db: sqlite3.Connection, service: str, topic: str) -> None:
    """Make the service one whose commits retention waits for."""
    db.execute(
        "INSERT OR IGNORE INTO offsets VALUES (?, ?, 0)", (service, ensured_topic_id(db, topic))
    )


def _dump_headers(headers: Headers) -> str:
    # Latin-1 maps each byte to the character of that number, and back.
    return json.dumps([[name, value.decode("latin-1")] for name, value in headers])


def _load_headers(text: str) -> Headers:
    return tuple((name, value.encode("latin-1")) for name, value in json.loads(text))
