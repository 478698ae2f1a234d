"""Logs: one line an event, and nothing from a page can forge one."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from wirewatch.runtime import logs


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def written(log_format: logs.LogFormat, **values: object) -> str:
    out = io.StringIO()
    logs.configure(log_format=log_format, stream=out)
    logs.logger("tests").warning("event", **values)
    return out.getvalue()


def test_json_line() -> None:
    line = json.loads(written("json", detail="Ледоход", number=3))
    assert (line["service"], line["event"], line["level"]) == ("tests", "event", "warning")
    assert (line["detail"], line["number"]) == ("Ледоход", 3)
    assert line["timestamp"].endswith("Z")


EVIL = 'a\nb\r{"event": "forged"}\x1b[31m\x00\u2028'


@pytest.mark.parametrize("log_format", ["json", "console"])
@pytest.mark.parametrize("key", ["detail", "exception"])
def test_control_characters_are_inert(log_format: logs.LogFormat, key: str) -> None:
    out = written(log_format, **{key: EVIL})
    plain = out.replace("\x1b[0m", "")
    assert "\x1b[31m\x00" not in plain
    assert "\r" not in out
    assert "\x00" not in out
    if key == "detail":
        assert out.count("\n") == 1


def test_values_inside_values_are_inert_too() -> None:
    out = written("console", nested=[EVIL, {"k": EVIL}])
    assert out.count("\n") == 1
    assert "\x00" not in out


def test_long_values_are_cut() -> None:
    assert len(json.loads(written("json", detail="x" * 10_000))["detail"]) == 501


def test_level() -> None:
    out = io.StringIO()
    logs.configure(level="error", log_format="json", stream=out)
    logs.logger("tests").info("quiet")
    assert out.getvalue() == ""


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_everything_inside_a_value_is_inert_and_cut(log_format: logs.LogFormat) -> None:
    evil = "\x9b2J\u202e\u2028" + "x" * 10_000
    nested = [evil, {evil: (evil, ValueError(evil))}, *range(1_000)]
    out = written(log_format, nested=nested, error=ValueError(evil))
    assert not set(out) & {"\x9b", "\u202e", "\u2028"}
    assert len(out) < 6_000


def test_what_libraries_log_is_inert() -> None:
    logging.root.handlers[:] = []
    out = io.StringIO()
    logs.configure(log_format="json", stream=out)
    logging.getLogger("library").warning("seen %s", "\x1b[2J\r\nwirewatch: forged")
    assert out.getvalue() == "library: seen \ufffd[2J\ufffd\n    wirewatch: forged\n"
