"""The fields of each index, and no others: nothing in a page can add one.

Names follow the Elastic Common Schema where it has one (`@timestamp`, `url.*`, `rule.*`). Only
analyzers of Elasticsearch's core are used: `standard` for people who search in Kibana, and
`whitespace` for our own tokens, which it leaves as they are. `event` holds the whole event, not
indexed, so that it is read back exactly.
"""

from collections.abc import Mapping
from typing import Any

from wirewatch.adapters.storing import Kind

VERSION = 1
"""Raised when a mapping changes in a way that needs new indices; part of every index's name."""

IGNORE_ABOVE = 1024
"""Characters. A longer value is kept but not indexed; Lucene refuses terms over 32,766 bytes."""

_KEYWORD = {"type": "keyword", "ignore_above": IGNORE_ABOVE}
_DATE = {"type": "date"}
_INTEGER = {"type": "integer"}
_LONG = {"type": "long"}
_BOOLEAN = {"type": "boolean"}
_TEXT = {"type": "text", "analyzer": "standard"}
_TITLE = {**_TEXT, "fields": {"keyword": _KEYWORD}}
_TOKENS = {"type": "text", "analyzer": "whitespace", "norms": False}

TOKEN_FIELDS = ("article.title_tokens", "article.body_tokens")
"""Derived from the event, so they are indexed but not kept in `_source`."""

FIELDS: Mapping[Kind, Mapping[str, Mapping[str, Any]]] = {
    Kind.ARTICLES: {
        "@timestamp": _DATE,
        "url.full": _KEYWORD,
        "url.domain": _KEYWORD,
        "article.id": _KEYWORD,
        "article.page_id": _KEYWORD,
        "article.story_id": _KEYWORD,
        "article.revision": _INTEGER,
        "article.title": _TITLE,
        "article.body": _TEXT,
        "article.title_tokens": _TOKENS,
        "article.body_tokens": _TOKENS,
        "article.language": _KEYWORD,
        "article.language_prefixes": _KEYWORD,
        "article.site": _KEYWORD,
        "article.site_name": _KEYWORD,
        "article.source_id": _KEYWORD,
        "article.country": _KEYWORD,
        "article.authors": _KEYWORD,
        "article.section": _KEYWORD,
        "article.paywalled": _BOOLEAN,
        "article.words": _INTEGER,
        "article.published": _DATE,
        "article.accepted": _DATE,
        "article.first_seen": _DATE,
        "article.analysis_version": _INTEGER,
        "entity.id": _KEYWORD,
        "entity.name": _KEYWORD,
        "entity.person": _KEYWORD,
        "entity.organisation": _KEYWORD,
        "entity.place": _KEYWORD,
        "entity.event": _KEYWORD,
        "entity.product": _KEYWORD,
        "topic.code": _KEYWORD,
        "topic.name": _KEYWORD,
    },
    Kind.ALERTS: {
        "@timestamp": _DATE,
        "url.full": _KEYWORD,
        "url.domain": _KEYWORD,
        "alert.id": _KEYWORD,
        "alert.sequence": _LONG,
        "alert.copies": _INTEGER,
        "alert.updated": _DATE,
        "alert.passage": _TEXT,
        "rule.id": _KEYWORD,
        "rule.name": _KEYWORD,
        "rule.version": _INTEGER,
        "rule.names": _KEYWORD,
        "article.id": _KEYWORD,
        "article.page_id": _KEYWORD,
        "article.story_id": _KEYWORD,
        "article.title": _TITLE,
        "article.language": _KEYWORD,
        "article.site": _KEYWORD,
        "article.source_id": _KEYWORD,
        "article.published": _DATE,
        "entity.name": _KEYWORD,
        "topic.name": _KEYWORD,
    },
    Kind.DELIVERIES: {
        "@timestamp": _DATE,
        "delivery.id": _KEYWORD,
        "delivery.kind": _KEYWORD,
        "delivery.status": _KEYWORD,
        "delivery.attempts": _INTEGER,
        "delivery.finished": _DATE,
        "delivery.delay_ms": _LONG,
        "alert.id": _KEYWORD,
        "rule.id": _KEYWORD,
        "endpoint.id": _KEYWORD,
    },
    Kind.OUTCOMES: {
        "@timestamp": _DATE,
        "url.full": _KEYWORD,
        "url.domain": _KEYWORD,
        "page.id": _KEYWORD,
        "page.outcome": _KEYWORD,
        "page.reason": _KEYWORD,
        "page.stage": _KEYWORD,
        "page.accepted": _DATE,
        "page.delay_ms": _LONG,
        "article.id": _KEYWORD,
        "article.language": _KEYWORD,
        "article.site": _KEYWORD,
        "article.source_id": _KEYWORD,
    },
}
"""Field to its mapping, for each kind."""

ID_FIELDS: Mapping[Kind, str] = {
    Kind.ARTICLES: "article.id",
    Kind.ALERTS: "alert.id",
    Kind.DELIVERIES: "delivery.id",
    Kind.OUTCOMES: "page.id",
}

WHERE_PATHS: Mapping[str, str] = {
    "alert_id": "alert.id",
    "article_id": "article.id",
    "delivery_id": "delivery.id",
    "endpoint_id": "endpoint.id",
    "outcome": "page.outcome",
    "reason": "page.reason",
    "rule_id": "rule.id",
    "site": "article.site",
    "source_id": "article.source_id",
    "stage": "page.stage",
    "status": "delivery.status",
    "story_id": "article.story_id",
}
"""The field behind each name that `records` narrows by."""


def where_path(kind: Kind, name: str) -> str:
    """The field behind a name that `records` narrows by."""
    if name == "page_id":
        return "page.id" if kind is Kind.OUTCOMES else "article.page_id"
    return WHERE_PATHS[name]


def mapping(kind: Kind) -> dict[str, Any]:
    """The mapping of a kind, as Elasticsearch takes it."""
    root: dict[str, Any] = {"event": {"type": "object", "enabled": False}}
    for path, definition in FIELDS[kind].items():
        *parents, leaf = path.split(".")
        node = root
        for parent in parents:
            node = node.setdefault(parent, {"properties": {}})["properties"]
        node[leaf] = dict(definition)
    made: dict[str, Any] = {"dynamic": False, "properties": root}
    if kind is Kind.ARTICLES:
        made["_source"] = {"excludes": list(TOKEN_FIELDS)}
    return made
