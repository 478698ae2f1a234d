"""The article and nothing but the article, on small pages written for the purpose."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wirewatch.core.errors import Reject
from wirewatch.core.extract import (
    Extraction,
    NotAnArticle,
    NotAnArticleReason,
    RemovalReason,
    extract,
    html_body,
    metadata,
    text_body,
)

TITLE = "Ferry company orders three electric boats for the northern islands"
BODY = [
    "The ferry company that serves the northern islands has ordered three electric boats, its"
    " director said on Tuesday, after two years of talks with the shipyard in Vellhaven.",
    "Each boat will carry two hundred passengers and forty cars, and will be charged at the pier"
    " in eleven minutes. The first is due in the spring of next year.",
    "“We have waited long enough,” said the director, Ingrid Solvang. “The old boats burn a tonne"
    " of oil on every crossing, and the islanders pay for it.”",
    "Fishermen on the outer islands doubt that the charging stations will survive a winter storm,"
    " and have asked the council to keep one of the old boats in reserve.",
    "The council will vote on the harbour works next month. A majority is expected, because the"
    " state pays most of the costs and the loan runs for thirty years.",
]
MENU = ["Главная", "Новости", "Политика", "Культура", "Спорт", "Погода", "Контакты"]
AFTER = [
    "Оставить комментарий", "Ваш e-mail не будет опубликован. Обязательные поля помечены *",
    "Январь 2026", "Пн Вт Ср Чт Пт Сб Вс", "1 2 3 4", "Вам может быть интересно:",
    "Жители дома на Речной улице третью неделю ждут, когда коммунальщики починят крышу. Вода"
    " стоит в подъезде, а управляющая компания обещает прислать мастеров...",
    "Школьники из соседнего района выиграли олимпиаду по химии и поедут в столицу на финал. Учителя"
    " говорят, что такого успеха не было двадцать лет...",
    "© 2026 Все права защищены",
]  # fmt: skip


def html_page() -> str:
    paragraphs = "".join(f"<p>{p}</p>" for p in BODY)
    menu = "".join(f'<li><a href="/{i}">{m}</a></li>' for i, m in enumerate(MENU))
    rail = "".join(f'<div class="card"><a href="/s/{i}">{t}</a></div>' for i, t in enumerate(AFTER))
    return f"""<!DOCTYPE html><html lang="ru"><head><title>{TITLE} | Северный вестник</title>
