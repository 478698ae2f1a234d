"""A consumer written from docs/events.md alone reads articles and alerts from a real broker."""

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.contract.events.golden_messages import load
from wirewatch import flow
from wirewatch.adapters.kafka.bus import KafkaBus
from wirewatch.adapters.kafka.topics import create_topics
from wirewatch.core import codec
from wirewatch.core.message import Message
from wirewatch.events import Alert, ArticleGrouped
from wirewatch.testing.servers import ExternalKafka, KafkaServer

ROOT = Path(__file__).parents[2]
CONSUMER = Path(__file__).with_name("plain_consumer.py")
NOW = datetime(2026, 3, 14, 10, 0, tzinfo=UTC)


def golden(name: str) -> Any:
    (found,) = [codec.decode(g.message) for g in load() if g.name == name]
    return found


def corrected(event: ArticleGrouped) -> ArticleGrouped:
    article = event.article.model_copy(
        update={"version": event.article.version + (1 << 20), "title": "Ferry talks: a correction"}
    )
    return event.model_copy(update={"article": article, "revision": 2})


def schema_errors(name: str, value: Any) -> list[str]:
    schema = json.loads((ROOT / "docs/schemas" / name).read_text("utf-8"))
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    validator = jsonschema.Draft202012Validator(schema, format_checker=checker)
    return [f"{e.json_path}: {e.message}" for e in validator.iter_errors(value)]


async def consume(endpoint: str, prefix: str) -> list[dict[str, Any]]:
    """Run the consumer as anybody would: a program of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", str(CONSUMER), endpoint, "--prefix", prefix,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return [json.loads(line) for line in out.splitlines()]


@pytest.fixture
async def bus(kafka: KafkaServer | ExternalKafka, topic_prefix: str) -> Any:
    prefix = topic_prefix.rstrip(".")
    await create_topics(kafka.endpoint, prefix=prefix)
    bus = KafkaBus(kafka.endpoint, prefix=prefix)
    yield bus
    await bus.close()


async def test_it_knows_the_newest_state_whatever_is_repeated_or_late(
    bus: KafkaBus, kafka: KafkaServer | ExternalKafka, topic_prefix: str
) -> None:
    article: ArticleGrouped = golden("wirewatch.article.grouped.v1.full")
    alert: Alert = golden("wirewatch.alert.raised.v1.full")
    gone: Alert = golden("wirewatch.alert.raised.v1.least").model_copy(update={"alert_id": "gone"})
    later_alert = alert.model_copy(
        update={"sequence": 2, "version": 2, "rule_name": "Fährenstreik"}
    )
    large = article.model_copy(
        update={
            "article": article.article.model_copy(
                update={"article_id": "large", "title": "長い記事", "lead_image": "x" * 3_000_000}
            )
        }
    )
    messages = [
        codec.encode(event, service=service, now=NOW)
        for service, event in (
            ("group", article),
            ("group", corrected(article)),
            ("group", article),  # a repeat that is late
            ("group", large),
            ("alert", alert),
            ("alert", later_alert),
            ("alert", alert),
            ("alert", gone),
        )
    ]
    messages.append(codec.tombstone("alerts", "gone"))
    unknown = codec.encode(article, service="group", now=NOW)
    headers = tuple((k, b"later.v9" if k == "ce_type" else v) for k, v in unknown.headers)
    messages.append(Message("articles", "k", b"not JSON", headers))
    await bus.produce(messages)

    found = await consume(kafka.endpoint, topic_prefix.rstrip("."))

    articles = {s["event"]["article"]["article_id"]: s for s in found if s["topic"] == "articles"}
    alerts = {s["event"]["alert_id"]: s for s in found if s["topic"] == "alerts"}
    assert set(articles) == {article.article.article_id, "large"}
    assert set(alerts) == {alert.alert_id}
    newest = articles[article.article.article_id]["event"]
    assert newest["revision"] == 2
    assert newest["article"]["title"] == "Ferry talks: a correction"
    assert articles["large"]["event"]["article"]["title"] == "長い記事"
    assert alerts[alert.alert_id]["event"]["sequence"] == 2
    assert alerts[alert.alert_id]["event"]["rule_name"] == "Fährenstreik"
    for state in found:
        assert not schema_errors(f"{state['headers']['ce_type']}.json", state["event"])
        assert not schema_errors("cloudevents-headers.json", state["headers"])
        topic = flow.topic(state["topic"])
        assert state["key"] == topic.key_of(topic.event.model_validate(state["event"]))


async def test_empty_topics_are_no_trouble(
    bus: KafkaBus, kafka: KafkaServer | ExternalKafka, topic_prefix: str
) -> None:
    assert await consume(kafka.endpoint, topic_prefix.rstrip(".")) == []
