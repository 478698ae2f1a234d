"""Who wrote the article: names from linked data, meta elements and bylines."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from wirewatch.core.extract.markup import Markup
from wirewatch.core.extract.stated import Stated, types_of
from wirewatch.core.extract.unprintable import without_unprintable

_METAS = (
    "author", "article:author", "dc.creator", "dcterms.creator", "parsely-author",
    "sailthru.author", "byl", "byline", "article:author:name", "cxenseparse:author",
    "article.author", "creator",
    "dcsext.author", "twitter:data1",
)  # fmt: skip
_LEADING = re.compile(
    r"^(?:(?:written |reported |story |text |article )?by|von|par|por|di|door|av|af|autor(?:in|a)?"
    r"|author|auteur|przez|автор|текст|από|text|yazan|oleh)[:\s]+",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:;|\||•|/|\s(?:and|und|et|y|e|en|och|og|i|a|и|&|και|ve|dan)\s)\s*")
_NOT_NAME = re.compile(
    r"https?:|www\.|@|\d|\bstaff\b|\beditor(?:ial)?\b|redaktion|redacci[oó]n|\bnews\b|\bonline\b"
    r"|\bagenc|\bdesk\b|\bteam\b|\.com|редакция|\badmin\b|\bcorrespondent\b|\breporter\b",
    re.IGNORECASE,
)
_MARKS = ("author", "byline", "submitted", "username", 'itemprop="name', "itemprop='name")
_LONG_CLASS = 100
_MOST_MARKED = 200
_ADDRESS = re.compile(r"\S@\S|www\.")


def authors(stated: Stated, markup: Markup | None) -> tuple[str, ...]:
    """The authors' names in the page's order; () where the page names no person."""
    node = stated.article
    stated_author = node.get("author") or node.get("creator")
    names = list(_names(stated_author, stated))
    if not names:
        for meta in _METAS:
            values = [v for n, v in stated.all_metas if n == meta]
            if (
                meta == "twitter:data1"
                and "by" not in stated.metas.get("twitter:label1", "").lower()
            ):
                continue
            names = [n for v in values for n in split_names(v)]
            if names:
                break
    if not names and markup is not None:
        names = list(_marked(markup))
    if not names:
        names = list(_names(stated_author, stated, organizations=True))
    return tuple(dict.fromkeys(names))


def _names(value: Any, stated: Stated, organizations: bool = False) -> Iterator[str]:
    """The names of persons, or of organizations, in a linked-data author value."""
    if isinstance(value, str) and not organizations:
        yield from split_names(value, strict=False)
    elif isinstance(value, list):
        for item in value[:20]:
            yield from _names(item, stated, organizations)
    elif isinstance(value, dict):
        name, kinds = _named(value, stated)
        if any("Organization" in k for k in kinds) == organizations:
            for text in name if isinstance(name, list) else [name]:
                if isinstance(text, str):
                    yield from split_names(text, strict=False)


def _named(value: dict[str, Any], stated: Stated) -> tuple[Any, list[str]]:
    """The name and types of an author node, followed to the node it refers to."""
    name = value.get("name")
    if name is None and isinstance(value.get("@id"), str):
        for node in stated.nodes:
            if node.get("@id") == value["@id"] and "name" in node:
                return node["name"], types_of(node)
    if name is None:
        name = f"{value.get('givenName') or ''} {value.get('familyName') or ''}".strip()
    return name, types_of(value)


def split_names(text: str, strict: bool = True) -> list[str]:
    """The names in a byline; addresses are dropped, and when `strict` names of desks as well."""
    if "://" in text or _ADDRESS.search(text):
        return []
    text = _LEADING.sub("", without_unprintable(" ".join(text.split())))
    names: list[str] = []
    for part in _AND.split(text):
        pieces = part.split(",")
        if len(pieces) > 1 and all(1 < len(p.split()) <= 4 for p in pieces):
            names.extend(pieces)
        else:
            names.append(pieces[0])
    clean = (n.strip(" .,:-–—|\t") for n in names)
    return [
        n
        for n in clean
        if 1 < len(n) < 60 and len(n.split()) <= 6 and not (strict and _NOT_NAME.search(n))
    ]


def is_person(text: str) -> bool:
    """Whether nothing in a name says that it is a desk, an agency or an address."""
    return _NOT_NAME.search(text) is None


def _candidates(markup: Markup) -> tuple[list[int], ...]:
    """The places of elements marked as an author's name, as author, as link to one, as the user
    who submitted the text, and by class.
    """
    named, whole, links, users, bylined, submitted = (list[int]() for _ in range(6))
    for place, element, stated in markup.marked(*_MARKS):
        kind, names = stated.get("itemprop"), stated.get("class", "")
        if kind == "author":
            whole.append(place)
        elif kind == "name" and whole:
            named.append(place)
        if ("author" in names or "byline" in names) and len(names) < _LONG_CLASS:
            bylined.append(place)
        if "submitted" in names:
            submitted.append(place)
        if "username" in names and submitted:
            users.append(place)
        if stated.get("rel") == "author" and element == "a":
            links.append(place)
    named = _below(markup, named, whole)
    return named, whole, links, _below(markup, users, submitted), bylined


def _below(markup: Markup, places: list[int], holders: list[int]) -> list[int]:
    """The elements that stand in one of the holders."""
    ends = [(holder, markup.end_of(holder)) for holder in holders[:_MOST_MARKED]]
    return [p for p in places if any(start < p < end for start, end in ends)]


def _marked(markup: Markup) -> Iterable[str]:
    """Names in rel=author links, itemprop=author, and elements with a byline class."""
    *marked, bylined = _candidates(markup)
    for places in marked:
        found = [n for p in places[:_MOST_MARKED] for n in split_names(markup.text_of(p)[:200])]
        if found:
            return found[:6]
    for place in bylined[:_MOST_MARKED]:
        text = " ".join(markup.text_of(place).split())
        if 3 < len(text) < 80 and (found := split_names(text)):
            good = [n for n in found if len(n.split()) >= 2]
            if good:
                return good[:6]
    return []
