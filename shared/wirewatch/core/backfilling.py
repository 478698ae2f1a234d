"""A rule on the past, one stretch at a time: what follows from each, and where it stands then."""

from collections.abc import Container, Sequence
from datetime import datetime
from typing import Any

from wirewatch.core.identity import alert_id, backfill_id
from wirewatch.core.matching import matched
from wirewatch.core.ports import Found, Stretch
from wirewatch.events import Backfill, BackfillState, DigestStory, Past, Rule, RuleMatched

MAX_STORIES = 5_000
"""A rule that finds more in the past is too broad, or the time too long: the backfill fails."""

DIGEST_STORIES = 50
_MARK = 16
"""Characters of a story's id that tell it from the others of one backfill."""


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
    return changed(job, state=state, detail=detail, finished_at=now, story_marks=())


def advanced(job: Backfill, stretch: Stretch, *, told: Container[str], now: datetime) -> Backfill:
    """The backfill after a stretch.

    Args:
        job: as it was.
        stretch: what was read behind its cursor, the oldest first.
        told: ids of alerts that there were without this backfill.
        now: the time.
    """
    marks = list(job.story_marks)
    known = set(marks)
    digest = {story.story_id: story for story in job.digest}
    told_before = job.told_before
    for found in stretch.found:
        story = found.article.story_id
        if story in digest:
            digest[story] = digest[story].model_copy(
                update={"articles": digest[story].articles + 1}
            )
        if story[:_MARK] in known:
            continue
        marks.append(story[:_MARK])
        known.add(story[:_MARK])
        if alert_id(job.rule_id, story) in told:
            told_before += 1
        elif job.past is Past.DIGEST:
            digest[story] = _digest_story(found)
    after = changed(
        job,
        examined=job.examined + stretch.examined,
        articles=job.articles + len(stretch.found),
        stories=len(marks),
        told_before=told_before,
        story_marks=tuple(marks),
        digest=tuple(list(digest.values())[-DIGEST_STORIES:]),
        cursor=stretch.after,
    )
    if len(marks) > MAX_STORIES:
        problem = f"more than {MAX_STORIES:,} stories match; narrow the rule or shorten the time"
        return ended(after, BackfillState.FAILED, now=now, detail=problem)
    return after if stretch.after is not None else ended(after, BackfillState.DONE, now=now)


def matches_of(job: Backfill, stretch: Stretch, rule: Rule) -> Sequence[RuleMatched]:
    """The matches of a stretch, marked with the backfill; they have the ids of live ones."""
    as_asked = rule.model_copy(update={"expression": job.expression, "version": job.rule_version})
    return [
        matched(found.article, as_asked, found.match).model_copy(
            update={"backfill_id": job.backfill_id}
        )
        for found in stretch.found
        if found.match is not None
    ]


def new_alerts(job: Backfill, stretch: Stretch) -> Sequence[str]:
    """The ids of the alerts of stories that the backfill meets for the first time."""
    known = set(job.story_marks)
    fresh = [f.article.story_id for f in stretch.found if f.article.story_id[:_MARK] not in known]
    return [alert_id(job.rule_id, story) for story in dict.fromkeys(fresh)]


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
