"""The rules and lists of the topics, compiled, and kept in a file for the next start."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import structlog

from wirewatch.core.ports import Bus
from wirewatch.core.rule_book import RuleBook
from wirewatch.core.rules import FrozenRules
from wirewatch.events import Event, Rule, TermList
from wirewatch.match.kept_rules import read_rules, write_rules
from wirewatch.match.settling import Settling
from wirewatch.runtime import metrics
from wirewatch.runtime.table import Table

Kind = TypeVar("Kind", Rule, TermList)


class RulesInForce:
    """A rule book that follows its topics; `load` and `fill` it first."""

    def __init__(self, file: Path, log: structlog.typing.FilteringBoundLogger) -> None:
        """`file`: where the settled rules are kept."""
        self.book = RuleBook()
        self.lists = Table("lists", log=log, on_put=self._put, on_delete=self._delete_list)
        self.rules = Table("rules", log=log, on_put=self._put, on_delete=self._delete)
        self._file = file
        self._log = log
        self._filled = False
        self._broken: set[str] = set()

    async def load(self, bus: Bus) -> None:
        """Read on to the end as it is now."""
        await self.lists.load(bus)
        await self.rules.load(bus)

    async def fill(self) -> Settling:
        """Compile what was loaded, as far as the file has not it; return what settles changes."""
        await asyncio.to_thread(self._fill)
        self._filled = True
        self._tell()
        return Settling(self.book.compiled, self._keep)

    def _fill(self) -> None:
        kept = read_rules(self._file, self._log)
        made = self.book.fill(_of(Rule, self.rules), _of(TermList, self.lists), kept)
        if self.book.compiled.are_many(made):
            write_rules(self._file, self.book.compiled.saved_pieces(), self._log)
        self._log.info("rules_ready", rules=len(self.book), compiled=made)

    def _keep(self, settled: FrozenRules) -> None:
        write_rules(self._file, settled.saved(), self._log)

    def _put(self, event: Event) -> None:
        if not self._filled:
            return  # all at once is several times as fast
        if isinstance(event, Rule):
            self.book.put(event)
        elif isinstance(event, TermList):
            self.book.put_list(event)
        self._tell()

    def _delete(self, rule_id: str) -> None:
        self.book.remove(rule_id)
        self._tell()

    def _delete_list(self, list_id: str) -> None:
        self.book.remove_list(list_id)
        self._tell()

    def _tell(self) -> None:
        broken = self.book.broken
        for rule_id in broken.keys() - self._broken:
            self._log.error("rule_broken", rule_id=rule_id, detail=broken[rule_id])
        self._broken = set(broken)
        metrics.RULES.labels("broken").set(len(broken))
        metrics.RULES.labels("known").set(len(self.book))


def _of(kind: type[Kind], table: Table) -> Iterator[Kind]:
    return (event for event in table.rows.values() if isinstance(event, kind))
