"""Commands beside an embedded system: rules, dead letters, audit, trace, a second run."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.contract.building import page
from tests.unit.cli.calling import Call
from wirewatch.adapters.sqlite import SqliteBus
from wirewatch.core import codec
from wirewatch.core.dead_letters import dead_letter
from wirewatch.core.errors import Reason, Reject
from wirewatch.core.message import Message, Received
from wirewatch.events import Endpoint, Event, Rule

NOW = datetime.now(UTC)
BINARY = b"\x00\x1b[31mred\x1b[0m [/b] \xff"


@pytest.fixture
def bus_file(folder: Path) -> Path:
    """What a run has left in the data folder."""
    path = folder / "data" / "bus.sqlite"
    one = codec.encode(page(BINARY, url="https://a.example/[/b]"), service="ingest", now=NOW)
    letters = [
        dead_letter(
            Received(one, 0, 7, 0), Reject(Reason.BINARY, "no [/text]"), stage="enrich", now=NOW
        ),
        dead_letter(
            Received(Message("pages", "", b"", (("wirewatch-origin", b"/huge"),)), -1, -1, 0),
            Reject(Reason.TOO_LARGE, "12 MB"),
            stage="ingest",
            now=NOW,
        ),
    ]
    desk = Endpoint(endpoint_id="desk", url="https://desk.example/", updated_at=NOW)
    put(path, *letters, codec.encode(desk, service="cli", now=NOW))
    return path


def put(path: Path, *messages: Message) -> None:
    async def main() -> None:
        bus = SqliteBus(path)
        await bus.produce(messages)
        await bus.close()

    asyncio.run(main())


def read(path: Path, topic: str) -> list[Message]:
    async def main() -> list[Message]:
        bus = SqliteBus(path)
        found = [r.message async for r in bus.read(topic)]
        await bus.close()
        return found

    return asyncio.run(main())


def rules(path: Path) -> dict[str, Rule]:
    state: dict[str, Event] = {}
    for message in read(path, "rules"):
        if message.value is None:
            state.pop(message.key, None)
        else:
            state[message.key] = codec.decode(message)
    return {k: r for k, r in state.items() if isinstance(r, Rule)}


def test_rules_are_added_replaced_listed_and_removed(call: Call, bus_file: Path) -> None:
    assert call("rule", "list").out.startswith("There are no rules yet")
    added = call(
        "rule", "add", "dams", "dam AND valve", "--name", "Dams [/b]", "--endpoint", "desk"
    )
    assert (added.code, added.err) == (0, "")
    first = rules(bus_file)["dams"]
    assert (first.version, first.endpoints, first.origin) == (1, ("desk",), "cli")
    assert call("rule", "add", "dams", "dam AND inquiry").code == 0
    second = rules(bus_file)["dams"]
    assert second.expression == "dam AND inquiry"
    assert (second.version, second.active_from) == (2, first.active_from), "an edit alerts no more"
    assert (second.name, second.endpoints) == (first.name, first.endpoints)
    listed = call("rule", "list").out
    assert "dams" in listed
    assert "Dams [/b]" in listed
    assert call("rule", "remove", "dams").code == 0
    assert rules(bus_file) == {}
    again = call("rule", "remove", "dams")
    assert (again.code, again.err.count("\n")) == (2, 1)


@pytest.mark.parametrize(
    "arguments", [["--endpoint", "nobody"], ["--name", "n" * 201]], ids=["endpoint", "name"]
)
@pytest.mark.usefixtures("bus_file")
def test_rule_that_cannot_be(call: Call, arguments: list[str]) -> None:
    called = call("rule", "add", "dams", "dam", *arguments)
    assert (called.code, called.err.count("\n")) == (2, 1)


@pytest.mark.usefixtures("bus_file")
def test_dead_letters_are_listed_and_shown_without_steering_the_terminal(call: Call) -> None:
    listed = call("dead", "list")
    assert listed.code == 0
    assert "pages:0:0" in listed.out
    assert "no [/text]" in listed.out
    only = [
        json.loads(x)
        for x in call("dead", "list", "--reason", "binary", "--json").out.split("\n")[:-1]
    ]
    assert [x["id"] for x in only] == ["pages:0:0"]
    assert call("dead", "list", "--topic", "enriched").out.startswith("There are no dead letters")
    assert call("dead", "list", "--topic", "nonsense").code == 2
    shown = call("dead", "show", "pages:0:0")
    assert '"reason": "binary"' in shown.out
    assert "\x1b" not in shown.out
    assert call("dead", "show", "pages:9:9").code == 2


def test_dead_letter_is_sent_again_as_it_was(call: Call, bus_file: Path) -> None:
    called = call("dead", "replay", "pages:0:0")
    assert (called.code, called.out) == (0, "1 sent again\n")
    [sent] = read(bus_file, "pages")
    assert sent.value == BINARY
    assert not [k for k, _ in sent.headers if k.startswith("dlq-")]
    assert codec.decode(sent) == page(BINARY, url="https://a.example/[/b]")


def test_what_ingest_refused_cannot_be_sent_again(call: Call, bus_file: Path) -> None:
    called = call("dead", "replay", "--all", "--reason", "too_large")
    assert called.out == "0 sent again\n"
    assert "stays" in called.err
    assert read(bus_file, "pages") == []


def test_audit_exits_1_and_lists_the_holes(call: Call, bus_file: Path) -> None:
    assert call("audit", "--grace-seconds", "0").code == 0
    put(bus_file, codec.encode(page(b"lost", accepted_at=NOW), service="ingest", now=NOW))
    called = call("audit", "--grace-seconds", "0", "--json")
    assert called.code == 1
    [hole] = json.loads(called.out)["holes"]
    assert hole["problem"] == "accepted, and no outcome"
    told = call("audit", "--grace-seconds", "0")
    assert (told.code, "1 holes" in told.out) == (1, True)


@pytest.mark.usefixtures("bus_file")
def test_trace(call: Call) -> None:
    called = call("trace", "https://a.example/[/b]", "--json")
    assert called.code == 0, called.err
    assert json.loads(called.out)["topic"] == "pages.dead"
    assert "refused by enrich" in call("trace", "https://a.example/[/b]").out
    unknown = call("trace", "https://never.example/")
    assert (unknown.code, unknown.err.count("\n")) == (2, 1)


async def test_second_run_on_the_same_folder(call: Call, bus_file: Path) -> None:
    bus = SqliteBus(bus_file)
    bus.acquire_run_lock()
    called = await asyncio.to_thread(call, "run")
    await bus.close()
    assert called.code == 2
    assert called.err.strip().count("\n") == 0, called.err
    assert called.err.startswith("wirewatch: ")
