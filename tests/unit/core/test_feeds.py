"""Feeds of every kind, honest and hostile."""

import contextlib
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.core.errors import Reason, Reject
from wirewatch.core.feeds import MAX_ENTRIES, MAX_FEED_BYTES, Entry, parse_feed

BASE = "https://paper.example/feeds/all"


def rss(items: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    return (
        f'{head}<rss version="2.0"><channel><title>The Paper</title><language>en-GB</language>'
        f"<link>https://paper.example/</link>{items}</channel></rss>"
    )


ITEM = (
    "<item><title>Bridge opens &amp; closes</title><link>https://paper.example/a?x=1&amp;y=2</link>"
    "<pubDate>Mon, 05 Jan 2026 10:00:00 +0100</pubDate>"
    "<description>&lt;p&gt;Short&lt;/p&gt;</description></item>"
)


def test_rss() -> None:
    feed = parse_feed(rss(ITEM).encode(), BASE, "application/rss+xml")
    assert (feed.title, feed.language, feed.skipped) == ("The Paper", "en-GB", 0)
    assert feed.entries == (
        Entry(
            url="https://paper.example/a?x=1&y=2",
            title="Bridge opens & closes",
            published="2026-01-05T09:00:00Z",
            summary="<p>Short</p>",
        ),
    )


def test_atom_with_relative_links_and_content() -> None:
    atom = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Le Journal</title>
      <entry><title>Un</title><link rel="self" href="/self"/><link href="../un"/>
      <updated>2026-01-05T10:00:00Z</updated>
      <content type="html">&lt;p&gt;Texte&lt;/p&gt;</content></entry>
      <entry><title>Deux</title><id>https://paper.example/deux</id></entry></feed>"""
    feed = parse_feed(atom.encode(), BASE, "application/atom+xml")
    assert [e.url for e in feed.entries] == [
        "https://paper.example/un",
        "https://paper.example/deux",
    ]
    assert feed.entries[0].content == "<p>Texte</p>"
    assert feed.entries[0].published == "2026-01-05T10:00:00Z"


def test_json_feed() -> None:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Paper",
        "language": "de",
        "items": [
            {
                "id": "1",
                "url": "/eins",
                "title": "Eins",
                "date_published": "2026-01-05T10:00:00+01:00",
            },
            {"id": "https://paper.example/zwei", "content_text": "Text"},
            {"id": "3"},
            "nonsense",
        ],
    }
    feed = parse_feed(json.dumps(document).encode(), BASE, "application/feed+json")
    assert feed.language == "de"
    assert feed.skipped == 2
    assert [e.url for e in feed.entries] == [
        "https://paper.example/eins",
        "https://paper.example/zwei",
    ]
    assert feed.entries[0].published == "2026-01-05T09:00:00Z"
    assert feed.entries[1].content == "Text"


@pytest.mark.parametrize(
    ("codec", "declared", "content_type"),
    [
        ("utf-8", "UTF-8", "application/rss+xml; charset=ISO-8859-1"),
        ("utf-8-sig", "UTF-8", "text/xml"),
        ("utf-16", "UTF-16", "application/xml"),
        ("utf-16-be", "UTF-16", "application/xml"),
        ("utf-16-le", "UTF-16", "application/xml"),
        ("windows-1251", "windows-1251", "text/xml"),
        ("windows-1251", "UTF-8", 'text/xml; charset="windows-1251"'),
        ("koi8-r", "koi8-r", "text/xml; charset=nonsense"),
    ],
)
def test_encodings(codec: str, declared: str, content_type: str) -> None:
    text = rss(ITEM.replace("Bridge", "Мост"), f'<?xml version="1.0" encoding="{declared}"?>')
    feed = parse_feed(text.encode(codec), BASE, content_type)
    assert feed.entries[0].title == "Мост opens & closes"


def test_japanese_in_escape_sequences() -> None:
    text = rss(ITEM.replace("Bridge", "橋"), '<?xml version="1.0" encoding="ISO-2022-JP"?>')
    feed = parse_feed(text.encode("iso-2022-jp"), BASE, "text/xml")
    assert feed.entries[0].title == "橋 opens & closes"


