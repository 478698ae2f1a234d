"""The title of an HTML page: headings and statements compared."""

import re
from collections.abc import Sequence
from functools import lru_cache

from wirewatch.core.extract.blocks import Block
from wirewatch.core.extract.stated import Stated
from wirewatch.core.extract.words import words_of

_HEAD = 12
_KICKER_ENDS = (":", "|", "–", "—", "-", "+", "•", "/")
_SEPARATOR = re.compile(r"\s+(?:[|–—\-·•»«:/]|::|\|\|)\s+|\s*[|]\s*")


# How much each place is trusted to hold the headline; measured on pages of many publishers.
_TRUST = {"og": 2.0, "heading": 1.6, "linked data": 0.9, "document": 0.5, "twitter": 0.3}


def html_title(stated: Stated, blocks: Sequence[Block], kept: Sequence[int]) -> str:
    """The headline on which most of the page's places agree, weighed by trust.

    Places: Open Graph, the h1 nearest before the body, linked data, document title, Twitter card.
    """
    site = stated.metas.get("og:site_name", "")
    heading = _heading(stated, blocks, kept, site)
    card = stated.metas.get("og:title", "")
    claims = {
        "og": card if card == heading else _without_site(card, site, stated.document_title),
        "heading": heading,
        "linked data": _without_site(stated.headline, site, ""),
        "document": split_document_title(_without_masthead(stated.document_title, blocks), site),
        "twitter": _without_site(stated.metas.get("twitter:title", ""), site, ""),
    }
    best, top = "", 0.0
    for place, claim in claims.items():
        if not claim or claim.lower() == site.lower():
            continue
        votes = sum(_TRUST[p] for p, c in claims.items() if p == place or _alike(claim, c))
        if votes > top + 1e-9:
            best, top = claim, votes
    if _is_own_headline(claims["og"], best, claims["twitter"]):
        best = claims["og"]
    if claims["og"] and _has_kicker(heading, claims["og"]):
        return claims["og"]
    if heading and _SEPARATOR.match(best.removeprefix(heading)):
        return heading  # what follows is the site's name, a section, a date
    # The heading as the page shows it, where only punctuation or the site's name differs, or where
    # the statement is the heading cut short and linked data have it whole.
    whole = _within(best, heading) and _alike(heading, claims["linked data"], 0.9)
    if heading and best != heading and (whole or _alike(best, heading, 0.9)):
        return heading
    return best


def _is_own_headline(card: str, best: str, twitter: str) -> bool:
    """Whether the Open Graph title is a headline of its own beside the one of all other places.

    Heading, linked data and document title are then the headline for search engines, the card has
    the editors'. A Twitter card of the same words makes it a teaser for social networks instead.
    """
    if not card or _alike(card, best) or _within(card, best):
        return False
    return len(words_of(card)) >= 4 and not _alike(card, twitter)


def _has_kicker(heading: str, card: str) -> bool:
    """Whether the heading is the card's title with a kicker before it."""
    low, end = heading.lower(), card.lower()
    return low != end and low.endswith(end) and low[: -len(end)].rstrip()[-1:] in _KICKER_ENDS


def _within(part: str, whole: str) -> bool:
    """Whether the words of one title all stand in another."""
    few = _word_set(part)
    return bool(few) and few <= _word_set(whole)


def _heading(stated: Stated, blocks: Sequence[Block], kept: Sequence[int], site: str) -> str:
    first = kept[0] if kept else len(blocks)
    headings = [b.text for b in blocks[: first + 3] if b.tag == "h1" and len(b.text) < 400]
    others = [b.text for b in blocks[: first + 1] if b.tag in ("h2", "h3") and len(b.text) < 400]
    claims = [stated.headline, stated.metas.get("og:title", ""), stated.document_title]
    for heading in [*reversed(headings), *reversed(others)]:
        if any(_agree(heading, claim) for claim in claims if claim):
            return heading
    named = [h for h in headings if len(words_of(h)) >= 3 and h.lower() != site.lower()]
    return named[-1] if named else ""


@lru_cache(maxsize=64)
def _word_set(title: str) -> frozenset[str]:
    return frozenset(words_of(title.lower()))


def _alike(one: str, two: str, share: float = 0.75) -> bool:
    a, b = _word_set(one), _word_set(two)
    return bool(a and b) and 2 * len(a & b) >= share * (len(a) + len(b))


def _agree(heading: str, claim: str) -> bool:
    """Whether a heading is (nearly) contained in a claimed title and not just a word of it."""
    a, b = _word_set(heading), _word_set(claim)
    if len(a) < 2 or not b:
        return False
    inside = len(a & b)
    return inside >= 0.8 * len(a) and inside >= 0.5 * min(len(b), 12)


def _without_site(title: str, site: str, document: str) -> str:
    """The title without a last part that names the site.

    A last part names the site when it is its stated name, or, with no name stated, when the
    document title ends in it too and it is short.
    """
    pieces = list(_SEPARATOR.finditer(title))
    if not pieces:
        return title
    tail = title[pieces[-1].end() :].strip().lower()
    low = site.lower()
    if low and (tail == low or (len(tail) > 4 and (tail in low or low in tail))):
        return title[: pieces[-1].start()].strip()
    if not low and document.lower().endswith(tail) and len(words_of(tail)) <= 5:
        return title[: pieces[-1].start()].strip()
    return title


def _without_masthead(title: str, blocks: Sequence[Block]) -> str:
    """A document title `Site: headline` without the site, which the page's head shows by itself."""
    name, colon, rest = title.partition(": ")
    if colon and rest and any(b.text == name for b in blocks[:_HEAD]):
        return rest
    return title


def split_document_title(title: str, site: str = "") -> str:
    """A document title without the site's name; its longest part where no name is stated."""
    cut = _without_site(title, site, "")
    if cut != title:
        return cut
    parts = [p for p in _SEPARATOR.split(title) if p and p.strip()]
    return max(parts, key=len).strip() if parts else title
