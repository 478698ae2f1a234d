"""Records that are no events are refused with the right reason, at once, whatever is in them."""

import json
import time

import pytest

from tests.contract.events.golden_messages import Golden, load
from wirewatch import flow
from wirewatch.core import codec
from wirewatch.core.errors import Reason, Reject
from wirewatch.core.message import Message

GOLDEN = {g.name: g for g in load()}
FULL = [g for name, g in GOLDEN.items() if name.endswith(".full")]
JSON = [g for g in FULL if g.message.topic != "pages"]
LIMIT_SECONDS = 0.1


def by_name(golden: Golden) -> str:
    return golden.name


def refused(message: Message) -> Reject:
    """The refusal, which must come within the limit."""
    started = time.thread_time()  # other processes of the machine do not count
    with pytest.raises(Reject) as caught:
        codec.decode(message)
    assert time.thread_time() - started < LIMIT_SECONDS
    assert len(str(caught.value)) < 2_000
    str(caught.value).encode()  # it goes into a header
    return caught.value


@pytest.mark.parametrize("golden", FULL, ids=by_name)
@pytest.mark.parametrize("ce_type", ["wirewatch.page.fetched.v2", "other.v1", "", "é" * 50_000])
def test_an_unknown_type_or_version(golden: Golden, ce_type: str) -> None:
    assert refused(golden.with_header("ce_type", ce_type)).reason is Reason.UNKNOWN_SCHEMA


@pytest.mark.parametrize("golden", FULL, ids=by_name)
def test_an_event_of_another_topic(golden: Golden) -> None:
    for topic in flow.TOPICS:
        if topic.name != golden.message.topic:
            message = golden.message
            stray = Message(topic.name, message.key, message.value, message.headers)
            assert refused(stray).reason is Reason.UNKNOWN_SCHEMA


@pytest.mark.parametrize("golden", FULL, ids=by_name)
def test_no_type_header(golden: Golden) -> None:
    assert refused(golden.with_header("ce_type", None)).reason is Reason.MALFORMED_MESSAGE


@pytest.mark.parametrize("golden", FULL, ids=by_name)
def test_no_headers(golden: Golden) -> None:
    message = golden.message
    bare = Message(message.topic, message.key, message.value)
    assert refused(bare).reason is Reason.MALFORMED_MESSAGE


@pytest.mark.parametrize("golden", FULL, ids=by_name)
def test_no_value(golden: Golden) -> None:
    assert refused(golden.with_value(None)).reason is Reason.MALFORMED_MESSAGE


BROKEN = {
    "empty": b"",
    "cut": b'{"article": {"title": "Fer',
    "no object": b"[]",
    "a number": b"7",
    "a long number": b"7" * 100_000,
    "null": b"null",
    "an empty object": b"{}",
    "not UTF-8": b'{"a": "\xff\xfe"}',
    "binary": bytes(range(256)),
    "100,000 lists": b"[" * 100_000,
    "100,000 lists, closed": b"[" * 100_000 + b"]" * 100_000,
    "100,000 objects": b'{"article":' * 100_000,
    "infinity": b"Infinity",
    "not a number": b"NaN",
}


@pytest.mark.parametrize("value", BROKEN.values(), ids=BROKEN.keys())
@pytest.mark.parametrize("golden", JSON, ids=by_name)
def test_broken_json(golden: Golden, value: bytes) -> None:
    assert refused(golden.with_value(value)).reason is Reason.MALFORMED_MESSAGE


@pytest.mark.parametrize("golden", JSON, ids=by_name)
def test_deep_json_in_an_unknown_field(golden: Golden) -> None:
    text = (golden.message.value or b"").decode()
    deep = '{"later_field": ' + "[" * 100_000 + "]" * 100_000 + "," + text[1:]
    assert refused(golden.with_value(deep.encode())).reason is Reason.MALFORMED_MESSAGE


@pytest.mark.parametrize("golden", JSON, ids=by_name)
def test_each_required_field_is_missed(golden: Golden) -> None:
    least = json.loads(GOLDEN[golden.name.replace(".full", ".least")].message.value or b"")
    for name in least:
        value = {k: v for k, v in least.items() if k != name}
        reject = refused(golden.with_value(json.dumps(value).encode()))
        assert reject.reason is Reason.MALFORMED_MESSAGE
        assert name in str(reject)


