"""Events to records and back: CloudEvents 1.0, Kafka protocol binding, binary mode.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
The attributes stand in the headers; the value is the data. A `pages` record's value is the page's
own bytes, with its own content type, and the event's fields are extension attributes.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from wirewatch import flow
from wirewatch.core.errors import Reason, Reject
from wirewatch.core.message import Headers, Message
from wirewatch.events import Event, PageFetched

_JSON = "application/json"
_CE_SPEC = "1.0"
_PAGE_ATTRIBUTES = {
    name: "ce_" + name.replace("_", "")
    for name in PageFetched.model_fields
    if name not in ("content", "content_type")
}
_EVENT_TYPES: Mapping[str, type[Event]] = {t.event.ce_type(): t.event for t in flow.TOPICS}


def encode(event: Event, *, service: str, now: datetime) -> Message:
    """The record for an event, on the event's own topic.

    Args:
        event: what happened.
        service: who says so; it becomes `ce_source`.
        now: when it is said, in UTC; it becomes `ce_time`.
    """
    topic = flow.topic_of(event)
    attributes: dict[str, str] = {
        "ce_specversion": _CE_SPEC,
        "ce_id": event.event_id,
        "ce_type": event.ce_type(),
        "ce_source": f"/wirewatch/{service}",
        "ce_time": _rfc3339(now),
        "ce_subject": event.subject,
    }
    if event.trace_id is not None:
        attributes["traceparent"] = traceparent(event.trace_id, event.event_id)
    if isinstance(event, PageFetched):
        attributes["content-type"] = event.content_type
        dumped = event.model_dump(mode="json", exclude_none=True)
        for name, header in _PAGE_ATTRIBUTES.items():
            if name in dumped:
                attributes[header] = str(dumped[name])
        value = event.content
    else:
        attributes["content-type"] = _JSON
        value = event.model_dump_json(exclude_none=True).encode()
    headers: Headers = tuple((k, v.encode("utf-8", "replace")) for k, v in attributes.items())
    return Message(topic.name, topic.key_of(event), value, headers)


def tombstone(topic_name: str, key: str) -> Message:
    """The record that deletes a key from a compacted topic."""
    return Message(topic_name, key, None)


def decode(message: Message) -> Event:
    """The event that a record carries.

    Raises:
        Reject: `unknown_schema` where the type or its version is not ours, `malformed_message`
            where headers or data do not make an event.
    """
    ce_type = message.header("ce_type")
    if ce_type is None or message.value is None:
        missing = "ce_type header" if ce_type is None else "value"
        raise Reject(Reason.MALFORMED_MESSAGE, f"the record on {message.topic} has no {missing}")
    event_type = _EVENT_TYPES.get(ce_type)
    expected = flow.topic(message.topic).event
    if event_type is None or event_type is not expected:
        raise Reject(
            Reason.UNKNOWN_SCHEMA,
            f"{message.topic} carries {expected.ce_type()}, this record says {ce_type[:100]!r}",
        )
    try:
        if expected is PageFetched:
            return _page(message)
        return event_type.model_validate(_json_object(message.value))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the record"
        raise Reject(Reason.MALFORMED_MESSAGE, f"{where}: {first['msg']}") from error


def traceparent(trace_id: str, event_id: str) -> str:
    """A W3C trace context: the page's id is the trace, the event's id makes the span."""
    span = hashlib.sha256(event_id.encode("utf-8", "replace")).hexdigest()[:16]
    return f"00-{trace_id[:32]:0>32}-{span}-01"


def _page(message: Message) -> PageFetched:
    page = PageFetched.model_validate(_page_fields(message))
    if not 0 <= page.version < 2**63:
        raise Reject(Reason.MALFORMED_MESSAGE, "accepted_at: no time that a version can be made of")
    return page


def _page_fields(message: Message) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "content": message.value,
        "content_type": message.header("content-type"),
    }
    for name, header in _PAGE_ATTRIBUTES.items():
        value = message.header(header)
        if value is not None:
            fields[name] = value
    return fields


def _json_object(value: bytes) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as error:
        raise Reject(Reason.MALFORMED_MESSAGE, f"the value is not JSON: {error}") from error


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
