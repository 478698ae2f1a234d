"""Our extractor and the installed peers on one file of pages, in one run.

    make bench-extract DATA=PAGES.jsonl.xz [ARGS="--weights FOLDER"]

One page a line: `id`, `set`, `html`, `url`, `body` (the reference), `wet` (its plain text), and
where known `title`, `date`, `authors`. Body figures are macro precision and recall of runs of four
words, F1 of the two, the share of exact pages and of lost ones (F1 under 0.5); `p` is the share
of bootstrap samples of the pages in which a peer's page F1 is not below ours. Speed is CPU time of
the function alone and compares within one run only. Where the shipped weights were fitted to these
pages, only `--weights` tells the truth about us: each page is then read with the weights of a fold
that has not seen its site, as `cross_validate.py --weights FOLDER` leaves them there.
"""

import argparse
import importlib.util
import json
import lzma
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from labels import FOLDS, fold, scores, tokens

from wirewatch.core.extract import extractor, html_body, metadata, text_body
from wirewatch.core.extract.trees import load_trees, read_trees

Extractor = Callable[[dict[str, Any]], str]


def with_weights(run: Extractor, mode: str, folder: str | None) -> Extractor:
    """The extractor with the weights of the page's fold, where there is a folder of them."""
    if folder is None:
        return run
    models = []
    for k in range(FOLDS):
        with Path(folder, f"{mode}-{k}.npz").open("rb") as stream:
            models.append(read_trees(stream))

    def run_unseen(page: dict[str, Any]) -> str:
        model = models[fold(page["site"])]
        extractor.load_trees = lambda name: model if name == mode else load_trees(name)
        return run(page)

    return run_unseen


def html_extractors(folder: str | None) -> Iterator[tuple[str, Extractor]]:
    """Ours and the peers that are installed, for pages with markup."""
    yield (
        "wirewatch",
        with_weights(lambda page: html_body(page["html"], page["url"]), "html", folder),
    )
    if importlib.util.find_spec("trafilatura"):
        import trafilatura

        yield (
            "trafilatura",
            lambda page: (
                trafilatura.extract(page["html"], url=page["url"], include_comments=False) or ""
            ),
        )
        yield (
            "trafilatura precision",
            lambda page: (
                trafilatura.extract(page["html"], include_comments=False, favor_precision=True)
                or ""
            ),
        )
    if importlib.util.find_spec("resiliparse"):
        from resiliparse.extract.html2text import extract_plain_text

        yield (
            "resiliparse",
            lambda page: extract_plain_text(
                page["html"], main_content=True, alt_texts=False, links=False
            ),
        )
    if importlib.util.find_spec("readability"):
        from lxml import html
        from readability import Document

        yield (
            "readability",
            lambda page: html.fromstring(Document(page["html"]).summary()).text_content(),
        )


def text_extractors(folder: str | None) -> Iterator[tuple[str, Extractor]]:
    """Ours and a peer on the page's plain text, its lines wrapped as paragraphs for the peer."""
    yield "wirewatch", with_weights(lambda page: text_body(page["wet"]), "text", folder)
    yield "all lines", lambda page: page["wet"]
    if importlib.util.find_spec("justext"):
        import justext

        words = justext.get_stoplist("English")

        def run(page: dict[str, Any]) -> str:
            lines = "".join(f"<p>{line}</p>" for line in page["wet"].split("\n"))
            kept = justext.justext(f"<html><body>{lines}</body></html>", words)
            return "\n".join(p.text for p in kept if not p.is_boilerplate)

        yield "jusText (English)", run


def page_f1(score: tuple[float, float, bool]) -> float:
    precision, recall, _ = score
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def share_not_worse(ours: list[float], theirs: list[float]) -> float:
    """The share of 1,000 bootstrap samples of the pages in which the peer does as well or better"""
    rng = random.Random(1)
    gaps = [b - a for a, b in zip(ours, theirs, strict=True)]
    return sum(sum(rng.choices(gaps, k=len(gaps))) >= 0 for _ in range(1000)) / 1000


def measure(pages: list[dict[str, Any]], name: str, run: Extractor) -> tuple[Any, float]:
    """The scores by set, and the pages per second of CPU time."""
    run(pages[0])  # what loads once is not counted
    found: dict[str, list[tuple[float, float, bool]]] = defaultdict(list)
    spent = 0.0
    for page in pages:
        start = time.process_time()
        try:
            body = run(page)
        except Exception as error:  # a peer may raise anything; that page counts as empty
            print(f"{name}: {page.get('id')} {type(error).__name__}")
            body = ""
        spent += time.process_time() - start
        found[page["set"]].append(scores(page["body"], body))
    return found, len(pages) / spent


def table(pages: list[dict[str, Any]], mode: str, runs: Iterator[tuple[str, Extractor]]) -> None:
    ours: dict[str, list[float]] = {}
    print(f"\n{mode}\n{'':24}set   n   F1    P     R     exact lost  p      pages/s")
    for name, run in runs:
        found, speed = measure(pages, name, run)
        for which, rows in sorted(found.items()):
            single = [page_f1(r) for r in rows]
            p, r = (sum(x[i] for x in rows) / len(rows) for i in (0, 1))
            worse = ours and share_not_worse(ours[which], single)
            print(
                f"{name:24}{which:4}{len(rows):4}  {2 * p * r / ((p + r) or 1):.3f} {p:.3f} {r:.3f}"
                f" {sum(x[2] for x in rows) / len(rows):.3f} "
                f"{sum(f < 0.5 for f in single) / len(rows):.3f}"
                f" {f'{worse:.3f}' if ours else '':6} {speed:.0f}"
            )
        if not ours:
            ours = {which: [page_f1(r) for r in rows] for which, rows in found.items()}


def names(value: Any) -> set[str]:
    if isinstance(value, str):
        value = value.replace(";", ",").split(",")
    return {" ".join(sorted(tokens(n.lower()))) for n in value or () if tokens(n)}


def metadata_table(pages: list[dict[str, Any]]) -> None:
    """How often title, day and authors are right where the reference names them."""
    hits: dict[str, list[bool]] = defaultdict(list)
    for page in pages:
        found = metadata(page["html"], page["url"])
        if page.get("title"):
            a, b = (set(tokens((x or "").lower())) for x in (page["title"], found["title"]))
            hits["title"].append(2 * len(a & b) >= 0.8 * (len(a) + len(b)))
        if page.get("date"):
            moment = datetime.fromisoformat(page["date"])
            days = {moment.date().isoformat()}
            if moment.tzinfo:
                days.add(moment.astimezone(UTC).date().isoformat())
            hits["date"].append((found["date"] or "")[:10] in days)
        if names(page.get("authors")):
            hits["authors"].append(names(page["authors"]) == names(found["author"]))
    print("\nmetadata", {k: f"{sum(v)}/{len(v)} = {sum(v) / len(v):.3f}" for k, v in hits.items()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True)
    parser.add_argument("--every", type=int, default=1, help="only every nth page")
    parser.add_argument("--weights", help="folder of the folds' weights (cross_validate.py)")
    arguments = parser.parse_args()
    with lzma.open(arguments.data, "rt", encoding="utf8") as stream:
        pages = [json.loads(line) for line in stream][:: arguments.every]
    table(pages, "HTML", html_extractors(arguments.weights))
    table(pages, "TEXT", text_extractors(arguments.weights))
    metadata_table(pages)


if __name__ == "__main__":
    main()
