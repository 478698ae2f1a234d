"""Who wrote the article: names from linked data, meta elements and bylines."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

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
_ADDRESS = re.compile(r"\S@\S|www\.")


def authors(stated: Stated, root: Any) -> tuple[str, ...]:
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
    if not names and root is not None:
        names = list(_marked(root))
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


def _candidates(root: Any) -> tuple[list[Any], ...]:
    """Elements marked as an author's name, as author, as link to one, as the user who submitted
    the text, and by class; in one pass.
    """
    named, whole, links, users, bylined, submitted = (list[Any]() for _ in range(6))
    for element in root.iter():
        get = element.get
        kind, names = get("itemprop"), get("class")
        if kind == "author":
            whole.append(element)
        elif kind == "name" and whole:
            named.append(element)
        if names is not None:
            if "author" in names or "byline" in names:
                bylined.append(element)
            if "submitted" in names:
                submitted.append(element)
            if "username" in names and submitted:
                users.append(element)
        if element.tag == "a" and get("rel") == "author":
            links.append(element)
    return _below(named, whole), whole, links, _below(users, submitted), bylined


def _below(elements: list[Any], holders: list[Any]) -> list[Any]:
    """The elements that stand in one of the holders."""
    inside = set(holders)
    return [e for e in elements if any(above in inside for above in e.iterancestors())]


def _marked(root: Any) -> Iterable[str]:
    """Names in rel=author links, itemprop=author, and elements with a byline class."""
    *marked, bylined = _candidates(root)
    for elements in marked:
        found = [n for e in elements for n in split_names("".join(e.itertext())[:200])]
        if found:
            return found[:6]
    for element in bylined:
        if len(element.get("class")) < 100:
            text = " ".join("".join(element.itertext()).split())
            if 3 < len(text) < 80 and (found := split_names(text)):
                good = [n for n in found if len(n.split()) >= 2]
                if good:
                    return good[:6]
    return []
