"""Pages with comments, templates, broken markup and odd orders, written for the purpose."""

import pytest

from wirewatch.core.extract import Extraction, extract

TITLE = "Ferry company orders three electric boats"
BODY = [
    "The ferry company that serves the northern islands has ordered three electric boats, its"
    " director said on Tuesday, after two years of talks with the shipyard in Vellhaven.",
    "Each boat will carry two hundred passengers and forty cars, and will be charged at the pier"
    " in eleven minutes. The first is due in the spring of next year.",
    "Fishermen on the outer islands doubt that the charging stations will survive a winter storm,"
    " and have asked the council to keep one of the old boats in reserve.",
]
COMMENTS = [
    "I have crossed on the old boats for thirty years, and every word of this article is true. The"
    " charging stations will be gone with the first storm of the winter, as everybody knows.",
    "The council should have asked the islanders before it signed anything. The director has never"
    " lived on an island, and the shipyard in Vellhaven was late with every ship it has built.",
    "Forty cars are not enough in July. Last summer we waited five hours at the pier, and nobody"
    " from the company came to tell us why the second boat did not sail that day.",
]
ARTICLE = f"<article><h1>{TITLE}</h1>" + "".join(f"<p>{p}</p>" for p in BODY) + "</article>"


def found(page: str | bytes, kind: str = "text/html") -> Extraction:
    extraction = extract(page, url="https://north.example/boats", content_type=kind)
    assert isinstance(extraction, Extraction)
    return extraction


def test_readers_comments_are_not_the_article() -> None:
    comments = "".join(
        f'<li class="comment"><b>Reader {i}</b><div class="comment-body"><p>{text}</p></div></li>'
        for i, text in enumerate(COMMENTS * 4)
    )
    page = f"<title>{TITLE}</title><body>{ARTICLE}<ol class='comment-list'>{comments}</ol>"
    assert [p.text for p in found(page).paragraphs] == BODY


@pytest.mark.parametrize(
    "page",
    [
        f"<html><body><template>{ARTICLE}</template></body></html>",
        f"<!-- <html><body>{ARTICLE}</body></html>",
        "<div>" * 5_000 + ARTICLE,
        "<p " + " ".join(f"a{i}" for i in range(25_000)) + ">" + ARTICLE,
        "<p data-x='" + "a=b " * 20_000 + "'>" + ARTICLE,
        f"<title>{TITLE}</title><body>" + "<p><b>x" * 40_000 + ARTICLE,
    ],
    ids=["template", "open comment", "deep", "bare attributes", "long attribute", "unclosed"],
)
def test_the_article_survives_odd_markup(page: str) -> None:
    body = found(page).body
    assert all(text in body for text in BODY)


def test_a_page_of_two_encodings() -> None:
    text = "Совет порта открыл старый маяк, и жители города пришли посмотреть на огонь впервые."
    rows = [f"<p>Абзац {i}. {text}</p>".encode("utf-8" if i < 6 else "cp1251") for i in range(12)]
    body = found(b"<html><body><article>" + b"".join(rows) + b"</article></body></html>").body
    assert all(f"Абзац {i}. {text}" in body for i in range(12))


def test_the_title_stands_above_the_share_bar() -> None:
    lines = [
        "Home | News | Sport",
        "14 March 2026, 09:00",
        TITLE,
        "Share",
        "The pier at noon",
        *BODY,
    ]
    extraction = found("\n".join(lines), "text/plain")
    assert extraction.title == TITLE
    assert extraction.body == "\n\n".join(BODY)
