"""A rule on the past, one stretch at a time: what follows from each, and where it stands then."""

from collections.abc import Container, Sequence
from datetime import datetime
from typing import Any

from wirewatch.core.identity import backfill_id
from wirewatch.core.matching import matched
from wirewatch.core.ports import Found, Stretch
from wirewatch.core.rule_history import names_used
from wirewatch.core.rule_names import RuleNames
from wirewatch.events import Backfill, BackfillState, DigestStory, Past, Rule, RuleMatched

DIGEST_STORIES = 50


def requested(rule: Rule, *, past: Past, since: datetime, now: datetime, origin: str) -> Backfill:
    """A new backfill of a rule, until now."""
    return Backfill(
        backfill_id=backfill_id(rule.rule_id, int(now.timestamp() * 1000)),
        rule_id=rule.rule_id,
        rule_name=rule.name,
        rule_version=rule.version,
        expression=rule.expression,
        past=past,
        endpoints=rule.endpoints if past is Past.DIGEST else (),
        since=since,
        until=now,
        origin=origin,
        requested_at=now,
    )


def started(job: Backfill, *, candidates: int, now: datetime) -> Backfill:
    """The backfill when its first stretch is to be read."""
    return changed(job, state=BackfillState.RUNNING, candidates=candidates, started_at=now)


def ended(
    job: Backfill, state: BackfillState, *, now: datetime, detail: str | None = None
) -> Backfill:
    """The backfill when it is over, however it ended."""
    return changed(job, state=state, detail=detail, finished_at=now)


def advanced(
    job: Backfill,
    stretch: Stretch,
    *,
    new: Sequence[str],
    told: Container[str],
    now: datetime,
) -> Backfill:
    """The backfill after a stretch.

    Args:
        job: as it was.
        stretch: what was read behind its cursor, the oldest first.
        new: the stories in it that the backfill meets for the first time.
        told: those of them that had an alert without this backfill.
        now: the time.
    """
    untold = set() if job.past is not Past.DIGEST else {s for s in new if s not in told}
    digest = {story.story_id: story for story in job.digest}
    for found in stretch.found:
        story = found.article.story_id
        if story in digest:
            digest[story] = digest[story].model_copy(
                update={"articles": digest[story].articles + 1}
            )
        elif story in untold:
            untold.discard(story)
            digest[story] = _digest_story(found)
    after = changed(
        job,
        examined=job.examined + stretch.examined,
        articles=job.articles + len(stretch.found),
        stories=job.stories + len(new),
        told_before=job.told_before + sum(story in told for story in new),
        digest=tuple(list(digest.values())[-DIGEST_STORIES:]),
        cursor=stretch.after,
    )
    return after if stretch.after is not None else ended(after, BackfillState.DONE, now=now)


def matches_of(
    job: Backfill, stretch: Stretch, rule: Rule, names: RuleNames
) -> Sequence[RuleMatched]:
    """The matches of a stretch, marked with the backfill; they have the ids of live ones."""
    used = names_used(job.expression, names.get)
    as_asked = rule.model_copy(update={"expression": job.expression, "version": job.rule_version})
    return [
        matched(found.article, as_asked, found.match, names=used).model_copy(
            update={"backfill_id": job.backfill_id}
        )
        for found in stretch.found
        if found.match is not None
    ]


def changed(job: Backfill, **update: Any) -> Backfill:
    """The backfill's next state."""
    return job.model_copy(update={**update, "version": job.version + 1})


def _digest_story(found: Found) -> DigestStory:
    article = found.article.article
    return DigestStory(
        story_id=found.article.story_id,
        article_id=article.article_id,
        url=article.url,
        site=article.site,
        title=article.title[:300],
        language=article.language.code,
        accepted_at=article.accepted_at,
        articles=1,
    )
