"""Sources of every kind through the whole of ingest, over a real site and a bus."""

import asyncio
import base64
import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from aiohttp import ClientSession, web

from wirewatch.core.codec import decode
from wirewatch.core.errors import Misconfigured, Reason, Reject, Retry
from wirewatch.events import FetchResult, Outcome, PageFetched, PageSettled, Source, SourceKind
from wirewatch.flow import PAGE_LIMIT_BYTES
from wirewatch.ingest import IngestSettings, run_ingest
from wirewatch.ingest.folder import ingest_folder_once
from wirewatch.ingest.json_lines import ingest_json_lines_once

both_buses = pytest.mark.parametrize("bus", ["memory", "sqlite"], indirect=True)

NOW = datetime(2026, 1, 12, tzinfo=UTC)


def source(kind, location="", source_id="s", **fields):
    return Source(source_id=source_id, kind=kind, location=str(location), updated_at=NOW, **fields)


def settings(**fields):
    return IngestSettings(
        **{
            "contact_url": "https://us.example",
            "allow_private": ("127.0.0.0/8",),
            "pause_seconds": 0.0,
            "sources_refresh_seconds": 0.02,
            "deadline_seconds": 2.0,
            "settle_seconds": 0.0,
            "first_backoff_seconds": 0.01,
            **fields,
        }
    )


@asynccontextmanager
async def running(bus, sources, clock, tmp_path, **fields):
    """Ingest under way for the duration of the block."""
    stop = asyncio.Event()
    task = asyncio.create_task(
        run_ingest(
            bus, lambda: sources, settings(**fields), clock, state_dir=tmp_path / "s", stop=stop
        )
    )
    try:
        yield task
    finally:
        stop.set()
        await asyncio.wait_for(task, 10)


async def collect(bus, topic, count, seconds=10.0):
    """The first events of a topic, as soon as there are so many."""
    found = []
    async with asyncio.timeout(seconds):
        async for received in bus.follow(topic, {0: 0}):
            found.append(decode(received.message))
            if len(found) == count:
                break
    return found


def rss(site, *paths):
    items = "".join(
        f"<item><title>T{p}</title><link>{site.base}{p}</link>"
        "<pubDate>Mon, 05 Jan 2026 10:00:00 GMT</pubDate></item>"
        for p in paths
    )
    return f"<rss version='2.0'><channel><language>fr</language>{items}</channel></rss>"


@both_buses
async def test_a_feed_brings_its_pages_once(site, bus, events, clock, tmp_path):
    feed = site.page("/feed", rss(site, "/a", "/b"), content_type="text/xml", etag='"f"')
    site.page("/a", "<p>A</p>")
    site.page("/b", "", status=302, location="/b2?utm_source=feed")
    site.page("/b2", "<p>B</p>")
    watched = [source(SourceKind.FEED, feed, interval_seconds=1)]
    async with running(bus, watched, clock, tmp_path):
        await collect(bus, "fetches", 4)
    pages = await events("pages")
    assert sorted(p.url for p in pages) == [f"{site.base}/a", f"{site.base}/b2"]
    first = next(p for p in pages if p.url.endswith("/a"))
    assert (first.hint_title, first.hint_published, first.hint_language) == (
        "T/a",
        "2026-01-05T10:00:00Z",
        "fr",
    )
    assert (first.content, first.source_id, first.http_status) == (b"<p>A</p>", "s", 200)
    results = [f.result for f in await events("fetches")]
    assert results.count(FetchResult.NOT_MODIFIED) >= 1
    # A second run remembers: the feed is not modified, no page is fetched again.
    asked = len(site.seen)
    async with running(bus, watched, clock, tmp_path):
        await collect(bus, "fetches", len(results) + 1)
    assert set(site.paths()[asked:]) <= {"/feed"}
    assert len(await events("pages")) == 2


