"""Events as documents: flat fields to search and to draw, and the event itself."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from wirewatch.adapters.storing import Kept, language_prefixes
from wirewatch.core.rules import countries
from wirewatch.core.text import ANALYSIS_VERSION, analyse, index_text
from wirewatch.events import Alert, Article, ArticleGrouped, Delivery, Event, Moment, PageSettled

_ENTITY_KINDS = ("person", "organisation", "place", "event", "product")
_FUTURE_SLACK = timedelta(days=1)
"""A date of publication later than this after acceptance is a mistake of the page."""


def document(kept: Kept) -> bytes:
    """The JSON of the document that an event becomes; one line.

    Raises:
        TypeError: stores keep no events of this type.
    """
    make = _MAKERS.get(type(kept.event))
    if make is None:
        raise TypeError(f"{kept.event.ce_type()} has no document")
    fields = {name: value for name, value in make(kept.event).items() if value not in (None, [])}
    head = json.dumps(_nested(fields), ensure_ascii=False, separators=(",", ":"))
    return f'{head[:-1]},"event":{kept.event.model_dump_json()}}}'.encode()


def published_at(published: Moment | None) -> datetime | None:
    """The instant that a page's date stands for; None where it is no date.

    A date without a time or an offset is taken as UTC, a month as its first day.
    """
    if published is None:
        return None
    value = published.value
    try:
        moment = datetime.fromisoformat(f"{value}-01" if len(value) == len("2026-11") else value)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _article(event: Event) -> dict[str, Any]:
    assert isinstance(event, ArticleGrouped)
    article = event.article
    text = analyse(article.title, [paragraph.text for paragraph in article.body])
    published = published_at(article.published)
    return {
        "@timestamp": _time(_shown_time(published, event)),
        **_url(article.url),
        "article.id": article.article_id,
        "article.page_id": article.page_id,
        "article.story_id": event.story_id,
        "article.revision": event.revision,
        "article.title": article.title,
        "article.body": "\n\n".join(paragraph.text for paragraph in article.body),
        "article.title_tokens": index_text([text.title]),
        "article.body_tokens": index_text(text.paragraphs),
        "article.language": article.language.code,
        "article.language_prefixes": list(language_prefixes(article.language.code)),
        "article.site": article.site,
        "article.site_name": article.site_name,
        "article.source_id": article.source_id,
        "article.country": countries(article.source_country or "", article.url, article.site),
        "article.authors": list(article.authors),
        "article.section": article.section,
        "article.paywalled": article.paywalled,
        "article.words": sum(map(len, text.paragraphs)),
        "article.published": _time(published),
        "article.accepted": _time(article.accepted_at),
        "article.first_seen": _time(event.first_seen),
        "article.analysis_version": ANALYSIS_VERSION,
        **_entities(article),
        "topic.code": _distinct(topic.code for topic in article.topics),
        "topic.name": _distinct(topic.name for topic in article.topics),
    }


def _alert(event: Event) -> dict[str, Any]:
    assert isinstance(event, Alert)
    snapshot = event.snapshot
    articles = [snapshot.article_id, *(copy.article_id for copy in event.copies)]
    return {
        "@timestamp": _time(event.raised_at),
        **_url(snapshot.url),
        "alert.id": event.alert_id,
        "alert.sequence": event.sequence,
        "alert.copies": event.copies_counted,
        "alert.updated": _time(event.updated_at),
        "alert.passage": [snippet.text for snippet in event.proof.snippets],
        "rule.id": event.rule_id,
        "rule.name": event.rule_name,
        "rule.version": event.proof.rule_version,
        "rule.names": [f"{used.name}.{used.version}" for used in event.proof.names],
        "article.id": _distinct(articles),
        "article.page_id": snapshot.page_id,
        "article.story_id": event.story_id,
        "article.title": snapshot.title,
        "article.language": snapshot.language,
        "article.site": snapshot.site,
        "article.source_id": snapshot.source_id,
        "article.published": _time(published_at(snapshot.published)),
        "entity.name": _distinct(snapshot.entities),
        "topic.name": _distinct(snapshot.topics),
    }


def _delivery(event: Event) -> dict[str, Any]:
    assert isinstance(event, Delivery)
    finished = event.finished_at
    return {
        "@timestamp": _time(event.created_at),
        "delivery.id": event.delivery_id,
        "delivery.kind": event.kind,
        "delivery.status": event.status.value,
        "delivery.attempts": event.attempts_total,
        "delivery.finished": _time(finished),
        "delivery.delay_ms": _elapsed_ms(event.created_at, finished),
        "alert.id": event.alert_id,
        "rule.id": event.rule_id,
        "endpoint.id": event.endpoint_id,
    }


def _outcome(event: Event) -> dict[str, Any]:
    assert isinstance(event, PageSettled)
    return {
        "@timestamp": _time(event.settled_at),
        **_url(event.url),
        "page.id": event.page_id,
        "page.outcome": event.outcome.value,
        "page.reason": event.reason,
        "page.stage": event.stage,
        "page.accepted": _time(event.accepted_at),
        "page.delay_ms": _elapsed_ms(event.accepted_at, event.settled_at),
        "article.id": event.article_id,
        "article.language": event.language,
        "article.site": event.site,
        "article.source_id": event.source_id,
    }


_MAKERS: Mapping[type[Event], Callable[[Event], dict[str, Any]]] = {
    ArticleGrouped: _article,
    Alert: _alert,
    Delivery: _delivery,
    PageSettled: _outcome,
}


def _shown_time(published: datetime | None, event: ArticleGrouped) -> datetime:
    """When the article counts as having appeared: its own date unless that is in the future."""
    if published is None or published > event.article.accepted_at + _FUTURE_SLACK:
        return event.first_seen
    return published


def _entities(article: Article) -> dict[str, list[str]]:
    fields = {
        "entity.id": _distinct(entity.entity_id for entity in article.entities),
        "entity.name": _distinct(entity.name for entity in article.entities),
    }
    for kind in _ENTITY_KINDS:
        names = _distinct(entity.name for entity in article.entities if entity.kind == kind)
        fields[f"entity.{kind}"] = names
    return fields


def _url(url: str) -> dict[str, str | None]:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    return {"url.full": url, "url.domain": host}


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _time(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _elapsed_ms(start: datetime, end: datetime | None) -> int | None:
    return None if end is None else (end - start) // timedelta(milliseconds=1)


def _nested(fields: Mapping[str, Any]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for path, value in fields.items():
        *parents, leaf = path.split(".")
        node = root
        for parent in parents:
            node = node.setdefault(parent, {})
        node[leaf] = value
    return root
