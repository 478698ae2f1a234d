"""Nothing that a page or a person wrote comes out as markup, on any page."""

import re
from typing import Any

import pytest

from wirewatch.console.rendering import link
from wirewatch.events import ArticleGrouped, Entity, Mention, Source, SourceKind
from wirewatch.testing.clock import START

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202e<b>evil</b>",
]
_TAG = re.compile(r"<(script|img|svg|b)\b[^>]*>", re.IGNORECASE)
_OWN = re.compile(
    r'<script type="module" src="/static/[a-z]+\.js">'
    r'|<svg viewBox="0 0 24 24" aria-hidden="true">'
    r'|<svg class="histogram(?: spark)?" viewBox="0 0 \d+ \d+" preserveAspectRatio="none"'
    r' role="img"'
    r' aria-label="[^"<>]*">'
)
_EVENT_HANDLER = re.compile(r"<[a-z][^<>]*?\son[a-z]+\s*=", re.IGNORECASE)
_LINK = re.compile(r'(?:href|src|action)="([^"]*)"')
_STYLE = re.compile(r"<style|<[^<>]+\sstyle=", re.IGNORECASE)


def check(html: str, where: str) -> None:
    """See that there are no tags, handlers, styles or links but our own."""
    for tag in _TAG.finditer(html):
        assert _OWN.fullmatch(tag[0]), f"{where}: {tag[0]}"
    # Attribute values are taken out first: in them handlers are text.
    bare = re.sub(r'"[^"]*"', '""', html)
    handler = _EVENT_HANDLER.search(bare)
    assert handler is None, f"{where}: {handler}"
    assert not _STYLE.search(bare), where
    for found in _LINK.finditer(html):
        assert found[1].startswith(("/", "http://", "https://", "#")), f"{where}: {found[0]}"
    assert "49{" not in html, where


async def test_no_payload_gets_through(start: Any, build: Any) -> None:
    rules = [build.rule(f"bad{n}", "haqqani", name=p) for n, p in enumerate(PAYLOADS)]
    stage = await start(*rules)
    csrf = await stage.csrf()
    for number, (payload, rule) in enumerate(zip(PAYLOADS, rules, strict=True)):
        grouped = article_full_of(payload, build)
        alert = build.alert(grouped, rule)
        settled = build.settled(grouped, reason=payload, detail=payload)
        await stage.keep(grouped, alert, settled)
        await stage.bus.produce([build.letter(payload.encode(), url=payload)])
        await stage.say(source_called(payload))
        for path in (
            "/",
            f"/alerts/{alert.alert_id}",
            "/search",
            f"/articles/{grouped.article.article_id}",
            "/rules",
            f"/rules/bad{number}",
            "/outcomes",
            f"/outcomes/{grouped.article.page_id}",
            "/dead",
            f"/dead/pages:0:{number}",
            "/sources",
            "/live/alerts",
        ):
            check(await stage.text(path), f"{path} with {payload}")
        await check_asked(stage, payload)
        await check_posted(stage, payload, f"/rules/bad{number}", csrf)
    page = await stage.text("/")
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 3


async def check_asked(stage: Any, payload: str) -> None:
    """Whatever is asked for comes back as text."""
    asked = {"q": payload, "site": payload, "entity": payload, "since": payload, "rule": payload}
    asked |= {"expression": payload, "outcome": payload, "reason": payload, "done": payload}
    asked |= {"find": payload}
    for path in ("/", "/search", "/rules", "/rules/new", "/outcomes", "/dead"):
        check(await stage.text(path, params=asked), f"{path} asked for {payload}")
    check(await stage.text("/search", params={"q": "haqqani"}), "results")


async def check_posted(stage: Any, payload: str, rule_path: str, csrf: str) -> None:
    """Whatever is typed into a form comes back as text."""
    for path, fields in (
        ("/rules", {"expression": payload, "name": payload, "rule_id": payload}),
        ("/rules/check", {"expression": f"haqqani OR {payload}"}),
        (rule_path, {"expression": payload, "name": payload, "expected_version": "1"}),
    ):
        _, page = await stage.post(path, csrf=csrf, **fields)
        check(page if page.lstrip().startswith("<") else "", f"{path} with {payload}")


def article_full_of(payload: str, build: Any) -> ArticleGrouped:
    """An article that says the payload everywhere."""
    entity = Entity(
        entity_id=payload,
        name=payload,
        kind="person",
        mentions=(Mention(paragraph=0, start=0, end=9, surface=payload),),
        salience=1,
    )
    text = f"haqqani {payload} haqqani"
    grouped: ArticleGrouped = build.article(
        text,
        text,
        payload,
        url=payload,
        site=payload,
        site_name=payload,
        authors=(payload,),
        entities=(entity,),
        topics=(build.topic(payload),),
        removed=(build.removed(payload),),
        site_language=payload,
        section=payload,
        canonical_url=payload,
        lead_image=payload,
    )
    return grouped


def source_called(payload: str) -> Source:
    """A source with the payload for name and location."""
    return Source(
        source_id="bad", kind=SourceKind.FEED, location=payload, name=payload, updated_at=START
    )


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://news.example/a", True),
        ("http://news.example/a", True),
        ("HTTPS://news.example", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//news.example", False),
        ("urn:sha256:00", False),
        ("http:", False),
        ("http://[broken", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_are_links(url: str | None, is_link: bool) -> None:
    assert (link(url) is not None) is is_link
