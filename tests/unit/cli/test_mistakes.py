"""A mistake gives one clear line on standard error, and exit code 2."""

from pathlib import Path

import pytest

from tests.unit.cli.calling import Call, Called
from wirewatch import flow

COMMANDS = [
    [],
    ["try"],
    ["demo"],
    ["init"],
    ["run"],
    ["rule"],
    ["rule", "list"],
    ["rule", "add"],
    ["rule", "remove"],
    ["rule", "test"],
    ["rule", "why"],
    ["rule", "backfill"],
    ["rule", "backfills"],
    ["rule", "cancel"],
    ["lists"],
    ["lists", "show"],
    ["lists", "set"],
    ["lists", "remove"],
    ["dead"],
    ["dead", "list"],
    ["dead", "show"],
    ["dead", "replay"],
    ["audit"],
    ["trace"],
    ["config"],
    ["setup"],
    ["all"],
    *([s.name] for s in flow.TOPOLOGY),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_at_every_level(call: Call, command: list[str]) -> None:
    called = call(*command, "--help")
    assert called.code == 0, called.err
    assert "Usage" in called.out
    assert called.err == ""


def assert_one_line(called: Called, *words: str) -> None:
    assert called.code == 2, called
    assert called.err.startswith("wirewatch: ")
    assert called.err.count("\n") == 1, called.err
    assert "Traceback" not in called.err
    for word in words:
        assert word in called.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["config", "--config", "missing.toml"], ["missing.toml", "wirewatch init"]),
        (["config", "--config", "."], ["."]),
        (["frobnicate"], ["frobnicate"]),
        (["rule", "frobnicate"], ["frobnicate"]),
        (["audit", "--colour"], ["--colour"]),
        (["audit", "--grace-seconds", "soon"], ["--grace-seconds", "wirewatch audit --help"]),
        (["audit", "--grace-seconds", "-1"], ["--grace-seconds"]),
        (["try"], ["FILE"]),
        (["try", "missing.html"], ["missing.html"]),
        (["try", "page.html", "--rule", '"no end'], ["no end"]),
        (["try", "page.html", "--rules", "missing.toml"], ["missing.toml"]),
        (["try", "page.html", "--url", "not a url"], ["not a url"]),
        (["rule", "list"], ["data", "wirewatch run"]),
        (["rule", "add", "UPPER", "x"], ["UPPER"]),
        (["dead", "list"], ["data"]),
        (["dead", "replay"], ["--all"]),
        (["audit"], ["data"]),
        (["trace", "https://a.example/"], ["data"]),
        (["demo", "--samples", "nowhere"], ["nowhere"]),
    ],
)
def test_mistake(call: Call, folder: Path, arguments: list[str], words: list[str]) -> None:
    (folder / "page.html").write_text("<p>x</p>")
    assert_one_line(call(*arguments), *words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("data_dir = ", ["wirewatch.toml"]),
        ("\udcff", ["wirewatch.toml"]),
        ("dat_dir = 'x'", ["dat_dir", "not known"]),
        ("[console]\nprot = 1", ["console.prot", "not known"]),
        ("[console]\nport = 'many'", ["console.port"]),
        ("[[source]]\nid = 'Upper'\nkind = 'feed'", ["sources", "id"]),
        ("[[source]]\nid = 'a'\nkind = 'newspaper'", ["kind"]),
        ("[[rule]]\nid = 'a'\nexpression = ''", ["expression"]),
        ("[[rule]]\nid = 'a'\nexpresion = 'x'", ["rules.0.expression"]),
        (
            "[[rule]]\nid = 'a'\nexpression = 'x'\n[[rule]]\nid = 'a'\nexpression = 'y'",
            ["rule", "a", "twice"],
        ),
        ("[[rule]]\nid = 'a'\nexpression = 'x'\nendpoints = ['desk']", ["rule a", "desk"]),
        ("[[source]]\nid = 'a'\nkind = 'feed'\n[[source]]\nid = 'a'\nkind = 'feed'", ["twice"]),
        ("[[endpoint]]\nid = 'a'\nurl = 'https://a.example/'\nsecret = 'weak'", ["endpoint a"]),
    ],
)
def test_file_with_a_mistake(call: Call, folder: Path, text: str, words: list[str]) -> None:
    (folder / "wirewatch.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    called = call("config")
    assert_one_line(called, *words)
    assert "weak" not in called.err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WIREWATCH_DATA_DIRR", "x"),
        ("WIREWATCH_CONSOLE_PORT", "1"),
        ("WIREWATCH_CONFIGURATION", "x"),
        ("WIREWATCH_CONSOLE__PORT", "many"),
        ("WIREWATCH_LOG", "{"),
        ("WIREWATCH_RULES", "["),
    ],
)
def test_variable_with_a_mistake(
    call: Call, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    called = call("config")
    assert called.code == 2
    assert called.err.count("\n") == 1, called.err


@pytest.mark.parametrize("name", ["SOURCE", "SOURCES", "RULE", "RULES", "ENDPOINT", "ENDPOINTS"])
def test_variables_of_others_are_left_alone(
    call: Call, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "somebody else's")
    assert call("config").code == 0


def test_service_needs_the_kafka_servers_and_says_so(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIREWATCH_KAFKA__BOOTSTRAP", "127.0.0.1:1")
    monkeypatch.setenv("WIREWATCH_SYSTEM", "kafka")
    called = call("rule", "list")
    assert called.code == 1
    last = called.err.strip().splitlines()[-1]
    assert last.startswith("wirewatch: not reachable: ")
    assert "Traceback" not in called.err
