"""Kafka's records and ours."""

from collections.abc import Mapping

from aiokafka import ConsumerRecord

from wirewatch import flow
from wirewatch.adapters.kafka.connection import KafkaConnection
from wirewatch.core.message import Message, Received


def logical_names(connection: KafkaConnection) -> Mapping[str, str]:
    """The broker's topic names to ours, for every topic and its dead letters."""
    names = [name for topic in flow.TOPICS for name in (topic.name, topic.dead)]
    return {connection.full(name): name for name in names}


def received(record: ConsumerRecord, topic: str) -> Received:
    """A record as the stages see it; a missing key is an empty one."""
    key = (record.key or b"").decode("utf-8", "replace")
    headers = tuple((name, value or b"") for name, value in record.headers)
    message = Message(topic, key, record.value, headers)
    return Received(message, record.partition, record.offset, record.timestamp)