async def test_a_page_that_fails_is_tried_again_and_then_left(site, bus, events, clock, tmp_path):
    feed = site.page("/feed", rss(site, "/a", "/gone"), content_type="text/xml")
    answers = iter([500, 503, 200])

    async def flaky(request):
        return web.Response(status=next(answers), text="<p>at last</p>")

    site.on("/a", flaky)
    site.page("/gone", status=410)
    watched = [source(SourceKind.FEED, feed, interval_seconds=3600)]
    async with running(bus, watched, clock, tmp_path):
        pages = await collect(bus, "pages", 1)
    assert pages[0].content == b"<p>at last</p>"
    assert site.paths().count("/gone") == 1
    fetches = [f for f in await events("fetches") if f.url.endswith("/a")]
    assert [f.http_status for f in fetches] == [500, 503, 200]
    assert fetches[-1].page_id == pages[0].page_id


async def test_one_bad_source_does_not_hold_up_the_others(
    site, bus, events, clock, tmp_path, endless, bomb
):
    site.on("/endless", endless)
    site.page("/bomb", bomb, content_encoding="gzip")
    site.page("/hostile", "<a>" * 30_000)
    site.page("/feed", rss(site, "/a"), content_type="text/xml")
    site.page("/a", "<p>A</p>")
    bad = [
        source(SourceKind.FEED, site.base.replace("127.0.0.1", "127.0.0.2") + "/x", "refused"),
        source(SourceKind.FEED, site.base + "/bomb", "bomb"),
        source(SourceKind.FEED, site.base + "/hostile", "hostile"),
        source(SourceKind.FEED, "http://10.0.0.1/feed", "private"),
        source(SourceKind.FEED, "not a url", "nonsense"),
        source(SourceKind.FOLDER, tmp_path / "missing", "missing"),
        source(SourceKind.JSON_LINES, tmp_path / "none.jsonl", "none"),
        source(SourceKind.URLS, tmp_path / "none.txt", "nolist"),
        source(SourceKind.FEED, site.base + "/endless", "endless"),
    ]
    good = source(SourceKind.FEED, site.base + "/feed", "good")
    async with running(bus, [*bad, good], clock, tmp_path, deadline_seconds=1.0):
        pages = await collect(bus, "pages", 1)
        wanted = {s.source_id for s in [*bad, good]}
        async with asyncio.timeout(15):
            async for received in bus.follow("fetches", {0: 0}):
                wanted.discard(received.message.key)
                if not wanted:
                    break
    assert [p.source_id for p in pages] == ["good"]
    how = {f.source_id: f.result for f in await events("fetches")}
    assert how["bomb"] is FetchResult.TOO_LARGE
    assert how["private"] is how["nonsense"] is FetchResult.FORBIDDEN_ADDRESS
    assert (
        how["hostile"] is how["missing"] is how["none"] is how["nolist"] is FetchResult.UNREADABLE
    )
    assert how["endless"] is FetchResult.TIMED_OUT
    assert how["refused"] is FetchResult.NETWORK_ERROR


async def test_sources_come_go_and_change(site, bus, events, clock, tmp_path):
    for name in ("a", "b"):
        site.page(f"/{name}", f"<p>{name}</p>")
        (tmp_path / f"{name}.txt").write_text(f"# list\n\n{site.base}/{name}\nnonsense\n")
    sources = [source(SourceKind.URLS, tmp_path / "a.txt", interval_seconds=3600)]
    async with running(bus, sources, clock, tmp_path):
        await collect(bus, "pages", 1)
        sources[0] = source(SourceKind.URLS, tmp_path / "b.txt", interval_seconds=3600, version=2)
        pages = await collect(bus, "pages", 2)
        sources.clear()
    assert [p.content for p in pages] == [b"<p>a</p>", b"<p>b</p>"]
    bad = [f for f in await events("fetches") if f.result is FetchResult.UNREADABLE]
    assert [f.url.rpartition("#")[2] for f in bad] == ["line 4", "line 4"]


