"""The extractor as plain functions, for evaluation runners and notebooks."""

from typing import Any

from wirewatch.core.errors import Reject
from wirewatch.core.extract.article import Extraction
from wirewatch.core.extract.extractor import extract


def html_body(html: str | bytes, url: str | None = None) -> str:
    """The body of an HTML page, a blank line between paragraphs; "" where there is no article."""
    return _body(html, url, "text/html")


def text_body(text: str) -> str:
    """The body of a page's plain text; "" where there is no article."""
    return _body(text, None, "text/plain")


def metadata(html: str | bytes, url: str | None = None) -> dict[str, Any]:
    """`title`, `date` (RFC 3339 or a part of it, None) and `author` (a list of names)."""
    try:
        found = extract(html, url=url, content_type="text/html")
    except Reject:
        return {"title": None, "date": None, "author": []}
    if not isinstance(found, Extraction):
        return {"title": found.title or None, "date": None, "author": []}
    return {
        "title": found.title or None,
        "date": found.published.value if found.published else None,
        "author": list(found.authors),
    }


def _body(content: str | bytes, url: str | None, content_type: str) -> str:
    try:
        found = extract(content, url=url, content_type=content_type)
    except Reject:
        return ""
    return found.body if isinstance(found, Extraction) else ""
