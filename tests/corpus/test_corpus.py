"""What the extractor makes of each reviewed page is what a reader says its article is.

A line `known <aspect>: reason` at the head of an expected file names a defect of the extractor; the
test of that aspect must then fail, and the line goes when it no longer does.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import cache

import lxml.html
import pytest

from tests.corpus.reviewed import Reviewed, reviewed
from wirewatch.core.extract import Extraction, NotAnArticle, extract
from wirewatch.core.language import detect

ASPECTS = (
    "verdict", "title", "body", "kinds", "captions", "authors", "published", "language", "site",
    "places",
)  # fmt: skip


@cache
def found_in(page: Reviewed) -> Extraction | NotAnArticle:
    return extract(page.raw, url=page.url, content_type=page.content_type)


def cases() -> Iterator[object]:
    for page in reviewed():
        for aspect in ASPECTS if page.verdict == "article" else ("verdict",):
            if (
                aspect in ("kinds", "captions", "authors", "language", "site")
                and not page.kinds_told
            ):
                continue
            reason = page.facts.get(f"known {aspect}") or page.facts.get("known verdict")
            marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
            yield pytest.param(page, aspect, marks=marks, id=f"{page.name}-{aspect}")


@pytest.mark.parametrize(("page", "aspect"), list(cases()))
def test_page(page: Reviewed, aspect: str) -> None:
    found = found_in(page)
    if aspect == "verdict":
        assert isinstance(found, Extraction) == (page.verdict == "article"), found
        return
    assert isinstance(found, Extraction), "see the verdict"
    shown = [p for p in found.paragraphs if p.kind != "caption"]
    if aspect == "title":
        assert found.title == page.facts["title"]
    elif aspect == "body":
        assert [p.text for p in shown] == page.texts()
    elif aspect == "kinds":
        told = dict(reversed([(text, kind) for kind, text in page.paragraphs]))
        kept = [p for p in found.paragraphs if p.text in told]
        assert {p.text: p.kind for p in kept} == {p.text: told[p.text] for p in kept}
    elif aspect == "captions":
        captions = [text for kind, text in page.paragraphs if kind == "caption"]
        assert [p.text for p in found.paragraphs if p.kind == "caption"] == captions
    elif aspect == "authors":
        assert "; ".join(found.authors) == page.facts.get("authors", "")
    elif aspect == "published":
        assert same_moment(found.published.value if found.published else "", page)
    elif aspect == "language":
        assert found.site_language == page.facts["site_language"]
    elif aspect == "site":
        assert (found.site_name or "") == page.facts["site_name"]
        assert (found.paywalled is True) == (page.facts.get("paywalled") == "yes")
    else:
        check_places(found, page)


def same_moment(value: str, page: Reviewed) -> bool:
    wanted = page.facts.get("published", "")
    if len(wanted) <= 10 or len(value) <= 10:
        return value == wanted
    return datetime.fromisoformat(value) == datetime.fromisoformat(wanted)


def check_places(found: Extraction, page: Reviewed) -> None:
    """Each kept paragraph stands where its place says."""
    text = page.raw.decode(found.encoding, "replace")
    if found.mode == "text":
        lines = text.replace("\r\n", "\n").split("\n")
        for paragraph in found.paragraphs:
            number = int(paragraph.place.removeprefix("line:"))
            assert paragraph.text in " ".join(lines[number - 1].split())
        return
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    tree = lxml.html.document_fromstring(text.encode(), parser=parser).getroottree()
    for paragraph in found.paragraphs:
        (element,) = tree.xpath(paragraph.place.removeprefix("html:"))
        assert "".join(paragraph.text.split()) in "".join("".join(element.itertext()).split())


def test_the_corpus_is_as_wide_as_news_is() -> None:
    pages = reviewed()
    articles = [page for page in pages if page.verdict == "article"]
    assert len({page.name for page in pages}) == len(pages) >= 120
    assert Counter(b"<" in page.raw[:300] for page in articles)[False] >= 30
    languages = {detect(" ".join(page.texts())).code for page in articles}
    assert len(languages) >= 25
    scripts = {
        unicodedata.name(c).split()[0]
        for page in articles
        for c in "".join(page.texts())
        if c.isalpha()
    }
    assert {"LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "CJK", "HIRAGANA", "HANGUL", "THAI",
            "DEVANAGARI", "BENGALI", "GEORGIAN"} <= scripts  # fmt: skip
