"""A local view of a compacted topic is always what the topic says."""

import os
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.contract.bus.places import Place
from wirewatch.adapters.memory import MemoryBus
from wirewatch.adapters.sqlite import TopicView
from wirewatch.core import codec
from wirewatch.core.errors import Misconfigured, Retry
from wirewatch.core.message import Message
from wirewatch.core.ports import Bus
from wirewatch.events import Event, Rule

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


class RuleNames(TopicView):
    """The name of each rule."""

    topic = "rules"

    def create(self, db: sqlite3.Connection) -> None:
        db.execute("CREATE TABLE names (id TEXT PRIMARY KEY, name TEXT NOT NULL)")
        db.execute("CREATE INDEX names_by_name ON names (name)")

    def apply(self, event: Event) -> None:
        assert isinstance(event, Rule)
        self.db.execute("INSERT OR REPLACE INTO names VALUES (?, ?)", (event.rule_id, event.name))

    def delete(self, key: str) -> None:
        self.db.execute("DELETE FROM names WHERE id = ?", (key,))

    def names(self) -> dict[str, str]:
        return dict(self.db.execute("SELECT id, name FROM names").fetchall())


class RuleNamesKept(RuleNames):
    """Takes no notice of tombstones."""

    delete = TopicView.delete


class RuleNamesLater(RuleNames):
    """A later version with another table."""

    version = 2

    def create(self, db: sqlite3.Connection) -> None:
        db.execute("CREATE TABLE names (id TEXT PRIMARY KEY, name TEXT, extra TEXT)")

    def apply(self, event: Event) -> None:
        assert isinstance(event, Rule)
        self.db.execute(
            "INSERT OR REPLACE INTO names VALUES (?, ?, 'x')", (event.rule_id, event.name)
        )


def rule(rule_id: str, name: str) -> Rule:
    return Rule(rule_id=rule_id, name=name, expression="x", active_from=NOW, updated_at=NOW)


def record(rule_id: str, name: str) -> Message:
    return codec.encode(rule(rule_id, name), service="cli", now=NOW)


