"""Characters that no reader sees never reach the article, whatever way they came in."""

import pytest

from wirewatch.core.extract import Extraction, extract
from wirewatch.core.extract.references import without_nonsense
from wirewatch.core.extract.unprintable import without_unprintable

_SENTENCE = "The lamp keeper of Orrin Point counted {} sails before the fog closed the bay."
_BODY = [_SENTENCE.format(n) for n in ("nine", "ten", "eleven", "twelve", "thirteen")]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, with ümläuts", "plain, with ümläuts"),
        ("a \x1b[31mred\x1b[0m lamp", "a red lamp"),
        ("a bell\x07 and a \x7fmark", "a bell and a mark"),
        ("don\x92t \x93go\x94 \x81", "don’t “go”"),
        ("zero\u200bwidth \u202eturned\u202c", "zerowidth turned"),
        ("\ufeff \u200b", ""),
        ("Schiff\u00adfahrt", "Schiff\u00adfahrt"),
    ],
)
def test_one_line(text: str, shown: str) -> None:
    assert without_unprintable(text) == shown


@pytest.mark.parametrize("junk", ["\x1b[2J", "\x07", "\u202e", "&#27;", "&#x202e;", "\x9b1m"])
def test_an_article_shows_none_of_them(junk: str) -> None:
    page = (
        f"<html><head><title>Fog{junk} over Orrin</title><meta name='author' content='Ada{junk}"
        f" Brook'><meta property='og:site_name' content='Bay{junk} Post'></head><body><article>"
        f"<h1>Fog{junk} over Orrin</h1>"
        + "".join(f"<p>{p}{junk}</p>" for p in _BODY)
        + "</article>"
    )
    found = extract(page, content_type="text/html")
    assert isinstance(found, Extraction)
    assert [p.text for p in found.paragraphs] == _BODY
    assert (found.title, found.site_name) == ("Fog over Orrin", "Bay Post")
    assert found.authors == ("Ada Brook",)


def test_plain_text_shows_none_of_them() -> None:
    text = "\n".join(["Fog over Orrin", *(f"\x1b[1m{p}\x1b[0m\x00" for p in _BODY)])
    found = extract(text, content_type="text/plain")
    assert isinstance(found, Extraction)
    assert [p.text for p in found.paragraphs] == _BODY


def test_references_to_nothing_are_left_out() -> None:
    page = "<article>" + "".join(f"<p>{p}</p>" for p in _BODY) + "</article>"
    broken = page.replace(" ", "&nbsp;&#x0;&#x110000;&#55296;&nonsense;", 30)
    found = extract(broken, content_type="text/html")
    assert isinstance(found, Extraction)
    assert [p.text for p in found.paragraphs] == _BODY


def test_references_that_mean_something_stay() -> None:
    sound = b"Q&amp;A &#8217; &unheardof; AT&T &#; a=1&b=2"
    assert without_nonsense(sound) == sound
    assert without_nonsense(b"&#0;" + sound) == sound.replace(b"&unheardof;", b"")
