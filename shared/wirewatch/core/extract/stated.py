"""What a page says about itself in its markup: linked data, Open Graph, meta, title."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wirewatch.core.extract.markup import Markup, attributes
from wirewatch.core.extract.unprintable import without_unprintable

_MAX_JSON = 2_000_000
_MAX_NESTING = 60
_ARTICLE_TYPE = re.compile(r"Article|BlogPosting|Report$|Review$|LiveBlog|Posting$", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x1f]+")
_COMMENT = re.compile(r"(?://)?\s*(?:<!--|<!\[CDATA\[)")
_DATED = ("article:published_time", "pubdate", "parsely-pub-date", "dcterms.date", "datepublished")
_TAGS = re.compile(r"<[^<>]{1,500}>")


@dataclass(slots=True)
class Stated:
    """The page's own statements; `metas` holds the first value of each lower-case name."""

    metas: dict[str, str] = field(default_factory=dict)
    all_metas: list[tuple[str, str]] = field(default_factory=list)
    article: dict[str, Any] = field(default_factory=dict)
    nodes: list[dict[str, Any]] = field(default_factory=list)
    document_title: str = ""
    language: str | None = None
    canonical: str | None = None

    @property
    def body(self) -> str:
        """The article's text as linked data has it, or ""."""
        value = self.article.get("articleBody") or self.article.get("text")
        return without_tags(value) if isinstance(value, str) else ""

    @property
    def description(self) -> str:
        """The page's own summary, or ""."""
        return self.metas.get("og:description") or self.metas.get("description") or ""

    @property
    def headline(self) -> str:
        """The headline in linked data, or ""."""
        value = self.article.get("headline") or self.article.get("name")
        return without_unprintable(" ".join(value.split())) if isinstance(value, str) else ""

    @property
    def declares_article(self) -> bool:
        """Whether linked data, Open Graph or a meta element with a time of publication say so."""
        return (
            bool(self.article)
            or self.metas.get("og:type", "").lower() in ("article", "news")
            or any(name in self.metas for name in _DATED)
        )

    @property
    def title_guess(self) -> str:
        """The best stated title, before headings are looked at."""
        return self.metas.get("og:title") or self.headline or self.document_title


def without_tags(text: str) -> str:
    """A text of linked data without the markup that some pages leave in it."""
    return _TAGS.sub(" ", text)


def read_stated(markup: Markup) -> Stated:
    """Collect the statements from a page's markup."""
    stated = Stated()
    root = attributes(markup.root)
    stated.language = root.get("lang") or root.get("xml:lang")
    stated.document_title = without_unprintable(" ".join(markup.title.split())[:1000])
    for tag in markup.metas:
        _read_meta(stated, attributes(tag))
    for tag in markup.links:
        if "canonical" in tag:
            link = attributes(tag)
            if link.get("rel") == "canonical":
                stated.canonical = link.get("href", "").strip()[:2000] or None
                break
    for script in markup.scripts:
        stated.nodes.extend(_nodes(script))
    stated.article = _main_article(stated.nodes)
    return stated


def _read_meta(stated: Stated, meta: dict[str, str]) -> None:
    name = meta.get("property") or meta.get("name") or meta.get("itemprop")
    value = meta.get("content")
    if not name:
        if meta.get("http-equiv", "").lower() == "content-language" and value:
            stated.metas.setdefault("content-language", value)
        return
    if value:
        value = without_unprintable(" ".join(value[:5000].split()))
        name = name.lower()
        stated.all_metas.append((name, value))
        stated.metas.setdefault(name, value)


def _nodes(text: str) -> list[dict[str, Any]]:
    """All typed objects of one block of linked data, outermost first; [] where it is broken."""
    if len(text) > _MAX_JSON or _too_nested(text):
        return []
    text = _uncommented(text.strip()).strip().rstrip(";")
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        try:
            data = json.loads(_CONTROLS.sub(" ", text).replace(",}", "}").replace(",]", "]"))
        except (ValueError, RecursionError):
            return []
    return list(_typed(data, 0))


def _uncommented(text: str) -> str:
    """Without the comment or CDATA marks around it. From the ends only: a search for the closing
    mark would look at each run of spaces from each of its characters.
    """
    opening = _COMMENT.match(text)
    if opening is not None:
        text = text[opening.end() :]
    if text.endswith(("-->", "]]>")):
        text = text[:-3].rstrip().removesuffix("//")
    return text


def _too_nested(text: str) -> bool:
    depth = 0
    for match in re.finditer(r"[\[\]{}]", text):
        if match.group() in "[{":
            depth += 1
            if depth > _MAX_NESTING:
                return True
        else:
            depth -= 1
    return False


def _typed(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 6:
        return
    if isinstance(data, list):
        for item in data[:500]:
            yield from _typed(item, depth + 1)
    elif isinstance(data, dict):
        if "@type" in data:
            yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart"):
            if key in data and isinstance(data[key], dict | list):
                yield from _typed(data[key], depth + 1)


def types_of(node: dict[str, Any]) -> list[str]:
    """The node's types as strings."""
    value = node.get("@type")
    return [t for t in (value if isinstance(value, list) else [value]) if isinstance(t, str)]


def _main_article(nodes: list[dict[str, Any]]) -> dict[str, Any]:
    """The article node with most of headline, date, author and text; {} for none."""
    best: dict[str, Any] = {}
    most = 0
    for node in nodes:
        if any(_ARTICLE_TYPE.search(t) for t in types_of(node)):
            score = 1 + sum(
                bool(node.get(k)) for k in ("headline", "datePublished", "author", "articleBody")
            )
            if score > most:
                best, most = node, score
    return best
