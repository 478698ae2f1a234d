"""The life of one page: every record on every topic that it caused."""

from dataclasses import asdict, dataclass
from typing import Any

from wirewatch import flow
from wirewatch.core import codec
from wirewatch.core.dead_letters import read_dead_letter
from wirewatch.core.errors import Reject
from wirewatch.core.identity import article_id
from wirewatch.core.message import Message, Received
from wirewatch.core.ports import Bus
from wirewatch.core.urls import normalise
from wirewatch.events import (
    Alert,
    ArticleEnriched,
    ArticleErased,
    ArticleGrouped,
    Delivery,
    Event,
    FetchAttempted,
    PageFetched,
    PageSettled,
    RuleMatched,
    StoryDecided,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One record of the trace."""

    at: str
    topic: str
    what: str
    event_id: str

    def as_json(self) -> dict[str, Any]:
        """The step as plain values."""
        return asdict(self)


_NAMING_HEADERS = (
    "ce_subject",
    "ce_pageid",
    "ce_articleid",
    "ce_url",
    # What ingest itself refused has no more than these.
    "wirewatch-page-id",
    "wirewatch-origin",
)


async def run_trace(bus: Bus, url_or_page_id: str) -> list[Step]:
    """The steps of a page, or of all pages of a URL, in order of time."""
    wanted = _wanted(url_or_page_id)
    steps: list[Step] = []
    for topic in flow.TOPICS:
        if topic.name in ("rules", "lists", "sources", "endpoints", "backfills"):
            continue
        async for received in bus.read(topic.name):
            step = _step(received, wanted)
            if step is not None:
                steps.append(step)
        if topic.consumed:
            async for received in bus.read(topic.dead):
                letter = read_dead_letter(received)
                if _concerns(letter.message, wanted):
                    what = f"refused by {letter.stage}: {letter.reason}: {letter.detail}"
                    steps.append(Step(letter.at, topic.dead, what, letter.letter_id))
    return sorted(steps, key=lambda step: step.at)


def _wanted(url_or_page_id: str) -> set[str]:
    """What identifies the page in records: grows with the ids of its alerts while reading."""
    try:
        url = normalise(url_or_page_id)
    except ValueError:
        return {url_or_page_id}
    return {url_or_page_id, url, article_id(url)}


def _concerns(message: Message, wanted: set[str]) -> bool:
    named = {message.header(h) for h in _NAMING_HEADERS}
    _, _, trace = (message.header("traceparent") or "").partition("-")
    named.add(trace.partition("-")[0])
    return bool((named - {"", None}) & wanted)


def _step(received: Received, wanted: set[str]) -> Step | None:
    message = received.message
    if message.value is None:
        return None
    concerned = _concerns(message, wanted)
    if not concerned and message.topic not in (
        "alerts",
        "deliveries",
        "fetches",
        "stories",
        "outcomes",
    ):
        return None
    try:
        event = codec.decode(message)
    except Reject:
        return None
    if not concerned and not _names(event) & wanted:
        return None
    _remember(event, wanted)
    return Step(message.header("ce_time") or "", message.topic, _told(event), event.event_id)


def _names(event: Event) -> set[str]:
    if isinstance(event, Alert):
        return {event.alert_id, *(c.article_id for c in event.copies)}
    if isinstance(event, Delivery):
        return {event.alert_id}
    if isinstance(event, FetchAttempted):
        return {event.url, event.page_id or ""}
    if isinstance(event, StoryDecided | PageSettled):
        return {event.article_id, event.page_id}
    return set()


def _remember(event: Event, wanted: set[str]) -> None:
    if isinstance(event, PageFetched):
        wanted |= {event.page_id, event.url}
    elif isinstance(event, RuleMatched | Alert):
        wanted.add(event.alert_id)


def _told(event: Event) -> str:
    match event:
        case PageFetched():
            sent = f"sent by run {event.pipeline_epoch}" if event.pipeline_epoch else "accepted"
            size = f"{len(event.content)} bytes, {event.content_type}"
            return f"{sent} from {event.source_id}: {size}"
        case FetchAttempted():
            return f"fetched: {event.result.value}"
        case ArticleEnriched():
            article = event.article
            return (
                f"article in {article.language.code}: {len(article.paragraphs)} paragraphs,"
                f" {len(article.entities)} entities"
            )
        case StoryDecided():
            kind = "unchanged" if event.unchanged else f"revision {event.revision}"
            return f"story {event.story_id[:8]}, {kind}"
        case ArticleGrouped():
            run = event.article.pipeline_epoch
            again = f" by run {run}" if run else ""
            return f"published as revision {event.revision}{again}: {event.article.title}"
        case RuleMatched():
            return f"matched rule {event.rule_id}"
        case Alert():
            return f"alert of rule {event.rule_id}, {event.copies_counted} copies"
        case Delivery():
            told = f"{event.status.value}, {event.attempts_total} attempts"
            return f"delivery to {event.endpoint_id}: {told}"
        case PageSettled():
            reason = f" ({event.reason})" if event.reason else ""
            return f"outcome: {event.outcome.value}{reason}"
        case ArticleErased():
            return "erased"
        case _:
            return event.ce_type()
