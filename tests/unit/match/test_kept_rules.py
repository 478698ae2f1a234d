"""The file of settled rules: written whole or not at all, whatever other processes do."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import structlog

from wirewatch.core.rules import Document, RuleSet, parse
from wirewatch.core.text import analyse
from wirewatch.match.kept_rules import read_rules, write_rules

LOG: Any = structlog.get_logger()


def rules(word: str) -> RuleSet:
    made = RuleSet()
    made.put_all([("one", parse(word))])
    return made


def matches(file: Path, text: str) -> bool:
    kept = read_rules(file, LOG)
    assert kept is not None
    return bool(kept.matching(Document(analyse(text, []), "en")))


def test_one_that_writes_is_not_disturbed_by_another(tmp_path: Path) -> None:
    file = tmp_path / "match.rules"

    def pieces() -> Iterator[bytes]:
        first, *others = rules("ferry").saved_pieces()
        yield first
        write_rules(file, rules("quay").saved_pieces(), LOG)
        yield from others

    write_rules(file, pieces(), LOG)
    assert matches(file, "A ferry")
    assert not matches(file, "A quay")
    assert list(tmp_path.iterdir()) == [file]


def test_what_killed_processes_left_goes(tmp_path: Path) -> None:
    file = tmp_path / "match.rules"
    old, fresh = tmp_path / "match.rulesx1.new", tmp_path / "match.rulesx2.new"
    for left in (old, fresh):
        left.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    write_rules(file, rules("ferry").saved_pieces(), LOG)
    assert set(tmp_path.iterdir()) == {file, fresh}


def test_what_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x"
        raise OSError(28, "No space left on device")

    with structlog.testing.capture_logs() as told:
        write_rules(tmp_path / "match.rules", pieces(), structlog.get_logger())
        write_rules(tmp_path / "gone" / "match.rules", [b"x"], structlog.get_logger())
    assert [line["event"] for line in told] == ["kept_rules_not_written"] * 2
    assert list(tmp_path.iterdir()) == []
