"""Two hundred pages without an article, in the frames of the corpus's pages.

The frame of a page is what is left when its article, with title and byline, is taken out: as many
templates as the corpus has. What is put in its place: lists in ten layouts, whose teasers are
titles and first sentences of articles of the same language, or what errors, forms and walls say.
"""

import random
import re
from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from typing import NamedTuple

import lxml.html

from tests.corpus.phrases import PHRASES, Phrases
from tests.corpus.reviewed import Reviewed, reviewed
from wirewatch.core.extract.decode import decode
from wirewatch.core.language import detect

SEED = 20260113
KINDS = {"home": 35, "list": 30, "tag": 20, "author": 15, "search": 25, "error": 25, "login": 15,
         "wall": 20, "subscribe": 15}  # fmt: skip
_STATED = re.compile(
    r"<script[^>]*ld\+json.*?</script>|<meta[^>]*(?:article:|og:title|og:type|og:description"
    r'|"description"|pub-?date|dcterms|parsely|"author"|"date")[^>]*>|\sitem(?:scope|type|prop)'
    r'(?:="[^"]*")?',
    re.DOTALL | re.IGNORECASE,
)
_SENTENCE = re.compile(r"^.*?[.!?。؟](?=\s|$|[^\s\d])", re.DOTALL)


class Teaser(NamedTuple):
    """A headline and the first sentences of its story."""

    title: str
    lead: str
    date: str


class NoArticle(NamedTuple):
    """A page, its address and which kind of page it is."""

    kind: str
    markup: str
    url: str


_Layout = Callable[[Teaser, Phrases], str]
LAYOUTS: tuple[_Layout, ...] = (
    lambda t, p: f'<div class="teaser"><h3><a href="/n/1">{t.title}</a></h3><p>{t.lead}</p></div>',
    lambda t, p: f'<article><h2><a href="/n/2">{t.title}</a></h2><p>{t.lead}</p>'
                 f'<a class="more" href="/n/2">{p.more}</a></article>',
    lambda t, p: f'<li><time>{t.date}</time> <a href="/n/3">{t.title}</a></li>',
    lambda t, p: f'<div class="tile"><a href="/n/4"><img src="/t.jpg" alt=""><b>{t.title}</b></a>'
                 "</div>",
    lambda t, p: f'<tr><td>{t.date}</td><td><a href="/n/5">{t.title}</a></td></tr>',
    lambda t, p: f'<dl><dt><a href="/n/6">{t.title}</a></dt><dd>{t.lead}</dd></dl>',
    lambda t, p: f'<a class="css-7x" href="/n/7"><div class="css-1"><span>{t.title}</span></div>'
                 f'<div class="css-2"><span>{t.lead}</span></div></a>',
    lambda t, p: f'<p><font size="2"><b><a href="/n/8">{t.title}</a></b><br>{t.lead}</font></p>',
    lambda t, p: f'<section><h4>{t.title}</h4><p>{t.lead} <a href="/n/9">{p.more}</a></p>'
                 f"<small>{t.date}</small></section>",
    lambda t, p: f'<x-card><x-title><a href="/n/10">{t.title}</a></x-title></x-card>',
)  # fmt: skip


def no_articles(seed: int = SEED) -> list[NoArticle]:
    """The pages, the same for one seed."""
    rng = random.Random(seed)
    frames = _frames()
    rng.shuffle(frames)
    found = []
    for kind, count in KINDS.items():
        for _ in range(count):
            frames.append(frames.pop(0))
            found.append(_page(kind, frames[-1], rng))
    return found


def as_text(markup: str) -> str:
    """A page's text without tags, one block a line."""
    root = lxml.html.document_fromstring(markup)
    for element in list(root.iter("script", "style", "form")):
        element.drop_tree()
    for element in root.iter("br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "dt", "dd", "td",
                             "article", "section", "title", "button", "header", "footer", "ul",
                             "x-card"):  # fmt: skip
        element.tail = "\n" + (element.tail or "")
        element.text = "\n" + (element.text or "")
    lines = (" ".join(line.split()) for line in root.text_content().split("\n"))
    return "\n".join(line for line in lines if line)


