"""What is known of an article beside its text, held against conditions such as `site:`."""

from datetime import date
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from wirewatch.core.rules.layout import DocumentTokens, is_variety
from wirewatch.core.rules.proof import Document, Named
from wirewatch.core.rules.site_countries import country_of
from wirewatch.core.rules.syntax import Between, Fact
from wirewatch.core.text import fold

NAMED_FIELDS = {
    "entity": ("person", "organisation", "place", "event", "product"),
    "person": ("person",),
    "org": ("organisation",),
    "place": ("place",),
    "topic": ("topic",),
}
"""Fields that ask for an entity or a topic, with the kinds they mean."""

WORD_FIELDS = ("author", "url", *NAMED_FIELDS)
"""Fields whose value is compared word by word, as a phrase is."""


def fact_holds(fact: Fact, tokens: DocumentTokens) -> bool:
    """Whether a condition holds for a document."""
    if fact.name == "site":
        return any(is_site(host, fact.value) for host in hosts_of(tokens.document))
    if fact.name == "country":
        return fact.value in countries_of(tokens.document)
    if fact.name == "source":
        return tokens.document.source.casefold() == fact.value
    if fact.name == "sitelang":
        return is_variety(tokens.site_language, fact.value)
    wanted = f" {fact.value} "
    return any(wanted in f" {text} " for text in fact_texts(fact.name, tokens.document))


def between_holds(between: Between, tokens: DocumentTokens) -> bool:
    """Whether a number of the document lies between two bounds; never where it is not known."""
    if between.name == "words":
        number: int | None = sum(map(len, tokens.rows[1:]))
    else:
        number = day_of(tokens.document.published)
    if number is None:
        return False
    low, high = between.low, between.high
    return (low is None or number >= low) and (high is None or number <= high)


def fact_texts(name: str, document: Document) -> list[str]:
    """Return the folded texts of a document among which a field looks for its words."""
    if name == "author":
        return list(map(fold, document.authors))
    if name == "url":
        return [fold(unquote(document.url))] if document.url else []
    kinds = NAMED_FIELDS[name]
    return [text for one in document.named if one.kind in kinds for text in _texts(one)]


def hosts_of(document: Document) -> list[str]:
    """Return the hosts a document comes from: that of its URL and its site."""
    return _hosts(document.url, document.site)


def countries_of(document: Document) -> list[str]:
    """Return the countries a document comes from, as `countries` tells them."""
    return countries(document.country, document.url, document.site)


def countries(source_country: str, url: str, site: str) -> list[str]:
    """Return the country of an article's source or, where that is empty, those of its hosts."""
    if source_country:
        return [source_country]
    return list(dict.fromkeys(filter(None, map(country_of, _hosts(url, site)))))


def _hosts(url: str, site: str) -> list[str]:
    found = []
    if url:
        try:
            found.append(urlsplit(url).hostname or "")
        except ValueError:  # no URL: then only the site is known
            found.append("")
    return [canonical_host(host) for host in (*found, site) if host]


def is_site(host: str, site: str) -> bool:
    """Whether a host is a site or one of its subdomains."""
    return host == site or host.endswith(f".{site}")


def canonical_host(host: str) -> str:
    """Return a host in small letters, without `www.`, in the form of the DNS."""
    host = host.strip().lower().removeprefix("*.").removeprefix("www.").strip(".")
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:  # no name the DNS could hold; compared as it is
        return host


@lru_cache(4096)
def day_of(moment: str) -> int | None:
    """Return the day (as `date.toordinal`) a moment begins with; its first where only the month
    or the year is given; None if there is none."""
    text = moment[:10]
    try:
        if len(text) == 10:
            return date.fromisoformat(text).toordinal()
        year, _, month = text.partition("-")
        return date(int(year), int(month or 1), 1).toordinal()
    except ValueError:
        return None


def _texts(named: Named) -> list[str]:
    return [fold(named.name), fold(named.id)]
