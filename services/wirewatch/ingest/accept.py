"""Who is this page: its identity, its time, and whether it says anything new."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from wirewatch import flow
from wirewatch.core import identity
from wirewatch.core.errors import Reason, Reject
from wirewatch.core.ports import Clock
from wirewatch.core.settling import settled
from wirewatch.core.urls import normalise, registrable_domain
from wirewatch.events import Outcome, PageFetched, PageSettled
from wirewatch.ingest.candidate import Candidate
from wirewatch.ingest.state import IngestState, Latest

_RESERVED_LIMIT = 100_000
"""Articles whose last minted time is held in memory; a page is in flight far shorter than it takes
to mint so many others."""

_UNKNOWN_TYPE = "application/octet-stream"
_HINT_CHARACTERS = 1_000


@dataclass(frozen=True, slots=True)
class Identity:
    """What a page is known by, before it is known whether it is new."""

    article_id: str
    page_id: str
    url: str
    site: str
    content_hash: str
    accepted_at: datetime
    accepted_at_ms: int

    @property
    def latest(self) -> Latest:
        """The note to keep once the bus has the page."""
        return Latest(self.content_hash, self.accepted_at_ms)


class Acceptor:
    """Mints identities and finds unchanged pages; it changes nothing but its memory of times.

    Args:
        state: what was accepted before.
        clock: the time.
        country_of: the country of a source, by its id, where one is known.
        bars: whether an article, by its id, may not come in: it was erased.
    """

    def __init__(
        self,
        state: IngestState,
        clock: Clock,
        *,
        country_of: Callable[[str], str | None] = lambda _: None,
        bars: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self.state = state
        self.bars = bars
        self._country_of = country_of
        self._clock = clock
        self._reserved: OrderedDict[str, int] = OrderedDict()

    def identify(self, candidate: Candidate) -> Identity:
        """The identity of a page. Its time is later than that of any earlier page of the article.

        A URL that cannot be normalised is treated as none: the page is kept under its content.
        """
        oversized = candidate.oversized
        digest = oversized.content_hash if oversized else identity.content_hash(candidate.content)
        url = f"urn:sha256:{digest}"
        site = candidate.source_id
        if candidate.url is not None and not candidate.url.startswith("urn:"):
            try:
                url = normalise(candidate.url)
                site = registrable_domain(url)
            except ValueError:
                url = f"urn:sha256:{digest}"
        article = identity.article_id(url)
        at_ms = self._mint(article)
        return Identity(
            article_id=article,
            page_id=identity.page_id(article, digest, at_ms),
            url=url,
            site=site,
            content_hash=digest,
            accepted_at=datetime.fromtimestamp(at_ms / 1000, UTC),
            accepted_at_ms=at_ms,
        )

    def judge(
        self, candidate: Candidate, who: Identity, latest: Latest | None = None
    ) -> PageFetched | PageSettled:
        """The page to publish, or its outcome when its bytes are the article's latest ones.

        Args:
            candidate: the page as received.
            who: its identity.
            latest: the article's latest page, where the caller knows a later one than the state:
                one that goes to the bus in the same call.

        Raises:
            Reject: `too_large`.
        """
        size = candidate.oversized.size_bytes if candidate.oversized else len(candidate.content)
        if size > flow.PAGE_LIMIT_BYTES:
            raise Reject(Reason.TOO_LARGE, f"{size} bytes, the limit is {flow.PAGE_LIMIT_BYTES}")
        known = latest or self.state.latest(who.article_id)
        if known is not None and known.content_hash == who.content_hash:
            return self.settled(candidate, who, Outcome.UNCHANGED)
        return self._page(candidate, who)

    def accept(self, candidate: Candidate) -> PageFetched | PageSettled:
        """`identify` and `judge` in one. Raises as `judge`."""
        return self.judge(candidate, self.identify(candidate))

    def settled(
        self,
        candidate: Candidate,
        who: Identity,
        outcome: Outcome,
        *,
        reason: str | None = None,
        detail: str | None = None,
    ) -> PageSettled:
        """The outcome of a page that goes no further."""
        page, now = self._page(candidate, who), self._clock.now()
        return settled(page, outcome, stage="ingest", now=now, reason=reason, detail=detail)

    def _page(self, candidate: Candidate, who: Identity) -> PageFetched:
        hints = candidate.hints
        return PageFetched(
            page_id=who.page_id,
            article_id=who.article_id,
            url=who.url,
            site=who.site,
            source_id=candidate.source_id,
            source_country=self._country_of(candidate.source_id),
            content_type=_header_text(candidate.content_type) or _UNKNOWN_TYPE,
            content=candidate.content,
            content_hash=who.content_hash,
            fetched_at=candidate.fetched_at,
            accepted_at=who.accepted_at,
            http_status=candidate.http_status,
            hint_title=_header_text(hints.title),
            hint_published=_header_text(hints.published),
            hint_language=_header_text(hints.language),
        )

    def _mint(self, article_id: str) -> int:
        """Now, or a millisecond after the article's last page, whichever is later."""
        known = self.state.latest(article_id)
        last = max(self._reserved.pop(article_id, 0), known.accepted_at_ms if known else 0)
        at_ms = max(int(self._clock.now().timestamp() * 1000 + 0.5), last + 1)
        self._reserved[article_id] = at_ms
        if len(self._reserved) > _RESERVED_LIMIT:
            self._reserved.popitem(last=False)
        return at_ms


def _header_text(text: str | None) -> str | None:
    """Text that may stand in a record's header: one line, no control characters, not endless."""
    if text is None:
        return None
    printable = "".join(c if c.isprintable() else " " for c in text[: 4 * _HINT_CHARACTERS])
    return " ".join(printable.split())[:_HINT_CHARACTERS] or None
