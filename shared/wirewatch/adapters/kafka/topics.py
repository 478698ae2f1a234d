"""Creating the topics of `flow` on the brokers, and looking at those that exist."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from wirewatch import flow
from wirewatch.adapters.kafka.connection import (
    REQUEST_TIMEOUT_SECONDS,
    KafkaConnection,
    translated,
)
from wirewatch.adapters.topic_policy import (
    TOMBSTONE_RETENTION_HOURS,
    TopicPolicy,
    topic_policy,
)
from wirewatch.core.errors import Misconfigured

_DAY_MS = 24 * 3600 * 1000
_SAFE_REPLICATION_FACTOR = 3
_VISIBLE_POLL_SECONDS = 0.1


async def create_topics(
    bootstrap: str,
    prefix: str = "wirewatch",
    replication_factor: int = 1,
    client: Mapping[str, Any] | None = None,
) -> Sequence[str]:
    """Create every topic of `flow.all_names()` that is not there yet; safe to repeat.

    Compacted topics are `compact,delete`: the newest record of each key stays for the topic's
    retention, which is longer than the replay window. Two replicas must have a record before it
    is acknowledged where there are three or more.

    Returns:
        The names of the topics created, as the broker has them.

    Raises:
        Retry: the brokers do not answer.
        Misconfigured: a topic exists and is not fit for use, or may not be created.
    """
    connection = KafkaConnection(bootstrap, prefix, client or {})
    wanted = {connection.full(name): topic_policy(name) for name in flow.all_names()}
    admin = AIOKafkaAdminClient(**connection.settings("admin"))
    try:
        async with asyncio.timeout(2 * REQUEST_TIMEOUT_SECONDS):
            await admin.start()
            existing = set(await admin.list_topics())
            missing = {name: wanted[name] for name in wanted if name not in existing}
            created = await _create(admin, missing, replication_factor)
            while not set(wanted) <= set(await admin.list_topics()):  # noqa: ASYNC110
                await asyncio.sleep(_VISIBLE_POLL_SECONDS)  # no event of ours tells
            await _check(admin, wanted)
    except (KafkaError, TimeoutError, OSError) as error:
        raise translated(error, "creating the topics") from error
    finally:
        await admin.close()
    return created


def topic_settings(policy: TopicPolicy, replication_factor: int) -> dict[str, str]:
    """The broker's settings for a topic, as the command-line tools spell them."""
    settings = {
        "cleanup.policy": _cleanup(policy),
        "retention.ms": str(policy.retention_days * _DAY_MS),
        "max.message.bytes": str(policy.max_message_bytes),
    }
    if policy.compacted:
        settings["delete.retention.ms"] = str(TOMBSTONE_RETENTION_HOURS * 3600 * 1000)
        # Only closed segments are compacted, and the default closes one a week.
        settings["segment.ms"] = str(_DAY_MS)
        settings["max.compaction.lag.ms"] = str(2 * _DAY_MS)
    if replication_factor >= _SAFE_REPLICATION_FACTOR:
        settings["min.insync.replicas"] = "2"
    return settings


def _cleanup(policy: TopicPolicy) -> str:
    return "compact,delete" if policy.compacted else "delete"


async def _create(
    admin: AIOKafkaAdminClient, missing: Mapping[str, TopicPolicy], replication_factor: int
) -> Sequence[str]:
    """Create topics; those that somebody else created meanwhile are left out of the result."""
    if not missing:
        return []
    response = await admin.create_topics(
        [
            NewTopic(
                name,
                policy.partitions,
                replication_factor,
                topic_configs=topic_settings(policy, replication_factor),
            )
            for name, policy in missing.items()
        ]
    )
    created = []
    for name, code, *details in response.topic_errors:
        error = for_code(code)
        if not code:
            created.append(name)
        elif error is not TopicAlreadyExistsError:
            detail = details[0] if details else ""
            raise Misconfigured(f"{name} cannot be created: {error.__name__} {detail}".strip())
    return created


async def _check(admin: AIOKafkaAdminClient, existing: Mapping[str, TopicPolicy]) -> None:
    for described in await admin.describe_topics(list(existing)):
        policy = existing[described["topic"]]
        count = len(described["partitions"])
        if count < policy.partitions:
            raise Misconfigured(
                f"{described['topic']} has {count} partitions and needs {policy.partitions}; "
                "add the missing ones while wirewatch is stopped and has no lag"
            )
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in existing]
    for response in await admin.describe_configs(resources):
        for code, message, _, name, entries in response.resources:
            if code:
                raise Misconfigured(f"{name} cannot be looked at: {message}")
            _check_settings(name, existing[name], {entry[0]: entry[1] for entry in entries})


def _check_settings(name: str, policy: TopicPolicy, settings: Mapping[str, str]) -> None:
    cleanup = {part.strip() for part in settings["cleanup.policy"].split(",")}
    wanted = set(_cleanup(policy).split(","))
    # Without `delete` a compacted topic keeps more than it must, which does no harm.
    if cleanup != wanted and not (policy.compacted and cleanup == {"compact"}):
        raise Misconfigured(
            f"{name} has cleanup.policy={settings['cleanup.policy']} and needs "
            f"{_cleanup(policy)}; change it"
        )
    if int(settings["max.message.bytes"]) < policy.max_message_bytes:
        raise Misconfigured(
            f"{name} has max.message.bytes={settings['max.message.bytes']} and needs "
            f"{policy.max_message_bytes}; raise it"
        )
