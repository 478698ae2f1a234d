"""docker-compose.yml runs the topology of `flow`, and gives nothing more away than it must."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from wirewatch import flow
from wirewatch.cli.settings import known_variables

ROOT = Path(__file__).parents[3]
SERVICES = [service.name for service in flow.TOPOLOGY]
OURS = [*SERVICES, "setup"]
SERVERS = ["kafka", "elasticsearch", "kibana"]
PORT = re.compile(r"^\$\{[A-Z_]+:-127\.0\.0\.1\}:\$\{[A-Z_]+:-(\d+)\}:\1$")
DATA = "/var/lib/wirewatch"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def test_runs_the_topology_and_what_it_stands_on(compose: dict[str, Any]) -> None:
    assert sorted(compose["services"]) == sorted([*OURS, *SERVERS])
    for name in OURS:
        assert compose["services"][name]["image"] == "wirewatch"
        assert compose["services"][name]["command"] == [name]


def test_compose_itself_accepts_it() -> None:
    """Only where Docker Compose is installed; the other tests read the file without it."""
    commands = [["docker", "compose"], ["docker-compose"]]
    found = [c for c in commands if shutil.which(c[0]) and _answers([*c, "version"])]
    for command in found[:1]:
        environ = {**os.environ, "WIREWATCH_CONSOLE_TOKEN": "0123456789abcdef"}
        run = subprocess.run(
            [*command, "config", "-q"], cwd=ROOT, env=environ, capture_output=True, text=True
        )
        assert run.returncode == 0, run.stderr


def _answers(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True).returncode == 0


@pytest.mark.parametrize("name", [*OURS, *SERVERS])
def test_every_container_is_restricted(compose: dict[str, Any], name: str) -> None:
    service = compose["services"][name]
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.get("privileged")
    assert service["user"].split(":")[0] not in ("", "0", "root")
    for limit in ("pids_limit", "mem_limit", "cpus"):
        assert service[limit]
    assert service["memswap_limit"] == service["mem_limit"], "swap would lift the limit"
    assert re.fullmatch(r"\d+s", service["stop_grace_period"])
    assert service["restart"] == ("no" if name == "setup" else "unless-stopped")
    for key in ("network_mode", "pid", "ipc", "devices"):
        assert key not in service


@pytest.mark.parametrize("name", OURS)
def test_our_containers_cannot_write_outside_their_volume(
    compose: dict[str, Any], name: str
) -> None:
    service = compose["services"][name]
    assert service["read_only"] is True
    assert service["user"] == "10001:10001"
    (tmp,) = service["tmpfs"]
    assert tmp.startswith("/tmp:")
    assert {"noexec", "nosuid", "nodev"} <= set(tmp.partition(":")[2].split(","))
    for volume in service["volumes"]:
        mode = volume.rpartition(":")[2]
        assert mode == "ro" or volume == f"{name}:{DATA}"


def test_only_console_and_kibana_are_published_and_only_to_this_machine(
    compose: dict[str, Any],
) -> None:
    published = {n: s["ports"] for n, s in compose["services"].items() if "ports" in s}
    assert set(published) == {"console", "kibana"}
    for (port,) in published.values():
        assert PORT.match(port), port


def test_networks_follow_what_each_service_needs(compose: dict[str, Any]) -> None:
    networks = compose["networks"]
    assert {n for n, settings in networks.items() if settings.get("internal")} == {"bus", "store"}
    masquerade = "com.docker.network.bridge.enable_ip_masquerade"
    assert networks["published"]["driver_opts"] == {masquerade: "false"}
    on = {name: set(compose["services"][name]["networks"]) for name in compose["services"]}
    for service in flow.TOPOLOGY:
        assert "bus" in on[service.name]
        assert ("store" in on[service.name]) == service.needs_store
    assert {name for name, joined in on.items() if "outside" in joined} == {"ingest", "notify"}
    assert {name for name, joined in on.items() if "published" in joined} == {"console", "kibana"}
    assert on["kafka"] == {"bus"}
    assert on["elasticsearch"] == {"store"}
    assert on["setup"] == {"bus", "store"}


def test_everything_starts_in_the_order_of_health(compose: dict[str, Any]) -> None:
    def conditions(name: str) -> dict[str, str]:
        depends = compose["services"][name].get("depends_on", {})
        return {other: how["condition"] for other, how in depends.items()}

    assert conditions("setup") == dict.fromkeys(SERVERS, "service_healthy")
    assert conditions("kibana") == {"elasticsearch": "service_healthy"}
    for service in flow.TOPOLOGY:
        expected = {"setup": "service_completed_successfully", "kafka": "service_healthy"}
        if service.needs_store:
            expected["elasticsearch"] = "service_healthy"
        assert conditions(service.name) == expected


def test_every_container_that_stays_tells_its_health(compose: dict[str, Any]) -> None:
    for name in [*SERVICES, *SERVERS]:
        check = compose["services"][name]["healthcheck"]
        assert check["test"][0] in ("CMD", "CMD-SHELL")
        assert {"interval", "timeout", "retries", "start_period"} <= set(check)
    assert compose["services"]["setup"]["healthcheck"] == {"disable": True}
    for name in SERVICES:
        service = compose["services"][name]
        assert service["healthcheck"]["test"][-1] == "/opt/wirewatch/probe.py"
        assert service["environment"]["WIREWATCH_HEALTH__PORT"] == "9100"


def test_state_is_kept_in_named_volumes(compose: dict[str, Any]) -> None:
    def kept(name: str) -> set[str]:
        return {v.partition(":")[0] for v in compose["services"][name].get("volumes", ())}

    used = {v for name in compose["services"] for v in kept(name) if re.fullmatch(r"[a-z]+", v)}
    assert used == set(compose["volumes"])
    for name in ("kafka", "elasticsearch"):
        assert name in kept(name)
    for name in SERVICES:
        code = "".join(f.read_text() for f in (ROOT / "services/wirewatch" / name).glob("*.py"))
        has_state = "state_file(" in code or "state_dir" in code
        assert (name in kept(name)) == has_state, f"{name}: its local state needs a volume"


def test_the_signing_secrets_are_only_where_alerts_are_signed(compose: dict[str, Any]) -> None:
    readers = [
        name
        for name, service in compose["services"].items()
        if any("SECRETS_DIR" in volume for volume in service.get("volumes", ()))
    ]
    assert readers == ["notify"]


def test_the_console_does_not_start_without_a_token(compose: dict[str, Any]) -> None:
    environment = compose["services"]["console"]["environment"]
    token = environment["WIREWATCH_CONSOLE__TOKEN"]
    assert token.startswith("${WIREWATCH_CONSOLE_TOKEN:?")


@pytest.mark.parametrize("name", OURS)
def test_every_variable_sets_something(compose: dict[str, Any], name: str) -> None:
    given = {v for v in compose["services"][name]["environment"] if v.startswith("WIREWATCH_")}
    assert given - set(known_variables()) == set()


def test_the_broker_keeps_to_the_limits_of_flow(compose: dict[str, Any]) -> None:
    environment = compose["services"]["kafka"]["environment"]
    assert int(environment["KAFKA_MESSAGE_MAX_BYTES"]) == flow.MESSAGE_LIMIT_BYTES
    minutes = flow.REPLAY_WINDOW_DAYS * 24 * 60
    assert int(environment["KAFKA_OFFSETS_RETENTION_MINUTES"]) == minutes
    assert environment["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"


def test_the_image_has_what_runs_and_no_tools() -> None:
    """The image's locks hold the same versions as the project's, and none of the tools."""
    everything = _pins(ROOT / "requirements.lock")
    runtime = _pins(ROOT / "deploy/docker/requirements.lock")
    building = _pins(ROOT / "deploy/docker/build.lock")
    assert runtime.items() <= everything.items()
    assert building.items() <= everything.items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = project["project"]["dependencies"]
    asked += project["project"]["optional-dependencies"]["distributed"]
    assert {_name(entry) for entry in asked} <= set(runtime)
    tools = {_name(entry) for entry in project["dependency-groups"]["dev"]}
    assert not tools & set(runtime)


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def _pins(lock: Path) -> dict[str, str]:
    """Each package with its version, condition and hashes."""
    text = lock.read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert all("--hash=sha256:" in line for line in lines)
    return {_name(line): " ".join(line.split()) for line in lines}


def test_the_image_runs_as_nobody_in_particular() -> None:
    lines = (ROOT / "deploy/docker/Dockerfile").read_text().splitlines()
    final = lines[max(i for i, line in enumerate(lines) if line.startswith("FROM ")) :]
    assert [line for line in final if line.startswith("USER ")] == ["USER 10001:10001"]
    assert 'ENTRYPOINT ["wirewatch"]' in final
    installs = [line for line in lines if "pip install" in line]
    assert len(installs) == 3
    for line in installs:
        assert "--require-hashes" in line or "--no-deps --no-index" in line
