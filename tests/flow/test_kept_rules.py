"""A match service that starts again has the rules of its file, and only what changed is made."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from structlog.testing import capture_logs

from tests.flow.conftest import LIVE
from tests.flow.pipeline import Ground, ShiftedClock
from wirewatch.core import codec
from wirewatch.core.message import Message
from wirewatch.core.ports import Bus
from wirewatch.core.rules import Document
from wirewatch.core.rules.rule_set import SETTLED_FROM
from wirewatch.core.text import analyse
from wirewatch.events import Rule, TermList
from wirewatch.match.rules_in_force import RulesInForce

NOW = datetime(2026, 11, 3, tzinfo=UTC)


def rule(rule_id: str, expression: str) -> Message:
    made = Rule(
        rule_id=rule_id, name=rule_id, expression=expression, active_from=NOW, updated_at=NOW
    )
    return codec.encode(made, service="test", now=NOW)


def terms(list_id: str, *terms: str) -> Message:
    made = TermList(list_id=list_id, terms=terms, updated_at=NOW)
    return codec.encode(made, service="test", now=NOW)


class Start:
    """One start of the service: what it found and what it had to do."""

    def __init__(self, bus: Bus, file: Path) -> None:
        self._bus = bus
        self.rules = RulesInForce(file, structlog.get_logger())
        self.told: list[str] = []
        self.compiled = -1

    async def go(self) -> "Start":
        await self.rules.load(self._bus)
        with capture_logs() as logs:
            await self.rules.fill()
        self.told = [log["detail"] for log in logs if log["event"] == "kept_rules_ignored"]
        self.compiled = next(log["compiled"] for log in logs if log["event"] == "rules_ready")
        return self

    def found(self, text: str) -> list[str]:
        document = Document(analyse(text, []), "en")
        return [rule.rule_id for rule, _ in self.rules.book.match(document)]


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("kafka", marks=LIVE)])
async def test_a_start_makes_what_changed_and_no_more(
    kind: str, tmp_path: Path, make_ground: Callable[[str, Path, ShiftedClock], Ground]
) -> None:
    bus, _ = await make_ground(kind, tmp_path, ShiftedClock()).open()
    file = tmp_path / "match.rules"
    many = [rule(f"r{number}", f"name{number}") for number in range(SETTLED_FROM)]
    lists = [terms("boats", "ferry", "tug")]
    others = [rule("fleet", "@boats strike"), rule("broken", "@nowhere"), rule("gone", "name7")]
    await bus.produce([*lists, *many, *others])

    first = await Start(bus, file).go()
    assert first.compiled == SETTLED_FROM + 3
    assert list(first.rules.book.broken) == ["broken"]
    again = await Start(bus, file).go()
    assert again.compiled == 1, "the broken rule is tried again"
    assert list(again.rules.book.broken) == ["broken"]
    for start in (first, again):
        assert start.found("name7 and a tug strike") == ["fleet", "gone", "r7"]

    await bus.produce(
        [rule("r8", "other"), terms("boats", "barge"), Message("rules", "gone", None)]
    )
    changed = await Start(bus, file).go()
    assert changed.compiled == 3
    assert changed.found("name7 name8 other, a tug and a barge strike") == ["fleet", "r7", "r8"]
    assert changed.found("name8 and a tug strike") == []
    await first.rules.load(bus)
    assert first.found("name7 name8 other barge strike") == ["fleet", "r7", "r8"]

    whole = file.read_bytes()
    for damaged, told in [
        (whole[: len(whole) // 2], "damaged"),
        (whole[:-9] + b"?" + whole[-8:], "damaged"),
        (b"?" + whole[1:], "made by another version"),
        (b"", "cannot mmap an empty file"),
    ]:
        file.write_bytes(damaged)
        start = await Start(bus, file).go()
        assert start.told == [told]
        assert start.compiled == SETTLED_FROM + 2
        assert start.found("name7 and a barge strike") == ["fleet", "r7"]
        assert (await Start(bus, file).go()).compiled == 1, "the file was made anew"
    await bus.close()
