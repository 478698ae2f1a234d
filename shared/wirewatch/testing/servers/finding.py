"""Decide where the servers for tests come from."""

import os
from collections.abc import Callable
from typing import TypeVar

from wirewatch.testing.servers.docker_container import why_no_docker
from wirewatch.testing.servers.elasticsearch import (
    ElasticsearchServer,
    ExternalElasticsearch,
    elasticsearch_version,
)
from wirewatch.testing.servers.java_jars import find_maven, have_recipes
from wirewatch.testing.servers.jdk import LEAST_JAVA, Jdk, find_jdk
from wirewatch.testing.servers.kafka import ExternalKafka, KafkaServer, kafka_version
from wirewatch.testing.servers.server import Missing, Server, ServerError

KAFKA_VARIABLE = "WIREWATCH_TEST_KAFKA"
ELASTICSEARCH_VARIABLE = "WIREWATCH_TEST_ELASTICSEARCH"

S = TypeVar("S", bound=Server)


def find_kafka() -> KafkaServer | ExternalKafka | Missing:
    """A Kafka to test with, not started yet. The first time it may fetch an image or jars."""
    endpoint = os.environ.get(KAFKA_VARIABLE)
    if endpoint:
        return ExternalKafka(endpoint)
    if not have_recipes():
        return _no_recipes("Kafka", KAFKA_VARIABLE)
    return _own_server(
        "Kafka",
        KAFKA_VARIABLE,
        f"apache/kafka:{kafka_version()}",
        KafkaServer.in_docker,
        KafkaServer.on_java,
    )


def find_elasticsearch() -> ElasticsearchServer | ExternalElasticsearch | Missing:
    """An Elasticsearch to test with, not started yet. It may fetch an image or jars first."""
    endpoint = os.environ.get(ELASTICSEARCH_VARIABLE)
    if endpoint:
        return ExternalElasticsearch(endpoint.rstrip("/"))
    if not have_recipes():
        return _no_recipes("Elasticsearch", ELASTICSEARCH_VARIABLE)
    return _own_server(
        "Elasticsearch",
        ELASTICSEARCH_VARIABLE,
        f"elasticsearch:{elasticsearch_version()}",
        ElasticsearchServer.in_docker,
        ElasticsearchServer.on_java,
    )


def _own_server(
    title: str,
    variable: str,
    image: str,
    in_docker: Callable[[str], S],
    on_java: Callable[[Jdk], S],
) -> S | Missing:
    no_docker = why_no_docker(image)
    if no_docker is None:
        return in_docker(image)
    jdk = find_jdk()
    lacking = []
    if jdk is None:
        ordered = os.environ.get("WIREWATCH_JAVA_HOME")
        where = f" (WIREWATCH_JAVA_HOME={ordered} is none)" if ordered else ""
        lacking.append(f"a JDK {LEAST_JAVA} or later{where}")
    if find_maven() is None:
        lacking.append("Maven")
    if jdk is None or lacking:
        wanted = " and ".join(lacking)
        return Missing(f"{title}: {no_docker}; install {wanted}, start Docker, or set {variable}")
    try:
        return on_java(jdk)
    except ServerError as error:
        return Missing(f"{title}: {no_docker}, and {error}; or set {variable}")


def _no_recipes(title: str, variable: str) -> Missing:
    return Missing(f"{title}: this is no source checkout of wirewatch; set {variable}")
