"""The ids of things: deterministic hashes, so that the same input always has the same id."""

import hashlib
from datetime import datetime

ID_LENGTH = 32
"""Hexadecimal characters of an id: 128 bits of SHA-256."""


def hashed(*parts: str) -> str:
    """A hash over parts, unambiguous about where one ends and the next begins."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()[:ID_LENGTH]


def content_hash(content: bytes) -> str:
    """SHA-256 of a page's bytes, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def content_urn(content: bytes) -> str:
    """The URL of an input that has none."""
    return f"urn:sha256:{content_hash(content)}"


def article_id(normalised_url: str) -> str:
    """The identity of an article over all its revisions."""
    return hashed("article", normalised_url)


def page_id(article: str, content: str, accepted_at_ms: int) -> str:
    """The identity of one text of an article at one time: A, B, A again are three pages."""
    return hashed("page", article, content, str(accepted_at_ms))


def story_id(first_page_id: str) -> str:
    """The identity of a story: the page that began it."""
    return hashed("story", first_page_id)


def match_id(rule_id: str, article: str, revision: int) -> str:
    """The identity of a match."""
    return hashed("match", rule_id, article, str(revision))


def alert_id(rule_id: str, story: str) -> str:
    """The identity of an alert."""
    return hashed("alert", rule_id, story)


def backfill_id(rule_id: str, requested_at_ms: int) -> str:
    """The identity of a backfill."""
    return hashed("backfill", rule_id, str(requested_at_ms))


def delivery_id(alert: str, match: str, endpoint_id: str) -> str:
    """The identity of a delivery, which is its `webhook-id`."""
    return hashed("delivery", alert, match, endpoint_id)


def version(accepted_at: datetime, pipeline_epoch: int) -> int:
    """The order of two states of one article: time of acceptance, then reprocessing run."""
    return int(accepted_at.timestamp() * 1000 + 0.5) << 20 | pipeline_epoch
