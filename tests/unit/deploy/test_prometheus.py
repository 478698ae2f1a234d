"""What Prometheus scrapes is there, and its alert rules speak of metrics that exist."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.metrics import MetricWrapperBase

from wirewatch import flow
from wirewatch.events import DeliveryStatus
from wirewatch.runtime import metrics

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "deploy/prometheus"
OF_THE_TARGET = {"job", "container", "instance"}
SERVICES = {service.name for service in flow.TOPOLOGY}


def loaded(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text())
    return content


def rules() -> list[dict[str, Any]]:
    return [rule for group in loaded("alerts.yml")["groups"] for rule in group["rules"]]


def series() -> dict[str, set[str]]:
    """Each series that the services can show, with its labels."""
    found: dict[str, set[str]] = {"up": set()}
    for metric in vars(metrics).values():
        if isinstance(metric, MetricWrapperBase):
            labels = set(metric._labelnames)
            name = metric._name
            suffixes = {
                "counter": ["_total"],
                "gauge": [""],
                "histogram": ["_bucket", "_sum", "_count"],
            }[str(metric._type)]
            for suffix in suffixes:
                found[name + suffix] = labels | ({"le"} if suffix == "_bucket" else set())
    return found


def test_every_service_is_scraped_on_its_port() -> None:
    (job,) = loaded("prometheus.yml")["scrape_configs"]
    assert job["job_name"] == "wirewatch"
    (discovery,) = job["dns_sd_configs"]
    assert set(discovery["names"]) == SERVICES
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    for name in SERVICES:
        environment = compose["services"][name]["environment"]
        assert environment["WIREWATCH_HEALTH__PORT"] == str(discovery["port"])
        assert environment["WIREWATCH_HEALTH__HOST"] == "0.0.0.0"
    for file in loaded("prometheus.yml")["rule_files"]:
        assert (FOLDER / file).is_file()


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_alert_rules_name_series_and_labels_that_exist(rule: dict[str, Any]) -> None:
    known = series()
    expression = rule["expr"]
    assert expression.count("(") == expression.count(")")
    names = set(re.findall(r"\bwirewatch_\w+|\bup\b", expression))
    assert names, "a rule without a metric of ours"
    assert names <= set(known)
    for name, selector in re.findall(r"(\w+)\{([^}]*)\}", expression):
        used = {part.strip() for part in re.findall(r"([\w\s]+?)\s*(?:=|!=|=~|!~)\s*\"", selector)}
        assert used <= known[name] | OF_THE_TARGET, f"{name} has no such label"
    grouped = {g.strip() for by in re.findall(r"by \(([^)]*)\)", expression) for g in by.split(",")}
    shown = set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"]))
    common = set.intersection(*(known[name] for name in names))
    assert grouped <= common
    assert shown <= (grouped or OF_THE_TARGET)
    assert rule["labels"]["severity"] in ("page", "ticket")


def test_a_missing_service_is_told_by_name() -> None:
    (down,) = [rule for rule in rules() if rule["alert"] == "WirewatchServiceDown"]
    assert set(re.findall(r'absent\(up\{[^}]*container="(\w+)"', down["expr"])) == SERVICES


def test_values_of_labels_are_ones_that_occur() -> None:
    text = "\n".join(rule["expr"] for rule in rules())
    for label, value in re.findall(r'(service|topic|result)!?="(\w+)"', text):
        allowed = {
            "service": SERVICES,
            "topic": {topic.name for topic in flow.TOPICS},
            "result": {status.value for status in DeliveryStatus},
        }[label]
        assert value in allowed
