"""Runs history again: records of a topic that is still kept, sent once more as a numbered run."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from wirewatch.core import codec
from wirewatch.core.errors import Misconfigured, Reject
from wirewatch.core.identity import version
from wirewatch.core.ports import Bus, Clock
from wirewatch.events import ArticleEnriched, ArticleGrouped, PageFetched

STAGES = MappingProxyType({"enrich": "pages", "group": "enriched", "index": "articles"})
"""The stage that work begins again at -> the topic that it reads."""

LAST_RUN = 2**20 - 1
"""The greatest number of a run: it is the lower part of a version."""

_CHUNK = 50

Record = PageFetched | ArticleEnriched | ArticleGrouped


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run will send: `left` of `total` records, under its number."""

    stage: str
    since: datetime
    until: datetime
    run: int
    total: int
    left: int
    chosen: sqlite3.Connection
    """A temporary database, so that memory does not grow with the topics: which epoch of each page
    is to be sent."""


@asynccontextmanager
async def planned(
    bus: Bus, stage: str, since: datetime, until: datetime, *, run: int | None = None
) -> AsyncIterator[Plan]:
    """Count what was accepted from `since` to before `until`, and number the run.

    A new run gets the number after the greatest that the topic has seen. Give the number of an
    interrupted one to go on with it: what it has sent is not sent again. Of a page that earlier
    runs have worked on, the result of the latest is what this run begins with.

    Raises:
        Misconfigured: no such stage, no such run, or no number left.
    """
    if stage not in STAGES:
        raise Misconfigured(f"no stage {stage!r} can begin again; there are {', '.join(STAGES)}")
    db = sqlite3.connect("")  # a temporary file, deleted when closed
    try:
        db.execute("CREATE TABLE seen (page_id TEXT, epoch INTEGER, PRIMARY KEY (page_id, epoch))")
        greatest = 0
        async for record in _records(bus, stage):
            page_id, epoch = _identity(record)
            greatest = max(greatest, epoch)
            if since <= _accepted_at(record) < until:
                db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (page_id, epoch))
        if run is not None and not 1 <= run <= greatest:
            raise Misconfigured(f"there is no run {run} to go on with; the latest is {greatest}")
        number = greatest + 1 if run is None else run
        if number > LAST_RUN:
            raise Misconfigured(f"all {LAST_RUN} numbers of runs are used up")
        db.execute(
            "CREATE TABLE chosen AS SELECT page_id, max(epoch) AS epoch,"
            " page_id IN (SELECT page_id FROM seen WHERE epoch = :run) AS sent"
            " FROM seen WHERE epoch < :run GROUP BY page_id",
            {"run": number},
        )
        db.execute("CREATE UNIQUE INDEX by_page ON chosen (page_id)")
        total, sent = db.execute("SELECT count(*), coalesce(sum(sent), 0) FROM chosen").fetchone()
        yield Plan(stage, since, until, number, total, total - sent, db)
    finally:
        db.close()


async def reprocess(
    bus: Bus,
    plan: Plan,
    *,
    clock: Clock,
    per_second: float,
    progress: Callable[[int], None],
) -> int:
    """Send what the plan has left, at most so many a second; tell how many were sent.

    Each record goes to its own topic again with the run's number as pipeline epoch, so that what
    comes of it replaces what came of it before, and nobody is alerted again.

    Raises:
        Retry: the bus took no more; a later start with the same number goes on.
    """
    count = 0
    chunk = []
    async for record in _records(bus, plan.stage):
        if not _is_due(plan.chosen, record):
            continue
        chunk.append(codec.encode(_numbered(record, plan.run), service="cli", now=clock.now()))
        if len(chunk) == _CHUNK:
            await bus.produce(chunk)
            count += len(chunk)
            progress(count)
            await clock.sleep(len(chunk) / per_second)
            chunk = []
    await bus.produce(chunk)
    progress(count + len(chunk))
    return count + len(chunk)


def _is_due(chosen: sqlite3.Connection, record: Record) -> bool:
    """Whether this very record is to be sent; said once only, also where it stands twice."""
    taken = chosen.execute(
        "UPDATE chosen SET sent = 1 WHERE page_id = ? AND epoch = ? AND NOT sent",
        _identity(record),
    )
    return taken.rowcount == 1


async def _records(bus: Bus, stage: str) -> AsyncIterator[Record]:
    """The records of the stage's topic as they are now; what is none has its own dead letter."""
    async for received in bus.read(STAGES[stage]):
        try:
            event = codec.decode(received.message)
        except Reject:
            continue
        assert isinstance(event, PageFetched | ArticleEnriched | ArticleGrouped)
        yield event


def _accepted_at(record: Record) -> datetime:
    return record.accepted_at if isinstance(record, PageFetched) else record.article.accepted_at


def _identity(record: Record) -> tuple[str, int]:
    page = record if isinstance(record, PageFetched) else record.article
    return page.page_id, page.pipeline_epoch


def _numbered(record: Record, run: int) -> Record:
    if isinstance(record, PageFetched):
        return record.model_copy(update={"pipeline_epoch": run})
    numbers = {"pipeline_epoch": run, "version": version(record.article.accepted_at, run)}
    article = record.article.model_copy(update=numbers)
    return record.model_copy(update={"article": article})
