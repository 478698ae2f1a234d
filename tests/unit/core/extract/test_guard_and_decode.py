"""The gate before the parsers: what is refused, what is unpacked, in which encoding it is read."""

import gzip
import time
import zipfile
from io import BytesIO

import pytest

from wirewatch.core.errors import Reason, Reject
from wirewatch.core.extract import Extraction, extract

_RUSSIAN = "".join(
    f"<p>Абзац номер {i} рассказывает о том, как жители долины встретили весну и что они думают"
    " о новом мосте через реку.</p>"
    for i in range(8)
)
_ENGLISH = "".join(
    f"<p>Paragraph {i} tells how the people of the valley greeted the spring, and what they think"
    " about the new bridge across the river.</p>"
    for i in range(8)
)
_PAGE = (
    f"<html><head><title>A bridge</title></head><body><article><h1>A new bridge over the river"
    f"</h1>{_ENGLISH}</article></body></html>"
)
_PAGE_RU = (
    f"<html><head><title>Мост</title></head><body><article><h1>Новый мост через реку</h1>"
    f"{_RUSSIAN}</article></body></html>"
)


_LINKED = '<script type="application/ld+json">'


def _zip() -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a", b"0" * 100)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY), (b" \n\t " * 9, Reason.EMPTY), (b"\0" * 5000, Reason.EMPTY),
        ("", Reason.EMPTY), (b"a" * (10 * 1024 * 1024 + 1), Reason.TOO_LARGE),
        (gzip.compress(b"\0" * 30_000_000), Reason.TOO_LARGE), (b"\x1f\x8bnonsense", Reason.BINARY),
        (_zip(), Reason.BINARY), (b"%PDF-1.7\n" + b"x" * 900, Reason.BINARY),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 900, Reason.BINARY),
        (bytes(range(256)) * 40, Reason.BINARY),
    ],
)  # fmt: skip
def test_what_is_refused(content: bytes | str, reason: Reason) -> None:
    with pytest.raises(Reject) as caught:
        extract(content, url=None, content_type=None)
    assert caught.value.reason is reason


def test_gzip_is_unpacked() -> None:
    found = extract(gzip.compress(_PAGE.encode()), url=None, content_type="text/html")
    assert isinstance(found, Extraction)
    assert len(found.paragraphs) == 8


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "koi8-r", "utf-16"])
def test_undeclared_encodings(encoding: str) -> None:
    found = extract(_PAGE_RU.encode(encoding), url=None, content_type=None)
    assert isinstance(found, Extraction)
    assert "Абзац номер 5" in found.body


@pytest.mark.parametrize("declared", ["utf-8", "windows-1251", "iso-8859-1"])
def test_a_wrong_declaration_is_repaired(declared: str) -> None:
    real = "cp1251" if declared == "utf-8" else "utf-8"
    page = _PAGE_RU.replace("<head>", f'<head><meta charset="{declared}">')
    found = extract(page.encode(real), url=None, content_type=f"text/html; charset={declared}")
    assert isinstance(found, Extraction)
    assert "Абзац номер 5" in found.body


def test_a_lone_surrogate_loses_nothing_else() -> None:
    found = extract(_PAGE.replace("spring", "spr\ud800ing", 1), url=None, content_type="text/html")
    assert isinstance(found, Extraction)
    assert len(found.paragraphs) == 8


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 10_000 + _PAGE, "<div>" * 100_000 + _PAGE, "<p><b>x" * 100_000 + _PAGE,
        "<a href=x><i><u>" * 50_000 + _PAGE, "<table><tr><td>" * 10_000 + _PAGE,
        _PAGE.replace("<article>", "<article " + " ".join(f"a{i}=1" for i in range(300_000)) + ">"),
        _PAGE.replace("<article>", '<article data-x="' + "x" * 5_000_000 + '">'),
        "<" * 500_000 + _PAGE, "&" * 500_000 + _PAGE,
        _PAGE.replace("<article>", "<p>" + "1/" * 300_000 + "</p><article>"),
        _PAGE.replace("</head>", _LINKED + "[" * 200_000 + "</script></head>"),
    ],
    ids=["div1e4", "div1e5", "unclosed", "links", "tables", "attributes", "long", "lt", "amp",
         "dates", "linked-data"],
)  # fmt: skip
def test_hostile_markup_keeps_the_article_in_bounded_time(page: str) -> None:
    start = time.process_time()
    found = extract(page, url=None, content_type="text/html")
    assert time.process_time() - start < 2.0
    assert isinstance(found, Extraction)
    assert "Paragraph 5 tells" in found.body
