"""What a bus must know about a topic to keep it: partitions, size, retention, compaction."""

from dataclasses import dataclass

from wirewatch import flow
from wirewatch.core.errors import Reason, Reject
from wirewatch.core.message import Message

DEAD_RETENTION_DAYS = 90
"""How long dead letters wait for somebody to look at them and replay them."""

TOMBSTONE_RETENTION_HOURS = 24
"""How long a deleted key's tombstone stays; a view that slept longer rebuilds itself."""


@dataclass(frozen=True, slots=True)
class TopicPolicy:
    """How one topic, or the dead letters of one, is kept."""

    name: str
    partitions: int
    compacted: bool
    retention_days: int
    max_message_bytes: int
    readers: tuple[str, ...]


def topic_policy(name: str) -> TopicPolicy:
    """The policy for a logical topic name (`pages`, `pages.dead`).

    Dead letters have as many partitions as their topic, are never compacted, and are read by
    nobody's group.

    Raises:
        KeyError: there is no such topic.
    """
    topic = flow.topic(name)
    dead = name.endswith(flow.DEAD_SUFFIX)
    return TopicPolicy(
        name=name,
        partitions=topic.partitions,
        compacted=topic.compacted and not dead,
        retention_days=DEAD_RETENTION_DAYS if dead else topic.retention_days,
        max_message_bytes=topic.max_message_bytes,
        readers=() if dead else topic.readers,
    )


def check_writable(message: Message) -> int:
    """The record's size in bytes (key, value and headers), where every bus can take it.

    Raises:
        Reject: `refused_by_broker`: it is larger than its topic allows, or its key or a header's
            name is not writable as UTF-8.
    """
    try:
        key_bytes = len(message.key.encode())
        header_bytes = sum(len(name.encode()) + len(value) for name, value in message.headers)
    except UnicodeEncodeError as error:
        raise Reject(
            Reason.REFUSED_BY_BROKER,
            f"a key or header name on {message.topic} is not UTF-8: {error}",
        ) from error
    size = key_bytes + header_bytes + len(message.value or b"")
    limit = flow.topic(message.topic).max_message_bytes - _OVERHEAD_BYTES
    if size > limit:
        raise Reject(
            Reason.REFUSED_BY_BROKER,
            f"the record on {message.topic} has {size} bytes, the topic takes {limit}",
        )
    return size


_OVERHEAD_BYTES = 64 * 1024
"""What a record batch, its lengths and incompressible data add to a record on Kafka."""
