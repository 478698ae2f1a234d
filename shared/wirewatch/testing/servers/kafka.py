"""A real Kafka broker: one KRaft node that is broker and controller, on loopback."""

import asyncio
import secrets
import socket
import struct
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from wirewatch.testing.servers.docker_container import DockerContainer
from wirewatch.testing.servers.free_port import free_port
from wirewatch.testing.servers.java_jars import fetch_jars, server_version
from wirewatch.testing.servers.java_process import JavaProcess, JavaProgram
from wirewatch.testing.servers.jdk import Jdk
from wirewatch.testing.servers.server import Server, ServerError, Unit

MAX_MESSAGE_BYTES = 12 * 1024 * 1024
"""The largest record batch: a page at its limit of 10 MiB, with its headers and some room."""

_FORMAT_TIMEOUT_SECONDS = 60
# Length, then api key 18 in version 0, correlation id 1, and a null client id.
_API_VERSIONS_REQUEST = struct.pack(">ihhih", 10, 18, 0, 1, -1)
_INNER_PORT, _INNER_CONTROLLER_PORT = 9092, 9093
_OPTIONS = (
    "-Xms256m",
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-Dorg.apache.logging.log4j.level=INFO",
    "--enable-native-access=ALL-UNNAMED",
)


def broker_properties(
    bind: str, port: int, advertised_port: int, controller_port: int
) -> dict[str, str]:
    """The broker's configuration: small, quick to start, and as strict as a production one.

    Topics are never made by accident, and one replica stands for the three of a real cluster.
    """
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@localhost:{controller_port}",
        "controller.listener.names": "CONTROLLER",
        "listeners": f"PLAINTEXT://{bind}:{port},CONTROLLER://{bind}:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{advertised_port}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name": "PLAINTEXT",
        "auto.create.topics.enable": "false",
        "num.partitions": "1",
        "default.replication.factor": "1",
        "min.insync.replicas": "1",
        "offsets.topic.num.partitions": "3",
        "offsets.topic.replication.factor": "1",
        "transaction.state.log.num.partitions": "1",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "share.coordinator.state.topic.num.partitions": "1",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        "group.initial.rebalance.delay.ms": "0",
        "message.max.bytes": str(MAX_MESSAGE_BYTES),
        "replica.fetch.max.bytes": str(MAX_MESSAGE_BYTES),
        "socket.request.max.bytes": str(2 * MAX_MESSAGE_BYTES),
        # Partitions are made on first use; a big cleaner buffer and index files only cost start.
        "log.cleaner.dedupe.buffer.size": str(16 * 1024 * 1024),
        "log.index.size.max.bytes": str(1024 * 1024),
        # A broker that was killed may come back only once its last session has run out.
        "broker.session.timeout.ms": "2000",
        "broker.heartbeat.interval.ms": "500",
        "controlled.shutdown.max.retries": "1",
    }


class KafkaServer(Server):
    """A Kafka broker of our own; `endpoint` is what goes into `bootstrap_servers`."""

    name = "kafka"

    def __init__(self, unit: Unit, port: int, cluster_id: str) -> None:
        super().__init__(unit, port)
        self.cluster_id = cluster_id

    @classmethod
    def on_java(cls, jdk: Jdk) -> Self:
        """A broker from jars, run by this JDK.

        Raises:
            ServerError: the jars cannot be fetched.
        """
        made = fetch_jars("kafka", "BoundToParent", jdk)
        class_path = [str(made / "classes"), str(made / "jars" / "*")]
        port, controller_port = free_port(), free_port()
        cluster_id = _new_cluster_id()

        def prepare(folder: Path) -> None:
            properties = broker_properties("127.0.0.1", port, port, controller_port)
            properties["log.dirs"] = str(folder / "data")
            _write_properties(folder / "server.properties", properties)
            _format(jdk, class_path, folder, cluster_id)

        program = JavaProgram(
            name=cls.name,
            jdk=jdk,
            class_path=class_path,
            options=_OPTIONS,
            main="kafka.Kafka",
            arguments=lambda folder: [str(folder / "server.properties")],
            prepare=prepare,
        )
        return cls(JavaProcess(program), port, cluster_id)

    @classmethod
    def in_docker(cls, image: str) -> Self:
        """A broker from the official image, its port published on loopback."""
        port = free_port()
        cluster_id = _new_cluster_id()
        properties = broker_properties(
            "0.0.0.0",  # noqa: S104 - inside the container; published on loopback only
            _INNER_PORT,
            port,
            _INNER_CONTROLLER_PORT,
        )
        environment = {
            f"KAFKA_{name.replace('.', '_').upper()}": value for name, value in properties.items()
        }
        environment |= {"CLUSTER_ID": cluster_id, "KAFKA_HEAP_OPTS": "-Xms256m -Xmx512m"}
        container = DockerContainer(cls.name, image, port, _INNER_PORT, environment)
        return cls(container, port, cluster_id)

    @property
    def endpoint(self) -> str:
        """The broker's `host:port`."""
        return f"127.0.0.1:{self.port}"

    def probe(self, timeout_seconds: float) -> bool:
        """Whether the broker of this very cluster answers and lists itself."""
        return cluster_id_at(self.endpoint, timeout_seconds) == self.cluster_id


