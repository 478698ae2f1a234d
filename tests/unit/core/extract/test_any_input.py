"""Whatever is put in: an extraction, a verdict or a Reject; nothing made up; stable on itself."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.core.errors import Reject
from wirewatch.core.extract import Extraction, NotAnArticle, extract

_WORDS = str.split(
    "the harbour council reported that every lamp along quay was lit before ferry left fog bell"
    " двери закрыты вчера вечером 港口 会议 fishermen’s café naïve 17 March 2026"
)
_SENTENCES = st.lists(st.sampled_from(_WORDS), min_size=8, max_size=24).map(
    lambda words: " ".join(words).capitalize() + "."
)
_NAMES = st.sampled_from(
    str.split(
        "div p article section h1 h2 ul li table tr td b i a span nav footer aside script style"
        " template svg time br blockquote figure figcaption"
    )
)
_JUNK = st.sampled_from(
    ["&nbsp;", "&#x0;", "&bogus;", "<", ">", "&", "<!--", "-->", "<![CDATA[", "]]>", "\x1b[1m",
     "\x00", "\u202e", "\u200b", "\x85", "\ud800", '"', "'", "<p", "</", "<?xml?>", "\r", "\x0b",
     "<script>", "<title>", "<plaintext>", "2026-03-17T10:00:00Z"]
)  # fmt: skip
_ATTRIBUTES = st.sampled_from(
    ["", " class='comment'", " class=byline", " itemprop=author", " itemprop='datePublished'",
     " rel=author", " datetime='2026-99-99'", " style='display:none'", " hidden", " id='x y'"]
)  # fmt: skip
_OPENED = st.tuples(_NAMES, _ATTRIBUTES).map(lambda pair: f"<{pair[0]}{pair[1]}>")
_CLOSED = _NAMES.map(lambda name: f"</{name}>")
_MARKUP = st.lists(
    st.one_of(_OPENED, _CLOSED, _JUNK, _SENTENCES, st.text(max_size=12)), max_size=60
).map("".join)
_KINDS = st.sampled_from(["text/html", "text/plain", None, "text/html; charset=big5", "x/y; ="])
_LETTERS = re.compile(r"\W+")


def _tried(content: bytes | str, kind: str | None) -> Extraction | NotAnArticle | None:
    try:
        return extract(content, url="https://quay.example/2026/fog", content_type=kind)
    except Reject:
        return None


def _letters(text: str) -> str:
    return _LETTERS.sub("", text)


@given(_MARKUP, _KINDS)
@settings(max_examples=80, deadline=None)
def test_markup_of_any_kind_never_raises(markup: str, kind: str | None) -> None:
    found = _tried(markup, kind)
    if isinstance(found, Extraction):
        shown = [
            found.title,
            *(p.text for p in found.paragraphs),
            *(p.place for p in found.removed),
        ]
        assert not any(c < " " or "\x7f" <= c < "\xa0" for text in shown for c in text)


@given(st.binary(max_size=3000), _KINDS)
@settings(max_examples=50, deadline=None)
def test_bytes_of_any_kind_never_raise(content: bytes, kind: str | None) -> None:
    _tried(content, kind)
    _tried(b"<html><body><p>" + content, kind)


@given(st.lists(_SENTENCES, min_size=3, max_size=12), st.lists(_OPENED, max_size=6))
@settings(max_examples=50, deadline=None)
def test_every_text_occurs_in_the_page(sentences: list[str], tags: list[str]) -> None:
    page = "<article>" + "".join(
        (tags[i % len(tags)] if tags else "") + f"<p>{s}</p>" for i, s in enumerate(sentences)
    )
    found = _tried(page, "text/html")
    if isinstance(found, Extraction):
        source = _letters(" ".join(sentences))
        for paragraph in found.paragraphs:
            assert _letters(paragraph.text) in source


@given(st.lists(_SENTENCES, min_size=4, max_size=12, unique=True))
@settings(max_examples=50, deadline=None)
def test_an_extraction_of_its_own_output_is_that_output(sentences: list[str]) -> None:
    page = "<article>" + "".join(f"<p>{s}</p>" for s in sentences) + "</article>"
    once = _tried(page, "text/html")
    if isinstance(once, Extraction) and once.paragraphs:
        again = _tried(
            "<article>" + "".join(f"<p>{p.text}</p>" for p in once.paragraphs) + "</article>",
            "text/html",
        )
        assert isinstance(again, Extraction)
        assert {p.text for p in again.paragraphs} <= {p.text for p in once.paragraphs}
