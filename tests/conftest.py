"""What every test may ask for: real servers, a browser, and names that no other test uses.

The servers are started on first use and shared by the whole run, so a test keeps to names that
begin with its own `topic_prefix` or `index_prefix`. A test that stops or kills a server leaves it
running for the next one.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn
from uuid import uuid4

import pytest
import structlog

from wirewatch.testing.servers import (
    ElasticsearchServer,
    ExternalElasticsearch,
    ExternalKafka,
    KafkaServer,
    Missing,
    find_chromium,
    find_elasticsearch,
    find_kafka,
)

_LIVE_FIXTURES = {"kafka", "elasticsearch", "chromium"}
_MISSING = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Make room for what will be found missing."""
    config.stash[_MISSING] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that asks for a real server, so that `-m 'not live'` leaves them out.

    The time limit of such a test is for its own work: its servers may be fetched on first use.
    """
    for item in items:
        if isinstance(item, pytest.Function) and _LIVE_FIXTURES & set(item.fixturenames):
            item.add_marker(pytest.mark.live)
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(func_only=True))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say once, in one line, what is missing and therefore was not tested."""
    reasons = config.stash[_MISSING]
    if reasons:
        terminalreporter.write_line(f"not tested live: {' | '.join(reasons)}", yellow=True)


@pytest.fixture(scope="session")
def kafka(pytestconfig: pytest.Config) -> Iterator[KafkaServer | ExternalKafka]:
    """A running Kafka broker; `kafka.endpoint` goes into `bootstrap_servers`."""
    found = find_kafka()
    if isinstance(found, Missing):
        _go_without(found, pytestconfig)
    server = found.start()
    yield server
    server.close()


@pytest.fixture(scope="session")
def elasticsearch(
    pytestconfig: pytest.Config,
) -> Iterator[ElasticsearchServer | ExternalElasticsearch]:
    """A running Elasticsearch node; `elasticsearch.endpoint` is its URL."""
    found = find_elasticsearch()
    if isinstance(found, Missing):
        _go_without(found, pytestconfig)
    server = found.start()
    yield server
    server.close()


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """A test that sets up logging must not leave its stream to the next one."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def chromium(pytestconfig: pytest.Config) -> Path:
    """The executable of a Chromium or Chrome."""
    found = find_chromium()
    if isinstance(found, Missing):
        _go_without(found, pytestconfig)
    return found


@pytest.fixture
def topic_prefix() -> str:
    """How the names of this test's topics and consumer groups begin."""
    return f"test-{uuid4().hex[:12]}."


@pytest.fixture
def index_prefix() -> str:
    """How the names of this test's indices, templates and aliases begin."""
    return f"test-{uuid4().hex[:12]}-"


def _go_without(missing: Missing, config: pytest.Config) -> NoReturn:
    """Skip the test, or fail it where a run without real servers is worth nothing."""
    if os.environ.get("CI") or os.environ.get("WIREWATCH_REQUIRE_SERVERS") == "1":
        pytest.fail(missing.reason, pytrace=False)
    config.stash[_MISSING].append(missing.reason)
    pytest.skip(f"no {missing.reason.partition(':')[0]} (the line 'not tested live' says more)")
