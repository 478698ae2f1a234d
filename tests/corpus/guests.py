"""Articles in one language inside another language's site, put together from reviewed pages.

A host page keeps its frame, menus, rails and comments; its own article gives way to a guest's. So
the frames are as varied as the corpus is, and the right answer is known: the guest's paragraphs.
"""

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import cycle

import lxml.html

from tests.corpus.reviewed import Reviewed, reviewed
from wirewatch.core.extract.decode import decode
from wirewatch.core.language import detect

LANGUAGES = ("en", "fr", "ar", "zh")
EACH = 15
_CRUMB = 24


@dataclass(frozen=True, slots=True)
class Guest:
    """A page whose article is in `language` while its frame is in `host_language`."""

    name: str
    language: str
    host_language: str
    content: str
    content_type: str
    title: str
    paragraphs: tuple[str, ...]


def guests(suffix: str) -> tuple[Guest, ...]:
    """Sixty pages: fifteen guests of each of four languages, as `html` or as `txt`."""
    return tuple(_guests(suffix))


def _guests(suffix: str) -> Iterator[Guest]:
    hosts = {h.name: _emptied(h) for h in _articles() if _form(h) == suffix}
    usable = [h for h in _articles() if hosts.get(h.name)]
    for number, language in enumerate(LANGUAGES):
        articles = cycle(a for a in _articles() if _language(a) == language and len(a.texts()) > 2)
        strangers = [h for h in usable if _language(h) != language]
        start = number * len(strangers) // len(LANGUAGES)
        turned = cycle(strangers[start:] + strangers[:start])
        for _ in range(EACH):
            article, host = next(articles), next(turned)
            content = _emptied(host)
            assert content is not None
            yield Guest(
                f"{article.name}-in-{host.name}", language, _language(host),
                content(article), f"text/{'html' if suffix == 'html' else 'plain'}",
                article.facts["title"], tuple(article.texts()),
            )  # fmt: skip


@cache
def _articles() -> tuple[Reviewed, ...]:
    return tuple(p for p in reviewed() if p.verdict == "article")


@cache
def _language(page: Reviewed) -> str:
    return detect(" ".join(page.texts())).code


@cache
def _form(page: Reviewed) -> str:
    return "html" if "html" in page.content_type else "txt"


@cache
def _emptied(host: Reviewed) -> "_TextFrame | _HtmlFrame | None":
    """The host's frame, None where its article's blocks cannot be told from it."""
    text = decode(host.raw, host.content_type)[0]
    frame = (_HtmlFrame if _form(host) == "html" else _TextFrame)(host, text)
    return frame if frame.sound else None


class _TextFrame:
    """A dump's lines; calling it with a guest puts the guest's lines where the host's were."""

    def __init__(self, host: Reviewed, text: str) -> None:
        self._title = host.facts["title"]
        self._lines = text.split("\n")
        own = set(host.texts())
        self._own = [n for n, x in enumerate(self._lines) if _body(x) in own]
        self.sound = len(self._own) >= len(own)

    def __call__(self, guest: Reviewed) -> str:
        out: list[str] = []
        for number, line in enumerate(self._lines):
            if number == self._own[0]:
                out += guest.texts()
            elif number not in self._own:
                out.append(_retitled(line, self._title, guest.facts["title"]))
        return "\n".join(out)


def _body(line: str) -> str:
    return " ".join(line.split())


def _retitled(line: str, old: str, new: str) -> str:
    """The line with the guest's title; a breadcrumb has only the beginning, with dots."""
    if old in line:
        return line.replace(old, new)
    cut = re.search(r"\s*(?:\.\.+|…)$", line)
    if cut and old.startswith(line[: cut.start()].split(" / ")[-1]) and cut.start() > _CRUMB // 2:
        stem = line[: cut.start()].split(" / ")[-1]
        return line.replace(stem, new[:_CRUMB])
    return line


class _HtmlFrame:
    """A page's tree; calling it with a guest fills the host's elements with the guest's text."""

    def __init__(self, host: Reviewed, text: str) -> None:
        self._host, self._title = host, host.facts["title"]
        self._text = re.sub(r"^\s*<\?xml[^>]*>", "", text)
        self.sound = "articleBody" not in re.sub(r'"?itemprop="?\w+', "", text)
        self.sound &= "liveBlogUpdate" not in text and self._find(self._tree()) is not None

    def _tree(self) -> lxml.html.HtmlElement:
        return lxml.html.document_fromstring(self._text)

    def _find(self, tree: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement] | None:
        wanted, found = list(self._host.texts()), []
        for element in tree.iter("p", "h2", "h3", "li", "span", "blockquote", "div"):
            if wanted and _body(element.text_content()) == _body(wanted[0]):
                found.append(element)
                wanted.pop(0)
        return None if wanted else found

    def __call__(self, guest: Reviewed) -> str:
        tree = self._tree()
        places = self._find(tree) or []
        plain = next(p for p in places if p.tag not in ("h2", "h3", "blockquote"))
        fresh = []
        for text in guest.texts():
            element = copy.deepcopy(plain)
            for child in list(element):
                element.remove(child)
            element.text, element.tail = text, "\n"
            fresh.append(element)
        at = places[0]
        for element in fresh:
            at.addprevious(element)
        for element in places:
            element.drop_tree()
        self._retitle(tree, guest)
        return str(lxml.html.tostring(tree, encoding="unicode"))

    def _retitle(self, tree: lxml.html.HtmlElement, guest: Reviewed) -> None:
        old, new = self._title, guest.facts["title"]
        lead = self._host.texts()[0][:_CRUMB]
        for element in tree.iter():
            if not isinstance(element.tag, str):
                continue
            for key, value in element.attrib.items():
                if value.startswith(lead):
                    element.set(key, guest.texts()[0][:150])
                elif old in value:
                    element.set(key, value.replace(old, new))
            if element.tag == "script" and element.text:
                for ascii_only in (True, False):
                    element.text = element.text.replace(
                        json.dumps(old, ensure_ascii=ascii_only), json.dumps(new)
                    )
            elif element.text:
                element.text = _retitled(element.text, old, new)
            if element.tail:
                element.tail = _retitled(element.tail, old, new)
