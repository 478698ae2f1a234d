"""The article store of the embedded system: one SQLite file with a full-text index."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from wirewatch.adapters.sqlite import store_articles as articles
from wirewatch.adapters.sqlite import store_records as records
from wirewatch.adapters.sqlite.store_lane import Lane
from wirewatch.adapters.sqlite.store_schema import create_tables
from wirewatch.adapters.storing import VERIFY_LIMIT, Kept, Kind, Position, keep, kind_of
from wirewatch.core.errors import Reason, Reject
from wirewatch.core.ports import Activity, Overview, Query, Results, Stretch
from wirewatch.events import ArticleGrouped, Event


class SqliteStore:
    """An `ArticleStore` in one file.

    Reads and writes run in a thread each, so that a long search does not hold up indexing. What
    `upsert` has kept is on disk when it returns. Several processes may open the file.

    Args:
        path: the file; its folder must exist. Nothing is opened before the first call.
        verify_limit: how many candidates of a search are held against its rule at most.
    """

    def __init__(self, path: Path, *, verify_limit: int = VERIFY_LIMIT) -> None:
        self._writing = Lane(path, "writes")
        self._reading = Lane(path, "reads")
        self._verify_limit = verify_limit

    async def prepare(self) -> None:
        """Create the file and its tables where they are missing.

        Raises:
            Retry: the file cannot be written now.
            Misconfigured: it is damaged, or of a later wirewatch.
        """
        await self._writing.run(create_tables)

    async def upsert(self, events: Sequence[Event]) -> Sequence[Exception | None]:
        """Keep the newest version of each event, all in one transaction."""
        return await self._writing.run(lambda connection: _write(connection, events))

    async def article(self, article_id: str) -> ArticleGrouped | None:
        """The newest version of an article."""
        return await self._reading.run(lambda c: articles.read_article(c, article_id))

    async def search(self, query: Query) -> Results:
        """Articles newest first, each one verified.

        Raises:
            ValueError: `query.before` is no cursor.
        """
        return await self._reading.run(lambda c: articles.search(c, query, self._verify_limit))

    async def overview(self, query: Query, *, buckets: int = 30) -> Overview:
        """Facets and volume over the articles of a query."""
        return await self._reading.run(
            lambda c: articles.overview(c, query, buckets, self._verify_limit)
        )

    async def scan(
        self,
        query: Query,
        *,
        after: str | None = None,
        limit: int = 200,
        oldest_first: bool = False,
        fresh: bool = False,
    ) -> Stretch:
        """Read the history of a query in bounded steps.

        Raises:
            ValueError: `after` is no cursor.
        """
        del fresh  # it always is
        start = None if after is None else Position.of(after)
        return await self._reading.run(
            lambda c: articles.scan(c, query, start, limit, oldest_first=oldest_first)
        )

    async def activity(self, rule_ids: Sequence[str], since: datetime) -> Mapping[str, Activity]:
        """What became of rules."""
        return await self._reading.run(lambda c: records.activity(c, rule_ids, since))

    async def records(
        self,
        kind: str,
        *,
        where: Mapping[str, str] | None = None,
        limit: int = 50,
        before: str | None = None,
    ) -> Sequence[Mapping[str, Any]]:
        """The newest records of a kind.

        Raises:
            ValueError: an unknown kind or field, or `before` is no cursor.
        """
        of, position = kind_of(kind), None if before is None else Position.of(before)
        return await self._reading.run(
            lambda c: records.newest_records(c, of, where or {}, limit, position)
        )

    async def record(self, kind: str, record_id: str) -> Mapping[str, Any] | None:
        """The record of that id.

        Raises:
            ValueError: an unknown kind.
        """
        of = kind_of(kind)
        return await self._reading.run(lambda c: records.read_record(c, of, record_id))

    async def count(self, kind: str, *, where: Mapping[str, str] | None = None) -> int:
        """The number of records of a kind.

        Raises:
            ValueError: an unknown kind or field.
        """
        of = kind_of(kind)
        return await self._reading.run(lambda c: records.count_records(c, of, where or {}))

    async def remove(self, kind: str, ids: Sequence[str]) -> None:
        """Delete records of a kind, and overwrite the place where they stood.

        Raises:
            ValueError: an unknown kind.
        """
        of = Kind(kind)
        await self._writing.run(lambda connection: _remove(connection, of, ids))

    async def close(self) -> None:
        """Close the file; safe to repeat."""
        await self._reading.close()
        await self._writing.close()


def _write(connection: sqlite3.Connection, events: Sequence[Event]) -> list[Exception | None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        kept = [_write_one(connection, event) for event in events]
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return kept


def _write_one(connection: sqlite3.Connection, event: Event) -> Exception | None:
    """Write inside a savepoint, so that a refused event leaves nothing behind."""
    connection.execute("SAVEPOINT one")
    refusal: Reject | None = None
    try:
        _write_kept(connection, keep(event))
    except Reject as refused:
        refusal = refused
    except sqlite3.DataError as error:  # a text greater than SQLite takes
        refusal = Reject(Reason.REFUSED_BY_STORE, f"{event.event_id}: {error}")
    if refusal is not None:
        connection.execute("ROLLBACK TO one")
    connection.execute("RELEASE one")
    return refusal


def _write_kept(connection: sqlite3.Connection, kept: Kept) -> None:
    if kept.kind is Kind.ARTICLES and isinstance(kept.event, ArticleGrouped):
        articles.write_article(connection, kept, kept.event)
    else:
        records.write_record(connection, kept)


def _remove(connection: sqlite3.Connection, kind: Kind, ids: Sequence[str]) -> None:
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("BEGIN IMMEDIATE")
    try:
        for one in ids:
            if kind is Kind.ARTICLES:
                articles.delete_article(connection, one)
            else:
                records.delete_record(connection, kind, one)
        if kind is Kind.ARTICLES:
            # FTS5 only notes that words are gone; merged into one, its index has them no more.
            connection.execute("INSERT INTO article_text (article_text) VALUES ('optimize')")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    # The log beside the file has the pages of before: write them back, and empty it.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
