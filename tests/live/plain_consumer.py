"""Reads articles and alerts as docs/events.md describes them. Knows nothing of wirewatch's code."""

import argparse
import asyncio
import json

from aiokafka import AIOKafkaConsumer

LARGEST_RECORD_BYTES = 12 * 1024 * 1024


async def read_to_the_end(bootstrap: str, topic: str) -> dict[str, dict]:
    """The newest state of each thing on a topic, with the headers it came with."""
    consumer = AIOKafkaConsumer(
        topic,  # without a group: all partitions
        bootstrap_servers=bootstrap,
        auto_offset_reset="earliest",
        fetch_max_bytes=LARGEST_RECORD_BYTES,
        max_partition_fetch_bytes=LARGEST_RECORD_BYTES,
    )
    await consumer.start()
    newest: dict[str, dict] = {}
    try:
        ends = await consumer.end_offsets(consumer.assignment())
        for slot, end in ends.items():
            while await consumer.position(slot) < end:
                batches = await consumer.getmany(slot, timeout_ms=1000)
                for record in batches.get(slot, ()):
                    if record.offset < end:
                        take(newest, record)
    finally:
        await consumer.stop()
    return newest


def take(newest: dict[str, dict], record) -> None:
    """Keep a record if it says something newer than what is known."""
    headers = {name: value.decode() for name, value in record.headers}
    if record.value is None:  # a tombstone: the thing is deleted
        newest.pop(record.key.decode(), None)
        return
    if headers["ce_specversion"] != "1.0":
        raise ValueError(f"not CloudEvents 1.0: {headers}")
    if headers["ce_type"] == "wirewatch.article.grouped.v1":
        event = json.loads(record.value)
        name, version = event["article"]["article_id"], event["article"]["version"]
    elif headers["ce_type"] == "wirewatch.alert.raised.v1":
        event = json.loads(record.value)
        name, version = event["alert_id"], event["version"]
    else:
        return  # a type or a version that this consumer was not written for
    known = newest.get(name)
    if known is None or version > known["version"]:
        newest[name] = {
            "version": version,
            "key": record.key.decode(),
            "headers": headers,
            "event": event,
        }


async def main() -> None:
    """One JSON object a line: the newest articles, then the newest alerts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("bootstrap")
    parser.add_argument("--prefix", default="wirewatch")
    options = parser.parse_args()
    for topic in ("articles", "alerts"):
        states = await read_to_the_end(options.bootstrap, f"{options.prefix}.{topic}.v1")
        for state in states.values():
            print(json.dumps({"topic": topic, **state}))


if __name__ == "__main__":
    asyncio.run(main())
