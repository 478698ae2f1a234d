"""JSON Schemas of the events, one file per type and major version, from the models."""

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from wirewatch import flow
from wirewatch.events import Event, PageFetched
from wirewatch.events.event import Record

DIALECT = "https://json-schema.org/draft/2020-12/schema"
HEADERS_FILE = "cloudevents-headers.json"
_GUARD = Record.model_config.get("str_max_length")
"""Pydantic's guard against giant strings says nothing about the data, so it is left out."""

Schema = dict[str, Any]


class _Generator(GenerateJsonSchema):
    """Without a title for each field: it only repeats the field's name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Never."""
        return False


def schema_files() -> dict[str, str]:
    """The text of each file by its name in docs/schemas."""
    files = {file_name(t.event): event_schema(t.event) for t in flow.TOPICS}
    files[HEADERS_FILE] = headers_schema()
    return {
        name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        for name, schema in sorted(files.items())
    }


def file_name(event: type[Event]) -> str:
    """The schema's file name: the CloudEvents type."""
    return f"{event.ce_type()}.json"


def event_schema(event: type[Event]) -> Schema:
    """The schema of a record's value; for pages, whose value is bytes, of its headers."""
    if event is PageFetched:
        return page_headers_schema()
    schema = event.model_json_schema(schema_generator=_Generator)
    return {"$schema": DIALECT, "$id": _urn(event.ce_type()), **_without_guard(schema)}


def headers_schema() -> Schema:
    """The headers that every record has that is not a tombstone, as strings by name."""
    types = sorted(t.event.ce_type() for t in flow.TOPICS)
    return {
        "$schema": DIALECT,
        "$id": _urn("cloudevents-headers"),
        "title": "Headers",
        "description": "CloudEvents 1.0 in the binary mode of its Kafka protocol binding. "
        "Every header's value is UTF-8 text.",
        "type": "object",
        "properties": {
            "ce_specversion": {"const": "1.0"},
            "ce_id": _text("the same for each copy of the same event: drop what you had"),
            "ce_type": {"enum": types, "description": "what the value is, with its major version"},
            "ce_source": {
                "type": "string",
                "pattern": "^/wirewatch/[a-z]+$",
                "description": "the service that wrote the record",
            },
            "ce_time": {
                "type": "string",
                "format": "date-time",
                "description": "when the record was written; not when the thing happened",
            },
            "ce_subject": _text("what the event is about: an article, an alert, a rule, a URL"),
            "content-type": _text("application/json, or the page's own type on the topic pages"),
            "traceparent": {
                "type": "string",
                "pattern": "^00-[0-9a-f]{32}-[0-9a-f]{16}-01$",
                "description": "W3C trace context; the trace id is the page id. "
                "Absent where no page is the cause",
            },
        },
        "required": [
            "ce_specversion",
            "ce_id",
            "ce_type",
            "ce_source",
            "ce_time",
            "ce_subject",
            "content-type",
        ],
    }


def page_headers_schema() -> Schema:
    """The headers of a `pages` record beside the common ones: the page's facts, as strings."""
    properties: Schema = {}
    required = []
    model = PageFetched.model_json_schema(schema_generator=_Generator)
    for name, field in model["properties"].items():
        if name == "content":
            continue
        header = page_header(name)
        properties[header] = _as_text(field)
        if name in model["required"]:
            required.append(header)
    return {
        "$schema": DIALECT,
        "$id": _urn(PageFetched.ce_type()),
        "title": PageFetched.__name__,
        "description": "The headers of one page. The record's value is the page's own bytes.",
        "type": "object",
        "properties": properties,
        "required": required,
    }


def page_header(field: str) -> str:
    """The header that carries a field of a page: CloudEvents names have no underscores."""
    return "content-type" if field == "content_type" else "ce_" + field.replace("_", "")


def _as_text(field: Schema) -> Schema:
    types = {option.get("type") for option in field.get("anyOf", [field])} - {"null"}
    text: Schema = {"type": "string"}
    if types == {"integer"}:
        text["pattern"] = "^[0-9]+$"
    if field.get("format"):
        text["format"] = field["format"]
    if field.get("description"):
        text["description"] = field["description"]
    return text


def _text(description: str) -> Schema:
    return {"type": "string", "description": description}


def _urn(name: str) -> str:
    return f"urn:wirewatch:schema:{name}"


def _without_guard(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            k: _without_guard(v) for k, v in value.items() if not (k == "maxLength" and v == _GUARD)
        }
    if isinstance(value, list):
        return [_without_guard(v) for v in value]
    return value
