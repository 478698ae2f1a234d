"""What the documentation derives from code is up to date, and says what the code says."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.contract.events.golden_messages import Golden, load
from wirewatch import flow
from wirewatch.adapters.kafka.topics import topic_settings
from wirewatch.adapters.topic_policy import topic_policy
from wirewatch.cli import documents
from wirewatch.cli.documenting import picture
from wirewatch.cli.documenting.markers import filled
from wirewatch.cli.documenting.settings_reference import all_settings
from wirewatch.cli.settings import known_variables
from wirewatch.core.dead_letters import dead_letter
from wirewatch.core.errors import Misconfigured, Reason, Reject
from wirewatch.core.message import Received

ROOT = Path(__file__).parents[2]
ASYNCAPI = yaml.safe_load((ROOT / "docs/asyncapi.yaml").read_text("utf-8"))
GOLDEN = load()


def schema(name: str) -> Any:
    return json.loads((ROOT / "docs/schemas" / name).read_text("utf-8"))


def errors(name: str, value: Any) -> list[str]:
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    validator = jsonschema.Draft202012Validator(schema(name), format_checker=checker)
    return [f"{e.json_path}: {e.message}" for e in validator.iter_errors(value)]


def test_everything_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "wirewatch.cli.documents", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"run `make docs`:\n{done.stdout}{done.stderr}"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The parts of the project that the documents are made of."""
    for path in [*documents.documents(ROOT), documents.CONSUMER]:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text((ROOT / path).read_text("utf-8"), encoding="utf-8")
    return tmp_path


def test_drift_is_found_and_mended(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check = ["--check", "--root", str(copy)]
    assert documents.main(check) == 0
    readme = copy / "README.md"
    readme.write_text(readme.read_text("utf-8").replace("─articles─", "─items─"), encoding="utf-8")
    (copy / "docs/asyncapi.yaml").unlink()
    stray = copy / "docs/schemas/wirewatch.nothing.v1.json"
    stray.write_text("{}")
    assert documents.main(check) == 1
    told = capsys.readouterr().out
    assert "README.md" in told
    assert "asyncapi.yaml" in told
    assert "wirewatch.nothing.v1.json" in told
    stray.unlink()
    assert documents.main(["--root", str(copy)]) == 0
    assert documents.main(check) == 0


def test_an_incompatible_change_is_not_written(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = copy / "docs/schemas/wirewatch.rule.saved.v1.json"
    kept = json.loads(path.read_text("utf-8"))
    kept["properties"]["colour"] = {"type": "string"}
    path.write_text(json.dumps(kept), encoding="utf-8")
    assert documents.main(["--check", "--root", str(copy)]) == 1
    assert documents.main(["--root", str(copy)]) == 2
    assert "colour: the field was removed" in capsys.readouterr().err
    assert json.loads(path.read_text("utf-8")) == kept
    assert documents.main(["--allow-incompatible", "--root", str(copy)]) == 0
    assert "colour" not in path.read_text("utf-8")


def test_the_schema_of_an_older_version_may_stay(copy: Path) -> None:
    old = copy / "docs/schemas/wirewatch.rule.saved.v0.json"
    old.write_text("{}")
    assert documents.main(["--check", "--root", str(copy)]) == 0


@pytest.mark.parametrize("text", ["", "<!-- begin x (make docs) -->", "<!-- end x -->"])
def test_missing_markers_are_told(text: str) -> None:
    with pytest.raises(Misconfigured, match="begin x"):
        filled(text, {"x": "part"}, file="some.md")


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda g: g.name)
def test_golden_messages_fit_their_schema(golden: Golden) -> None:
    headers = {name: value.decode() for name, value in golden.message.headers}
    assert not errors("cloudevents-headers.json", headers)
    name = f"{headers['ce_type']}.json"
    if golden.message.topic == "pages":
        assert not errors(name, headers)
    else:
        assert not errors(name, json.loads(golden.message.value or b""))


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda g: g.name)
def test_a_schema_refuses_what_lacks_a_required_field(golden: Golden) -> None:
    headers = {name: value.decode() for name, value in golden.message.headers}
    name = f"{headers['ce_type']}.json"
    in_headers = golden.message.topic == "pages"
    value = headers if in_headers else json.loads(golden.message.value or b"")
    for field in schema(name)["required"]:
        assert errors(name, {k: v for k, v in value.items() if k != field}), field


