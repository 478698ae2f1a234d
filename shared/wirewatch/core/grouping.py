"""Story and revision: decided once per page, recorded, and never changed afterwards."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from wirewatch.core.identity import story_id
from wirewatch.core.revisions import difference
from wirewatch.core.settling import settled
from wirewatch.events import (
    Article,
    ArticleEnriched,
    ArticleGrouped,
    Event,
    Outcome,
    RevisionDifference,
    StoryDecided,
)

STORY_WINDOW = timedelta(hours=72)
"""How long a story takes new articles in."""


class Decisions(Protocol):
    """What was decided so far; a view of the topic `stories`."""

    def of_page(self, page_id: str) -> StoryDecided | None:
        """The decision about a page."""
        ...

    def latest_of_article(self, article_id: str) -> StoryDecided | None:
        """The latest decision about a page with the article's latest revision."""
        ...

    def first_with_text(self, text_digest: str, since: datetime) -> StoryDecided | None:
        """The earliest decision on this very text among those accepted since then."""
        ...

    def nearest_text(self, signature: str, since: datetime) -> StoryDecided | None:
        """The decision on the most alike text, if it is a copy, among those accepted since then."""
        ...

    def of_revision(self, article_id: str, revision: int) -> StoryDecided | None:
        """The decision that made a revision of an article."""
        ...


def group(
    event: ArticleEnriched, decisions: Decisions, *, now: datetime, window: timedelta = STORY_WINDOW
) -> Sequence[Event]:
    """What follows from an enriched article, the decision first.

    A known page gets its recorded decision again, so a replay changes nothing. When a reprocessing
    has read another text from its bytes, the story and revision stay, and the decision is recorded
    once more with that text's digest: by it the next page of the article is judged, and an upgrade
    of the extractor must not look like an edit. A page whose text equals the one before of the same
    article, but for what the template memory took out, is `unchanged`. Any other page of a known
    article is its next revision and stays in the article's story. A new article joins the story of
    the same normalised text, else of the most alike one if that is a copy (see `core.stories`), or
    begins a story.
    """
    article = event.article
    known = decisions.of_page(article.page_id)
    if known is not None:
        if article.version > known.version and not _says_the_same(known, article):
            known = _read_anew(known, article)
            return [known, _consequence(article, known, decisions, now)]
        return [_consequence(article, known, decisions, now)]
    decision = _decide(article, decisions, window)
    return [decision, _consequence(article, decision, decisions, now)]


def _decide(article: Article, decisions: Decisions, window: timedelta) -> StoryDecided:
    latest = decisions.latest_of_article(article.article_id)
    unchanged = latest is not None and _says_the_same(latest, article)
    if latest is not None:
        story = latest.story_id
        revision = latest.revision if unchanged else latest.revision + 1
        first_seen = latest.first_seen
    else:
        same = _same_text(article, decisions, article.accepted_at - window)
        story = same.story_id if same is not None else story_id(article.page_id)
        revision = 1
        first_seen = article.accepted_at
    return StoryDecided(
        page_id=article.page_id,
        article_id=article.article_id,
        story_id=story,
        revision=revision,
        unchanged=unchanged,
        text_digest=article.text_digest,
        digest_without_memory=article.digest_without_memory,
        signature=article.signature,
        outline=article.outline,
        first_seen=first_seen,
        accepted_at=article.accepted_at,
        version=article.version,
    )


def _read_anew(known: StoryDecided, article: Article) -> StoryDecided:
    """The decision with what the newer reading says; copies are found by the first signature."""
    return known.model_copy(
        update={
            "text_digest": article.text_digest,
            "digest_without_memory": article.digest_without_memory,
            "outline": article.outline,
            "version": article.version,
        }
    )


def _says_the_same(latest: StoryDecided, article: Article) -> bool:
    """Whether the texts are equal, or would be had the template memory known the same both times.

    What it takes out of a page depends on the pages seen before, which are no edit of this one.
    """
    return bool(
        {latest.text_digest, latest.digest_without_memory}
        & {article.text_digest, article.digest_without_memory} - {None}
    )


def _same_text(article: Article, decisions: Decisions, since: datetime) -> StoryDecided | None:
    same = decisions.first_with_text(article.text_digest, since)
    if same is None and article.signature is not None:
        same = decisions.nearest_text(article.signature, since)
    return same


def _consequence(
    article: Article, decision: StoryDecided, decisions: Decisions, now: datetime
) -> Event:
    if decision.unchanged:
        return settled(article, Outcome.UNCHANGED, stage="group", now=now)
    return ArticleGrouped(
        article=article,
        story_id=decision.story_id,
        revision=decision.revision,
        first_seen=decision.first_seen,
        difference=_difference(decision, decisions),
    )


def _difference(decision: StoryDecided, decisions: Decisions) -> RevisionDifference | None:
    if decision.revision == 1 or decision.outline is None:
        return None
    before = decisions.of_revision(decision.article_id, decision.revision - 1)
    if before is None or before.outline is None:
        return None
    told = difference(before.outline, decision.outline)
    return RevisionDifference(
        title_changed=told.title_changed,
        added=told.added,
        removed=told.removed,
        changed=told.changed,
    )