def test_broken_xml_is_still_read() -> None:
    broken = rss(ITEM.replace("&amp;", "&").replace("</description>", "<b>bold</description>") * 40)
    feed = parse_feed(broken.encode()[:-10], BASE, "text/xml")
    assert [e.url for e in feed.entries] == ["https://paper.example/a?x=1&y=2"]


def test_dangerous_and_missing_links_are_counted_not_followed() -> None:
    links = ["javascript:alert(1)", "file:///etc/passwd", "", "mailto:a@b.example"]
    items = "".join(f"<item><title>t</title><link>{link}</link></item>" for link in links)
    feed = parse_feed(rss(items + ITEM + ITEM).encode(), BASE, "text/xml")
    assert len(feed.entries) == 1
    assert feed.skipped == 4


def test_more_entries_than_read_are_counted() -> None:
    items = "".join(f"<item><link>https://a.example/{i}</link></item>" for i in range(1100))
    feed = parse_feed(rss(items).encode(), BASE, "text/xml")
    assert (len(feed.entries), feed.skipped) == (MAX_ENTRIES, 100)


ENTITY = '<!DOCTYPE rss [<!ENTITY a "{}">]>'.format("x" * 20_000)


@pytest.mark.parametrize(
    "hostile",
    [
        rss("<item><title>" + "&a;" * 20_000 + "</title></item>", ENTITY).encode(),
        rss("<item><title>" + "&a;" * 20_000 + "</title></item>", ENTITY).encode("utf-16"),
        (
            '<?xml version="1.0" encoding="cp037"?>'
            + rss("<item><title>" + "&a;" * 20_000 + "</title></item>", ENTITY)
        ).encode("cp037"),
        rss(
            "<item><title>&x;</title></item>",
            "<!doctype x [<!entity x SYSTEM 'file:///etc/passwd'>]>",
        ).encode(),
        rss("<a>" * 30_000).encode(),
        rss("<a>" * 30_000 + "</a>" * 30_000).encode(),
        rss("<a" * 700_000).encode(),
        rss("<" * 1_900_000).encode(),
        rss("<item " + " ".join(f'a{i}="x"' for i in range(90_000)) + "/>").encode(),
        rss("<item x='>' " + " ".join(f'a{i}="x"' for i in range(90_000)) + "/>").encode(),
        rss("&" * 1_900_000).encode(),
        b"<!DOCTYPE " * 150_000,
    ],
)
def test_hostile_markup_is_refused_at_once(hostile: bytes) -> None:
    started = time.process_time()
    with contextlib.suppress(Reject):
        feed = parse_feed(hostile, BASE, "text/xml")
        assert all(len(e.title or "") < 3000 for e in feed.entries)
    assert time.process_time() - started < 1.5


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \n ", Reason.EMPTY),
        (b"<" + b" " * MAX_FEED_BYTES, Reason.TOO_LARGE),
        (b"<html><body><p>Hello</p></body></html>", Reason.UNDECODABLE),
        (b"not a feed", Reason.UNDECODABLE),
        (b'{"a": 1}', Reason.UNDECODABLE),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', Reason.UNDECODABLE),
        (b'{"a": ' + b"[" * 100_000, Reason.UNDECODABLE),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), Reason.UNDECODABLE),
    ],
)
def test_what_is_no_feed_is_refused(content: bytes, reason: Reason) -> None:
    with pytest.raises(Reject) as caught:
        parse_feed(content, BASE, "")
    assert caught.value.reason is reason


@given(st.binary(max_size=200), st.sampled_from(["", "text/xml; charset=utf-7", "x; charset=idna"]))
def test_any_bytes_give_a_feed_or_a_reason(noise: bytes, content_type: str) -> None:
    for content in (noise, b"<rss version='2.0'><channel>" + noise, b"<?xml " + noise + b"<rss>"):
        with contextlib.suppress(Reject):
            parse_feed(content, BASE, content_type)


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-16", "utf-16-be", "utf-16-le", "utf-32", "cp037", "utf-7"]
)
def test_entities_of_its_own_are_refused_in_any_disguise(codec: str) -> None:
    text = f'<?xml version="1.0" encoding="{codec}"?>' + ENTITY + rss(ITEM, "")
    with pytest.raises(Reject):
        parse_feed(text.encode(codec), BASE, f"text/xml; charset={codec}")
