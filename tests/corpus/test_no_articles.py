"""Pages without an article are refused, and articles are not.

python -m tests.bench.extraction.non_articles          # prints the figures, kind by kind
"""

import pytest

from tests.corpus.guests import guests
from tests.corpus.no_articles import KINDS, as_text, no_articles
from tests.corpus.reviewed import reviewed
from wirewatch.core.errors import Reject
from wirewatch.core.extract import Extraction, extract

PRECISION = 0.97
RECALL = 0.95


def is_refused(content: str | bytes, url: str | None, content_type: str) -> bool:
    try:
        return not isinstance(extract(content, url=url, content_type=content_type), Extraction)
    except Reject:
        return True


@pytest.mark.parametrize("form", ["html", "txt"])
def test_pages_without_an_article_are_refused_and_articles_are_not(form: str) -> None:
    pages = no_articles()
    assert len(pages) == sum(KINDS.values()) == 200
    kind = "text/html" if form == "html" else "text/plain"
    hits = sum(
        is_refused(p.markup if form == "html" else as_text(p.markup), p.url, kind) for p in pages
    )
    articles = [(g.content, None, g.content_type) for g in guests(form)]
    articles += [  # type: ignore[misc]
        (p.raw, p.url, p.content_type) for p in reviewed()
        if p.verdict == "article" and p.content_type.startswith(kind)
    ]  # fmt: skip
    wrong = sum(is_refused(*article) for article in articles)
    assert len(articles) >= 80
    assert hits >= RECALL * len(pages), f"refused {hits} of {len(pages)}"
    assert hits >= PRECISION * (hits + wrong), f"{wrong} of {len(articles)} articles refused"