@pytest.mark.parametrize(
    "header", ["ce_pageid", "ce_articleid", "ce_url", "ce_site", "ce_sourceid"]
)
def test_each_required_header_of_a_page_is_missed(header: str) -> None:
    page = GOLDEN["wirewatch.page.fetched.v1.full"]
    assert refused(page.with_header(header, None)).reason is Reason.MALFORMED_MESSAGE


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("ce_acceptedat", "yesterday"),
        ("ce_acceptedat", "2026-03-14T09:26:53"),
        ("ce_pipelineepoch", "-1"),
        ("ce_pipelineepoch", str(2**20)),
        ("ce_pipelineepoch", "NaN"),
        ("ce_httpstatus", "ok"),
    ],
)
def test_a_header_of_a_page_that_makes_no_sense(header: str, text: str) -> None:
    page = GOLDEN["wirewatch.page.fetched.v1.full"]
    assert refused(page.with_header(header, text)).reason is Reason.MALFORMED_MESSAGE


@pytest.mark.parametrize("golden", JSON, ids=by_name)
def test_a_lone_surrogate_is_no_text(golden: Golden) -> None:
    """It could be read, and never be written again as UTF-8."""
    value = json.loads(golden.message.value or b"")
    for path in texts(value):
        bad = json.loads(golden.message.value or b"")
        put(bad, path, "half \ud83d")
        message = golden.with_value(json.dumps(bad).encode("ascii"))
        assert refused(message).reason is Reason.MALFORMED_MESSAGE


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity", "1e999"])
@pytest.mark.parametrize(
    "place",
    [
        ("language", "confidence"),
        ("entities", 0, "salience"),
        ("topics", 0, "score"),
    ],
)
def test_a_number_that_json_does_not_have(place: tuple[str | int, ...], word: str) -> None:
    golden = GOLDEN["wirewatch.article.grouped.v1.full"]
    value = json.loads(golden.message.value or b"")
    put(value, ("article", *place), "@@")
    text = json.dumps(value).replace('"@@"', word)
    assert refused(golden.with_value(text.encode())).reason is Reason.MALFORMED_MESSAGE


@pytest.mark.parametrize(
    ("name", "path", "wrong"),
    [
        ("wirewatch.article.grouped.v1.full", ("revision",), 0),
        ("wirewatch.article.grouped.v1.full", ("article", "version"), 2**63),
        ("wirewatch.article.grouped.v1.full", ("article", "version"), -1),
        ("wirewatch.article.grouped.v1.full", ("article", "accepted_at"), "2026-03-14T09:26:53"),
        ("wirewatch.article.grouped.v1.full", ("article", "paragraphs"), "text"),
        ("wirewatch.delivery.changed.v1.full", ("status",), "lost"),
        ("wirewatch.page.settled.v1.full", ("outcome",), "lost"),
        ("wirewatch.rule.saved.v1.full", ("rule_id",), "No Such Id"),
        ("wirewatch.rule.saved.v1.full", ("expression",), ""),
        ("wirewatch.source.saved.v1.full", ("kind",), "smoke"),
    ],
)
def test_values_out_of_bounds(name: str, path: tuple[str | int, ...], wrong: object) -> None:
    golden = GOLDEN[name]
    value = json.loads(golden.message.value or b"")
    put(value, path, wrong)
    reject = refused(golden.with_value(json.dumps(value).encode()))
    assert reject.reason is Reason.MALFORMED_MESSAGE
    assert str(path[-1]) in str(reject)


def texts(value: object, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The places of all text values."""
    if isinstance(value, str):
        return [at]
    found: list[tuple[str | int, ...]] = []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += texts(inner, (*at, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += texts(inner, (*at, index))
    return found


def put(value: object, path: tuple[str | int, ...], new: object) -> None:
    """Replace what stands at a place."""
    for step in path[:-1]:
        value = value[step]  # type: ignore[index]  # the path fits
    value[path[-1]] = new  # type: ignore[index]
