"""Which of a page's titles is the headline, when its places disagree."""

import pytest

from wirewatch.core.extract import metadata
from wirewatch.core.extract.page_facts import named_in_title

SITE = "The Quay Courier"
TEXT = (
    "The harbour board closed the old drawbridge on Monday, because two of its four bolts are"
    " worn, and said that repairs would take until the end of May."
)


def page(*, og: str = "", h1: str = "", ld: str = "", doc: str = "", twitter: str = "") -> str:
    cards = [("og:title", og), ("og:site_name", SITE), ("twitter:title", twitter)]
    metas = "".join(f'<meta property="{name}" content="{text}">' for name, text in cards if text)
    data = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"'
        + ld
        + '"}</script>'
        if ld
        else ""
    )
    return (
        f"<html><head><title>{doc}</title>{metas}{data}</head><body><header>"
        f"<a href='/'>{SITE}</a></header><main><h1>{h1}</h1><p>{TEXT}</p><p>{TEXT[::-1]}</p>"
        f"<p>{TEXT} Boats wait outside.</p></main></body></html>"
    )


OWN = "Harbour board shuts drawbridge until the end of May"
SEARCHED = "Quay drawbridge: why two worn bolts stop all the boats"


@pytest.mark.parametrize(
    ("places", "title"),
    [
        ({"og": OWN, "h1": OWN, "ld": OWN, "doc": f"{OWN} | {SITE}"}, OWN),
        ({"h1": OWN, "doc": f"{OWN} - {SITE}"}, OWN),
        ({"doc": f"{OWN} - {SITE}"}, OWN),
        # one headline for readers, another for search engines
        ({"og": OWN, "h1": SEARCHED, "ld": SEARCHED, "doc": SEARCHED}, OWN),
        ({"og": OWN, "h1": SEARCHED, "ld": SEARCHED, "doc": SEARCHED, "twitter": SEARCHED}, OWN),
        # a teaser for social networks
        ({"og": OWN, "twitter": OWN, "h1": SEARCHED, "ld": SEARCHED, "doc": SEARCHED}, SEARCHED),
        # the statement is the heading cut short
        ({"og": "Board shuts drawbridge", "h1": OWN, "ld": OWN, "doc": "Board shuts drawbridge",
          "twitter": "Board shuts drawbridge"}, OWN),
        # a kicker before it, a site's name or a date after it
        ({"og": OWN, "h1": f"Worn bolts: {OWN}", "doc": f"Worn bolts: {OWN}"}, OWN),
        ({"og": f"{OWN} | QC | 28.04.2025", "h1": OWN, "doc": f"{OWN} | Town | QC"}, OWN),
        # a dash is no site's name where the heading has it
        ({"og": "Worn bolts – who pays for it", "h1": "Worn bolts – who pays for it",
          "doc": "Worn bolts – who pays for it"}, "Worn bolts – who pays for it"),
    ],
)  # fmt: skip
def test_titles(places: dict[str, str], title: str) -> None:
    assert metadata(page(**places), None)["title"] == title


@pytest.mark.parametrize(
    ("document", "name"),
    [
        (f"{OWN} | {SITE}", SITE),
        (f"{OWN} - Harbour - {SITE}", SITE),
        (f"{SITE}: {OWN}", SITE),
        (f"{OWN}｜{SITE}", SITE),
        (OWN, None),
        (f"{OWN} – 28.04.2025", None),
        ("Something else", None),
    ],
)
def test_the_sites_name_stands_beside_the_headline(document: str, name: str | None) -> None:
    assert named_in_title(document, OWN) == name
