"""A thread with a connection of its own, so that SQLite never holds up the event loop."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from wirewatch.adapters.sqlite.store_schema import connect
from wirewatch.core.errors import Misconfigured, Retry

Answer = TypeVar("Answer")

_PASSING = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)
_LASTING = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_READONLY})
_PRIMARY_CODE = 0xFF


class Lane:
    """Runs work on one connection, in order, in one thread. The connection opens at first use."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=f"wirewatch-store-{name}")
        self._connection: sqlite3.Connection | None = None
        self._closed = False

    async def run(self, work: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Do work in the thread.

        Work that has begun is finished even where the caller is cancelled.

        Raises:
            Retry: the file is locked, the disk full or not readable at the moment.
            Misconfigured: the file is damaged, read-only or no SQLite file.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, self._guarded, work)

    async def close(self) -> None:
        """Close the connection and end the thread; safe to repeat."""
        if self._closed:
            return
        self._closed = True
        await asyncio.get_running_loop().run_in_executor(self._executor, self._close)
        self._executor.shutdown(wait=True)

    def _guarded(self, work: Callable[[sqlite3.Connection], Answer]) -> Answer:
        try:
            if self._connection is None:
                self._connection = connect(self._path)
            return work(self._connection)
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", -1) & _PRIMARY_CODE
            if code in _PASSING:
                raise Retry(f"{self._path.name}: {error}") from error
            if code in _LASTING:
                raise Misconfigured(
                    f"{self._path}: {error}; move the file away, then index again"
                ) from error
            raise

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
