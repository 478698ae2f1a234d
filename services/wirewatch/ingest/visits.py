"""Visits to the pages that a source lists: each is fetched when it is due, and taken in."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from wirewatch import flow
from wirewatch.core.fetching import Fetched, Fetcher, Validators
from wirewatch.core.ports import Clock
from wirewatch.events import FetchAttempted, FetchResult, Source
from wirewatch.ingest.candidate import Candidate, Hints
from wirewatch.ingest.intake import Intake
from wirewatch.ingest.settings import IngestSettings
from wirewatch.ingest.state import IngestState, Resource
from wirewatch.ingest.timing import backoff, spread

_DUE_LIMIT = 200
_HOPELESS = frozenset({FetchResult.FORBIDDEN_ADDRESS, FetchResult.TOO_LARGE})
_SLOW = frozenset({FetchResult.DISALLOWED_BY_ROBOTS})

NextVisit = Callable[[Resource], float | None]
"""Seconds until a resource is visited again after a success; None if never."""


class Visits:
    """Fetches what is due for a source and remembers when to come back."""

    def __init__(
        self,
        intake: Intake,
        fetcher: Fetcher,
        state: IngestState,
        settings: IngestSettings,
        clock: Clock,
    ) -> None:
        self._intake = intake
        self._fetcher = fetcher
        self._state = state
        self._settings = settings
        self._clock = clock

    def now_ms(self) -> int:
        """The time, unix milliseconds."""
        return int(self._clock.now().timestamp() * 1000)

    async def visit_due(self, source: Source, again: NextVisit, *, give_up: bool) -> None:
        """Visit everything that is due now.

        Args:
            source: whose resources.
            again: when to come back after a success.
            give_up: leave a page after `page_attempts` failures in a row; else keep trying.
        """
        places = asyncio.Semaphore(self._settings.max_concurrent_per_source)

        async def one(resource: Resource) -> None:
            async with places:
                await self._visit(resource, again, give_up)

        while due := self._state.due(source.source_id, self.now_ms(), _DUE_LIMIT):
            async with asyncio.TaskGroup() as group:
                for resource in due:
                    group.create_task(one(resource))

    async def _visit(self, resource: Resource, again: NextVisit, give_up: bool) -> None:
        fetched = await self._fetcher.fetch(
            resource.url,
            validators=Validators(resource.etag, resource.last_modified),
            max_bytes=flow.PAGE_LIMIT_BYTES,
            obey_robots=self._settings.obey_robots,
        )
        if fetched.result is FetchResult.ACCEPTED:
            await self._intake.take([_candidate(resource, fetched)])
        else:
            await self._intake.report([attempt_of(self._intake, resource.source_id, fetched)])
        # Only now, when the bus has it.
        self._state.save([self._after(resource, fetched, again, give_up)])

    def _after(
        self, resource: Resource, fetched: Fetched, again: NextVisit, give_up: bool
    ) -> Resource:
        if fetched.result in (FetchResult.ACCEPTED, FetchResult.NOT_MODIFIED):
            known = fetched.validators
            same = fetched.result is FetchResult.NOT_MODIFIED
            wait = again(resource)
            return replace(
                resource,
                etag=known.etag or (resource.etag if same else None),
                last_modified=known.last_modified or (resource.last_modified if same else None),
                visits=resource.visits + 1,
                failures=0,
                due_ms=self._due(resource, wait),
            )
        failures = resource.failures + 1
        longest = self._settings.longest_backoff_seconds
        pause: float | None = backoff(self._settings.first_backoff_seconds, failures, longest)
        if fetched.result in _SLOW:
            pause = longest
        if fetched.retry_after_seconds is not None:
            pause = max(pause or 0.0, fetched.retry_after_seconds)
        hopeless = fetched.result in _HOPELESS or fetched.status == 410
        if give_up and (hopeless or failures >= self._settings.page_attempts):
            pause = None
        elif hopeless:
            pause = longest
        return replace(resource, failures=failures, due_ms=self._due(resource, pause))

    def _due(self, resource: Resource, wait_seconds: float | None) -> int | None:
        if wait_seconds is None:
            return None
        return self.now_ms() + int(spread(wait_seconds, resource.url, str(resource.visits)) * 1000)


def attempt_of(intake: Intake, source_id: str, fetched: Fetched) -> FetchAttempted:
    """The record of a fetch that brought no page."""
    return intake.attempt(
        source_id,
        fetched.requested_url,
        fetched.result,
        detail=fetched.detail,
        http_status=fetched.status,
        elapsed_ms=fetched.elapsed_ms,
        size_bytes=len(fetched.content),
    )


def _candidate(resource: Resource, fetched: Fetched) -> Candidate:
    return Candidate(
        source_id=resource.source_id,
        url=fetched.url,
        content=fetched.content,
        content_type=fetched.content_type,
        fetched_at=fetched.fetched_at,
        origin=resource.url,
        http_status=fetched.status,
        hints=Hints(resource.title, resource.published, resource.language),
        elapsed_ms=fetched.elapsed_ms,
    )
