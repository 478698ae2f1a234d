"""Events to records and back."""

import json
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from functools import cache
from typing import Annotated, Any, get_args, get_origin

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel

from tests.contract.building import NOW, grouped, page, rule
from wirewatch import flow
from wirewatch.core import codec
from wirewatch.core.errors import Reason, Reject
from wirewatch.core.message import Message

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_MOMENTS = st.datetimes(
    min_value=datetime(1970, 1, 2),
    max_value=datetime(2200, 1, 1),
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))]),
).map(lambda m: m.replace(microsecond=m.microsecond // 1000 * 1000))
_IDS = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,20}", fullmatch=True)


@cache
def _strategy(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Any event of a model: each field by its own rules."""
    fields = {
        name: _BY_OWNER[owner]
        if (owner := (model.__name__, name)) in _BY_OWNER
        else _field(name, info.annotation)
        for name, info in model.model_fields.items()
    }
    return st.fixed_dictionaries(fields).map(lambda values: model(**values))


_BY_NAME: dict[str, st.SearchStrategy[Any]] = {
    "rule_id": _IDS,
    "list_id": _IDS,
    "terms": st.lists(_TEXT.filter(bool), min_size=1, max_size=3).map(tuple),
    "source_id": _IDS,
    "endpoint_id": _IDS,
    "endpoints": st.lists(_IDS, max_size=3).map(tuple),
    "version": st.integers(1, 2**63 - 1),
    "pipeline_epoch": st.integers(0, 2**20 - 1),
    "sequence": st.integers(1, 10_000),
    "revision": st.integers(1, 10_000),
    "interval_seconds": st.integers(1, 10_000),
    "update_interval_seconds": st.integers(1, 10_000),
    "name": _TEXT.filter(bool),
    "expression": _TEXT.filter(bool),
}
_BY_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    str: _TEXT,
    int: st.integers(0, 1000),
    bool: st.booleans(),
    float: st.floats(0, 1),
    bytes: st.binary(max_size=50),
    AwareDatetime: _MOMENTS,
}


_BY_OWNER: dict[tuple[str, str], st.SearchStrategy[Any]] = {
    ("DigestStory", "articles"): st.integers(1, 1000),
    ("AlertJudged", "rule_version"): st.integers(1, 1000),
    ("Source", "country"): st.none() | st.from_regex("[a-z]{2}", fullmatch=True),
}


def _field(name: str, annotation: Any) -> st.SearchStrategy[Any]:
    if name in _BY_NAME and not (name == "version" and annotation is str):
        return _BY_NAME[name]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation in _BY_TYPE:
        return _BY_TYPE[annotation]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return st.sampled_from(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _strategy(annotation)
    if origin is tuple and arguments[1] is Ellipsis:
        return st.lists(_field("", arguments[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*(_field("", a) for a in arguments))
    if origin is dict:
        return st.dictionaries(_TEXT, _field("", arguments[1]), max_size=2)
    if origin is Annotated:
        return _field(name, arguments[0])
    [given] = [a for a in arguments if a is not type(None)]
    return st.none() | _field(name, given)


@pytest.mark.parametrize("topic", flow.TOPICS, ids=lambda t: t.name)
@settings(max_examples=15, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_every_event_comes_back(topic: flow.Topic, data: st.DataObject) -> None:
    event = data.draw(_strategy(topic.event))
    message = codec.encode(event, service="tests", now=NOW)
    assert message.topic == topic.name
    assert message.key == topic.key_of(event)
    assert codec.decode(message) == event


def test_headers_are_cloud_events() -> None:
    event = grouped()
    message = codec.encode(event, service="group", now=NOW)
    headers = {k: v.decode() for k, v in message.headers}
    assert headers["ce_specversion"] == "1.0"
    assert headers["ce_type"] == "wirewatch.article.grouped.v1"
    assert headers["ce_source"] == "/wirewatch/group"
    assert headers["ce_time"] == "2026-01-05T12:00:00.000Z"
    assert headers["ce_subject"] == event.article.article_id
    assert headers["content-type"] == "application/json"
    version, trace, span, flags = headers["traceparent"].split("-")
    assert (version, trace, len(span), flags) == ("00", event.article.page_id, 16, "01")
    assert json.loads(message.value or b"")["story_id"] == "story"


def test_page_travels_as_its_own_bytes() -> None:
    content = bytes(range(256))
    message = codec.encode(
        page(content, content_type="text/html; charset=koi8-r"), service="ingest", now=NOW
    )
    assert message.value == content
    assert message.header("content-type") == "text/html; charset=koi8-r"
    assert message.header("ce_sourceid") == "tests"


RULE = codec.encode(rule(), service="cli", now=NOW)


@pytest.mark.parametrize(
    ("value", "detail"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[]", "the record"),
        (b"null", "the record"),
        (b"[" * 100_000, "not JSON"),
        (b'{"rule_id": "UPPER"}', "rule_id"),
        (b'{"rule_id": "a", "name": "\\ud83d"}', "name"),
        (b'{"rule_id": "a", "name": NaN}', "name"),
    ],
)
def test_malformed_values(value: bytes, detail: str) -> None:
    with pytest.raises(Reject, match=detail) as caught:
        codec.decode(Message("rules", "a", value, RULE.headers))
    assert caught.value.reason is Reason.MALFORMED_MESSAGE
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize(
    "ce_type", ["", "wirewatch.rule.saved.v2", "wirewatch.page.fetched.v1", "x" * 5000]
)
def test_unknown_schema(ce_type: str) -> None:
    with pytest.raises(Reject) as caught:
        codec.decode(Message("rules", "a", RULE.value, (("ce_type", ce_type.encode()),)))
    assert caught.value.reason is Reason.UNKNOWN_SCHEMA
    assert len(str(caught.value)) < 300


def test_later_minor_version_with_more_fields_is_read() -> None:
    value = json.loads(RULE.value or b"") | {"mood": "hopeful"}
    message = Message("rules", "bridges", json.dumps(value).encode(), RULE.headers)
    assert codec.decode(message) == rule()


def test_tombstone() -> None:
    assert codec.tombstone("rules", "gone") == Message("rules", "gone", None)
    with pytest.raises(Reject):
        codec.decode(codec.tombstone("rules", "gone"))
