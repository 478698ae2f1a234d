"""The one way in: identity, the bus, and only then the memory."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from wirewatch import flow
from wirewatch.core.codec import encode
from wirewatch.core.dead_letters import dead_letter
from wirewatch.core.errors import Reason, Reject, Retry
from wirewatch.core.identity import hashed
from wirewatch.core.message import Message, Received
from wirewatch.core.ports import Bus, Clock
from wirewatch.events import (
    Event,
    FetchAttempted,
    FetchResult,
    Outcome,
    PageFetched,
    PageSettled,
)
from wirewatch.ingest.accept import Acceptor, Identity
from wirewatch.ingest.candidate import Candidate
from wirewatch.ingest.state import Latest

OnPage = Callable[[PageFetched | PageSettled], None]

BATCH_PAGES = 64
BATCH_BYTES = 16 * 1024 * 1024
"""What goes to the bus in one call at most (one page may be larger than that by itself)."""

_FIRST_WAIT_SECONDS = 0.5
_LONGEST_WAIT_SECONDS = 30.0
ERASED = "erased"
"""Why a page of an erased address goes nowhere; told to who sends it, never to the bus."""

_ORIGIN_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class _Work:
    candidate: Candidate
    who: Identity
    event: PageFetched | PageSettled
    messages: tuple[Message, ...]


class Intake:
    """Takes pages in. When `take` returns, everything about them is durable on the bus."""

    def __init__(
        self, bus: Bus, acceptor: Acceptor, clock: Clock, *, on_page: OnPage | None = None
    ) -> None:
        self._bus = bus
        self._acceptor = acceptor
        self._clock = clock
        self._on_page = on_page

    async def take(
        self, candidates: Sequence[Candidate], *, wait: bool = True
    ) -> list[PageFetched | PageSettled]:
        """Publish pages, or the outcomes of those that go no further, and a record per attempt.

        Args:
            candidates: the pages, in order.
            wait: try again for as long as the bus is not ready. The same records are sent again,
                so a page that was written before the fault keeps its id.

        Returns:
            For each candidate what became of it.

        Raises:
            Retry: the bus is not ready and `wait` is false.
        """
        taken: list[PageFetched | PageSettled] = []
        for batch in _batches(candidates):
            taken += await self._take_batch(batch, wait=wait)
        return taken

    async def report(self, attempts: Sequence[FetchAttempted], *, wait: bool = True) -> None:
        """Write attempts that brought no page. Raises as `take`."""
        if attempts:
            await self._produce([self._message(attempt) for attempt in attempts], wait=wait)

    def attempt(
        self,
        source_id: str,
        url: str,
        result: FetchResult,
        *,
        detail: str | None = None,
        http_status: int | None = None,
        elapsed_ms: int = 0,
        size_bytes: int = 0,
        page_id: str | None = None,
    ) -> FetchAttempted:
        """The record of one attempt, made now."""
        at = self._clock.now()
        return FetchAttempted(
            fetch_id=hashed("fetch", source_id, url, at.isoformat(), result.value, page_id or ""),
            source_id=source_id,
            url=url[:_ORIGIN_CHARACTERS],
            at=at,
            result=result,
            http_status=http_status,
            elapsed_ms=elapsed_ms,
            size_bytes=size_bytes,
            detail=detail,
            page_id=page_id,
        )

    async def _take_batch(
        self, batch: Sequence[Candidate], *, wait: bool
    ) -> list[PageFetched | PageSettled]:
        latest: dict[str, Latest] = {}
        work: list[_Work] = []
        for candidate in batch:
            one = self._prepare(candidate, latest)
            if isinstance(one.event, PageFetched):
                latest[one.who.article_id] = one.who.latest
            work.append(one)
        try:
            await self._produce([m for one in work for m in one.messages], wait=wait)
        except Reject:
            # One of them is more than the broker takes: find out which one.
            work = [await self._produce_alone(one, wait=wait) for one in work]
        self._acceptor.state.remember(
            (one.who.article_id, one.who.latest)
            for one in work
            if not (isinstance(one.event, PageSettled) and one.event.outcome is Outcome.DEAD)
        )
        events = [one.event for one in work]
        if self._on_page is not None:
            for event in events:
                self._on_page(event)
        return events

    def _prepare(self, candidate: Candidate, latest: dict[str, Latest]) -> _Work:
        who = self._acceptor.identify(candidate)
        if self._acceptor.bars(who.article_id):
            # Not a word of it goes to the bus: it was erased.
            barred = self._acceptor.settled(candidate, who, Outcome.DEAD, reason=ERASED)
            return _Work(candidate, who, barred, ())
        try:
            event = self._acceptor.judge(candidate, who, latest.get(who.article_id))
        except Reject as reject:
            return self._refused(candidate, who, reject)
        result = FetchResult.ACCEPTED if isinstance(event, PageFetched) else FetchResult.UNCHANGED
        attempt = self._attempt_of(candidate, who, result, _url_note(candidate, who))
        return _Work(candidate, who, event, (self._message(event), self._message(attempt)))

    def _refused(self, candidate: Candidate, who: Identity, reject: Reject) -> _Work:
        """The outcome, the attempt, and a dead letter that says where the page still lies."""
        event = self._acceptor.settled(
            candidate, who, Outcome.DEAD, reason=reject.reason.value, detail=str(reject)
        )
        too_large = reject.reason is Reason.TOO_LARGE
        result = FetchResult.TOO_LARGE if too_large else FetchResult.UNREADABLE
        attempt = self._attempt_of(candidate, who, result, str(reject))
        named = Message(
            flow.topic_of(PageFetched).name,
            who.site,
            b"",
            (
                ("wirewatch-origin", candidate.origin.encode("utf-8", "replace")),
                ("wirewatch-page-id", who.page_id.encode()),
                ("wirewatch-content-hash", who.content_hash.encode()),
            ),
        )
        now = self._clock.now()
        at_ms = int(now.timestamp() * 1000)
        letter = dead_letter(Received(named, -1, -1, at_ms), reject, stage="ingest", now=now)
        return _Work(candidate, who, event, (self._message(event), self._message(attempt), letter))

    async def _produce_alone(self, one: _Work, *, wait: bool) -> _Work:
        try:
            await self._produce(one.messages, wait=wait)
        except Reject as reject:
            one = self._refused(one.candidate, one.who, reject)
            await self._produce(one.messages, wait=wait)
        return one

    async def _produce(self, messages: Sequence[Message], *, wait: bool) -> None:
        pause = _FIRST_WAIT_SECONDS
        while True:
            try:
                return await self._bus.produce(messages)
            except Retry as retry:
                if not wait:
                    raise
                await self._clock.sleep(max(pause, retry.after_seconds or 0.0))
                pause = min(2 * pause, _LONGEST_WAIT_SECONDS)

    def _attempt_of(
        self, candidate: Candidate, who: Identity, result: FetchResult, detail: str | None
    ) -> FetchAttempted:
        oversized = candidate.oversized
        return self.attempt(
            candidate.source_id,
            candidate.origin,
            result,
            detail=detail,
            http_status=candidate.http_status,
            elapsed_ms=candidate.elapsed_ms,
            size_bytes=oversized.size_bytes if oversized else len(candidate.content),
            page_id=who.page_id,
        )

    def _message(self, event: Event) -> Message:
        return encode(event, service="ingest", now=self._clock.now())


def _url_note(candidate: Candidate, who: Identity) -> str | None:
    if candidate.url is None or not who.url.startswith("urn:"):
        return None
    return f"kept under its content, the URL cannot be used: {candidate.url[:200]!r}"


def _batches(candidates: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    batch: list[Candidate] = []
    size = 0
    for candidate in candidates:
        if batch and (len(batch) >= BATCH_PAGES or size + len(candidate.content) > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(candidate)
        size += len(candidate.content)
    if batch:
        yield batch