@both_buses
async def test_listed_urls_are_visited_again(site, bus, events, clock, tmp_path):
    texts = iter(["<p>one</p>", "<p>one</p>", "<p>two</p>"])

    async def changing(request):
        return web.Response(text=next(texts, "<p>two</p>"), content_type="text/html")

    listed = tmp_path / "urls.txt"
    listed.write_text(site.on("/a", changing))
    async with running(bus, [source(SourceKind.URLS, listed, interval_seconds=1)], clock, tmp_path):
        pages = await collect(bus, "pages", 2)
    assert [p.content for p in pages] == [b"<p>one</p>", b"<p>two</p>"]
    assert pages[0].article_id == pages[1].article_id
    assert pages[0].version < pages[1].version
    outcomes = await events("outcomes")
    assert outcomes[0].outcome is Outcome.UNCHANGED
    assert pages[0].version < outcomes[0].version < pages[1].version


@both_buses
async def test_a_folder_with_a_manifest(bus, events, clock, acceptor, tmp_path):
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "b.html").write_text("<p>B</p>")
    (folder / "a.html").write_text("<p>A</p>")
    (folder / "unlisted.html").write_text("<p>U</p>")
    (tmp_path / "outside.html").write_text("<p>secret</p>")
    (folder / "link.html").symlink_to(tmp_path / "outside.html")
    lines = [
        {"file": "b.html", "url": "https://b.example/1?utm_id=2", "content_type": "text/html",
         "fetched_at": "2026-01-12T07:03:00Z", "title": "B"},
        {"file": "a.html", "url": "https://a.example/1", "fetched_at": "2026-01-12T09:00:00+02:00"},
        {"file": "a.html", "url": "https://copy.example/1"},
        {"file": "missing.html"}, {"file": "../outside.html"}, {"file": "link.html"}, {"url": "x"},
        {"file": "a.html", "url": "gopher://a.example/"},
    ]  # fmt: skip
    text = "\n".join(json.dumps(line) for line in lines) + "\n{broken\n"
    (folder / "manifest.jsonl").write_text(text)
    seen = []
    assert await ingest_folder_once(bus, folder, "s", clock, acceptor, seen.append) == 4
    pages = await events("pages")
    assert [p.url for p in pages[:3]] == [
        "https://b.example/1",
        "https://a.example/1",
        "https://copy.example/1",
    ]
    assert pages[3].url.startswith("urn:sha256:")
    assert pages[3].site == "s"
    assert [p.page_id for p in pages] == [p.page_id for p in seen]
    assert pages[0].fetched_at == datetime(2026, 1, 12, 7, 3, tzinfo=UTC)
    assert pages[1].fetched_at == datetime(2026, 1, 12, 7, tzinfo=UTC)
    assert pages[0].hint_title == "B"
    bad = [f for f in await events("fetches") if f.result is FetchResult.UNREADABLE]
    assert len(bad) == 5
    # Nothing has changed, so nothing is said again.
    before = len(await events("fetches"))
    assert await ingest_folder_once(bus, folder, "s", clock, acceptor) == 0
    assert len(await events("fetches")) == before


async def test_a_folder_without_a_manifest(bus, events, clock, acceptor, tmp_path):
    folder = tmp_path / "pages"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.html").write_bytes(b"<p>A</p>")
    (folder / "deep" / "b.txt").write_bytes(b"B")
    (folder / "empty.html").write_bytes(b"")
    (folder / ".hidden").write_bytes(b"x")
    (folder / "c.part").write_bytes(b"x")
    assert await ingest_folder_once(bus, folder, "s", clock, acceptor) == 3
    pages = await events("pages")
    assert [(p.content, p.content_type) for p in pages] == [
        (b"<p>A</p>", "text/html"),
        (b"B", "text/plain"),
        (b"", "text/html"),
    ]
    (folder / "a.html").write_bytes(b"<p>A2!</p>")
    assert await ingest_folder_once(bus, folder, "s", clock, acceptor) == 1


