"""Alerts, deliveries and outcomes in the store's file."""

# ruff: noqa: S608 - statements are made of our own words only; every value is bound

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from wirewatch.adapters.storing import WHERE_FIELDS, Kept, Kind, Position, json_record


def write_record(connection: sqlite3.Connection, kept: Kept) -> None:
    """Keep a record unless a newer version of it is kept; inside a transaction."""
    row = connection.execute(
        "SELECT version FROM records WHERE kind = ? AND id = ?", (kept.kind, kept.id)
    ).fetchone()
    if row is not None and row[0] > kept.version:
        return
    if row is not None:
        connection.execute(
            "DELETE FROM record_facts WHERE kind = ? AND id = ?", (kept.kind, kept.id)
        )
    connection.execute(
        "INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?)",
        (kept.kind, kept.id, kept.version, kept.time_ms, kept.event.model_dump_json()),
    )
    connection.executemany(
        "INSERT INTO record_facts VALUES (?, ?, ?, ?, ?)",
        [(kept.kind, name, value, kept.time_ms, kept.id) for name, value in kept.facts],
    )


def read_record(
    connection: sqlite3.Connection, kind: Kind, record_id: str
) -> Mapping[str, Any] | None:
    """The record of that id."""
    row = connection.execute(
        "SELECT time_ms, event FROM records WHERE kind = ? AND id = ?", (kind, record_id)
    ).fetchone()
    return None if row is None else json_record(json.loads(row[1]), Position(row[0], record_id))


def newest_records(
    connection: sqlite3.Connection,
    kind: Kind,
    where: Mapping[str, str],
    limit: int,
    before: Position | None,
) -> Sequence[Mapping[str, Any]]:
    """The newest records, behind `before`."""
    condition, values = _condition(kind, where)
    if before is not None:
        condition += " AND (time_ms, id) < (?, ?)"
        values += [before.time_ms, before.id]
    rows = connection.execute(
        f"SELECT time_ms, id, event FROM records WHERE {condition}"
        " ORDER BY time_ms DESC, id DESC LIMIT ?",
        (*values, limit),
    )
    return [json_record(json.loads(event), Position(time, id_)) for time, id_, event in rows]


def count_records(connection: sqlite3.Connection, kind: Kind, where: Mapping[str, str]) -> int:
    """The number of records."""
    condition, values = _condition(kind, where)
    (count,) = connection.execute(
        f"SELECT count(*) FROM records WHERE {condition}", values
    ).fetchone()
    return int(count)


def _condition(kind: Kind, where: Mapping[str, str]) -> tuple[str, list[str | int]]:
    condition = "kind = ?"
    values: list[str | int] = [kind]
    for name, value in where.items():
        if name not in WHERE_FIELDS[kind]:
            raise ValueError(f"{kind} cannot be narrowed by {name!r}")
        condition += (
            " AND id IN (SELECT id FROM record_facts WHERE kind = ? AND name = ? AND value = ?)"
        )
        values += [kind, name, value]
    return condition, values
