"""One thread that owns one connection, and commits in groups."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from wirewatch.core.errors import Misconfigured, Retry

T = TypeVar("T")


class Transactions:
    """Runs work on a SQLite connection in a thread of its own, so the event loop never blocks.

    Writes that are asked for while the thread is busy share the next transaction and its one
    fsync; each is a savepoint of its own, so that one failing does not touch the others. Nothing
    is opened before the first use.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._db: sqlite3.Connection | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="wirewatch-bus")
        self._waiting: list[_Asked] = []
        self._waiting_lock = threading.Lock()

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What `work` returns.

        Raises:
            Retry: the file is busy, full or unreadable for the moment.
            Misconfigured: the file is damaged or cannot be opened.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._translated, work)

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What `work` returns, once it is durable.

        Raises:
            Retry: nothing was written.
            Misconfigured: the file is damaged or cannot be opened.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        with self._waiting_lock:
            self._waiting.append((work, future))
            first = len(self._waiting) == 1
        if first:
            loop.run_in_executor(self._thread, self._write_group, loop)
        # The work goes on where the caller is cancelled; nobody is left to hear of it.
        return await future

    async def close(self) -> None:
        """Finish what is under way and close the connection; safe to repeat."""
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._thread, self._disconnect)
        except RuntimeError:
            return  # closed before
        self._thread.shutdown(wait=False)

    def _disconnect(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None

    def _connection(self) -> sqlite3.Connection:
        if self._db is None:
            self._db = self._connect()
        return self._db

    def _translated(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return work(self._connection())
        except sqlite3.OperationalError as error:
            raise Retry(f"the bus file: {error}") from error
        except sqlite3.DatabaseError as error:
            raise Misconfigured(f"the bus file is damaged: {error}") from error

    def _write_group(self, loop: asyncio.AbstractEventLoop) -> None:
        with self._waiting_lock:
            group, self._waiting = self._waiting, []
        results: list[_Answer] = []
        try:
            self._translated(lambda db: self._transact(db, group, results))
        except BaseException as error:
            results = [(future, None, error) for _, future in group]
        loop.call_soon_threadsafe(_deliver, results)

    def _transact(
        self,
        db: sqlite3.Connection,
        group: list["_Asked"],
        results: list["_Answer"],
    ) -> None:
        db.execute("BEGIN IMMEDIATE")
        try:
            results.extend(_in_savepoint(db, asked) for asked in group)
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise


_Asked = tuple[Callable[[sqlite3.Connection], Any], "asyncio.Future[Any]"]
_Answer = tuple["asyncio.Future[Any]", Any, BaseException | None]


def _in_savepoint(db: sqlite3.Connection, asked: _Asked) -> _Answer:
    work, future = asked
    db.execute("SAVEPOINT work")
    try:
        result = work(db)
    except sqlite3.Error:
        raise  # what the file refuses to one it refuses to all: the whole group is undone
    except Exception as error:
        db.execute("ROLLBACK TO work")
        db.execute("RELEASE work")
        return future, None, error
    db.execute("RELEASE work")
    return future, result, None


def _deliver(results: list[_Answer]) -> None:
    for future, result, error in results:
        if future.done():
            continue
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)