def test_schemas_are_schemas() -> None:
    for path in (ROOT / "docs/schemas").glob("*.json"):
        jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text("utf-8")))


def test_asyncapi_has_every_topic_as_the_broker_gets_it() -> None:
    channels = {c["address"]: c for c in ASYNCAPI["channels"].values()}
    assert set(channels) == {flow.full_name(name) for name in flow.all_names()}
    for name in flow.all_names():
        policy = topic_policy(name)
        binding = channels[flow.full_name(name)]["bindings"]["kafka"]
        assert binding["partitions"] == policy.partitions
        wanted = topic_settings(policy, 1)
        for setting, value in binding["topicConfiguration"].items():
            shown = ",".join(value) if isinstance(value, list) else str(value)
            assert wanted[setting] == shown, f"{name}: {setting}"


def test_asyncapi_has_every_reading_and_writing() -> None:
    operations = {
        (name.split(".")[0], o["action"], o["channel"]["$ref"].rpartition("/")[2])
        for name, o in ASYNCAPI["operations"].items()
    }
    for topic in flow.TOPICS:
        for writer in topic.writers:
            assert (writer, "send", topic.name) in operations
        for reader in topic.readers:
            assert (reader, "receive", topic.name) in operations
            group = ASYNCAPI["operations"][f"{reader}.receive.{topic.name}"]
            assert group["bindings"]["kafka"]["groupId"]["enum"] == [flow.group_id(reader)]
    for service in flow.TOPOLOGY:
        for table in service.tables:
            assert (service.name, "receive", table) in operations


def test_every_reference_of_asyncapi_leads_somewhere() -> None:
    def references(value: Any) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            return own + [r for v in value.values() for r in references(v)]
        if isinstance(value, list):
            return [r for v in value for r in references(v)]
        return []

    found = references(ASYNCAPI)
    assert len(found) > 60
    for reference in found:
        if reference.startswith("./"):
            assert (ROOT / "docs" / reference).is_file(), reference
            continue
        at: Any = ASYNCAPI
        for step in reference.removeprefix("#/").split("/"):
            at = at[step]


def test_asyncapi_names_the_headers_of_a_dead_letter() -> None:
    headers = ASYNCAPI["components"]["schemas"]["DeadLetterHeaders"]
    record = Received(GOLDEN[0].message, 0, 0, 0)
    letter = dead_letter(record, Reject(Reason.EMPTY, "x"), stage="s", now=datetime.now(UTC))
    written = {name for name, _ in letter.headers if name.startswith("dlq-")}
    assert written == set(headers["properties"]) == set(headers["required"])
    assert headers["properties"]["dlq-reason"]["enum"] == [r.value for r in Reason]


def test_the_picture_shows_each_service_on_the_way_once() -> None:
    drawn = picture.text_picture()
    for service in flow.TOPOLOGY:
        on_the_way = service.reads and service.name not in picture.BESIDE_THE_WAY
        times = 1 if on_the_way or service.name in ("ingest", "console") else 0
        assert drawn.split().count(service.name) + drawn.split().count(f"{service.name},") == times
    assert max(len(line) for line in drawn.splitlines()) <= 120


def test_every_setting_is_documented() -> None:
    settings = list(all_settings())
    page = (ROOT / "docs/configuration.md").read_text("utf-8")
    for setting in settings:
        assert len(setting.description) > 5, f"{setting.name} has no description"
        shown = setting.name if f"`{setting.variable}`" in page else setting.name.split(".")[-1]
        assert f"`{shown}`" in page
    documented = {setting.variable for setting in settings}
    sections = {v for v in known_variables() if any(d.startswith(v + "__") for d in documented)}
    lists = {"WIREWATCH_SOURCES", "WIREWATCH_RULES", "WIREWATCH_LISTS", "WIREWATCH_ENDPOINTS"}
    assert set(known_variables()) - sections - lists <= documented


def test_no_secret_has_a_default() -> None:
    secrets = [s for s in all_settings() if s.kind == "secret"]
    assert len(secrets) >= 3
    assert {s.default for s in secrets} == {"none"}
