"""Facts about the page beside the article: site, language, section, image, paywall."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit

from wirewatch.core.extract.blocks import Page
from wirewatch.core.extract.lines import Lines
from wirewatch.core.extract.stated import Stated
from wirewatch.core.extract.unprintable import without_unprintable
from wirewatch.core.language import detect

_PARTS = re.compile(r"\s+[|–—\-·•»«:/]+\s+|\s*[|｜_：»]\s*|:\s+")
_EDGES = " |–—-·•»«:/_｜：,."
_NAME_WORDS = 6
_SAMPLE = 240
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2}$")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What `Extraction` says about the page beside title, text, authors and times."""

    site_name: str | None = None
    site_language: str | None = None
    canonical_url: str | None = None
    section: str | None = None
    lead_image: str | None = None
    paywalled: bool | None = None


def page_facts(
    stated: Stated,
    url: str | None,
    page: Page | None = None,
    lines: Lines | None = None,
    kept: Sequence[int] = (),
    title: str = "",
) -> PageFacts:
    """Read the facts from the page's statements.

    Where none names the site's language, what stands around the article tells it; where none names
    the site, what stands beside `title` in the document's title does.
    """
    language = _stated_language(stated)
    if language is None and page is not None and lines is not None:
        language = furniture_language(page, lines, kept)
    return PageFacts(
        site_name=_site_name(stated) or named_in_title(stated.document_title, title),
        site_language=language,
        canonical_url=_absolute(stated.canonical or stated.metas.get("og:url"), url),
        section=_section(stated),
        lead_image=_absolute(_image(stated), url),
        paywalled=_paywalled(stated),
    )


def named_in_title(document_title: str, title: str) -> str | None:
    """The site's name as the document title has it before or after the headline; None for none.

    Of several parts after the headline the last is the site, the others are sections or dates.
    """
    if not title or title == document_title:
        return None
    if document_title.startswith(title):
        parts = _PARTS.split(document_title[len(title) :])
        name = next((p.strip() for p in reversed(parts) if p and p.strip(_EDGES)), "")
    elif document_title.endswith(title):
        parts = _PARTS.split(document_title[: -len(title)])
        name = next((p.strip() for p in parts if p and p.strip(_EDGES)), "")
    else:
        return None
    name = name.strip(_EDGES)
    if not name or len(name.split()) > _NAME_WORDS or any(c.isdecimal() for c in name[:1]):
        return None
    return name


def furniture_language(page: Page, lines: Lines, kept: Sequence[int]) -> str | None:
    """The language of the blocks around the article, the site's own; None where unclear.

    Lines beyond the Latin script come first: they name the site's language better.
    """
    chosen = set(kept)
    script = lines.script.tolist()
    around = [i for i in range(len(page.blocks)) if i not in chosen]
    around.sort(key=lambda i: script[i] <= 0)
    text = " ".join(page.blocks[i].text for i in around[:60])[:_SAMPLE]
    return _language_of(text)


@lru_cache(maxsize=1_000)
def _language_of(text: str) -> str | None:
    """The language of what stands around an article: the pages of a site often begin alike."""
    guess = detect(text)
    if guess.code == "yue":
        return "zh"  # menus are in standard Chinese, too short to tell by
    return guess.code if guess.code != "und" and guess.confidence >= 0.4 else None


def _stated_language(stated: Stated) -> str | None:
    for value in (
        stated.language, stated.article.get("inLanguage"), stated.metas.get("content-language"),
        stated.metas.get("og:locale"), stated.metas.get("language"),
        stated.metas.get("dc.language"),
    ):  # fmt: skip
        if isinstance(value, str) and _LANGUAGE.match(value.strip()):
            return re.split("[-_]", value.strip())[0].lower()
    return None


def _site_name(stated: Stated) -> str | None:
    publisher = stated.article.get("publisher")
    if isinstance(publisher, list) and publisher:
        publisher = publisher[0]
    named = publisher.get("name") if isinstance(publisher, dict) else None
    for value in (
        stated.metas.get("og:site_name"), named, stated.metas.get("application-name"),
        *(n.get("name") for n in stated.nodes if n.get("@type") == "WebSite"),
    ):  # fmt: skip
        if isinstance(value, str) and value.strip():
            return without_unprintable(" ".join(value.split())[:200])
    return None


def _section(stated: Stated) -> str | None:
    value: Any = stated.article.get("articleSection")
    if isinstance(value, list):
        value = next((v for v in value if isinstance(v, str) and v.strip()), None)
    value = value or stated.metas.get("article:section") or stated.metas.get("section")
    if not isinstance(value, str) or not value.strip():
        return None
    return without_unprintable(" ".join(value.split())[:200])


def _image(stated: Stated) -> str | None:
    value: Any = stated.metas.get("og:image") or stated.article.get("image")
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("url")
    return value if isinstance(value, str) else None


def _absolute(address: str | None, url: str | None) -> str | None:
    """The address made absolute; None unless it is http or https and well formed and printable."""
    if not address:
        return None
    try:
        full = urljoin(url or "", address.strip())
        parts = urlsplit(full)
    except ValueError:
        return None
    good = parts.scheme in ("http", "https") and parts.netloc and full.isprintable()
    return full[:2000] if good else None


def _paywalled(stated: Stated) -> bool | None:
    """The isAccessibleForFree statement turned round, or the content tier; None if not stated."""
    value = stated.article.get("isAccessibleForFree")
    if isinstance(value, str):
        value = {"true": True, "false": False}.get(value.strip().lower())
    if isinstance(value, bool):
        return not value
    tier = stated.metas.get("article:content_tier", "").lower()
    return {"free": False, "locked": True, "metered": True}.get(tier)
