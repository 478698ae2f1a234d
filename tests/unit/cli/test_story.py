"""`wirewatch story` on a store that has a story in it."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.contract.building import at, grouped
from tests.unit.cli.calling import Call
from wirewatch.adapters.sqlite.bus import SqliteBus
from wirewatch.adapters.sqlite.store import SqliteStore


@pytest.fixture
def kept(folder: Path) -> None:
    async def keep() -> None:
        (folder / "data").mkdir()
        store = SqliteStore(folder / "data" / "store.sqlite")
        await store.prepare()
        await store.upsert(
            [
                grouped("The bridge opened.", url="https://a.example/1"),
                grouped(
                    "The bridge opened.\nWith more.",
                    url="https://b.example/2",
                    revision=2,
                    accepted_at=at(5),
                ),
            ]
        )
        await store.close()
        bus = SqliteBus(folder / "data" / "bus.sqlite")
        await bus.ends("articles")
        await bus.close()

    asyncio.run(keep())


def test_copies_are_listed_with_the_first_and_the_fullest(kept: None, call: Call) -> None:
    called = call("story", "https://b.example/2", "--tellings")
    assert called.code == 0, called.err
    assert "2 on 2 sites" in called.out
    first, fullest = (line for line in called.out.splitlines() if ".example" in line)
    assert "a.example" in first
    assert " first" in first
    assert "fullest, revision 2" in fullest
    assert "no other telling was found" in called.out
    told = json.loads(call("story", "https://b.example/2", "--json").out)
    assert told["sites"] == ["a.example", "b.example"]
    assert [told["first"], told["fullest"]] == [c["article_id"] for c in told["copies"]]


def test_an_unknown_address_is_said(kept: None, call: Call) -> None:
    called = call("story", "https://c.example/3")
    assert called.code == 2
    assert "https://c.example/3" in called.err
