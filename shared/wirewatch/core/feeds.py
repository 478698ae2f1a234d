"""Feeds: RSS, Atom and JSON Feed, as bytes, into what they list.

feedparser reads the XML ones. It reads nearly anything, which hostile input can use: entities that
it expands without end, and nesting that costs it quadratic time. So the bytes pass a check first
that is linear in their length. JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/) is read here.
"""

import codecs
import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import feedparser

from wirewatch.core.errors import Reason, Reject
from wirewatch.core.urls import MAX_URL_CHARACTERS, normalise

MAX_FEED_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 100
MAX_TAGS = 100_000
MAX_ATTRIBUTES = 1_000
MAX_AMPERSANDS = 500_000
MAX_ENTRIES = 1_000
"""More are not read: a feed lists what is new, the newest first."""

_MAX_TEXT = 2_000
_WIDE = (
    (b"\xff\xfe\x00\x00", "utf-32-le"), (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"),
    (b"<\x00?\x00", "utf-16-le"), (b"\x00<\x00?", "utf-16-be"),
)  # fmt: skip
_STRANGE_CODECS = frozenset(
    {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}
)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_DECLARED = re.compile(
    rb"""\s{0,100}<\?xml(?:[^>]{0,200}?\sencoding\s{0,9}=\s{0,9}["']([A-Za-z0-9._:-]{1,40})["'])?"""
    rb"""[^>]{0,200}\?>"""
)
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE[^>]{0,10000}\[|ENTITY)", re.IGNORECASE)
_TAG = re.compile(
    rb"""<(/?)([A-Za-z_][^\s/<>]{0,200})((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>"""
)  # possessive: each byte is looked at once from each start, and a start ends at the next "<"
_VOID = frozenset(
    (b"br", b"hr", b"img", b"input", b"link", b"meta", b"source", b"wbr", b"area", b"col", b"embed",
     b"p", b"li", b"td", b"tr")
)  # fmt: skip
"""Tags that are commonly left open."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed. `url` is absolute http(s), as given; `content` is HTML or text, raw.

    `published` is RFC 3339 in UTC. Nothing here is trusted: texts may hold markup.
    """

    url: str
    title: str | None = None
    published: str | None = None
    summary: str | None = None
    content: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed. `skipped` counts the items without a usable URL and those beyond `MAX_ENTRIES`."""

    title: str | None
    language: str | None
    entries: tuple[Entry, ...]
    skipped: int = 0


def parse_feed(content: bytes, url: str, content_type: str) -> Feed:
    """Read a feed.

    Args:
        content: the bytes as received, decoded from any content encoding.
        url: where it came from; relative links are relative to it.
        content_type: as received, with its charset; it may be wrong.

    Raises:
        Reject: `empty`, `too_large`, `too_complex`, or `undecodable` where it is not a feed.
    """
    if not content.strip():
        raise Reject(Reason.EMPTY, "the feed is empty")
    if len(content) > MAX_FEED_BYTES:
        raise Reject(
            Reason.TOO_LARGE, f"{len(content)} bytes, the limit is {MAX_FEED_BYTES} for a feed"
        )
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return _json_feed(content, url)
    # The reader sees exactly the bytes that were checked: in UTF-8, said by us and by nobody else.
    markup = _DECLARED.sub(b"", decode_markup(content, content_type).encode("utf-8"), count=1)
    check_markup(markup)
    return _xml_feed(markup, url)


def decode_markup(content: bytes, content_type: str) -> str:
    """XML as text: by its byte order mark, as UTF-8 where it is that, by the charset of the
    response, by its own declaration, else as Windows-1252. What cannot be decoded is replaced.
    """
    for start, codec in _WIDE:
        if content.startswith(start):
            return content.decode(codec, "replace").removeprefix("\ufeff")
    declared = _DECLARED.match(content)
    named = [_CHARSET.search(content_type.encode("utf-8", "replace")), declared]
    names = [match[1].decode("ascii", "replace") for match in named if match and match[1]]
    if b"\x1b" not in content:  # escape sequences of ISO-2022 are ASCII to UTF-8
        names.insert(0, "utf-8-sig")
    for name in names:
        try:
            if codecs.lookup(name).name not in _STRANGE_CODECS:
                return content.decode(name)
        except (LookupError, ValueError):
            continue
    return content.decode("windows-1252", "replace")


def check_markup(content: bytes) -> None:
    """Refuse XML in UTF-8 that would cost its reader more than its size justifies.

    Raises:
        Reject: `too_complex`: it declares entities, or has too many or too deeply nested tags.
    """
    if content.count(b"<") > MAX_TAGS or content.count(b"&") > MAX_AMPERSANDS:
        raise Reject(Reason.TOO_COMPLEX, f"more than {MAX_TAGS} tags or too many references")
    if _DECLARATION.search(content):
        raise Reject(Reason.TOO_COMPLEX, "the feed declares entities of its own")
    open_tags: list[bytes] = []
    for match in _tags(content):
        name = match[2].lower()
        if match[1]:
            if name in open_tags:  # what was left open inside ends with it
                while open_tags.pop() != name:
                    pass
        elif not match[3].endswith(b"/") and name not in _VOID:
            open_tags.append(name)
        if len(open_tags) > MAX_DEPTH:
            raise Reject(Reason.TOO_COMPLEX, f"tags are nested more than {MAX_DEPTH} deep")
        if match[3].count(b"=") > MAX_ATTRIBUTES:
            raise Reject(Reason.TOO_COMPLEX, f"a tag has more than {MAX_ATTRIBUTES} attributes")


def _tags(content: bytes) -> Iterator[re.Match[bytes]]:
    """The tags outside comments and CDATA; one of these that never ends hides nothing."""
    endings = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}
    position = content.find(b"<")
    while position >= 0:
        step = position + 1
        for opening, closing in tuple(endings.items()):
            if content.startswith(opening, position):
                end = content.find(closing, position + len(opening))
                if end < 0:
                    del endings[opening]  # nor does any later one end
                else:
                    step = end + len(closing)
        match = _TAG.match(content, position)
        if match is not None:
            yield match
            step = match.end()
        position = content.find(b"<", step)


def _xml_feed(markup: bytes, url: str) -> Feed:
    # Neither sanitising nor link resolution inside texts: nobody renders them as HTML, and both
    # would parse every text again.
    parsed = feedparser.parse(
        markup,
        response_headers={
            "content-type": "application/xml; charset=utf-8",
            "content-location": url,
        },
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.get("version") and not parsed.entries:
        raise Reject(Reason.UNDECODABLE, "not a feed in any form that is known")
    head = parsed.feed
    language = _text(head.get("language"))
    found = [_xml_entry(entry, url) for entry in parsed.entries[:MAX_ENTRIES]]
    return _feed(_text(head.get("title")), language, found, len(parsed.entries))


def _xml_entry(entry: Mapping[str, Any], base: str) -> Entry | None:
    link = _link(entry)
    absolute = _absolute(link, base)
    if absolute is None:
        return None
    contents = entry.get("content") or ()
    body = max((str(c.get("value") or "") for c in contents), key=len, default="")
    return Entry(
        url=absolute,
        title=_text(entry.get("title")),
        published=_published(entry),
        summary=_text(entry.get("summary")),
        content=body or None,
    )


def _link(entry: Mapping[str, Any]) -> str:
    """The link of an entry; a GUID that is a permalink where there is none."""
    links = entry.get("links") or ()
    for link in links:
        if link.get("rel") == "alternate" and link.get("href"):
            return str(link["href"])
    if entry.get("link"):
        return str(entry["link"])
    identifier = str(entry.get("id") or "")
    return identifier if identifier.startswith(("http://", "https://")) else ""


def _published(entry: Mapping[str, Any]) -> str | None:
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        moment = entry.get(name)
        if isinstance(moment, time.struct_time):
            try:
                return _rfc3339(datetime(*moment[:6], tzinfo=UTC))
            except ValueError:
                continue
    return None


def _json_feed(content: bytes, url: str) -> Feed:
    try:
        root = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Reject(Reason.UNDECODABLE, f"not JSON: {error}"[:200]) from error
    items = root.get("items") if isinstance(root, dict) else None
    if not isinstance(items, list) or "jsonfeed.org/version/" not in str(root.get("version")):
        raise Reject(Reason.UNDECODABLE, "JSON, but not a JSON Feed")
    found = [_json_entry(item, url) for item in items[:MAX_ENTRIES]]
    return _feed(_text(root.get("title")), _text(root.get("language")), found, len(items))


def _json_entry(item: object, base: str) -> Entry | None:
    if not isinstance(item, dict):
        return None
    link = item.get("url") or item.get("id")
    absolute = _absolute(link, base) if isinstance(link, str) else None
    if absolute is None or (not item.get("url") and not str(link).startswith("http")):
        return None
    published = item.get("date_published")
    return Entry(
        url=absolute,
        title=_text(item.get("title")),
        published=_iso_moment(published) if isinstance(published, str) else None,
        summary=_text(item.get("summary")),
        content=next(
            (c for c in (item.get("content_html"), item.get("content_text")) if isinstance(c, str)),
            None,
        ),
    )


def _feed(title: str | None, language: str | None, found: list[Entry | None], total: int) -> Feed:
    """The feed with one entry per URL, in the feed's order."""
    unique: dict[str, Entry] = {}
    repeated = 0
    for entry in found:
        if entry is not None:
            key = normalise(entry.url)
            repeated += key in unique
            unique.setdefault(key, entry)
    entries = tuple(unique.values())
    return Feed(title, language, entries, total - len(entries) - repeated)


def _absolute(link: str, base: str) -> str | None:
    if not link.strip() or len(link) > MAX_URL_CHARACTERS:
        return None
    try:
        absolute = urljoin(base, link.strip())
        normalise(absolute)
    except ValueError:
        return None
    return absolute


def _iso_moment(text: str) -> str | None:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return _rfc3339(moment.astimezone(UTC))
    except (ValueError, OverflowError):
        return None


def _rfc3339(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _text(value: object) -> str | None:
    """Text on one line, not longer than a title or a summary needs to be."""
    if not isinstance(value, str):
        return None
    return " ".join(value[: 4 * _MAX_TEXT].split())[:_MAX_TEXT] or None
