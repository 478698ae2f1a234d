"""The settings: file, then variables; secrets never shown."""

import base64
import json
from pathlib import Path

import pytest

from tests.unit.cli.calling import Call
from wirewatch.cli.settings import Settings, known_variables, load, redacted
from wirewatch.core.errors import Misconfigured

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()

FILE = f"""
data_dir = "from-file"
[console]
port = 8081
token = "a-long-token-of-the-console"
[elasticsearch]
url = "http://elastic:el-password@127.0.0.1:9200"
api_key = "el-key"
[kafka]
sasl_password = "kafka-password"
[ingest]
push_token = "push-token-that-is-long"
[[endpoint]]
id = "desk"
url = "https://desk.example/hook"
secret = "{SECRET}"
[[rule]]
id = "bridges"
expression = "bridge"
endpoints = ["desk"]
"""


@pytest.fixture
def file(folder: Path) -> Path:
    path = folder / "wirewatch.toml"
    path.write_text(FILE)
    return path


@pytest.mark.usefixtures("file")
def test_variables_win_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(None).console.port == 8081
    monkeypatch.setenv("WIREWATCH_CONSOLE__PORT", "9090")
    monkeypatch.setenv("WIREWATCH_DATA_DIR", "from-variable")
    settings = load(None)
    assert (settings.console.port, str(settings.data_dir)) == (9090, "from-variable")
    assert settings.rules[0].endpoints == ("desk",)


def test_file_by_variable(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = file.rename(file.with_name("other.toml"))
    assert load(None).console.port != 8081
    monkeypatch.setenv("WIREWATCH_CONFIG", str(moved))
    assert load(None).console.port == 8081


def test_rules_by_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIREWATCH_RULES", '[{"id": "a", "expression": "b"}]')
    assert load(None).rules[0].id == "a"


@pytest.mark.usefixtures("file")
def test_config_prints_everything_but_secrets(call: Call) -> None:
    called = call("config")
    assert called.code == 0, called.err
    told = json.loads(called.out)
    assert told["console"]["port"] == 8081
    for secret in (
        SECRET,
        "a-long-token-of-the-console",
        "el-password",
        "el-key",
        "kafka-password",
        "push-token-that-is-long",
    ):
        assert secret not in called.out


def test_every_variable_that_is_listed_is_known(call: Call) -> None:
    listed = call("config", "--variables").out.split()
    assert listed == list(known_variables())
    assert "WIREWATCH_CONSOLE__PORT" in listed


def test_init_writes_a_file_that_loads(call: Call, folder: Path) -> None:
    assert call("init").code == 0
    settings = load(None)
    assert len(settings.sources) >= 10
    assert {r.id for r in settings.rules} >= {"haqqani", "doha-deal"}
    assert call("config").code == 0
    again = call("init")
    assert (again.code, again.err.count("\n")) == (2, 1)
    assert call("init", "--force").code == 0
    assert call("init", str(folder / "no" / "such.toml")).code == 2


def test_a_topic_of_ones_own_must_be_a_rule(tmp_path: Path) -> None:
    file = tmp_path / "wirewatch.toml"
    table = '[[enrich.topics]]\nid = "x"\nexpression = "{}"\n'
    file.write_text(table.format("ferry"))
    assert [t.expression for t in load(file).enrich.own_topics] == ["ferry"]
    file.write_text(table.format("(ferry"))
    with pytest.raises(Misconfigured, match=r"enrich\.topics\.0\.expression: .*bracket"):
        load(file)


def test_an_entity_of_ones_own_has_a_kind_and_names(tmp_path: Path) -> None:
    file = tmp_path / "wirewatch.toml"
    table = '[[enrich.entities]]\nid = "ferries"\nkind = "{}"\nnames = ["{}"]\n'
    file.write_text(table.format("organisation", "Lakeside Ferries"))
    (own,) = load(file).enrich.own_entities
    assert (own.entity_id, own.names) == ("organisation:ferries", ("Lakeside Ferries",))
    file.write_text(table.format("ship", "Lakeside Ferries"))
    with pytest.raises(Misconfigured, match=r"enrich\.entities\.0\.kind"):
        load(file)
    file.write_text(table.format("organisation", "!!"))
    with pytest.raises(Misconfigured, match=r"enrich\.entities\.0\.names: .*letters"):
        load(file)


def test_the_address_of_a_webhook_is_a_secret() -> None:
    """Whoever knows it may post."""
    settings = Settings.model_validate(
        {"endpoints": [{"id": "desk", "url": "https://hooks.example/services/T0/B1/token?x=1"}]}
    )
    shown = redacted(settings)["endpoints"][0]["url"]
    assert shown == "https://hooks.example/**********"
