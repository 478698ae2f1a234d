"""URLs have one spelling, and it is a fixed point."""

import contextlib
import socket

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wirewatch.core.urls import normalise, registrable_domain


@pytest.mark.parametrize(
    ("given_url", "expected"),
    [
        ("HTTP://Example.COM", "http://example.com/"),
        ("https://example.com:443/", "https://example.com/"),
        ("http://example.com:80/", "http://example.com/"),
        ("http://example.com:443/", "http://example.com:443/"),
        ("http://example.com:/a", "http://example.com/a"),
        ("https://example.com./a", "https://example.com/a"),
        ("  https://example.com/a\n", "https://example.com/a"),
        ("https://exam\tple.com/a\nb", "https://example.com/ab"),
        ("https://user:secret@example.com/", "https://example.com/"),
        ("https://example.com/a/./b/../c", "https://example.com/a/c"),
        ("https://example.com/../../a", "https://example.com/a"),
        ("https://example.com/a/..", "https://example.com/"),
        ("https://example.com/a/%2e%2e/b", "https://example.com/b"),
        ("https://example.com/a//b", "https://example.com/a//b"),
        ("https://example.com/a/", "https://example.com/a/"),
        ("https://example.com/%7euser/%c3%a9", "https://example.com/~user/%C3%A9"),
        ("https://example.com/é b", "https://example.com/%C3%A9%20b"),
        ("https://example.com/100%", "https://example.com/100%25"),
        ("https://example.com/a%2Fb", "https://example.com/a%2Fb"),
        ("https://example.com/a#part", "https://example.com/a"),
        ("https://example.com/#!/a", "https://example.com/"),
        ("https://example.com/?", "https://example.com/"),
        ("https://example.com/?b=2&a=1", "https://example.com/?a=1&b=2"),
        ("https://example.com/?a=2&a=1", "https://example.com/?a=2&a=1"),
        ("https://example.com/?a&&b=", "https://example.com/?a&b="),
        ("https://example.com/?q=a+b%20c", "https://example.com/?q=a+b%20c"),
        ("https://example.com/?utm_source=x&id=7&UTM_Medium=y", "https://example.com/?id=7"),
        ("https://example.com/?utm%5Fsource=x", "https://example.com/"),
        ("https://example.com/?fbclid=1&gclid=2&mc_eid=3&at_medium=4", "https://example.com/"),
        ("https://example.com/?ref=a&source=b&cid=9", "https://example.com/?cid=9&ref=a&source=b"),
        ("https://example.com?id=7", "https://example.com/?id=7"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://BÜCHER.example/", "https://xn--bcher-kva.example/"),
        ("https://правда.example/", "https://xn--80aafi6cg.example/"),
        ("https://例え。テスト/", "https://xn--r8jz45g.xn--zckzah/"),
        ("https://ｅｘａｍｐｌｅ.com/", "https://example.com/"),
        ("https://ex%41mple.com/", "https://example.com/"),
        ("https://a_b.example.com/", "https://a_b.example.com/"),
        ("https://r3---sn-x.example.com/", "https://r3---sn-x.example.com/"),
        ("http:///example.com/a", "http://example.com/a"),
        ("https:\\\\example.com\\a\\b", "https://example.com/a/b"),
        ("http://[2001:DB8::0:1]:8080/x", "http://[2001:db8::1]:8080/x"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/"),
    ],
)
def test_one_spelling(given_url: str, expected: str) -> None:
    assert normalise(given_url) == expected
    assert normalise(expected) == expected


@pytest.mark.parametrize(
    "refused",
    [
        "",
        "example.com/a",
        "//example.com/a",
        "/a",
        "ftp://example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "http:example.com",
        "http://",
        "http://a..b/",
        "http://-/",
        "http://exa mple.com/",
        "http://example.com:99999/",
        "http://example.com:0/",
        "http://example.com:x/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://127.1/",
        "http://0177.0.0.1/",
        "http://[::1/",
        "http://[zz]/",
        "http://a%00b/",
        "http://%ff/",
        "http://" + "a" * 64 + ".com/",
        "http://example.com/" + "a" * 9000,
        "http://example.com/\ud800",
    ],
)
def test_refused(refused: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (the messages are for people)
        normalise(refused)


@given(st.text(max_size=60), st.text(max_size=60))
@example("a:b@c", "")
@example("[::1]", "..")
@example("ℂ.com", "/%2e/..")
def test_normalised_form_is_a_fixed_point(authority: str, rest: str) -> None:
    with contextlib.suppress(ValueError):
        once = normalise(f"https://{authority}/{rest}")
        assert normalise(once) == once
        assert once.isascii()
        assert not set(once) & set(' \t\r\n"<>\\^`{|}#')
        assert "@" not in once.split("/")[2], "no user names; in a path it is a letter like others"
        registrable_domain(once)


@given(st.text(alphabet="ab./%?&=#2Ee\\utm_", max_size=40))
def test_paths_and_queries_are_fixed_points(rest: str) -> None:
    once = normalise(f"https://example.com/{rest}")
    assert normalise(once) == once
    assert "/../" not in once
    assert "utm_" not in once.partition("?")[2].split("=")[0] or "&" in once


@given(st.permutations(["b=1", "a=2", "c", "utm_id=3", "d=x%20y"]))
def test_the_order_of_names_does_not_matter(parameters: list[str]) -> None:
    assert normalise("https://example.com/?" + "&".join(parameters)) == (
        "https://example.com/?a=2&b=1&c&d=x%20y"
    )


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("https://edition.cnn.com/", "cnn.com"),
        ("https://my.blogspot.com/", "my.blogspot.com"),
        ("https://www.abc.net.au/", "abc.net.au"),
        ("https://news.jiangan.example/x", "jiangan.example"),
        ("https://co.uk/", "co.uk"),
        ("http://localhost:80/", "localhost"),
        ("http://192.0.2.1:8080/", "192.0.2.1"),
        ("http://[2001:db8::1]/", "[2001:db8::1]"),
        ("https://Правда.рф/", "xn--80aafi6cg.xn--p1ai"),
    ],
)
def test_registrable_domain(url: str, domain: str) -> None:
    assert registrable_domain(url) == domain


def test_the_suffix_list_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    from wirewatch.core import urls

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    urls._suffix_list.cache_clear()
    assert registrable_domain("https://www.example.org.uk/") == "example.org.uk"
