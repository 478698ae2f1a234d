"""How many pages without an article are refused, and how many articles with them.

    python -m tests.bench.extraction.non_articles [--articles PAGES.jsonl.xz] [--seed N]

Two hundred pages in the frames of the reviewed corpus (`tests/corpus/no_articles.py`), as HTML and
as plain text; another seed makes other pages. With `--articles` (one page a line: `html`, `wet`,
`url`) precision counts the real articles that are refused too, else those of the corpus.
"""

import argparse
import json
import lzma
from collections import Counter
from collections.abc import Iterator

from tests.corpus.guests import guests
from tests.corpus.no_articles import KINDS, SEED, as_text, no_articles
from tests.corpus.reviewed import reviewed
from wirewatch.core.errors import Reject
from wirewatch.core.extract import Extraction, extract

Content = tuple[str, str | bytes, str | None]


def refusal(content: str | bytes, url: str | None, kind: str) -> str | None:
    """The reason of the refusal, None where an article came out."""
    try:
        found = extract(content, url=url, content_type=kind)
    except Reject as error:
        return f"reject {error.reason}"
    return None if isinstance(found, Extraction) else found.reason.value


def articles(form: str, path: str | None) -> Iterator[Content]:
    """Name, content and address of pages that hold an article."""
    for guest in guests(form):
        yield guest.name, guest.content, None
    for page in reviewed():
        if page.verdict == "article" and page.content_type.startswith("text/html") == (
            form == "html"
        ):
            yield page.name, page.raw, page.url
    if path:
        with lzma.open(path, "rt", encoding="utf8") as stream:
            for line in stream:
                page = json.loads(line)
                yield page["id"], page["html" if form == "html" else "wet"], page["url"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles")
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    pages = no_articles(arguments.seed)
    for form, kind in (("html", "text/html"), ("txt", "text/plain")):
        reasons: dict[str, Counter[str]] = {k: Counter() for k in KINDS}
        for page in pages:
            content = page.markup if form == "html" else as_text(page.markup)
            reasons[page.kind][refusal(content, page.url, kind) or "ARTICLE"] += 1
        hits = len(pages) - sum(r["ARTICLE"] for r in reasons.values())
        real = list(articles(form, arguments.articles))
        lost = [name for name, content, url in real if refusal(content, url, kind)]
        precision = hits / (hits + len(lost))
        print(f"{kind}: recall {hits} of {len(pages)} = {hits / len(pages):.3f}, "
              f"precision {precision:.3f} ({len(lost)} of {len(real)} refused)")  # fmt: skip
        for name, found in reasons.items():
            print(f"  {name:10}", dict(found))
        print("  refused articles:", ", ".join(lost) or "none")


if __name__ == "__main__":
    main()
