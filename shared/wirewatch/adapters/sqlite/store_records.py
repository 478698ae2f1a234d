"""Alerts, deliveries and outcomes in the store's file."""

# ruff: noqa: S608 - statements are made of our own words only; every value is bound

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from wirewatch.adapters.storing import (
    DAY_MS,
    WHERE_FIELDS,
    Kept,
    Kind,
    Position,
    days,
    json_record,
    milliseconds,
)
from wirewatch.core.ports import Activity


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
    source, values = _source(kind, where)
    behind = ""
    if before is not None:
        behind = " AND (first.time_ms, first.id) < (?, ?)"
        values += [before.time_ms, before.id]
    rows = connection.execute(
        f"SELECT first.time_ms, first.id, event FROM {source}{behind}"
        " ORDER BY first.time_ms DESC, first.id DESC LIMIT ?",
        (*values, limit),
    )
    return [json_record(json.loads(event), Position(time, id_)) for time, id_, event in rows]


def count_records(connection: sqlite3.Connection, kind: Kind, where: Mapping[str, str]) -> int:
    """The number of records."""
    source, values = _source(kind, where)
    (count,) = connection.execute(f"SELECT count(*) FROM {source}", values).fetchone()
    return int(count)


def activity(
    connection: sqlite3.Connection, rule_ids: Sequence[str], since: datetime
) -> Mapping[str, Activity]:
    """What became of rules."""
    found = ((rule_id, _activity(connection, rule_id, milliseconds(since))) for rule_id in rule_ids)
    return {rule_id: activity for rule_id, activity in found if activity.alerts}


def _activity(connection: sqlite3.Connection, rule_id: str, since_ms: int) -> Activity:
    of_rule = "kind = 'alerts' AND name = 'rule_id' AND value = ?"
    alerts, newest = connection.execute(
        f"SELECT count(*), max(time_ms) FROM record_facts WHERE {of_rule}", (rule_id,)
    ).fetchone()
    if not alerts:
        return Activity()
    recent, hits, updated = connection.execute(
        "SELECT count(*), sum(json_array_length(event, '$.copies')),"
        " max(json_extract(event, '$.updated_at')) FROM record_facts JOIN records USING (kind, id)"
        f" WHERE {of_rule} AND record_facts.time_ms >= ?",
        (rule_id, since_ms),
    ).fetchone()
    by_day = connection.execute(
        f"SELECT time_ms / {DAY_MS} * {DAY_MS}, count(*) FROM record_facts"
        f" WHERE {of_rule} AND time_ms >= ? GROUP BY 1",
        (rule_id, since_ms),
    ).fetchall()
    last = datetime.fromtimestamp(newest / 1000, UTC)
    if updated is not None:
        last = max(last, datetime.fromisoformat(updated))
    return Activity(alerts, last, recent, hits or 0, days(dict(by_day)))


def _source(kind: Kind, where: Mapping[str, str]) -> tuple[str, list[str | int]]:
    """The records that fit, with `first` as the table whose index is in order of time.

    That is the first field's own index, so that the newest of many and all of few are found fast.
    """
    for name in where:
        if name not in WHERE_FIELDS[kind]:
            raise ValueError(f"{kind} cannot be narrowed by {name!r}")
    if not where:
        return "records AS first WHERE first.kind = ?", [kind]
    fact = "kind = ? AND {0}.name = ? AND {0}.value = ?"
    values: list[str | int] = []
    for name, value in where.items():
        values += [kind, name, value]
    others = "".join(
        " AND EXISTS (SELECT 1 FROM record_facts AS other WHERE other.id = first.id"
        f" AND other.time_ms = first.time_ms AND other.{fact.format('other')})"
        for _ in range(len(where) - 1)
    )
    source = "record_facts AS first JOIN records USING (kind, id)"
    return f"{source} WHERE first.{fact.format('first')}{others}", values