def _page(kind: str, host: Reviewed, rng: random.Random) -> NoArticle:
    language = _language(host)
    words, site = PHRASES[language], f"https://{host.name}.example/"
    if kind == "error":
        title, text = rng.choice(words.errors)
        return NoArticle(kind, _fill(host, title, f"<p>{text}</p>"), f"{site}gone/{rng.random()}")
    if kind in ("login", "wall", "subscribe"):
        told = {"login": words.sign_in, "wall": words.consent, "subscribe": words.subscribe}[kind]
        title, *lines = told
        if kind == "subscribe":
            title = rng.choice(_teasers(language)).title
            lines = list(told)
        tag = rng.choice(("p", "div", "label", "li"))
        body = "".join(f"<{tag}>{line}</{tag}>" for line in lines)
        return NoArticle(kind, _fill(host, title, body), f"{site}account/{rng.randrange(99)}")
    pool = _teasers(language)
    count = rng.randint(8, 45)
    layout = rng.choice(LAYOUTS)
    chosen = rng.sample(pool, min(count, len(pool)))
    cards = [layout(teaser, words) for teaser in chosen]
    section = rng.choice(words.sections)
    if kind == "search":
        query = chosen[0].title.split()[0]
        return NoArticle(
            kind,
            _fill(host, f"{words.search} “{query}”", "".join(cards)),
            f"{site}search?q={query}",
        )
    if kind == "home":
        size = max(1, count // len(words.sections))
        boxes = [f"<div><h2>{name}</h2>{''.join(cards[i * size : (i + 1) * size])}</div>"
                 for i, name in enumerate(words.sections)]  # fmt: skip
        return NoArticle(kind, _fill(host, "", "".join(boxes)), site)
    title = {"list": section, "tag": f"#{section}"}.get(kind, host.facts.get("authors") or section)
    return NoArticle(kind, _fill(host, title, "".join(cards)), f"{site}{kind}/{rng.randrange(99)}")


@cache
def _teasers(language: str) -> tuple[Teaser, ...]:
    return tuple(_teasers_in(language))


def _teasers_in(language: str) -> Iterator[Teaser]:
    for page in reviewed():
        if page.verdict != "article" or _language(page) != language:
            continue
        for number, text in enumerate(page.texts()):
            sentence = _SENTENCE.match(text)
            lead = sentence.group() if sentence else text[:120] + "…"
            title = page.facts["title"] if number == 0 else lead.rstrip(".。")[:70]
            yield Teaser(escape(title), escape(lead), page.facts.get("published", "")[:10])


@cache
def _language(page: Reviewed) -> str:
    return detect(" ".join(page.texts())).code


def _frames() -> list[Reviewed]:
    return [
        page for page in reviewed()
        if page.verdict == "article" and "html" in page.content_type and _language(page) in PHRASES
        and page.name != "evening-multi"  # its frame holds whole stories
        and _range(_tree(page), page) is not None
    ]  # fmt: skip


def _tree(page: Reviewed) -> lxml.html.HtmlElement:
    text = re.sub(r"^\s*<\?xml[^>]*>", "", decode(page.raw, page.content_type)[0])
    return lxml.html.document_fromstring(_STATED.sub("", text))


def _range(
    tree: lxml.html.HtmlElement, page: Reviewed
) -> tuple[lxml.html.HtmlElement, int, int] | None:
    """The element that holds title and article, and the first and last of its children that do."""
    title, last = page.facts["title"], " ".join(page.texts()[-1].split())
    body = tree.find("body")
    if body is None:
        return None
    heads = [e for e in body.iter("h1", "h2", "h3", "b") if e.text_content().strip() == title]
    ends = [e for e in body.iter() if last in " ".join(e.text_content().split())]
    if not heads or not ends:
        return None
    head, end = heads[-1], ends[-1]
    above = [end, *end.iterancestors()]
    holder = next((e for e in head.iterancestors() if e in above), None)
    if holder is None:
        return None
    children = list(holder)
    first = next(n for n, c in enumerate(children) if head is c or head in c.iterdescendants())
    after = next((n for n, c in enumerate(children) if end is c or end in c.iterdescendants()), -1)
    return (holder, first, after) if after >= first else None


def _fill(host: Reviewed, title: str, markup: str) -> str:
    """The host's frame around a title and some markup, with nothing left of its own article."""
    tree = _tree(host)
    place = _range(tree, host)
    assert place is not None
    holder, first, last = place
    for child in list(holder)[first : last + 1]:
        child.drop_tree()
    heading = f"<h1>{escape(title)}</h1>" if title else ""
    holder.insert(first, lxml.html.fromstring(f"<div>{heading}{markup}</div>"))
    old = host.facts["title"]
    for element in tree.iter():
        if isinstance(element.tag, str):
            element.text = (element.text or "").replace(old, title)
            element.tail = (element.tail or "").replace(old, title)
    return str(lxml.html.tostring(tree, encoding="unicode", doctype="<!doctype html>"))
