"""The fetcher against a real server, kind and hostile."""

import asyncio
import itertools
import resource
import zlib

import pytest
from aiohttp import web

from wirewatch.adapters.clock import SystemClock
from wirewatch.adapters.http.fetcher import FetcherOptions, HttpFetcher
from wirewatch.adapters.http.guard import AddressGuard
from wirewatch.core.fetching import Validators
from wirewatch.events import FetchResult as R

MAX = 1024 * 1024


class OnlyPort(AddressGuard):
    """As the real guard, with one port of one private address opened."""

    def __init__(self, port):
        super().__init__()
        self.opened = ("127.0.0.1", port)

    def check(self, address, port):
        if (address, port) != self.opened:
            super().check(address, port)


async def test_a_page_with_its_headers(site, fetcher):
    url = site.page("/a", "<p>é</p>", etag='"1"', last_modified="Mon, 05 Jan 2026 10:00:00 GMT")
    fetched = await fetcher.fetch(url, max_bytes=MAX)
    assert fetched.result is R.ACCEPTED
    assert fetched.content == "<p>é</p>".encode()
    assert (fetched.url, fetched.status) == (url, 200)
    assert fetched.content_type == "text/html; charset=utf-8"
    assert fetched.validators == Validators('"1"', "Mon, 05 Jan 2026 10:00:00 GMT")
    assert site.paths() == ["/robots.txt", "/a"]
    agent = site.seen[1].headers["user-agent"]
    assert agent.startswith("wirewatch/")
    assert "https://us.example/contact" in agent
    again = await fetcher.fetch(url, max_bytes=MAX, validators=fetched.validators)
    assert (again.result, again.status, again.content) == (R.NOT_MODIFIED, 304, b"")
    assert site.seen[2].headers["if-modified-since"] == "Mon, 05 Jan 2026 10:00:00 GMT"


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_compressed(site, fetcher, zipped, encoding):
    body = zipped(b"hello " * 1000) if encoding == "gzip" else zlib.compress(b"hello " * 1000)
    url = site.page("/a", body, content_encoding=encoding)
    fetched = await fetcher.fetch(url, max_bytes=MAX)
    assert fetched.content == b"hello " * 1000


async def test_several_gzip_members_and_raw_deflate(site, fetcher, zipped):
    url = site.page("/a", zipped(b"one ") + zipped(b"two"), content_encoding="gzip")
    assert (await fetcher.fetch(url, max_bytes=MAX)).content == b"one two"
    packer = zlib.compressobj(wbits=-15)
    raw = packer.compress(b"plain words " * 20) + packer.flush()
    url = site.page("/b", raw, content_encoding="deflate")
    assert (await fetcher.fetch(url, max_bytes=MAX)).content == b"plain words " * 20


async def test_what_is_damaged_or_was_not_asked_for_is_unreadable(site, fetcher, zipped):
    short = zipped(b"hello " * 1000)[:-12]
    for path, body, encoding in (
        ("/short", short, "gzip"),
        ("/noise", b"\x00noise", "gzip"),
        ("/brotli", b"\x00", "br"),
        ("/twice", zipped(zipped(b"x")), "gzip, gzip"),
    ):
        fetched = await fetcher.fetch(
            site.page(path, body, content_encoding=encoding), max_bytes=MAX
        )
        assert fetched.result is R.UNREADABLE, path


async def test_a_bomb_is_left_early(site, fetcher, bomb):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    fetched = await fetcher.fetch(
        site.page("/bomb", bomb, content_encoding="gzip"), max_bytes=10 * MAX
    )
    assert fetched.result is R.TOO_LARGE
    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown_kib < 100 * 1024


async def test_the_ratio_is_limited_before_the_size(site, fetcher, zipped):
    url = site.page("/a", zipped(bytes(8 * MAX)), content_encoding="gzip")
    fetched = await fetcher.fetch(url, max_bytes=10 * MAX)
    assert (fetched.result, "times the size" in fetched.detail) == (R.TOO_LARGE, True)


async def test_huge_announced_and_unannounced(site, fetcher):
    announced = await fetcher.fetch(site.page("/a", bytes(MAX + 1)), max_bytes=MAX)
    assert (announced.result, "announced" in announced.detail) == (R.TOO_LARGE, True)

    async def stream(request):
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(bytes(100_000))

    assert (await fetcher.fetch(site.on("/b", stream), max_bytes=MAX)).result is R.TOO_LARGE
    exact = await fetcher.fetch(site.page("/c", bytes(MAX)), max_bytes=MAX)
    assert (exact.result, len(exact.content)) == (R.ACCEPTED, MAX)


async def test_endless_and_silent_servers_time_out(site, fetcher, endless):
    async def silent(request):
        await asyncio.sleep(30)

    for path, handler in (("/endless", endless), ("/silent", silent)):
        fetched = await fetcher.fetch(site.on(path, handler), max_bytes=MAX)
        assert fetched.result is R.TIMED_OUT
        assert fetched.elapsed_ms < 2500


@pytest.mark.parametrize("status", [400, 404, 410, 429, 500, 503])
async def test_error_statuses(site, fetcher, status):
    url = site.page("/a", "secret", status=status, retry_after="120")
    fetched = await fetcher.fetch(url, max_bytes=MAX)
    assert (fetched.result, fetched.status, fetched.content) == (R.HTTP_ERROR, status, b"")
    assert fetched.retry_after_seconds == 120


