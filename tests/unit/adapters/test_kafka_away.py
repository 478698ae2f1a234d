"""Waiting while the broker is away."""

import time

from wirewatch.adapters.kafka.connection import KafkaConnection
from wirewatch.adapters.kafka.consumer import KafkaConsumer
from wirewatch.adapters.kafka.producer import KafkaProducer


async def test_who_is_out_of_the_group_waits_all_the_same() -> None:
    connection = KafkaConnection("127.0.0.1:1")  # nobody listens there
    consumer = KafkaConsumer(
        connection, KafkaProducer(connection), "group", ["enriched"], single=True
    )
    began = time.monotonic()
    await consumer.idle(0.05)
    assert time.monotonic() - began >= 0.05
    await consumer.close()