class ExternalKafka:
    """A broker that somebody else runs: it is used, never stopped or killed."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint

    def start(self) -> Self:
        """Check that it answers.

        Raises:
            ServerError: it does not.
        """
        if cluster_id_at(self.endpoint, timeout_seconds=10.0) is None:
            raise ServerError(f"WIREWATCH_TEST_KAFKA={self.endpoint}: no broker answers there")
        return self

    def close(self) -> None:
        """Nothing: it is not ours."""


def kafka_version() -> str:
    """The version of the broker that tests run against."""
    return server_version("kafka")


def cluster_id_at(endpoint: str, timeout_seconds: float) -> str | None:
    """The id of the cluster at this endpoint; None where no broker is ready there.

    Runs on an event loop in a thread of its own, so it may be called from anywhere.
    """
    if not _speaks_kafka(endpoint):
        return None
    answers: list[str | None] = [None]

    def ask() -> None:
        answers[0] = asyncio.run(_ask_cluster_id(endpoint, timeout_seconds))

    thread = threading.Thread(target=ask, name="kafka-probe")
    thread.start()
    thread.join()
    return answers[0]


def _speaks_kafka(endpoint: str) -> bool:
    """Whether a broker answers an ApiVersions request.

    Asked before the client is, which logs an error for every connection that is refused, or, as
    Docker's port forwarding does it, accepted and dropped.
    """
    host, _, port = endpoint.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=1.0) as connection:
            connection.sendall(_API_VERSIONS_REQUEST)
            return len(connection.recv(4)) == 4
    except OSError:
        return False


async def _ask_cluster_id(endpoint: str, timeout_seconds: float) -> str | None:
    admin = AIOKafkaAdminClient(
        bootstrap_servers=endpoint, request_timeout_ms=round(timeout_seconds * 1000)
    )
    try:
        async with asyncio.timeout(timeout_seconds):
            await admin.start()
            cluster: Mapping[str, object] = await admin.describe_cluster()
    except (KafkaError, OSError, TimeoutError):
        return None
    finally:
        await admin.close()
    return str(cluster["cluster_id"]) if cluster["brokers"] else None


def _new_cluster_id() -> str:
    """Sixteen random bytes in the form Kafka writes a UUID; never taken for an option."""
    while True:
        cluster_id = secrets.token_urlsafe(16)
        if not cluster_id.startswith("-"):
            return cluster_id


def _write_properties(path: Path, properties: Mapping[str, str]) -> None:
    path.write_text("".join(f"{k}={v}\n" for k, v in properties.items()), encoding="utf-8")


def _format(jdk: Jdk, class_path: list[str], folder: Path, cluster_id: str) -> None:
    """Prepare the data folder, as a KRaft node asks for before its first start."""
    result = subprocess.run(
        [
            *(str(jdk.java), "-XX:TieredStopAtLevel=1", "-cp", ":".join(class_path)),
            *("kafka.tools.StorageTool", "format", "-t", cluster_id),
            *("-c", str(folder / "server.properties")),
        ],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_FORMAT_TIMEOUT_SECONDS,
        check=False,
    )
    if result.returncode != 0:
        raise ServerError(f"kafka storage was not formatted: {result.stdout.strip()}")
