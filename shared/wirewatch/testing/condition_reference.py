"""What a condition of a rule means, read off the page; see `rule_reference.py`."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import unquote, urlsplit

from wirewatch.core.rules import Between, Document, Fact, Language
from wirewatch.core.text import tokenize


def condition_holds(node: Language | Fact | Between, document: Document, length: int) -> bool:
    """Whether a condition is true of a document with so many words in its body."""
    if isinstance(node, Language):
        return _is_variety(document.language, node.code)
    if isinstance(node, Fact):
        return _fact(node, document)
    return _between(node, document, length)


def _is_variety(language: str, code: str) -> bool:
    parts, wanted = language.lower().replace("_", "-").split("-"), code.split("-")
    return parts[: len(wanted)] == wanted


def _fact(fact: Fact, document: Document) -> bool:
    if fact.name == "country" and document.country:
        return document.country == fact.value
    if fact.name == "country":
        hosts = [urlsplit(document.url).hostname or "", document.site]
        ends = {host.lower().split(".")[-1] for host in hosts}
        return fact.value in {"gb" if end == "uk" else end for end in ends}
    if fact.name == "sitelang":
        return _is_variety(document.site_language, fact.value)
    if fact.name == "source":
        return document.source.casefold() == fact.value
    if fact.name == "site":
        hosts = [urlsplit(document.url).hostname or "", document.site]
        wanted = fact.value.split(".")
        return any(host.lower().split(".")[-len(wanted) :] == wanted for host in hosts)
    words = fact.value.split()
    for text in _fact_texts(fact.name, document):
        row = [token.folded for token in tokenize(text)]
        if any(row[i : i + len(words)] == words for i in range(len(row))):
            return True
    return False


def _fact_texts(name: str, document: Document) -> Iterator[str]:
    if name == "author":
        yield from document.authors
    elif name == "url":
        yield unquote(document.url)
    else:
        for one in document.named:
            kind = {"organisation": "org"}.get(one.kind, one.kind)
            if kind == name or (name == "entity" and kind != "topic"):
                yield from (one.name, one.id)


def _between(node: Between, document: Document, length: int) -> bool:
    if node.name == "words":
        number = length
    elif not document.published:
        return False
    else:
        number = date.fromisoformat(f"{document.published}-01"[:10]).toordinal()
    return (node.low or 0) <= number and (node.high is None or number <= node.high)
