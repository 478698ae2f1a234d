"""What the pages say about events, reasons, metrics and services is so."""

import json
import re
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from prometheus_client.metrics import MetricWrapperBase

from wirewatch import flow
from wirewatch.cli.documenting.schemas import page_header
from wirewatch.cli.settings import load
from wirewatch.cli.starter import starter_file
from wirewatch.core.delivering import RETRY_DELAYS_SECONDS
from wirewatch.core.errors import Reason
from wirewatch.events import EndpointKind, FetchResult, Outcome, PageFetched, SourceKind
from wirewatch.runtime import metrics

ROOT = Path(__file__).parents[2]
EVENTS = (ROOT / "docs/events.md").read_text("utf-8")
OPERATIONS = (ROOT / "docs/operations.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```json (\S+)\n(.*?)^```", EVENTS, re.S | re.M)


def test_every_event_has_its_part_and_an_example() -> None:
    shown = {ce_type for ce_type, _ in EXAMPLES}
    for topic in flow.TOPICS:
        ce_type = topic.event.ce_type()
        assert f"### {topic.name}: `{ce_type}`" in EVENTS
        if topic.name not in ("pages", "enriched"):
            assert ce_type in shown


@pytest.mark.parametrize(("ce_type", "text"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_examples_are_as_their_schema_says(ce_type: str, text: str) -> None:
    schema = json.loads((ROOT / f"docs/schemas/{ce_type}.json").read_text("utf-8"))
    value = json.loads(text)
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    validator = jsonschema.Draft202012Validator(schema, format_checker=checker)
    assert [e.message for e in validator.iter_errors(value)] == []
    assert unknown_fields(value, schema, schema) == []


def test_the_positions_in_the_example_of_a_match_are_right() -> None:
    (text,) = [text for ce_type, text in EXAMPLES if ce_type == "wirewatch.rule.matched.v1"]
    match = json.loads(text)
    for snippet in match["proof"]["snippets"]:
        for start, end in snippet["highlights"]:
            assert snippet["text"][start:end].lower().startswith("ferry")


def test_lists_of_words_are_whole() -> None:
    for words in (Reason, FetchResult, Outcome):
        for word in words:
            assert f"`{word.value}`" in EVENTS, word


def test_the_headers_of_a_page_are_named() -> None:
    for field in PageFetched.model_fields:
        if field != "content":
            assert f"`{page_header(field)}`" in EVENTS


def test_the_version_of_an_article_is_put_together_as_described() -> None:
    (text,) = [text for ce_type, text in EXAMPLES if ce_type == "wirewatch.article.grouped.v1"]
    article = json.loads(text)["article"]
    accepted = datetime.fromisoformat(article["accepted_at"])
    milliseconds = round(accepted.timestamp() * 1000)
    assert article["version"] == (milliseconds << 20) + article["pipeline_epoch"]


def all_metrics() -> list[tuple[str, tuple[str, ...]]]:
    """Each metric's name as Prometheus shows it, and its labels."""
    found = []
    for metric in vars(metrics).values():
        if isinstance(metric, MetricWrapperBase):
            (family,) = metric.describe()
            suffix = "_total" if family.type == "counter" else ""
            found.append((family.name + suffix, tuple(metric._labelnames)))
    assert len(found) >= 10
    return found


def test_every_metric_is_explained() -> None:
    for name, labels in all_metrics():
        shown = f"{name}{{{', '.join(labels)}}}" if labels else name
        assert f"| `{shown}` |" in OPERATIONS


def test_a_metric_is_counted_somewhere_or_the_page_says_that_it_is_not() -> None:
    code = "\n".join(
        path.read_text("utf-8")
        for root in ("services", "shared")
        for path in (ROOT / root).rglob("*.py")
        if path.name != "metrics.py"
    )
    for variable, metric in vars(metrics).items():
        if isinstance(metric, MetricWrapperBase):
            name = metric.describe()[0].name
            unused = re.search(rf"`{name}[^|]*\|[^|]*not filled yet", OPERATIONS) is not None
            assert unused is not (f"metrics.{variable}" in code), name


def test_every_alert_of_prometheus_is_explained() -> None:
    files = [yaml.safe_load(p.read_text("utf-8")) for p in (ROOT / "deploy/prometheus").glob("*")]
    rules = [r for f in files for group in f.get("groups", ()) for r in group["rules"]]
    assert rules
    for rule in rules:
        assert f"| `{rule['alert']}` |" in OPERATIONS


def test_alerts_ask_for_metrics_that_exist() -> None:
    known = {name for name, _ in all_metrics()}
    asked = set()
    for path in (ROOT / "deploy/prometheus").glob("*alert*"):
        asked |= set(re.findall(r"\bwirewatch_[a-z_]+", path.read_text("utf-8")))
    assert asked
    assert {re.sub(r"_(bucket|count|sum)$", "", name) for name in asked} <= known


def test_the_waits_between_attempts_are_as_described() -> None:
    assert RETRY_DELAYS_SECONDS == (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
    said = "then after 5 s, 5 and 30 minutes, 2, 5, 10, 14,\n20 and 24 hours"
    assert said.replace("\n", " ") in OPERATIONS.replace("\n", " ")


def test_every_service_and_kind_is_in_the_glossary_or_the_settings() -> None:
    glossary = (ROOT / "docs/glossary.md").read_text("utf-8")
    settings = (ROOT / "docs/configuration.md").read_text("utf-8")
    for service in flow.TOPOLOGY:
        assert f"`{service.name}`" in glossary
    for kind in (*SourceKind, *EndpointKind):
        assert kind.value in settings


def test_decisions_are_numbered_listed_and_of_one_form() -> None:
    folder = ROOT / "docs/decisions"
    index = (folder / "README.md").read_text("utf-8")
    pages = sorted(folder.glob("0*.md"))
    assert [int(p.name[:4]) for p in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text("utf-8")
        number, title = re.match(r"# (\d+)\. (.+)\n", text).groups()  # type: ignore[union-attr]
        assert int(number) == int(page.name[:4])
        assert f"[{title}]({page.name})" in index
        assert re.findall(r"^## (.+)$", text, re.M) == ["Context", "Decision", "Consequences"]
        assert text.count("\n") <= 60


def test_what_the_starter_file_offers_in_comments_can_be_set(tmp_path: Path) -> None:
    lines = [re.sub(r"^# (\w+ = |\[)", r"\1", line) for line in starter_file().splitlines()]
    file = tmp_path / "wirewatch.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    given = tomllib.loads(file.read_text("utf-8"))
    settings = load(file, {})
    assert settings.endpoints
    assert settings.ingest.contact_url == given["ingest"]["contact_url"]
    assert settings.rules[0].endpoints == (settings.endpoints[0].id,)


def test_the_starter_file_works_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "wirewatch.toml"
    file.write_text(starter_file(), encoding="utf-8")
    settings = load(file, {})
    assert len(settings.sources) > 5
    assert settings.rules


def test_the_readme_is_short() -> None:
    assert (ROOT / "README.md").read_text("utf-8").count("\n") <= 150


def test_recipes_for_contributors_are_short_and_name_files_that_are_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    recipes = re.findall(r"^## Add (.+?)\n(.*?)(?=^## )", text, re.S | re.M)
    assert {name for name, _ in recipes} == {
        "a source",
        "a stage",
        "a rule operator",
        "an endpoint kind",
    }
    for name, body in recipes:
        assert len(re.findall(r"^\d+\. ", body, re.M)) <= 10, name
    for path in re.findall(r"`((?:shared|services|tests|docs|deploy)/[\w./]+)`", text):
        assert (ROOT / path).exists(), path


def unknown_fields(value: Any, schema: Any, root: Any) -> list[str]:
    """Fields of an example that the schema does not have: a misspelt one would be ignored."""
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        return min((unknown_fields(value, o, root) for o in schema["anyOf"]), key=len)
    if isinstance(value, dict) and "properties" in schema:
        found = [name for name in value if name not in schema["properties"]]
        for name, inner in value.items():
            found += unknown_fields(inner, schema["properties"].get(name, {}), root)
        return found
    if isinstance(value, list) and "items" in schema:
        return [f for inner in value for f in unknown_fields(inner, schema["items"], root)]
    return []
