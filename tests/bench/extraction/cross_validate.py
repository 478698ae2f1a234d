"""The whole extractor on pages of sites that its weights have not seen.

    python tests/bench/extraction/cross_validate.py --data PAGES.jsonl.xz [--mode html|text]

For each of five folds of the sites the block classifier is fitted on the others and put into the
extractor, which then reads the fold's pages from the first byte to the body; the figures are those
of `bench.py`. The title model and the rules are the shipped ones.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import train
from labels import scores

from wirewatch.core.extract import extractor, html_body, text_body, text_title
from wirewatch.core.extract.html_features import HTML_FEATURES
from wirewatch.core.extract.page_features import CONTEXT_FEATURES
from wirewatch.core.extract.trees import Trees, load_trees, read_trees


def fitted(made: list[Any], mode: str, trees: int, depth: int) -> Iterator[tuple[int, Trees]]:
    """The model of each fold, fitted on the other folds."""
    names = HTML_FEATURES if mode == "html" else CONTEXT_FEATURES
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fold.npz"
        for k in range(train.FOLDS):
            model = train.fit([s for s in made if s["fold"] != k], trees, depth)
            train.export(model, names, path)
            with path.open("rb") as stream:
                yield k, read_trees(stream)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True)
    parser.add_argument("--mode", choices=["html", "text"], action="append")
    parser.add_argument("--trees", type=int, default=250)
    parser.add_argument("--depth", type=int, default=6)
    arguments = parser.parse_args()
    pages = train.load(arguments.data)
    for mode in arguments.mode or ["html", "text"]:
        made = train.samples(pages, mode)
        found: dict[str, list[tuple[float, float, bool]]] = defaultdict(list)
        for k, model in fitted(made, mode, arguments.trees, arguments.depth):
            # The extractor looks its model up by name; the title model stays the shipped one.
            extractor.load_trees = lambda name, model=model, mode=mode: (
                model if name == mode else load_trees(name)
            )
            for page in pages:
                if train.fold(page["site"]) == k:
                    html = mode == "html"
                    body = html_body(page["html"], page["url"]) if html else text_body(page["wet"])
                    found[page["set"]].append(scores(page["body"], body))
        extractor.load_trees = load_trees
        for which, rows in sorted(found.items()):
            p, r = (float(np.mean([x[i] for x in rows])) for i in (0, 1))
            single = [2 * x[0] * x[1] / ((x[0] + x[1]) or 1) for x in rows]
            print(
                f"{mode} {which} n {len(rows)} F1 {2 * p * r / (p + r):.4f} P {p:.4f} R {r:.4f}"
                f" exact {np.mean([x[2] for x in rows]):.3f}"
                f" lost {np.mean([f < 0.5 for f in single]):.3f}",
                flush=True,
            )


if __name__ == "__main__":
    text_title.load_trees = load_trees
    main()
