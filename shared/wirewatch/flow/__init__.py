"""The system as data: read this package to know who reads and writes what."""

from wirewatch.flow.topics import (
    DEAD_SUFFIX,
    MESSAGE_LIMIT_BYTES,
    PAGE_LIMIT_BYTES,
    REPLAY_WINDOW_DAYS,
    TOPICS,
    Topic,
    all_names,
    full_name,
    topic,
    topic_of,
)
from wirewatch.flow.topology import TOPOLOGY, Service, group_id, service

__all__ = [
    "DEAD_SUFFIX",
    "MESSAGE_LIMIT_BYTES",
    "PAGE_LIMIT_BYTES",
    "REPLAY_WINDOW_DAYS",
    "TOPICS",
    "TOPOLOGY",
    "Service",
    "Topic",
    "all_names",
    "full_name",
    "group_id",
    "service",
    "topic",
    "topic_of",
]
