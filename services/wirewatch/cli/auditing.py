"""The audit: what was accepted against what became of it, from the topics and the store."""

import sqlite3
from collections.abc import Container
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from wirewatch import flow
from wirewatch.cli.keeping import kept
from wirewatch.core import codec
from wirewatch.core.errors import Reject
from wirewatch.core.ports import ArticleStore, Bus
from wirewatch.events import Outcome, PageFetched, PageSettled

_CHECK_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Hole:
    """A page that the account does not add up for."""

    page_id: str
    url: str
    problem: str


@dataclass(frozen=True, slots=True)
class AuditReport:
    """Pages accepted before the watermark, their outcomes, and the holes."""

    watermark: datetime
    accepted: int
    outcomes: dict[str, int]
    stored: int
    holes: tuple[Hole, ...]

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return {**asdict(self), "watermark": self.watermark.isoformat()}


WINDOW = timedelta(days=flow.REPLAY_WINDOW_DAYS - 1)
"""How far back the account goes: `pages` may have lost earlier ones, and `outcomes` has them."""


async def run_audit(bus: Bus, store: ArticleStore, watermark: datetime) -> AuditReport:
    """Check every page accepted before the watermark, and not longer ago than `WINDOW`.

    A page is accepted when it stands on `pages`, or when ingest settled it by itself. Where two
    outcomes of a page were written, the stronger one stands (a replayed dead letter improves its
    page). A page whose outcome is `indexed` must have its article in the store, in that version or
    a later one, and the store must show the same outcome. A stronger one in the store is no hole:
    compaction leaves the latest outcome of a page on the bus, and the store keeps the strongest.
    It is then the store's outcome that counts.

    The account is kept in a temporary database, so memory does not grow with the topics.
    """
    db = sqlite3.connect("")  # a temporary file, deleted when closed
    try:
        db.execute("CREATE TABLE accepted (page_id TEXT PRIMARY KEY, url TEXT, late INTEGER)")
        db.execute(
            "CREATE TABLE settled (page_id TEXT PRIMARY KEY, url TEXT, outcome TEXT,"
            " precedence INTEGER, article_id TEXT, version INTEGER, stage TEXT, late INTEGER)"
        )
        erased = await kept(bus, "erasures")
        await _read_pages(db, bus, watermark, erased)
        await _read_outcomes(db, bus, watermark, erased)
        holes = _unsettled(db)
        stored, more = await _check_store(db, store)
        outcomes = dict.fromkeys((o.value for o in Outcome), 0)
        for outcome, count in db.execute(
            "SELECT outcome, count(*) FROM settled WHERE NOT late GROUP BY outcome"
        ):
            outcomes[outcome] = count
        # What ingest settled by itself never stood on `pages`.
        (accepted,) = db.execute(
            "SELECT (SELECT count(*) FROM accepted WHERE NOT late) +"
            " (SELECT count(*) FROM settled s WHERE NOT s.late AND s.stage = 'ingest'"
            "  AND NOT EXISTS (SELECT 1 FROM accepted a WHERE a.page_id = s.page_id))"
        ).fetchone()
        return AuditReport(watermark, accepted, outcomes, stored, (*holes, *more))
    finally:
        db.close()


async def _read_pages(
    db: sqlite3.Connection, bus: Bus, watermark: datetime, erased: Container[str]
) -> None:
    async for received in bus.read("pages"):
        try:
            page = codec.decode(received.message)
        except Reject:
            continue  # not accepted by ingest: no page id, and it has its own dead letter
        assert isinstance(page, PageFetched)
        if page.article_id in erased:
            continue  # its outcome was erased with it
        db.execute(
            "INSERT OR IGNORE INTO accepted VALUES (?, ?, ?)",
            (page.page_id, page.url, _is_outside(page.accepted_at, watermark)),
        )


async def _read_outcomes(
    db: sqlite3.Connection, bus: Bus, watermark: datetime, erased: Container[str]
) -> None:
    async for received in bus.read("outcomes"):
        if received.message.value is None:
            continue
        try:
            settled = codec.decode(received.message)
        except Reject:
            continue  # says nothing of any page; index makes a dead letter of it
        assert isinstance(settled, PageSettled)
        if settled.article_id in erased:
            continue
        db.execute(
            "INSERT INTO settled VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (page_id) DO UPDATE SET"
            " outcome = excluded.outcome, precedence = excluded.precedence,"
            " version = excluded.version, stage = excluded.stage"
            " WHERE excluded.precedence > settled.precedence",
            (
                settled.page_id,
                settled.url,
                settled.outcome.value,
                settled.outcome.precedence,
                settled.article_id,
                settled.version,
                settled.stage,
                _is_outside(settled.accepted_at, watermark),
            ),
        )


def _is_outside(accepted_at: datetime, watermark: datetime) -> bool:
    return not watermark - WINDOW <= accepted_at < watermark


def _unsettled(db: sqlite3.Connection) -> list[Hole]:
    holes = [
        Hole(page_id, url, "accepted, and no outcome")
        for page_id, url in db.execute(
            "SELECT page_id, url FROM accepted a WHERE NOT late"
            " AND NOT EXISTS (SELECT 1 FROM settled s WHERE s.page_id = a.page_id)"
        )
    ]
    holes += [
        Hole(page_id, url, f"settled by {stage}, and never accepted")
        for page_id, url, stage in db.execute(
            "SELECT page_id, url, stage FROM settled s WHERE NOT late AND stage != 'ingest'"
            " AND NOT EXISTS (SELECT 1 FROM accepted a WHERE a.page_id = s.page_id)"
        )
    ]
    return holes


async def _check_store(db: sqlite3.Connection, store: ArticleStore) -> tuple[int, list[Hole]]:
    """Every settled page against the store's own records; returns articles found, and holes."""
    holes: list[Hole] = []
    better: list[tuple[str, int, str]] = []
    stored = 0
    cursor = db.execute(
        "SELECT page_id, url, outcome, article_id, version FROM settled WHERE NOT late"
        " ORDER BY article_id"
    )
    seen: tuple[str, int] | None = None
    while rows := cursor.fetchmany(_CHECK_AT_A_TIME):
        for page_id, url, outcome, article_id, version in rows:
            record = await store.record("outcomes", page_id)
            if record is None:
                holes.append(Hole(page_id, url, "its outcome is not in the store"))
            elif (told := record["outcome"]) != outcome:
                if Outcome(told).precedence < Outcome(outcome).precedence:
                    holes.append(Hole(page_id, url, f"{outcome} on the bus, {told} in the store"))
                else:
                    better.append((told, Outcome(told).precedence, page_id))
                    outcome, version = told, record["version"]
            if outcome != Outcome.INDEXED:
                continue
            if seen is None or seen[0] != article_id:
                article = await store.article(article_id)
                seen = (article_id, -1 if article is None else article.article.version)
                stored += article is not None
            if seen[1] < version:
                what = "is not" if seen[1] < 0 else "is older"
                holes.append(Hole(page_id, url, f"indexed, and its article {what} in the store"))
    db.executemany("UPDATE settled SET outcome = ?, precedence = ? WHERE page_id = ?", better)
    return stored, holes
