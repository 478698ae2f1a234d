"""A feed: asked for what is new, and its pages fetched."""

import asyncio
from dataclasses import replace

from wirewatch.core.errors import Reject
from wirewatch.core.feeds import MAX_FEED_BYTES, Entry, Feed, parse_feed
from wirewatch.core.fetching import Fetched, Fetcher, Validators
from wirewatch.core.identity import hashed
from wirewatch.events import FetchResult, Source
from wirewatch.ingest.intake import Intake
from wirewatch.ingest.state import IngestState, Resource
from wirewatch.ingest.visits import Visits, attempt_of

_LISTED_STEP_MS = 24 * 3600 * 1000


class FeedPoll:
    """Polls feeds. What a feed lists is kept in the state until it was fetched, so that an entry
    that leaves the feed before is not lost.
    """

    def __init__(
        self, intake: Intake, fetcher: Fetcher, state: IngestState, visits: Visits
    ) -> None:
        self._intake = intake
        self._fetcher = fetcher
        self._state = state
        self._visits = visits

    async def poll(self, source: Source) -> Fetched:
        """Ask a feed what is new and note it as due.

        Returns:
            How the fetch went; a feed that cannot be read has the result UNREADABLE.
        """
        known = self._state.resource(source.source_id, _key(source)) or Resource(
            source.source_id, _key(source)
        )
        fetched = await self._fetcher.fetch(
            source.location,
            validators=Validators(known.etag, known.last_modified),
            max_bytes=MAX_FEED_BYTES,
            obey_robots=False,
        )
        if fetched.result is FetchResult.ACCEPTED:
            fetched = await self._read(source, fetched)
        await self._intake.report([attempt_of(self._intake, source.source_id, fetched)])
        if fetched.result is FetchResult.ACCEPTED:
            # After the entries: losing this only asks for the whole feed again.
            seen = fetched.validators
            self._state.save([replace(known, etag=seen.etag, last_modified=seen.last_modified)])
        return fetched

    async def _read(self, source: Source, fetched: Fetched) -> Fetched:
        try:
            feed = await asyncio.to_thread(
                parse_feed, fetched.content, fetched.url, fetched.content_type
            )
        except Reject as reject:
            detail = f"{reject.reason.value}: {reject}"
            return replace(fetched, result=FetchResult.UNREADABLE, detail=detail)
        self._state.save(self._news(source, feed))
        detail = f"{len(feed.entries)} entries"
        if feed.skipped:
            detail += f", {feed.skipped} without a usable URL or beyond the limit"
        return replace(fetched, detail=detail)

    def _news(self, source: Source, feed: Feed) -> list[Resource]:
        now_ms = self._visits.now_ms()
        changed = []
        for entry in feed.entries:
            known = self._state.resource(source.source_id, entry.url)
            fingerprint = _fingerprint(entry)
            if known is not None and known.fingerprint == fingerprint:
                if now_ms - known.listed_ms > _LISTED_STEP_MS:
                    changed.append(replace(known, listed_ms=now_ms))
                continue
            changed.append(
                Resource(
                    source.source_id,
                    entry.url,
                    fingerprint=fingerprint,
                    title=entry.title,
                    published=entry.published,
                    language=feed.language,
                    etag=known.etag if known else None,
                    last_modified=known.last_modified if known else None,
                    due_ms=now_ms,
                    listed_ms=now_ms,
                )
            )
        return changed


def _key(source: Source) -> str:
    # A space stands in no URL, so that a page which is the feed itself is another resource.
    return f"feed {source.location}"


def _fingerprint(entry: Entry) -> str:
    """Changes when the feed tells something else about the entry."""
    return hashed(
        entry.title or "", entry.published or "", entry.summary or "", entry.content or ""
    )
