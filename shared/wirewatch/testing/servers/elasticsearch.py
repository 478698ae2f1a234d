"""A real Elasticsearch server: one node on loopback.

From jars it is the engine with its REST interface, without the modules that are published only
inside the distribution: no `GET /`, no scripts, no language analyzers, no delete by query, no
security. wirewatch needs none of them: it analyses text itself.
"""

import json
import secrets
import shutil
import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import Self

from wirewatch.testing.servers.docker_container import DockerContainer
from wirewatch.testing.servers.free_port import free_port
from wirewatch.testing.servers.java_jars import fetch_jars, server_version
from wirewatch.testing.servers.java_process import JavaProcess, JavaProgram
from wirewatch.testing.servers.jdk import LEAST_JAVA, Jdk
from wirewatch.testing.servers.server import Server, ServerError, Unit

_INNER_PORT = 9200
_HEAP_OPTIONS = "-Xms512m -Xmx1g"
_OPTIONS = (
    *_HEAP_OPTIONS.split(),
    "--enable-native-access=ALL-UNNAMED",
    "-Dorg.apache.logging.log4j.level=INFO",
)


def node_settings(cluster_name: str) -> dict[str, str]:
    """What every test node is told, from jars or in a container."""
    return {
        "cluster.name": cluster_name,
        "node.name": "wirewatch-test",
        "discovery.type": "single-node",
        # A developer's disk is often nearly full; tests write little and clean up.
        "cluster.routing.allocation.disk.threshold_enabled": "false",
        "cluster.max_shards_per_node": "10000",
    }


class ElasticsearchServer(Server):
    """An Elasticsearch node of our own; `endpoint` is its URL."""

    name = "elasticsearch"

    def __init__(self, unit: Unit, port: int, cluster_name: str) -> None:
        super().__init__(unit, port)
        self.cluster_name = cluster_name

    @classmethod
    def on_java(cls, jdk: Jdk) -> Self:
        """A node from jars, run by this JDK.

        Raises:
            ServerError: the jars cannot be fetched.
        """
        made = fetch_jars("elasticsearch", "ElasticsearchNode", jdk)
        port, transport_port = free_port(), free_port()
        cluster_name = _new_cluster_name()

        def arguments(folder: Path) -> list[str]:
            settings = node_settings(cluster_name) | {
                "path.home": str(folder / "home"),
                "path.data": str(folder / "data"),
                "path.logs": str(folder / "logs"),
                "network.host": "127.0.0.1",
                "http.port": str(port),
                "transport.port": str(transport_port),
            }
            return [str(folder / "config"), *(f"{k}={v}" for k, v in settings.items())]

        def prepare(folder: Path) -> None:
            _lay_out_home(made / "jars", folder / "home")
            (folder / "config").mkdir()

        program = JavaProgram(
            name=cls.name,
            jdk=jdk,
            class_path=[str(made / "classes"), "home/lib/*"],
            options=_OPTIONS,
            main="ElasticsearchNode",
            arguments=arguments,
            prepare=prepare,
        )
        return cls(JavaProcess(program), port, cluster_name)

    @classmethod
    def in_docker(cls, image: str) -> Self:
        """A node from the official image, its port published on loopback."""
        port = free_port()
        cluster_name = _new_cluster_name()
        environment = node_settings(cluster_name) | {
            "xpack.security.enabled": "false",
            "ES_JAVA_OPTS": _HEAP_OPTIONS,
        }
        container = DockerContainer(cls.name, image, port, _INNER_PORT, environment)
        return cls(container, port, cluster_name)

    @property
    def endpoint(self) -> str:
        """The node's URL."""
        return f"http://127.0.0.1:{self.port}"

    def probe(self, timeout_seconds: float) -> bool:
        """Whether the node of this very cluster answers and has recovered its indices."""
        return cluster_name_at(self.endpoint, timeout_seconds) == self.cluster_name


class ExternalElasticsearch:
    """A node or cluster that somebody else runs: it is used, never stopped or killed."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint

    def start(self) -> Self:
        """Check that it answers.

        Raises:
            ServerError: it does not.
        """
        if cluster_name_at(self.endpoint, timeout_seconds=10.0) is None:
            raise ServerError(
                f"WIREWATCH_TEST_ELASTICSEARCH={self.endpoint}: no Elasticsearch answers there"
            )
        return self

    def close(self) -> None:
        """Nothing: it is not ours."""


def elasticsearch_version() -> str:
    """The version of the server that tests run against."""
    return server_version("elasticsearch")


def cluster_name_at(endpoint: str, timeout_seconds: float) -> str | None:
    """The name of the cluster at this URL; None where none answers or its shards are not there."""
    url = f"{endpoint}/_cluster/health?wait_for_status=yellow&timeout={timeout_seconds:.0f}s"
    try:
        # No proxy from the environment may stand between a test and its server.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(url, timeout=timeout_seconds + 1) as response:
            return str(json.load(response)["cluster_name"])
    except (urllib.error.URLError, HTTPException, OSError):
        return None


def _new_cluster_name() -> str:
    return f"wirewatch-test-{secrets.token_hex(4)}"


def _lay_out_home(jars: Path, home: Path) -> None:
    """Give the jars the shape of an installed server: the transport is a module of its own."""
    library, transport = home / "lib", home / "modules" / "transport-netty4"
    library.mkdir(parents=True)
    transport.mkdir(parents=True)
    for jar in sorted(jars.glob("*.jar")):
        is_transport = jar.name.startswith(("netty-", "transport-netty4-"))
        _link_or_copy(jar, (transport if is_transport else library) / jar.name)
    version = elasticsearch_version()
    (transport / "plugin-descriptor.properties").write_text(
        "name=transport-netty4\n"
        "description=HTTP and node-to-node transport\n"
        f"version={version}\n"
        f"elasticsearch.version={version}\n"
        f"java.version={LEAST_JAVA}\n"
        "classname=org.elasticsearch.transport.netty4.Netty4Plugin\n"
        "has.native.controller=false\n"
        "extended.plugins=\n",
        encoding="ascii",
    )


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)
