"""Extraction: the article of a page and nothing but the article, from HTML and plain text."""

from wirewatch.core.extract.article import (
    Extraction,
    Moment,
    NotAnArticle,
    NotAnArticleReason,
    Paragraph,
    RemovalReason,
    RemovedBlock,
)
from wirewatch.core.extract.extractor import EXTRACTOR_VERSION, extract
from wirewatch.core.extract.plain_functions import html_body, metadata, text_body

__all__ = [
    "EXTRACTOR_VERSION",
    "Extraction",
    "Moment",
    "NotAnArticle",
    "NotAnArticleReason",
    "Paragraph",
    "RemovalReason",
    "RemovedBlock",
    "extract",
    "html_body",
    "metadata",
    "text_body",
]
