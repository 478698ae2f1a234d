"""What every page works with, and the work that goes on beside the pages."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated

import structlog
from fastapi import Depends, Request

from wirewatch.console.feed import AlertFeed
from wirewatch.console.numbers import Today
from wirewatch.console.rule_costs import RuleCosts
from wirewatch.console.sessions import Attempts, Sessions
from wirewatch.console.settings import ConsoleSettings
from wirewatch.core.errors import Retry
from wirewatch.core.feedback import by_rule
from wirewatch.core.ports import ArticleStore, Bus, Clock
from wirewatch.core.rule_names import RuleNames
from wirewatch.events import AlertJudged, Backfill, Endpoint, Event, Rule, Source, TermList
from wirewatch.runtime.health import Health
from wirewatch.runtime.table import Table

SERVICE = "console"
_RETRY_SECONDS = 2.0
_PULSE_SECONDS = 10.0


@dataclass(slots=True)
class Desk:
    """The bus, the store, and what the console keeps of them in memory."""

    bus: Bus
    store: ArticleStore
    clock: Clock
    settings: ConsoleSettings
    health: Health
    log: structlog.typing.FilteringBoundLogger
    stop: asyncio.Event
    sessions: Sessions = field(default_factory=Sessions)
    attempts: Attempts = field(default_factory=Attempts)
    editing: asyncio.Lock = field(default_factory=asyncio.Lock)
    failure: BaseException | None = None
    streams: int = 0
    feed: AlertFeed = field(init=False)
    today: Today = field(init=False)
    costs: RuleCosts = field(init=False)
    _rules: Table = field(init=False)
    _lists: Table = field(init=False)
    _backfills: Table = field(init=False)
    _feedback: Table = field(init=False)
    _sources: Table = field(init=False)
    _endpoints: Table = field(init=False)

    def __post_init__(self) -> None:
        self.feed = AlertFeed(self.bus, clock=self.clock, log=self.log)
        self.today = Today(self.store, self.clock)
        self._rules = Table("rules", log=self.log)
        self.costs = RuleCosts(self.store, self.clock)
        self._lists = Table("lists", log=self.log)
        self._backfills = Table("backfills", log=self.log)
        self._feedback = Table("feedback", log=self.log)
        self._sources = Table("sources", log=self.log)
        self._endpoints = Table("endpoints", log=self.log)

    @property
    def rules(self) -> dict[str, Rule]:
        """The rules by id."""
        return {k: e for k, e in sorted(self._rules.rows.items()) if isinstance(e, Rule)}

    @property
    def lists(self) -> dict[str, TermList]:
        """The lists by id."""
        return {k: e for k, e in sorted(self._lists.rows.items()) if isinstance(e, TermList)}

    @property
    def names(self) -> RuleNames:
        """The rules and lists, what `@name` stands for, and what is said of the rules' alerts."""
        return RuleNames(self.rules, self.lists, by_rule(self.thumbs.values()))

    @property
    def thumbs(self) -> dict[str, AlertJudged]:
        """What people said of alerts, by alert."""
        return {k: e for k, e in self._feedback.rows.items() if isinstance(e, AlertJudged)}

    def backfill_of(self, rule_id: str) -> Backfill | None:
        """The latest backfill of a rule."""
        rows = self._backfills.rows.values()
        mine = [job for job in rows if isinstance(job, Backfill) and job.rule_id == rule_id]
        return max(mine, key=lambda job: job.requested_at, default=None)

    @property
    def sources(self) -> dict[str, Source]:
        """The sources by id."""
        return {k: e for k, e in sorted(self._sources.rows.items()) if isinstance(e, Source)}

    @property
    def endpoints(self) -> dict[str, Endpoint]:
        """The endpoints by id."""
        return {k: e for k, e in sorted(self._endpoints.rows.items()) if isinstance(e, Endpoint)}

    def remember(self, topic: str, key: str, event: Event | None) -> None:
        """Show an edit of our own before the topic brings it back; None = removed."""
        tables = {
            "rules": self._rules,
            "lists": self._lists,
            "backfills": self._backfills,
            "feedback": self._feedback,
        }
        rows = tables[topic].rows
        if event is None:
            rows.pop(key, None)
        else:
            rows[key] = event

    async def refresh(self) -> None:
        """Take in what others wrote to rules, lists, backfills and feedback until now.

        Raises:
            Retry: the bus is not ready.
        """
        for table in (self._rules, self._lists, self._backfills, self._feedback):
            await table.load(self.bus)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Load the tables, then keep everything current while the body runs."""
        tables = (
            self._rules,
            self._lists,
            self._backfills,
            self._feedback,
            self._sources,
            self._endpoints,
        )
        try:
            await self._until_ready(tables)
        except Exception as error:
            self.failure = error
            raise
        work = [table.follow(self.bus) for table in tables]
        work += [self.feed.run(), self._pulse(), self._end_streams()]
        tasks = [asyncio.create_task(w) for w in work]
        for task in tasks:
            task.add_done_callback(self._ended)
        self.health.ready(SERVICE)
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self.health.gone(SERVICE)

    async def _until_ready(self, tables: tuple[Table, ...]) -> None:
        while not self.stop.is_set():
            try:
                for table in tables:
                    await table.load(self.bus)
                await self.feed.start()
            except Retry as error:
                self.health.waiting(SERVICE, str(error))
                await self.clock.sleep(_RETRY_SECONDS)
            else:
                return

    async def _pulse(self) -> None:
        while True:
            try:
                await self.bus.ends("alerts")
            except Retry as error:
                self.health.waiting(SERVICE, str(error) or "the bus")
            else:
                self.health.progress(SERVICE)
            await self.clock.sleep(_PULSE_SECONDS)

    async def _end_streams(self) -> None:
        await self.stop.wait()
        self.feed.close()

    def _ended(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None and self.failure is None:
            self.failure = error
            self.stop.set()


def _desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


AtDesk = Annotated[Desk, Depends(_desk_of)]
"""The desk as a parameter of a page."""
