"""The title of an HTML page: headings and statements compared."""

import re
from collections.abc import Sequence

from wirewatch.core.extract.blocks import Block
from wirewatch.core.extract.line_features import words_of
from wirewatch.core.extract.stated import Stated

_SEPARATOR = re.compile(r"\s+(?:[|–—\-·•»«:/]|::|\|\|)\s+|\s*[|]\s*")


def html_title(stated: Stated, blocks: Sequence[Block], kept: Sequence[int]) -> str:
    """The headline: the h1 nearest before the body that agrees with what the page states.

    Without agreement the stated headline wins over Open Graph over the h1 over the document
    title, which is cut at the separator before the site's name.
    """
    first = kept[0] if kept else len(blocks)
    headings = [b.text for b in blocks[: first + 3] if b.tag == "h1" and len(b.text) < 400]
    others = [b.text for b in blocks[: first + 1] if b.tag in ("h2", "h3") and len(b.text) < 400]
    document = stated.document_title
    shared = stated.metas.get("og:title", "")
    claims = [t for t in (stated.headline, shared, document) if t]
    for heading in [*reversed(headings), *reversed(others)]:
        if any(_agree(heading, claim) for claim in claims):
            return heading
    site = stated.metas.get("og:site_name", "")
    if stated.headline:
        return _without_site(stated.headline, site)
    if shared:
        return _without_site(shared, site)
    named = [h for h in headings if len(words_of(h)) >= 3]
    if named and not _agree(named[-1], site):
        return named[-1]
    return _without_site(document, site, loose=True)


def _agree(heading: str, claim: str) -> bool:
    a, b = words_of(heading.lower()), words_of(claim.lower())
    if len(a) < 2 or not b:
        return False
    inside = len(set(a) & set(b))
    return inside >= 0.8 * len(set(a)) and inside >= 0.5 * min(len(set(b)), 12)


def _without_site(title: str, site: str, loose: bool = False) -> str:
    """The title without a leading or trailing part that names the site."""
    parts = [p for p in _SEPARATOR.split(title) if p and p.strip()]
    if len(parts) < 2:
        return title
    if site:
        low = site.lower()
        for part in (parts[-1], parts[0]):
            if part.strip().lower() == low:
                start = 0 if part is parts[-1] else title.find(part) + len(part)
                end = title.rfind(part) if part is parts[-1] else len(title)
                return title[start:end].strip(" |–—-·•»«:/")
    if not loose:
        return title
    longest = max(parts, key=len)
    return longest.strip()


def split_document_title(title: str) -> str:
    """The longest part of a document title, without what is probably the site's name."""
    return _without_site(title, "", loose=True)
