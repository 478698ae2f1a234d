"""Records of every version so far are read as they were meant, and nothing of them is lost."""

import base64
import json
from datetime import datetime
from typing import Any

import pytest

from tests.contract.events.golden_messages import Golden, load
from wirewatch import flow
from wirewatch.core import codec
from wirewatch.events import Event, PageFetched

GOLDEN = load()
JSON = [g for g in GOLDEN if g.message.topic != "pages"]
FULL = [g for g in GOLDEN if g.name.endswith(".full")]


def by_name(golden: Golden) -> str:
    return golden.name


def test_every_event_type_has_a_full_and_a_least_record() -> None:
    names = {g.name for g in GOLDEN}
    for topic in flow.TOPICS:
        ce_type = topic.event.ce_type()
        assert {f"{ce_type}.full", f"{ce_type}.least"} <= names


@pytest.mark.parametrize("golden", GOLDEN, ids=by_name)
def test_a_stored_record_decodes_to_the_event_it_was(golden: Golden) -> None:
    event = codec.decode(golden.message)
    assert_holds(event.model_dump(mode="json"), golden.expected, "")
    if isinstance(event, PageFetched):
        assert event.content == golden.message.value


@pytest.mark.parametrize("golden", GOLDEN, ids=by_name)
def test_the_key_is_the_one_that_the_flow_names(golden: Golden) -> None:
    event = codec.decode(golden.message)
    assert flow.topic(golden.message.topic).key_of(event) == golden.message.key
    assert flow.topic_of(event).name == golden.message.topic


@pytest.mark.parametrize("golden", GOLDEN, ids=by_name)
def test_writing_it_again_keeps_everything(golden: Golden) -> None:
    event = codec.decode(golden.message)
    again = written_again(golden, event)
    assert again.key == golden.message.key
    kept, headers = dict(again.headers), dict(golden.message.headers)
    assert {name: kept.get(name) for name in headers} == headers
    if isinstance(event, PageFetched):
        assert again.value == golden.message.value
    else:
        assert again.value is not None
        assert golden.message.value is not None
        assert_holds(json.loads(again.value), json.loads(golden.message.value), "")
    assert codec.decode(again) == event


@pytest.mark.parametrize("golden", FULL, ids=by_name)
def test_what_a_full_record_says_is_all_that_is_written_again(golden: Golden) -> None:
    again = written_again(golden, codec.decode(golden.message))
    if golden.message.topic == "pages":
        assert sorted(again.headers) == sorted(golden.message.headers)
    else:
        # Fields that came later may stand beside what the record said.
        assert_holds(json.loads(again.value or b""), json.loads(golden.message.value or b""), "")


@pytest.mark.parametrize("golden", JSON, ids=by_name)
def test_fields_of_a_later_version_are_ignored_at_every_depth(golden: Golden) -> None:
    value = json.loads(golden.message.value or b"")
    later = json.dumps(with_unknown_fields(value)).encode()
    assert codec.decode(golden.with_value(later)) == codec.decode(golden.message)


@pytest.mark.parametrize("golden", GOLDEN, ids=by_name)
def test_unknown_headers_are_ignored(golden: Golden) -> None:
    more = golden.with_header("ce_laterextension", "é")
    assert codec.decode(more) == codec.decode(golden.message)


@pytest.mark.parametrize("golden", GOLDEN, ids=by_name)
def test_the_order_of_headers_does_not_matter(golden: Golden) -> None:
    message = golden.message
    turned = type(message)(message.topic, message.key, message.value, message.headers[::-1])
    assert codec.decode(turned) == codec.decode(message)


def test_a_page_without_bytes_is_still_a_page() -> None:
    (golden,) = [g for g in GOLDEN if g.name == "wirewatch.page.fetched.v1.full"]
    event = codec.decode(golden.with_value(b""))
    assert isinstance(event, PageFetched)
    assert event.content == b""


def test_bytes_of_a_page_pass_untouched() -> None:
    (golden,) = [g for g in GOLDEN if g.name == "wirewatch.page.fetched.v1.full"]
    everything = bytes(range(256)) + base64.b64decode("H4sIAAAAAAAAAw==") + b"\x00\xff\xfe"
    event = codec.decode(golden.with_value(everything))
    assert codec.encode(event, service="ingest", now=event_time(golden)).value == everything


def written_again(golden: Golden, event: Event) -> Any:
    source = golden.message.header("ce_source") or ""
    return codec.encode(event, service=source.rpartition("/")[2], now=event_time(golden))


def event_time(golden: Golden) -> datetime:
    return datetime.fromisoformat(golden.message.header("ce_time") or "")


def with_unknown_fields(value: Any) -> Any:
    if isinstance(value, dict):
        # `provenance` maps names to objects: there every key is data.
        inner = {k: v if k == "provenance" else with_unknown_fields(v) for k, v in value.items()}
        return {"later_field": {"deep": [1, None]}, **inner}
    if isinstance(value, list):
        return [with_unknown_fields(v) for v in value]
    return value


def assert_holds(found: Any, expected: Any, at: str) -> None:
    """What is expected is found; objects may have grown by fields of later versions."""
    if isinstance(expected, dict):
        assert isinstance(found, dict), at
        for key, value in expected.items():
            assert key in found, f"{at}.{key}"
            assert_holds(found[key], value, f"{at}.{key}")
    elif isinstance(expected, list):
        assert isinstance(found, list), at
        assert len(found) == len(expected), at
        for index, value in enumerate(expected):
            assert_holds(found[index], value, f"{at}[{index}]")
    else:
        assert found == expected, at
        assert type(found) is type(expected), at
