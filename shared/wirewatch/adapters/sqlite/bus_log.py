"""Records and committed offsets in one SQLite file."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from wirewatch import flow
from wirewatch.adapters.log import FETCH_LIMIT_BYTES, Advance, Arrivals, Slot
from wirewatch.adapters.sqlite import bus_rows
from wirewatch.adapters.sqlite.bus_file import open_bus_file
from wirewatch.adapters.sqlite.bus_maintenance import (
    expired,
    give_back,
    superseded,
    topics_on_file,
)
from wirewatch.adapters.sqlite.transactions import Transactions
from wirewatch.core.errors import Retry
from wirewatch.core.message import Message, Received
from wirewatch.core.ports import Clock

WATCH_SECONDS = 0.2
"""How often the file is asked whether another process wrote to it, while somebody waits."""

_DELETE_ROWS = 100

_log = logging.getLogger(__name__)


class SqliteLog:
    """Fills `Log`. Every topic has one partition, 0."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._clock = clock
        self._transactions = Transactions(lambda: open_bus_file(path))
        self._arrivals = Arrivals()
        self._watch: asyncio.Task[None] | None = None

    @property
    def arrivals(self) -> Arrivals:
        """Announced after each append, also of another process."""
        return self._arrivals

    def partitions(self, topic: str) -> int:
        """One."""
        flow.topic(topic)
        return 1

    async def append(self, messages: Sequence[Message], advances: Sequence[Advance] = ()) -> None:
        """Write the records and the steps in one transaction."""
        now_ms = int(self._clock.now().timestamp() * 1000)

        def work(db: sqlite3.Connection) -> None:
            for step in advances:
                topic = step.slot[0]
                if bus_rows.committed(db, step.service, topic) != step.before:
                    raise Retry(f"another consumer of {step.service} was faster on {topic}")
                bus_rows.set_committed(db, step.service, topic, step.after)
            for message in messages:
                bus_rows.insert(db, message, now_ms)

        await self._transactions.write(work)
        self._arrivals.announce()

    async def fetch(
        self,
        positions: Mapping[Slot, int],
        *,
        max_messages: int,
        max_bytes: int = FETCH_LIMIT_BYTES,
    ) -> Sequence[Received]:
        """Records from those offsets on, within both limits."""

        def work(db: sqlite3.Connection) -> list[Received]:
            found: list[Received] = []
            room = max_bytes
            for (topic, _), offset in positions.items():
                for record in bus_rows.records(db, topic, offset, max_messages - len(found)):
                    found.append(record)
                    room -= len(record.message.value or b"")
                    if room <= 0:
                        return found
            return found

        if self._watch is None:
            self._watch = asyncio.create_task(self._watch_others())
        return await self._transactions.read(work)

    async def ends(self, topic: str) -> Mapping[int, int]:
        """The next offset of the one partition."""
        flow.topic(topic)
        return {0: await self._transactions.read(lambda db: bus_rows.end(db, topic))}

    async def committed(self, service: str, slots: Sequence[Slot]) -> Mapping[Slot, int]:
        """The committed offset of each slot, 0 where there is none."""

        def work(db: sqlite3.Connection) -> dict[Slot, int]:
            return {slot: bus_rows.committed(db, service, slot[0]) for slot in slots}

        return await self._transactions.read(work)

    async def joined(self, service: str, slots: Sequence[Slot]) -> None:
        """Remember the reader."""

        def work(db: sqlite3.Connection) -> None:
            for topic, _ in slots:
                bus_rows.remember_reader(db, service, topic)

        await self._transactions.write(work)

    async def lag(self, service: str, topic: str) -> int:
        """How many records stand at or after the committed offset."""

        def work(db: sqlite3.Connection) -> int:
            return bus_rows.count(db, topic, bus_rows.committed(db, service, topic))

        flow.topic(topic)
        return await self._transactions.read(work)

    async def maintain(self, now: datetime) -> int:
        """Compact and expire, a few records per transaction, so that others write in between."""
        deleted = 0
        for topic in await self._transactions.read(topics_on_file):
            for find in (superseded, expired):
                deleted += await self._delete(find, topic, now)
        if deleted:
            await self._transactions.read(give_back)
        return deleted

    async def forget(self, topics: Sequence[str], doomed: Callable[[Received], bool]) -> int:
        """Delete the records that are doomed, tombstones excepted, and overwrite their bytes."""
        deleted = 0
        for topic in topics:
            offset, rows = 0, list[int]()
            while found := await self.fetch({(topic, 0): offset}, max_messages=_DELETE_ROWS):
                offset = found[-1].offset + 1
                rows += [r.offset for r in found if r.message.value is not None and doomed(r)]
            if rows:
                await self._transactions.write(partial(_overwrite, topic=topic, offsets=rows))
            deleted += len(rows)
        if deleted:
            await self._transactions.read(_empty_log)
        return deleted

    async def close(self) -> None:
        """Finish what is under way and close the file."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
            self._watch = None
        await self._transactions.close()

    async def _delete(
        self,
        find: Callable[[sqlite3.Connection, str, datetime], list[int]],
        topic: str,
        now: datetime,
    ) -> int:
        positions = await self._transactions.read(lambda db: find(db, topic, now))
        for start in range(0, len(positions), _DELETE_ROWS):
            some = positions[start : start + _DELETE_ROWS]
            await self._transactions.write(partial(bus_rows.delete, positions=some))
        return len(positions)

    async def _watch_others(self) -> None:
        """Announce what other processes write; our own writes do not change `data_version`."""
        seen: int | None = None
        while True:
            try:
                version = await self._transactions.read(_data_version)
            except Retry as error:
                _log.warning("looking for other processes' records: %s", error)
            else:
                if seen is not None and version != seen:
                    self._arrivals.announce()
                seen = version
            await asyncio.sleep(WATCH_SECONDS)


def _overwrite(db: sqlite3.Connection, topic: str, offsets: Sequence[int]) -> None:
    number = bus_rows.topic_id(db, topic)
    if number is not None:
        db.execute("PRAGMA secure_delete = ON")
        bus_rows.delete(db, [bus_rows.first_row(number, offset) for offset in offsets])


def _empty_log(db: sqlite3.Connection) -> None:
    """Write the pages of the log beside the file back into it: it has the bytes of before."""
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _data_version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA data_version").fetchone()[0])
