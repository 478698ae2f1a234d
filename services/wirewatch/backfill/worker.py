"""Carries open backfills on, one stretch after the other."""

import asyncio
import traceback
from collections.abc import Callable, Sequence
from datetime import timedelta

from wirewatch.backfill.stories import MetStories
from wirewatch.core import backfilling, codec
from wirewatch.core.errors import Misconfigured, Retry
from wirewatch.core.identity import alert_id
from wirewatch.core.ports import ArticleStore, Query
from wirewatch.core.rule_names import RuleNames
from wirewatch.core.rules import RuleSyntaxError, parse
from wirewatch.events import Backfill, BackfillState, Event, Rule, TermList
from wirewatch.runtime.context import Context
from wirewatch.runtime.logs import logger
from wirewatch.runtime.machine_faults import machine_fault
from wirewatch.runtime.table import Table
from wirewatch.runtime.waiting import happens

STEP = 200
"""Candidates that are examined at a time."""

KEPT_EVERY = 20
"""Steps without a match after which the place is written down: so many are repeated at most."""

SETTLING = timedelta(seconds=60)
"""How long articles accepted before the request are waited for that are still on their way."""

_ON_THE_WAY = {"enrich": ("pages",), "group": ("enriched",), "index": ("articles",)}
_TICK_SECONDS = 0.5
_RETRY_SECONDS = 2.0


class Worker:
    """Works on the open backfills in order of their request, while this instance is active.

    A step writes its matches, then the place it has come to. After a crash between the two the
    step is repeated, and its matches have the ids that they had.
    """

    def __init__(
        self,
        context: Context,
        store: ArticleStore,
        *,
        jobs: Table,
        rules: Table,
        lists: Table,
        cancelled: set[str],
    ) -> None:
        self._context = context
        self._store = store
        self._met = MetStories(store)
        self._jobs = jobs
        self._rules = rules
        self._lists = lists
        self._cancelled = cancelled
        self._log = logger("backfill")
        self._wake = asyncio.Event()
        self._unkept: Backfill | None = None
        self._steps = 0

    def wake(self) -> None:
        """There may be something to do."""
        self._wake.set()

    async def run(self, *, stop: asyncio.Event, active: Callable[[], bool]) -> None:
        """Work until `stop` is set."""
        while not stop.is_set():
            self._wake.clear()
            job = self._next() if active() else None
            if job is None:
                self._unkept = None
                await happens(self._wake, _TICK_SECONDS)
                continue
            try:
                if not await self._advance(job):
                    await happens(stop, _TICK_SECONDS)
            except Retry as error:
                self._log.warning("retrying", detail=str(error))
                self._unkept = None
                await happens(stop, _RETRY_SECONDS)

    def _next(self) -> Backfill | None:
        rows = self._jobs.rows.values()
        waiting = [job for job in rows if isinstance(job, Backfill) and job.state.is_open]
        first = min(waiting, key=lambda job: (job.requested_at, job.backfill_id), default=None)
        unkept = self._unkept
        if first is None or unkept is None or unkept.backfill_id != first.backfill_id:
            return first
        return unkept

    async def _advance(self, job: Backfill) -> bool:
        """One step; False when there is something to wait for."""
        try:
            return await self._step(job)
        except (Retry, Misconfigured):
            raise
        except Exception as error:  # one backfill must not hold up the others
            fault = machine_fault(error)
            if fault is not None:
                raise fault from error
            self._log.error("backfill_failed", exception="".join(traceback.format_exception(error)))
            await self._end(job, BackfillState.FAILED, f"{type(error).__name__}: {error}")
            return True

    async def _step(self, job: Backfill) -> bool:
        await self._jobs.load(self._context.bus)
        rule = await self._rule(job)
        if job.backfill_id in self._cancelled:
            await self._end(job, BackfillState.CANCELLED, "on request")
            return True
        if rule is None:
            await self._end(job, BackfillState.CANCELLED, "the rule was removed")
            return True
        names = self._names()
        try:
            node = parse(job.expression, names.named)
        except RuleSyntaxError as error:
            await self._end(job, BackfillState.FAILED, str(error))
            return True
        query = Query(node=node, since=job.since, until=job.until)
        if job.state is BackfillState.WAITING:
            return await self._start(job, query)
        stretch = await self._store.scan(
            query, after=job.cursor, limit=STEP, oldest_first=True, fresh=not job.cursor
        )
        new = await self._met.new(job, node, stretch)
        told = await self._told(job, new)
        now = self._context.clock.now()
        after = backfilling.advanced(job, stretch, new=new, told=told, now=now)
        await self._keep(backfilling.matches_of(job, stretch, rule, names), after)
        self._met.remember(stretch)
        return True

    async def _start(self, job: Backfill, query: Query) -> bool:
        now = self._context.clock.now()
        if now - job.until < SETTLING and not await self._everything_is_indexed():
            return False
        candidates = (await self._store.overview(query)).candidates
        await self._keep([], backfilling.started(job, candidates=candidates, now=now))
        return True

    async def _everything_is_indexed(self) -> bool:
        for service, topics in _ON_THE_WAY.items():
            if sum((await self._context.bus.lag(service, topics)).values()):
                return False
        return True

    async def _rule(self, job: Backfill) -> Rule | None:
        await self._rules.load(self._context.bus)
        found = self._rules.rows.get(job.rule_id)
        return found if isinstance(found, Rule) else None

    def _names(self) -> RuleNames:
        return RuleNames(
            {k: e for k, e in self._rules.rows.items() if isinstance(e, Rule)},
            {k: e for k, e in self._lists.rows.items() if isinstance(e, TermList)},
        )

    async def _told(self, job: Backfill, new: Sequence[str]) -> set[str]:
        """The stories, among those that come up for the first time, that have an alert already."""
        told = set()
        for story in new:
            record = await self._store.record("alerts", alert_id(job.rule_id, story))
            if record is not None and record.get("backfill_id") != job.backfill_id:
                told.add(story)
        return told

    async def _keep(self, matches: Sequence[Event], job: Backfill) -> None:
        """Write the matches, and only when they are durable the place."""
        now = self._context.clock.now()
        if matches:
            await self._context.bus.produce(
                [codec.encode(match, service="backfill", now=now) for match in matches]
            )
        self._steps += 1
        due = matches or not job.state.is_open or self._steps % KEPT_EVERY == 0
        if not due and job.cursor is not None:
            self._unkept = job
            return
        self._unkept = None
        await self._context.bus.produce([codec.encode(job, service="backfill", now=now)])
        await self._jobs.load(self._context.bus)

    async def _end(self, job: Backfill, state: BackfillState, detail: str) -> None:
        now = self._context.clock.now()
        await self._keep([], backfilling.ended(job, state, now=now, detail=detail))