<meta property="og:site_name" content="Северный вестник">
<meta property="og:title" content="{TITLE}">
<meta property="article:section" content="Economy"><meta property="og:image" content="/boat.jpg">
<link rel="canonical" href="https://north.example/2026/01/boats">
<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle",
"headline":"{TITLE}","datePublished":"2026-01-13T08:30:00+02:00",
"dateModified":"2026-01-13T10:00:00+02:00","isAccessibleForFree":"False",
"author":[{{"@type":"Person","name":"Nils Aarvik"}}]}}</script></head><body>
<nav class="menu"><ul>{menu}</ul></nav><main><article><h1>{TITLE}</h1>
<div class="byline">Nils Aarvik</div>
<figure><img src="a.jpg"><figcaption>The pier at Vellhaven. Photo: N. Aarvik</figcaption></figure>
<div class="article-body">{paragraphs}</div></article></main><aside class="related">{rail}</aside>
<div class="cookie-banner">We use cookies to improve your experience. <button>Accept</button></div>
<footer>© 2026 Северный вестник</footer></body></html>"""


def text_page() -> str:
    crumb = TITLE[:48].rstrip() + " .."
    return "\n\n".join([*MENU, "/", crumb, TITLE, *BODY, *AFTER])


def _found(content: str, kind: str) -> Extraction:
    found = extract(content, url="https://north.example/2026/01/boats", content_type=kind)
    assert isinstance(found, Extraction)
    return found


@pytest.mark.parametrize(
    ("content", "kind", "mode"),
    [(html_page(), "text/html", "html"), (text_page(), "text/plain", "text")],
)
def test_title_and_body_are_exactly_the_articles(content: str, kind: str, mode: str) -> None:
    found = _found(content, kind)
    assert found.title == TITLE
    assert [p.text for p in found.paragraphs if p.kind != "caption"] == BODY
    assert found.mode == mode
    assert found.site_language == "ru"
    assert found.body == "\n\n".join(BODY)


def test_metadata_come_from_the_markup() -> None:
    found = _found(html_page(), "text/html")
    assert found.authors == ("Nils Aarvik",)
    assert found.published is not None
    assert found.modified is not None
    assert found.published.value == "2026-01-13T08:30:00+02:00"
    assert found.published.sure
    assert found.published.found_in == "json-ld"
    assert found.modified.value == "2026-01-13T10:00:00+02:00"
    assert found.site_name == "Северный вестник"
    assert found.canonical_url == "https://north.example/2026/01/boats"
    assert found.section == "Economy"
    assert found.lead_image == "https://north.example/boat.jpg"
    assert found.paywalled is True


def test_every_block_is_kept_or_removed_with_a_place() -> None:
    found = _found(text_page(), "text/plain")
    lines = text_page().split("\n")
    for paragraph in found.paragraphs:
        number = int(paragraph.place.removeprefix("line:"))
        assert lines[number - 1] == paragraph.text
    removed = "\n".join(r.text for r in found.removed)
    for line in (*MENU, *AFTER):
        assert line.lstrip("©0123456789 ") in removed
    reasons = {r.reason for r in found.removed}
    assert RemovalReason.TITLE in reasons
    assert RemovalReason.COMMENT in reasons


def test_places_in_html_lead_to_the_element() -> None:
    found = _found(html_page(), "text/html")
    caption, first, *_ = found.paragraphs
    assert caption.place == "html:/html/body/main/article/figure/figcaption"
    assert caption.kind == "caption"
    assert first.place == "html:/html/body/main/article/div[2]/p[1]"


def test_plain_functions_agree() -> None:
    assert html_body(html_page()) == "\n\n".join(BODY)
    assert text_body(text_page()) == "\n\n".join(BODY)
    assert metadata(html_page(), None) == {
        "title": TITLE, "date": "2026-01-13T08:30:00+02:00", "author": ["Nils Aarvik"],
    }  # fmt: skip
    assert html_body(b"%PDF-1.4 nothing") == ""


@pytest.mark.parametrize("kind", [None, "application/octet-stream", "text/plain"])
def test_html_is_seen_as_html_whatever_the_header_says(kind: str | None) -> None:
    found = extract(html_page(), url=None, content_type=kind)
    assert isinstance(found, Extraction)
    assert found.mode == "html"


def test_advertisement_labels_and_pointers_are_no_paragraphs() -> None:
    page = html_page().replace(
        "</p><p>", "</p><p>Advertisement</p><p>Read also: More boats</p><p>", 1
    )
    assert [p.text for p in _found(page, "text/html").paragraphs if p.kind != "caption"] == BODY


_TEASERS = "".join(
    f'<div class="teaser"><h3><a href="/{i}">Short headline number {i} on something</a></h3></div>'
    for i in range(60)
)


@pytest.mark.parametrize(
    ("page", "url", "reason"),
    [
        (f"<title>The Paper</title><body>{_TEASERS}", "https://p.example/", "home_page"),
        (f"<title>Sports</title><body>{_TEASERS}", "https://p.example/sports", "section_list"),
        ("<title>404 Not Found</title><body><h1>Not found</h1><p>The page you asked for is not here"
         " any more.</p>", "https://p.example/x", "error_page"),
        ("<title>Before you continue</title><body><div class=cookie><p>We and our 842 partners"
         " store cookies on your device and process personal data for personalised ads and content."
         "</p><button>Accept all</button></div>", None, "cookie_wall"),
        (f"<title>Search results for bridge</title><body><h1>Search results</h1>{_TEASERS}",
         "https://p.example/search?q=bridge", "search_results"),
        ("<title>Hm</title><body><p>Nothing to see.</p>", None, "too_little_text"),
    ],
)  # fmt: skip
def test_what_is_no_article(page: str, url: str | None, reason: str) -> None:
    found = extract(page, url=url, content_type="text/html")
    assert isinstance(found, NotAnArticle)
    assert found.reason is NotAnArticleReason(reason)
    assert found.detail


@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize(
    "title",
    [
        "Clerk's error costs the town of Vellhaven a million in ferry subsidies",
        "The village that got its ferry back by error",
        "County election: results for all fourteen harbour towns",
        "Harbour board rejects consent for a second pier",
    ],
)
def test_headlines_about_errors_and_results_are_news(title: str, declared: bool) -> None:
    page = html_page().replace(TITLE, title)
    if not declared:
        page = re.sub("<script.*?</script>", "", page, flags=re.DOTALL)
    for kept in (3, 5):
        short = page
        for paragraph in BODY[kept:]:
            short = short.replace(f"<p>{paragraph}</p>", "")
        assert _found(short, "text/html").title == title


_PIECES = st.sampled_from(
    ["<p>", "</p>", "<div>", "<br>", "<b", ">", "<!--", "-->", "<script>", "</script>", "&amp;",
     "&#0;", "\x00", "<h1>", "<a href='", "<li>", "\n", "<table><tr><td>", "Some words of text. ",
     "слова ", "文字。", " ", "<title>", "<html>", "\ud800", "{", "]]>", "<svg>", "<body>"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.lists(_PIECES, max_size=60).map("".join), st.text(max_size=400), st.binary(max_size=400)
    ),
    st.sampled_from([None, "text/html", "text/plain", "text/html; charset=koi8-r"]),
)
@example("</p>&#0;", "text/html")  # without the reference no element is left
def test_nothing_but_reject_is_raised(content: str | bytes, kind: str | None) -> None:
    try:
        found = extract(content, url="https://a.example/", content_type=kind)
    except Reject:
        return
    assert isinstance(found, Extraction | NotAnArticle)


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(len(BODY))), st.integers(0, 6), st.booleans())
def test_kept_text_occurs_in_the_page(order: list[int], furniture: int, html: bool) -> None:
    lines = [*MENU[:furniture], TITLE, *(BODY[i] for i in order), *AFTER[:furniture]]
    page = "".join(f"<div>{x}</div>" for x in lines) if html else "\n".join(lines)
    found = extract(page, url=None, content_type="text/html" if html else "text/plain")
    assert isinstance(found, Extraction)
    plain = " ".join(re.sub("<[^>]*>", " ", page).split())
    for paragraph in found.paragraphs:
        assert paragraph.text in plain


def test_own_output_comes_back_unchanged() -> None:
    found = _found(text_page(), "text/plain")
    again = _found(f"{found.title}\n\n{found.body}", "text/plain")
    assert (again.title, again.body) == (found.title, found.body)
