"""Runs every source by itself, so that none holds up another."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from wirewatch.adapters.http.fetcher import FetcherOptions, HttpFetcher
from wirewatch.adapters.http.guard import WEB_PORTS, AddressGuard
from wirewatch.core.errors import Misconfigured
from wirewatch.core.fetching import Fetcher
from wirewatch.core.ports import Bus, Clock
from wirewatch.events import FetchResult, Source, SourceKind
from wirewatch.ingest.accept import Acceptor
from wirewatch.ingest.feed import FeedPoll
from wirewatch.ingest.folder import ingest_folder_once
from wirewatch.ingest.intake import Intake
from wirewatch.ingest.json_lines import ingest_json_lines_once
from wirewatch.ingest.push import push_app
from wirewatch.ingest.push_server import check_push, serve_push
from wirewatch.ingest.settings import IngestSettings
from wirewatch.ingest.state import IngestState, Resource
from wirewatch.ingest.timing import backoff, spread
from wirewatch.ingest.url_list import read_url_list
from wirewatch.ingest.visits import Visits

STATE_FILE = "ingest.sqlite"

_FORGET_AFTER = timedelta(days=90)
_HOUSEKEEPING_SECONDS = 3600.0
_log = structlog.get_logger("wirewatch.ingest")


async def run_ingest(
    bus: Bus,
    sources: Callable[[], Sequence[Source]],
    settings: IngestSettings,
    clock: Clock,
    *,
    state_dir: Path,
    stop: asyncio.Event,
    bars: Callable[[str], bool] = lambda _: False,
) -> None:
    """Watch all sources until `stop` is set.

    Args:
        bus: where pages go.
        sources: the sources as they are now; asked again and again, changes take effect.
        settings: how to fetch.
        clock: the time.
        state_dir: the folder of the state file; it is created.
        bars: whether an article, by its id, may not come in: it was erased.
        stop: ends the run. What is in work is given up and done again by the next run.

    Raises:
        Misconfigured: a setting cannot work.
    """
    check_push(settings)
    guard = _guard(settings)
    async with AsyncExitStack() as stack:
        state = open_state(state_dir)
        stack.callback(state.close)
        options = FetcherOptions(
            contact_url=settings.contact_url,
            deadline_seconds=settings.deadline_seconds,
            pause_seconds=settings.pause_seconds,
            max_concurrent=settings.max_concurrent,
        )
        fetcher = HttpFetcher(guard, clock, options)
        stack.push_async_callback(fetcher.close)
        acceptor = Acceptor(
            state,
            clock,
            bars=bars,
            country_of=lambda known: next(
                (source.country for source in sources() if source.source_id == known), None
            ),
        )
        watch = SourceWatch(bus, fetcher, acceptor, settings, clock)
        running = _Running(watch)
        stack.push_async_callback(running.end)
        if settings.push_port is not None:
            app = push_app(bus, acceptor, clock, sources=sources, token=settings.push_token)
            await stack.enter_async_context(serve_push(app, settings))
        await _keep_up(running, sources, state, settings, clock, stop)


async def _keep_up(
    running: "_Running",
    sources: Callable[[], Sequence[Source]],
    state: IngestState,
    settings: IngestSettings,
    clock: Clock,
    stop: asyncio.Event,
) -> None:
    stopped = asyncio.create_task(stop.wait())
    cleaned_at = None
    try:
        while not stop.is_set():
            running.follow(sources())
            now = clock.now()
            if cleaned_at is None or (now - cleaned_at).total_seconds() > _HOUSEKEEPING_SECONDS:
                state.forget_before(int((now - _FORGET_AFTER).timestamp() * 1000))
                cleaned_at = now
            pause = asyncio.ensure_future(clock.sleep(settings.sources_refresh_seconds))
            await asyncio.wait({stopped, pause}, return_when=asyncio.FIRST_COMPLETED)
            pause.cancel()
    finally:
        stopped.cancel()


class _Running:
    """One task per enabled source."""

    def __init__(self, watch: "SourceWatch") -> None:
        self._watch = watch
        self._tasks: dict[str, tuple[Source, asyncio.Task[None]]] = {}

    def follow(self, sources: Sequence[Source]) -> None:
        """Start what is new, stop what is gone, restart what changed."""
        wanted = {s.source_id: s for s in sources if s.enabled and s.kind is not SourceKind.PUSH}
        for source_id, (source, task) in list(self._tasks.items()):
            if task.done() and not task.cancelled() and task.exception() is not None:
                _log.error("source_ended", source_id=source_id, exc_info=task.exception())
            if wanted.get(source_id) != source or task.done():
                task.cancel()
                del self._tasks[source_id]
        for source_id, source in wanted.items():
            if source_id not in self._tasks:
                task = asyncio.create_task(self._watch.forever(source), name=f"source {source_id}")
                self._tasks[source_id] = (source, task)

    async def end(self) -> None:
        """Stop all of them."""
        tasks = [task for _, task in self._tasks.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class SourceWatch:
    """Passes over one source after another pause; see `forever`."""

    def __init__(
        self,
        bus: Bus,
        fetcher: Fetcher,
        acceptor: Acceptor,
        settings: IngestSettings,
        clock: Clock,
    ) -> None:
        self._bus = bus
        self._acceptor = acceptor
        self._state = acceptor.state
        self._settings = settings
        self._clock = clock
        self._intake = Intake(bus, acceptor, clock)
        self._visits = Visits(self._intake, fetcher, self._state, settings, clock)
        self._feeds = FeedPoll(self._intake, fetcher, self._state, self._visits)

    async def forever(self, source: Source) -> None:
        """Watch a source until cancelled. A failed pass is reported, and the next one waits twice
        as long, up to `longest_backoff_seconds`.
        """
        failures = passes = 0
        poll_at = self._clock.now()
        while True:
            poll = self._clock.now() >= poll_at
            wait = await self._guarded_pass(source, poll)
            if poll:
                passes += 1
                failures = 0 if wait is None else failures + 1
                pause = float(source.interval_seconds)
                if wait is not None:
                    longest = self._settings.longest_backoff_seconds
                    pause = max(backoff(pause, failures + 1, longest), wait)
                pause = spread(pause, source.source_id, str(passes))
                poll_at = self._clock.now() + timedelta(seconds=pause)
            await self._clock.sleep(self._until_next(source, poll_at))

    def _until_next(self, source: Source, poll_at: datetime) -> float:
        """Seconds until the source is polled again, or one of its pages is due."""
        seconds = (poll_at - self._clock.now()).total_seconds()
        due_ms = self._state.next_due_ms(source.source_id)
        if due_ms is not None and source.kind in (SourceKind.FEED, SourceKind.URLS):
            seconds = min(seconds, (due_ms - self._visits.now_ms()) / 1000)
        return max(seconds, 0.05)

    async def _guarded_pass(self, source: Source, poll: bool) -> float | None:
        """One pass; None if it went well, else the least seconds to wait before the next."""
        limit = self._settings.pass_deadline_seconds
        try:
            async with asyncio.timeout(limit):
                return await self._one_pass(source, poll)
        except TimeoutError:
            result, detail = FetchResult.TIMED_OUT, f"the pass took longer than {limit:g} s"
        except OSError as error:
            result, detail = FetchResult.UNREADABLE, f"{type(error).__name__}: {error.strerror}"
        except Exception as error:
            _log.exception("source_failed", source_id=source.source_id)
            result, detail = FetchResult.UNREADABLE, f"unexpected: {type(error).__name__}: {error}"
        where = source.location or source.source_id
        await self._intake.report(
            [self._intake.attempt(source.source_id, where, result, detail=detail[:300])]
        )
        return 0.0

    async def _one_pass(self, source: Source, poll: bool) -> float | None:
        place = Path(source.location)
        match source.kind:
            case SourceKind.FEED:
                wait = await self._poll_feed(source) if poll else None
                await self._visits.visit_due(source, self._again_from_feed, give_up=True)
                return wait
            case SourceKind.URLS:
                if poll:
                    now_ms = self._visits.now_ms()
                    await read_url_list(source, self._state, self._intake, now_ms)
                every = float(source.interval_seconds)
                await self._visits.visit_due(source, lambda _: every, give_up=False)
            case SourceKind.FOLDER:
                await ingest_folder_once(
                    self._bus, place, source.source_id, self._clock, self._acceptor,
                    settle_seconds=self._settings.settle_seconds,
                )  # fmt: skip
            case SourceKind.JSON_LINES:
                await ingest_json_lines_once(
                    self._bus, place, source.source_id, self._clock, self._acceptor, final=False
                )
            case SourceKind.PUSH:
                pass
        return None

    async def _poll_feed(self, source: Source) -> float | None:
        fetched = await self._feeds.poll(source)
        if fetched.result in (FetchResult.ACCEPTED, FetchResult.NOT_MODIFIED):
            return None
        if fetched.status == 410:
            return self._settings.longest_backoff_seconds
        return fetched.retry_after_seconds or 0.0

    def _again_from_feed(self, resource: Resource) -> float | None:
        waits = self._settings.revisit_after_seconds
        return waits[resource.visits] if resource.visits < len(waits) else None


def open_state(state_dir: Path) -> IngestState:
    """The state file in its folder, both created where they are missing."""
    state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return IngestState(state_dir / STATE_FILE)


def _guard(settings: IngestSettings) -> AddressGuard:
    try:
        return AddressGuard(
            allow_private=settings.allow_private, ports=WEB_PORTS | set(settings.extra_ports)
        )
    except ValueError as error:
        raise Misconfigured(f"allow_private: {error}") from error
