"""A page on its way in, before it has an identity."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Hints:
    """What the source says about a page; enrich weighs it against the page itself."""

    title: str | None = None
    published: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page as received.

    `url` is the final URL, as given; None where the input has none. `origin` is what a person
    would look for: the file, the line of a file, the URL asked for. Where the page is over the
    limit, `content` stays empty and `oversized` tells what is known of it.
    """

    source_id: str
    url: str | None
    content: bytes
    content_type: str
    fetched_at: datetime
    origin: str
    http_status: int | None = None
    hints: Hints = Hints()
    elapsed_ms: int = 0
    oversized: "Oversized | None" = None


@dataclass(frozen=True, slots=True)
class Oversized:
    """A page that is too large to be carried: its hash (SHA-256, hexadecimal) and its size."""

    content_hash: str
    size_bytes: int
