"""The outcome of a page, told of the page itself or of the article that it became."""

from datetime import datetime

from wirewatch.events import Article, Outcome, PageFetched, PageSettled


def settled(
    page: PageFetched | Article,
    outcome: Outcome,
    *,
    stage: str,
    now: datetime,
    reason: str | None = None,
    detail: str | None = None,
) -> PageSettled:
    """The record of what became of a page.

    Args:
        page: the page, or the article that came from it.
        outcome: its final state.
        stage: the service that settles it.
        now: the time.
        reason: why it is not indexed, from a closed list.
        detail: more about that, for a person.
    """
    return PageSettled(
        page_id=page.page_id,
        article_id=page.article_id,
        url=page.url,
        site=page.site,
        source_id=page.source_id,
        outcome=outcome,
        reason=reason,
        detail=detail,
        stage=stage,
        accepted_at=page.accepted_at,
        settled_at=now,
        version=page.version,
        language=page.language.code if isinstance(page, Article) else None,
    )
