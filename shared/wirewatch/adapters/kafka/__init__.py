"""Kafka: the bus of the distributed system, on aiokafka."""

from wirewatch.adapters.kafka.bus import KafkaBus
from wirewatch.adapters.kafka.topics import create_topics

__all__ = ["KafkaBus", "create_topics"]
