"""docker-compose.yml runs the nodes of the flow, each with its own command."""

from typing import Any

import pytest
import yaml

from tests.architecture.source_files import ROOT
from wirewatch import flow

COMPOSE = ROOT / "docker-compose.yml"
AROUND = {"kafka", "elasticsearch", "kibana", "setup"}
pytestmark = pytest.mark.skipif(not COMPOSE.exists(), reason="there is no docker-compose.yml")


def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    return found


def test_it_has_the_services_of_the_topology() -> None:
    assert set(services()) == {s.name for s in flow.TOPOLOGY} | AROUND


def test_each_runs_its_own_command() -> None:
    for service in flow.TOPOLOGY:
        assert services()[service.name]["command"] == [service.name]
    assert services()["setup"]["command"] == ["setup"]


def test_each_waits_for_what_it_needs() -> None:
    for service in flow.TOPOLOGY:
        waits = services()[service.name]["depends_on"]
        assert waits["setup"]["condition"] == "service_completed_successfully"
        assert waits["kafka"]["condition"] == "service_healthy"
        if service.needs_store:
            assert waits["elasticsearch"]["condition"] == "service_healthy"


def test_only_what_people_look_at_is_published() -> None:
    published = {name for name, service in services().items() if service.get("ports")}
    assert published == {"console", "kibana"}


def test_our_containers_may_do_little() -> None:
    for name in ("setup", *(s.name for s in flow.TOPOLOGY)):
        service = services()[name]
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert not service["user"].startswith("0"), name


def test_the_broker_takes_what_the_flow_allows() -> None:
    environment = services()["kafka"]["environment"]
    assert int(environment["KAFKA_MESSAGE_MAX_BYTES"]) >= flow.MESSAGE_LIMIT_BYTES
    assert environment["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"
