"""Which earlier article a text was copied from: signatures in memory, the older ones in SQLite."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence

from wirewatch.core.stories import NearDuplicates, Signature, containment_of
from wirewatch.runtime import metrics

KEPT_LATER_MS = 24 * 3_600_000
"""Signatures stay this much longer than the window, for articles that arrive late."""

_TABLES = (
    """
    CREATE TABLE signatures (
        seq INTEGER PRIMARY KEY,
        accepted_ms INTEGER NOT NULL,
        signature BLOB NOT NULL
    )
    """,
    "CREATE TABLE bands (band INTEGER, seq INTEGER, PRIMARY KEY (band, seq)) WITHOUT ROWID",
    "CREATE TABLE banded (through INTEGER NOT NULL)",
    "INSERT INTO banded VALUES (0)",
)
_SAMPLE = 4
_SHORT = 16
_BAND_READ = 64
_COMPARED = 48
_EXPIRE_EVERY = 10_000


class Copies:
    """The near-duplicate index of a story view, kept in the view's own tables.

    Every signature stands in the table `signatures`, in the order of decisions, as long as the
    window is. The newest `limit` of them are in memory too. The others are found through `bands`: a
    fixed quarter of their fingerprints, written when they leave memory. What is added counts at
    once, and only a `commit` keeps it; the caller commits and rolls back the database beside.
    """

    def __init__(self, *, window_ms: int, limit: int, threshold: float) -> None:
        self._kept_ms = window_ms + KEPT_LATER_MS
        self._limit = limit
        self._threshold = threshold
        self.reset()

    @staticmethod
    def create(db: sqlite3.Connection) -> None:
        """Make the tables."""
        for statement in _TABLES:
            db.execute(statement)

    def reset(self) -> None:
        """Forget what is in memory; the next `commit` reads it from the tables again."""
        self._memory: NearDuplicates[int] = NearDuplicates(self._limit, self._threshold)
        self._evicted = 0
        self._last = self._last_committed = 0
        self._newest_ms = 0
        self._added = 0

    def __len__(self) -> int:
        """How many signatures are in memory."""
        return len(self._memory)

    def add(
        self,
        db: sqlite3.Connection,
        seq: int,
        accepted_ms: int,
        signature: Signature,
        *,
        in_bulk: bool,
    ) -> None:
        """Take in an article under the next number; `in_bulk` leaves memory to the next commit."""
        self._newest_ms = max(self._newest_ms, accepted_ms)
        if accepted_ms < self._newest_ms - self._kept_ms:
            return
        db.execute("INSERT INTO signatures VALUES (?, ?, ?)", (seq, accepted_ms, bytes(signature)))
        if in_bulk:
            self._added += 1
            if self._added % _EXPIRE_EVERY == 0:
                self._expire(db)
            return
        self._last = seq
        self._memory.add_signature(seq, signature)

    @staticmethod
    def delete(db: sqlite3.Connection, seq: int) -> None:
        """Take an article out, if it is there."""
        _delete(db, seq, seq)

    def nearest(self, db: sqlite3.Connection, signature: Signature, since_ms: int) -> int | None:
        """The number of the article most like a signature among those accepted since then."""
        found = [(-s.containment, s.id) for s in self._memory.find(signature)]
        found += self._find_older(db, signature)
        for _, seq in sorted(found):
            row = db.execute(
                "SELECT 1 FROM signatures WHERE seq = ? AND accepted_ms >= ?", (seq, since_ms)
            ).fetchone()
            if row is not None:
                return seq
        return None

    def commit(self, db: sqlite3.Connection) -> None:
        """Keep what was added; load, expire and move to the bands what is due."""
        self._memory.commit()
        self._load(db)
        self._expire(db)
        (oldest,) = db.execute("SELECT coalesce(min(seq), ?) FROM signatures", (self._last + 1,))
        while self._memory.oldest is not None and self._memory.oldest < oldest[0]:
            self._memory.remove_oldest()
        self._write_bands(db)
        self._last_committed = self._last
        metrics.STORY_SIGNATURES.set(len(self._memory))
        metrics.STORY_SIGNATURES_EVICTED.inc(self._memory.evicted - self._evicted)
        self._evicted = self._memory.evicted

    def rollback(self) -> None:
        """Forget what was added since the last commit."""
        self._memory.rollback()
        self._last = self._last_committed

    def _load(self, db: sqlite3.Connection) -> None:
        """Bring into memory what came into the table in another way, the newest `limit` of it."""
        (newest, newest_ms) = db.execute(
            "SELECT coalesce(max(seq), 0), coalesce(max(accepted_ms), 0) FROM signatures"
            " WHERE seq > ?",
            (self._last,),
        ).fetchone()
        if not newest:
            return
        self._newest_ms = max(self._newest_ms, newest_ms)
        rows = db.execute(
            "SELECT seq, signature FROM signatures WHERE seq > ? ORDER BY seq",
            (max(self._last, newest - self._limit),),
        )
        self._memory.load((seq, Signature.from_bytes(blob)) for seq, blob in rows)
        self._last = newest

    def _expire(self, db: sqlite3.Connection) -> None:
        """Delete from the old end what no article can join any more."""
        horizon = self._newest_ms - self._kept_ms
        gone = None
        for seq, accepted_ms in db.execute("SELECT seq, accepted_ms FROM signatures ORDER BY seq"):
            if accepted_ms >= horizon:
                break
            gone = seq
        if gone is not None:
            _delete(db, 0, gone)

    def _write_bands(self, db: sqlite3.Connection) -> None:
        """Those that are in memory no more, or never were, are found through their bands."""
        oldest = self._memory.oldest
        if oldest is None:
            return
        (through,) = db.execute("SELECT through FROM banded").fetchone()
        if oldest - 1 <= through:
            return
        rows = db.execute(
            "SELECT seq, signature FROM signatures WHERE seq > ? AND seq < ?", (through, oldest)
        )
        db.executemany(
            "INSERT OR IGNORE INTO bands VALUES (?, ?)",
            ((b, seq) for seq, blob in rows for b in _bands(Signature.from_bytes(blob))),
        )
        db.execute("UPDATE banded SET through = ?", (oldest - 1,))

    def _find_older(
        self, db: sqlite3.Connection, signature: Signature
    ) -> Iterator[tuple[float, int]]:
        oldest = self._memory.oldest
        if (
            oldest is None
            or not db.execute(
                "SELECT EXISTS (SELECT 1 FROM signatures WHERE seq < ?)", (oldest,)
            ).fetchone()[0]
        ):
            return
        shared: Counter[int] = Counter()
        for band in _bands(signature):
            shared.update(
                seq
                for (seq,) in db.execute(
                    "SELECT seq FROM bands WHERE band = ? AND seq < ? ORDER BY seq DESC LIMIT ?",
                    (band, oldest, _BAND_READ),
                )
            )
        likely = sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:_COMPARED]
        for seq, _ in likely:
            row = db.execute("SELECT signature FROM signatures WHERE seq = ?", (seq,)).fetchone()
            if row is None:
                continue
            other = Signature.from_bytes(row[0])
            share = containment_of(signature, other, threshold=self._threshold)
            if share is not None:
                yield -share, seq


def _bands(signature: Signature) -> Sequence[int]:
    """The fingerprints by which a signature is looked up: some of a long one, all of a short."""
    prints = signature.fingerprints
    chosen = prints if len(prints) < _SHORT else prints[prints % _SAMPLE == 0]
    return [int(each) for each in chosen]


def _delete(db: sqlite3.Connection, first: int, last: int) -> None:
    (through,) = db.execute("SELECT through FROM banded").fetchone()
    rows = db.execute(
        "SELECT seq, signature FROM signatures WHERE seq BETWEEN ? AND ?",
        (first, min(last, through)),
    ).fetchall()
    db.executemany(
        "DELETE FROM bands WHERE band = ? AND seq = ?",
        ((b, seq) for seq, blob in rows for b in _bands(Signature.from_bytes(blob))),
    )
    db.execute("DELETE FROM signatures WHERE seq BETWEEN ? AND ?", (first, last))
