"""Real Kafka and Elasticsearch servers for tests and benches.

`find_kafka()` and `find_elasticsearch()` look, in this order, for

1. an endpoint in the environment (`WIREWATCH_TEST_KAFKA=host:port`,
   `WIREWATCH_TEST_ELASTICSEARCH=http://host:port`): an external server, used as it is;
2. Docker, with a running engine and the image at hand or to be pulled;
3. a JDK 21 or later with Maven: the same servers as ordinary jars, pinned in `deploy/testing`,
   fetched once into `WIREWATCH_CACHE` (default `~/.cache/wirewatch`);

and answer `Missing` with one line that says what to install where there is none of them.
Servers of our own listen on loopback only, each on free ports with its data in a temporary
folder, and never outlive the process that started them.
"""

from wirewatch.testing.servers.chromium import find_chromium
from wirewatch.testing.servers.elasticsearch import ElasticsearchServer, ExternalElasticsearch
from wirewatch.testing.servers.finding import find_elasticsearch, find_kafka
from wirewatch.testing.servers.kafka import ExternalKafka, KafkaServer
from wirewatch.testing.servers.server import Missing, ServerError

__all__ = [
    "ElasticsearchServer",
    "ExternalElasticsearch",
    "ExternalKafka",
    "KafkaServer",
    "Missing",
    "ServerError",
    "find_chromium",
    "find_elasticsearch",
    "find_kafka",
]
