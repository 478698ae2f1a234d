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


def delete_record(connection: sqlite3.Connection, kind: Kind, record_id: str) -> None:
    """Take a record out; inside a transaction."""
    connection.execute("DELETE FROM record_facts WHERE kind = ? AND id = ?", (kind, record_id))
    connection.execute("DELETE FROM records WHERE kind = ? AND id = ?", (kind, record_id))


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
    """What became of rules, in two questions however many they are."""
    of_rules = (
        "record_facts.kind = 'alerts' AND record_facts.name = 'rule_id'"
        " AND record_facts.value IN (SELECT value FROM json_each(?))"
    )
    wanted, since_ms = json.dumps(list(rule_ids)), milliseconds(since)
    totals = connection.execute(
        "SELECT record_facts.value, count(*), max(time_ms) FROM record_facts"
        f" WHERE {of_rules} GROUP BY 1",
        (wanted,),
    ).fetchall()
    by_day = connection.execute(
        f"SELECT record_facts.value, record_facts.time_ms / {DAY_MS} * {DAY_MS}, count(*),"
        " sum(max(coalesce(json_extract(event, '$.copies_total'), 0),"
        " json_array_length(event, '$.copies'))), max(json_extract(event, '$.updated_at'))"
        f" FROM record_facts JOIN records USING (kind, id) WHERE {of_rules}"
        " AND record_facts.time_ms >= ? GROUP BY 1, 2",
        (wanted, since_ms),
    ).fetchall()
    recent: dict[str, list[tuple[int, int, int, str]]] = {}
    for rule_id, *day in by_day:
        recent.setdefault(rule_id, []).append((day[0], day[1], day[2], day[3]))
    return {
        rule_id: _activity(alerts, newest, recent.get(rule_id, []))
        for rule_id, alerts, newest in totals
    }


def _activity(alerts: int, newest_ms: int, recent: list[tuple[int, int, int, str]]) -> Activity:
    """Of the alerts in all, the newest, and for each recent day: its start, alerts, hits, and the
    latest change."""
    last = datetime.fromtimestamp(newest_ms / 1000, UTC)
    return Activity(
        alerts=alerts,
        last_at=max([last, *(datetime.fromisoformat(updated) for *_, updated in recent)]),
        recent_alerts=sum(count for _, count, _, _ in recent),
        recent_hits=sum(hits for _, _, hits, _ in recent),
        days=days({day: count for day, count, _, _ in recent}),
    )


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