@both_buses
async def test_a_file_that_is_too_large_is_dead_once_and_named(
    bus, events, clock, acceptor, tmp_path
):
    with (tmp_path / "big.html").open("wb") as file:
        file.truncate(PAGE_LIMIT_BYTES + 1)
    (tmp_path / "manifest.jsonl").write_text('{"file": "big.html", "url": "https://a.example/"}')
    for _ in range(2):
        await ingest_folder_once(bus, tmp_path, "s", clock, acceptor)
    assert await events("pages") == []
    (settled,) = await events("outcomes")
    assert (settled.outcome, settled.reason) == (Outcome.DEAD, "too_large")
    (letter,) = [r.message async for r in bus.read("pages.dead")]
    assert letter.value == b""
    assert letter.header("wirewatch-origin") == str(tmp_path / "big.html")
    assert letter.header("dlq-reason") == "too_large"
    (attempt,) = await events("fetches")
    assert (attempt.result, attempt.page_id) == (FetchResult.TOO_LARGE, settled.page_id)


@both_buses
async def test_json_lines_grow_and_are_read_on(bus, events, clock, acceptor, tmp_path):
    file = tmp_path / "pages.jsonl"
    lines = [
        {"url": "https://a.example/1", "html": "<p>é</p>", "content_type": "text/html; charset=l1"},
        {"text": "plain"},
        {"content_base64": base64.b64encode(b"\xe9").decode(), "content_type": "text/html"},
        {"url": "https://a.example/2"},
        {"html": "x", "text": "y"},
        ["no object"],
    ]  # fmt: skip
    file.write_text("".join(json.dumps(line) + "\n" for line in lines) + '\n{"text": "unfini')

    async def read(final=False):
        return await ingest_json_lines_once(bus, file, "s", clock, acceptor, final=final)

    assert await read() == 3
    pages = await events("pages")
    assert [(p.content, p.content_type) for p in pages] == [
        ("<p>é</p>".encode(), "text/html; charset=utf-8"),
        (b"plain", "text/plain; charset=utf-8"),
        (b"\xe9", "text/html"),
    ]
    with file.open("a") as stream:
        stream.write('shed"}\n')
    assert await read() == 1
    assert (await events("pages"))[-1].content == b"unfinished"
    bad = [f for f in await events("fetches") if f.result is FetchResult.UNREADABLE]
    assert len(bad) == 3
    assert await read() == 0
    file.write_text('{"text": "a new file"}\n{"text": "last"}')
    assert await read() == 1
    assert await read() == 1  # it stayed the same for a pass: the last line is whole
    assert await read() == 0
    assert [p.content for p in (await events("pages"))[-2:]] == [b"a new file", b"last"]


async def test_state_follows_the_bus_and_never_leads_it(bus, events, clock, acceptor, tmp_path):
    file = tmp_path / "pages.jsonl"
    file.write_text('{"url": "https://a.example/1", "text": "one"}\n')
    bus.fail_next(RuntimeError("cut off"))
    with pytest.raises(RuntimeError):
        await ingest_json_lines_once(bus, file, "s", clock, acceptor)
    assert await events("pages") == []
    assert await ingest_json_lines_once(bus, file, "s", clock, acceptor) == 1
    assert len(await events("pages")) == 1


async def test_the_bus_is_waited_for_with_the_same_records(bus, events, clock, acceptor, tmp_path):
    (tmp_path / "a.txt").write_text("A")
    bus.fail_next(Retry("not now", after_seconds=0.01))
    assert await ingest_folder_once(bus, tmp_path, "s", clock, acceptor) == 1
    assert [p.content for p in await events("pages")] == [b"A"]


