"""`python -m wirewatch.testing.servers start kafka elasticsearch`: servers to develop against."""

import argparse
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack

from wirewatch.testing.servers.elasticsearch import ElasticsearchServer, ExternalElasticsearch
from wirewatch.testing.servers.finding import (
    ELASTICSEARCH_VARIABLE,
    KAFKA_VARIABLE,
    find_elasticsearch,
    find_kafka,
)
from wirewatch.testing.servers.kafka import ExternalKafka, KafkaServer
from wirewatch.testing.servers.server import Missing, ServerError

Found = KafkaServer | ExternalKafka | ElasticsearchServer | ExternalElasticsearch | Missing
_KNOWN: dict[str, tuple[str, Callable[[], Found]]] = {
    "kafka": (KAFKA_VARIABLE, find_kafka),
    "elasticsearch": (ELASTICSEARCH_VARIABLE, find_elasticsearch),
}


def main(arguments: list[str] | None = None) -> int:
    """Start the named servers, print an `export` line for each, stay until SIGINT or SIGTERM.

    Returns the exit code: 0 after a signal, 2 where a server cannot be had or does not start.
    """
    parser = argparse.ArgumentParser(
        prog="python -m wirewatch.testing.servers",
        description="Real Kafka and Elasticsearch servers for tests, on loopback.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    start = commands.add_parser("start", help="start servers and stay until Ctrl-C")
    start.add_argument("servers", nargs="+", choices=sorted(_KNOWN), metavar="kafka|elasticsearch")
    return _start_and_stay(list(dict.fromkeys(parser.parse_args(arguments).servers)))


def _start_and_stay(names: list[str]) -> int:
    asked_to_end = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: asked_to_end.set())
    with ExitStack() as running:
        for name in names:
            variable, find = _KNOWN[name]
            found = find()
            if isinstance(found, Missing):
                print(found.reason, file=sys.stderr)
                return 2
            try:
                running.callback(found.start().close)
            except ServerError as error:
                print(error, file=sys.stderr)
                return 2
            print(f"export {variable}={found.endpoint}", flush=True)
            if asked_to_end.is_set():
                return 0
        print("ready; Ctrl-C ends them", file=sys.stderr)
        asked_to_end.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