async def test_no_server_and_no_name(site, fetcher):
    closed = site.base.rsplit(":", 1)[0] + ":9"
    assert (await fetcher.fetch(closed, max_bytes=MAX, obey_robots=False)).result is R.NETWORK_ERROR
    unknown = "http://nowhere.invalid/"
    assert (await fetcher.fetch(unknown, max_bytes=MAX, obey_robots=False)).result is (
        R.NETWORK_ERROR
    )


async def test_redirects_are_followed_and_counted(site, fetcher):
    site.page("/end", "done")
    site.page("/2", status=302, location="end?x=1#part")
    first = site.page("/1", status=301, location="/2")
    fetched = await fetcher.fetch(first, max_bytes=MAX)
    assert (fetched.url, fetched.requested_url) == (f"{site.base}/end?x=1", first)
    assert (fetched.content, fetched.moved_permanently) == (b"done", False)
    moved = await fetcher.fetch(site.page("/m", status=308, location="/end"), max_bytes=MAX)
    assert moved.moved_permanently
    loop = await fetcher.fetch(site.page("/loop", status=302, location="/loop"), max_bytes=MAX)
    assert (loop.result, loop.detail) == (R.HTTP_ERROR, "too many redirects")
    assert site.paths().count("/loop") == 6


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.1.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/",
        "http://localhost:1/",
        "http://2130706433/",
        "http://0x7f.0.1.1/",
        "http://127.257/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://user:pass@8.8.8.8/",
        "http://93.184.215.14:22/",
    ],
)
async def test_a_redirect_to_where_outsiders_have_no_business(site, target):
    port = int(site.base.rsplit(":", 1)[1])
    # Only the site's own address is open, so that even localhost must not be reached otherwise.
    fetcher = HttpFetcher(
        OnlyPort(port), SystemClock(), FetcherOptions("https://us.example", pause_seconds=0)
    )
    url = site.page("/a", status=302, location=target)
    fetched = await fetcher.fetch(url, max_bytes=MAX, obey_robots=False)
    await fetcher.close()
    assert fetched.result is R.FORBIDDEN_ADDRESS, fetched.detail


async def test_nothing_private_without_leave(site):
    fetcher = HttpFetcher(AddressGuard(), SystemClock(), FetcherOptions("https://us.example"))
    url = site.page("/a", "x")
    for spelling in (url, url.replace("127.0.0.1", "localhost")):
        fetched = await fetcher.fetch(spelling, max_bytes=MAX, obey_robots=False)
        assert fetched.result is R.FORBIDDEN_ADDRESS
    await fetcher.close()
    assert site.seen == []


async def test_robots_are_obeyed_and_asked_once(site, fetcher):
    site.page(
        "/robots.txt",
        "User-agent: *\nDisallow: /\n\nUser-agent: wirewatch\nDisallow: /private\nAllow: /",
        content_type="text/plain",
    )
    site.page("/private/a", "x")
    ok = site.page("/a", "x")
    for _ in range(2):
        refused = await fetcher.fetch(site.base + "/private/a", max_bytes=MAX)
        assert refused.result is R.DISALLOWED_BY_ROBOTS
    assert (await fetcher.fetch(ok, max_bytes=MAX)).result is R.ACCEPTED
    behind = site.page("/r", status=302, location="/private/a")
    assert (await fetcher.fetch(behind, max_bytes=MAX)).result is R.DISALLOWED_BY_ROBOTS
    assert site.paths().count("/robots.txt") == 1
    assert "/private/a" not in site.paths()


@pytest.mark.parametrize(
    ("status", "allowed"), [(404, True), (403, True), (500, False), (429, False)]
)
async def test_missing_robots_allow_and_broken_ones_forbid(site, fetcher, status, allowed):
    site.page("/robots.txt", status=status)
    fetched = await fetcher.fetch(site.page("/a", "x"), max_bytes=MAX)
    assert (fetched.result is R.ACCEPTED) is allowed


async def test_one_request_at_a_time_per_host_with_a_pause(site, clock):
    under_way = most = 0
    ends = []

    async def slow(request):
        nonlocal under_way, most
        began = asyncio.get_running_loop().time()
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.01)
        under_way -= 1
        ends.append((began, asyncio.get_running_loop().time()))
        return web.Response(text="x")

    options = FetcherOptions("https://us.example", pause_seconds=0.05)
    fetcher = HttpFetcher(AddressGuard(allow_private=["127.0.0.0/8"]), clock, options)
    urls = [site.on(f"/{n}", slow) for n in range(4)]
    await asyncio.gather(*(fetcher.fetch(u, max_bytes=MAX, obey_robots=False) for u in urls))
    await fetcher.close()
    assert most == 1
    assert all(b[0] - a[1] >= 0.045 for a, b in itertools.pairwise(ends))


async def test_cookies_and_environment_proxies_are_not_used(site, fetcher, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    url = site.page("/a", "x", set_cookie="id=1; Path=/")
    for _ in range(2):
        assert (await fetcher.fetch(url, max_bytes=MAX)).result is R.ACCEPTED
    assert all("cookie" not in request.headers for request in site.seen)