async def test_a_record_that_the_broker_refuses_does_not_take_others_with_it(
    bus, events, clock, acceptor, tmp_path
):
    folder = tmp_path / "f"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.txt").write_text(name)
    produce = bus.produce

    async def picky(messages):
        if any(m.topic == "pages" and m.value == b"b" for m in messages):
            raise Reject(Reason.REFUSED_BY_BROKER, "no b")
        await produce(messages)

    bus.produce = picky
    got = []
    assert await ingest_folder_once(bus, folder, "s", clock, acceptor, got.append) == 3
    assert [type(e) for e in got] == [PageFetched, PageSettled, PageFetched]
    (settled,) = await events("outcomes")
    assert (settled.outcome, settled.reason) == (Outcome.DEAD, "refused_by_broker")
    letters = [r.message async for r in bus.read("pages.dead")]
    assert [m.header("wirewatch-origin") for m in letters] == [str(folder / "b.txt")]


async def test_pushes(bus, events, clock, tmp_path, unused_tcp_port):
    pushed = [source(SourceKind.PUSH, source_id="desk")]
    base = f"http://127.0.0.1:{unused_tcp_port}/v1/pages"
    html = {"content-type": "text/html"}
    async with (
        running(bus, pushed, clock, tmp_path, push_port=unused_tcp_port),
        ClientSession() as client,
    ):
        await _until_open(unused_tcp_port)

        async def post(data, headers=html, query=""):
            async with client.post(base + query, data=data, headers=headers) as response:
                return response.status, await response.json()

        status, first = await post(b"<p>A</p>", {**html, "X-Wirewatch-Url": "https://a.example/1"})
        assert (status, first["outcome"]) == (202, None)
        assert [p.page_id for p in await events("pages")] == [first["page_id"]]
        status, again = await post(b"<p>A</p>", query="?url=https://a.example/1%23part")
        assert (status, again["outcome"]) == (202, "unchanged")
        line = json.dumps({"url": "https://a.example/2", "text": "B", "title": "T"})
        assert (await post(line, {"content-type": "application/json"}))[0] == 202
        assert (await post(b"{", {"content-type": "application/json"}))[0] == 400
        assert (await post(b"x", {"content-type": "image/png"}))[0] == 415
        assert (await post(b"x", {**html, "Content-Encoding": "br"}))[0] == 415
        assert (await post(b"x", query="?url=ftp://a.example/"))[0] == 400
        assert (await post(b"x", query="?source=other"))[0] == 404
        assert (await post(b"x", {**html, "Origin": "https://evil.example"}))[0] == 403
        assert (await post(b"x", {**html, "Host": "evil.example"}))[0] == 403
        assert (await post(bytes(PAGE_LIMIT_BYTES + 1)))[0] == 413
        bus.fail_next(Retry("not now"))
        assert (await post(b"<p>C</p>"))[0] == 503
        assert (await post(b"<p>C</p>"))[0] == 202
    pages = await events("pages")
    assert [p.content for p in pages] == [b"<p>A</p>", b"B", b"<p>C</p>"]
    assert {p.source_id for p in pages} == {"desk"}


@both_buses
async def test_pushes_with_a_token(bus, events, clock, tmp_path, unused_tcp_port):
    pushed = [source(SourceKind.PUSH, source_id="desk")]
    base = f"http://127.0.0.1:{unused_tcp_port}/v1/pages"
    async with (
        running(
            bus, pushed, clock, tmp_path, push_port=unused_tcp_port, push_token="tell-nobody-of-it"
        ),
        ClientSession() as client,
    ):
        await _until_open(unused_tcp_port)
        for authorization, status in (
            ("", 401),
            ("Bearer wrong", 401),
            ("tell-nobody-of-it", 401),
            ("Bearer tell-nobody-of-it", 202),
        ):
            headers = {"content-type": "text/plain", "authorization": authorization}
            async with client.post(base, data=b"x", headers=headers) as response:
                assert response.status == status


async def test_pushes_from_other_machines_need_a_token(bus, clock, tmp_path):
    with pytest.raises(Misconfigured, match="push_token"):
        await run_ingest(
            bus,
            list,
            settings(push_host="0.0.0.0", push_port=0),
            clock,
            state_dir=tmp_path,
            stop=asyncio.Event(),
        )


async def _until_open(port):
    async with asyncio.timeout(10):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return