@pytest.fixture(params=["file", "memory"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    return tmp_path / "views" / "rules.sqlite" if request.param == "file" else None


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rules.sqlite"


async def test_it_holds_the_newest_of_each_key(bus: Bus, path: Path | None) -> None:
    view = RuleNames(path)
    assert await view.catch_up(bus) == 0
    await bus.produce([record("a", "one"), record("b", "two"), record("a", "three")])

    assert await view.catch_up(bus) == 3
    assert view.names() == {"a": "three", "b": "two"}

    await bus.produce([codec.tombstone("rules", "a"), record("c", "four")])
    assert await view.catch_up(bus) == 2
    assert view.names() == {"b": "two", "c": "four"}
    assert await view.catch_up(bus) == 0
    assert view.skipped == 0
    view.close()


async def test_it_goes_on_after_a_restart(place: Place, file: Path) -> None:
    await place.bus.produce([record("a", "one"), record("b", "two")])
    view = RuleNames(file)
    await view.catch_up(place.bus)
    view.close()
    bus = await place.reopen()
    await bus.produce([record("b", "three")])

    view = RuleNames(file)
    assert view.names() == {"a": "one", "b": "two"}
    assert await view.catch_up(bus) == 1

    assert view.names() == {"a": "one", "b": "three"}
    view.close()


async def test_what_is_not_an_event_of_ours_is_counted_and_skipped(bus: Bus) -> None:
    view = RuleNames(None)
    good = record("b", "two")
    await bus.produce(
        [
            Message("rules", "a", b"{}"),
            Message("rules", "a", b"\xff", good.headers),
            good,
            Message("rules", "a", b'{"rule_id": 3}', good.headers),
        ]
    )

    assert await view.catch_up(bus) == 1
    assert view.names() == {"b": "two"}
    assert view.skipped == 3
    assert await view.catch_up(bus) == 0
    assert view.skipped == 3


async def test_own_events_are_kept_by_commit_and_forgotten_by_rollback(
    bus: Bus, file: Path
) -> None:
    view = RuleNames(file)
    view.apply(rule("a", "kept"))
    view.commit()
    view.apply(rule("b", "forgotten"))
    assert view.names() == {"a": "kept", "b": "forgotten"}
    view.rollback()
    assert view.names() == {"a": "kept"}
    view.apply(rule("c", "not committed"))
    view.close()

    assert RuleNames(file).names() == {"a": "kept"}


async def test_catching_up_first_forgets_what_was_not_committed(bus: Bus) -> None:
    view = RuleNames(None)
    view.apply(rule("a", "decided, never written"))

    await view.catch_up(bus)

    assert view.names() == {}


async def test_an_own_event_that_comes_back_changes_nothing(bus: Bus) -> None:
    view = RuleNames(None)
    view.apply(rule("a", "one"))
    await bus.produce([record("a", "one")])
    view.commit()

    assert await view.catch_up(bus) == 1
    assert view.names() == {"a": "one"}


async def test_a_shorter_topic_is_another_topic(file: Path) -> None:
    view = RuleNames(file)
    old = MemoryBus()
    await old.produce([record("a", "old"), record("b", "old"), record("c", "old")])
    await view.catch_up(old)
    wiped = MemoryBus()
    await wiped.produce([record("a", "new")])

    assert await view.catch_up(wiped) == 1

    assert view.names() == {"a": "new"}
    view.close()


@pytest.mark.parametrize("content", [b"", b"no database at all" * 500, b"SQLite format 3\0" * 99])
async def test_a_damaged_file_is_replaced(file: Path, content: bytes) -> None:
    bus = MemoryBus()
    await bus.produce([record("a", "one")])
    overwrite(file, content)

    view = RuleNames(file)
    await view.catch_up(bus)

    assert view.names() == {"a": "one"}
    view.close()


async def test_damage_that_shows_later_is_mended_too(file: Path) -> None:
    bus = MemoryBus()
    await bus.produce([record(f"r{n}", "x" * 50) for n in range(2000)])
    view = RuleNames(file)
    await view.catch_up(bus)
    view.close()
    damage(file)
    await bus.produce([record(f"r{n}", "y") for n in range(2000)])

    view = RuleNames(file)
    await view.catch_up(bus)

    assert view.names() == {f"r{n}": "y" for n in range(2000)}
    view.close()


async def test_another_version_or_another_view_is_built_anew(file: Path) -> None:
    bus = MemoryBus()
    await bus.produce([record("a", "one")])
    view = RuleNames(file)
    await view.catch_up(bus)
    view.close()

    later = RuleNamesLater(file)
    assert await later.catch_up(bus) == 1
    assert later.db.execute("SELECT * FROM names").fetchall() == [("a", "one", "x")]
    later.close()

    other = type("Other", (RuleNamesLater,), {"topic": "sources"})(file)
    assert other.names() == {}
    other.close()


@pytest.mark.parametrize(("kind", "applied"), [(RuleNames, 2), (RuleNamesKept, 0)])
async def test_who_slept_too_long_may_have_missed_a_tombstone(
    file: Path, kind: type[RuleNames], applied: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    bus = MemoryBus()
    await bus.produce([record("a", "one"), record("b", "two")])
    view = kind(file)
    await view.catch_up(bus)
    later = time.time() + 13 * 3600
    monkeypatch.setattr(time, "time", lambda: later)

    assert await view.catch_up(bus) == applied

    assert view.names() == {"a": "one", "b": "two"}
    view.close()


async def test_a_bus_that_fails_leaves_the_view_as_it_was(file: Path) -> None:
    class BreakingBus(MemoryBus):
        async def ends(self, topic: str) -> dict[int, int]:
            raise Retry("not now")

    bus = MemoryBus()
    await bus.produce([record("a", "one")])
    view = RuleNames(file)
    await view.catch_up(bus)

    with pytest.raises(Retry):
        await view.catch_up(BreakingBus())

    assert view.names() == {"a": "one"}
    assert await view.catch_up(bus) == 0
    view.close()


def test_a_place_that_cannot_be_written_is_a_setting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Misconfigured, match=r"rules\.sqlite"):
        RuleNames(tmp_path / "file" / "rules.sqlite")


def test_a_view_in_use_is_not_deleted(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    view = RuleNames(file)
    view.apply(rule("a", "one"))
    view.commit()
    view.db.execute("PRAGMA locking_mode = EXCLUSIVE")
    view.apply(rule("b", "two"))
    view.commit()
    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda path, **kwargs: connect(path, timeout=0.1, **kwargs)
    )

    with pytest.raises(Misconfigured, match="locked"):
        RuleNames(file)

    view.close()
    assert RuleNames(file).names() == {"a": "one", "b": "two"}


def overwrite(file: Path, content: bytes) -> None:
    file.write_bytes(content)


def damage(file: Path) -> None:
    """Destroy everything but the header and the schema."""
    size = file.stat().st_size
    with file.open("r+b") as stream:
        stream.seek(4096)
        stream.write(os.urandom(size - 4096))
