"""The whole extractor on pages of sites that its weights have not seen.

    python tests/bench/extraction/cross_validate.py --data PAGES.jsonl.xz [--mode html|text]
        [--weights FOLDER] [--ablation]

For each of five folds of the sites the block classifier is fitted on the others and put into the
extractor, which then reads the fold's pages from the first byte to the body; the figures are those
of `bench.py`. The title model and the rules are the shipped ones. FOLDER keeps the weights of the
folds for the next time. `--ablation` reads the pages again with one part switched off (weights
fitted with all parts), and with the template memory of the site's other pages in the file.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import train
from labels import FOLDS, fold, scores

from wirewatch.core.errors import Reject
from wirewatch.core.extract import Extraction, NotAnArticle, extract, extractor, text_title
from wirewatch.core.extract.html_features import HTML_FEATURES
from wirewatch.core.extract.memory import SiteTemplate, TemplateMemory
from wirewatch.core.extract.stated import Stated, read_stated
from wirewatch.core.extract.text_features import TEXT_FEATURES
from wirewatch.core.extract.trees import Trees, load_trees, read_trees

Score = tuple[float, float, bool]
SEVERAL = 3
"""Pages of one site in the file from which the memory's figures are told apart."""


def fitted(
    pages: list[dict[str, Any]], mode: str, trees: int, depth: int, folder: Path
) -> Iterator[tuple[int, Trees]]:
    """The model of each fold, fitted on the other folds, or as the folder has it."""
    names = HTML_FEATURES if mode == "html" else TEXT_FEATURES
    made: list[Any] = []
    for k in range(FOLDS):
        path = folder / f"{mode}-{k}.npz"
        if not path.exists():
            made = made or train.samples(pages, mode)
            train.export(train.fit([s for s in made if s["fold"] != k], trees, depth), names, path)
        with path.open("rb") as stream:
            yield k, read_trees(stream)


class WithoutLanguage:
    """A model that is told that every block is in the script of page and body."""

    def __init__(self, model: Trees) -> None:
        self._model = model

    def probabilities(self, rows: Any) -> Any:
        rows = rows.copy()
        for name in ("same_script", "script_body"):
            rows[self._model.names.index(name)] = 1
        return self._model.probabilities(rows)


class LongestRun:
    """In the model's place the run of blocks with most words."""

    def __init__(self, model: Trees) -> None:
        self._row = model.names.index("in_segment")

    def probabilities(self, rows: Any) -> Any:
        return (0.05 + 0.9 * rows[self._row]).astype(np.float32)


def use(mode: str, model: Any, *, metadata: bool = True) -> None:
    """Put a model into the extractor, which looks it up by name."""
    extractor.load_trees = lambda name: model if name == mode else load_trees(name)
    extractor.read_stated = read_stated if metadata else lambda markup: Stated()


def read(
    page: dict[str, Any], mode: str, template: SiteTemplate | None = None
) -> Extraction | NotAnArticle | None:
    html = mode == "html"
    try:
        return extract(
            page["html"] if html else page["wet"],
            url=page["url"] if html else None,
            content_type="text/html" if html else "text/plain",
            template=template,
        )
    except Reject:
        return None


def score(page: dict[str, Any], found: Extraction | NotAnArticle | None) -> Score:
    return scores(page["body"], found.body if isinstance(found, Extraction) else "")


def with_memory(pages: list[dict[str, Any]], mode: str) -> dict[str, Score]:
    """Each page read with what the other pages of its site in the file teach."""
    lessons = {p["id"]: found.lesson for p in pages
               if isinstance(found := read(p, mode), Extraction) and found.lesson}  # fmt: skip
    results = {}
    for page in pages:
        memory = TemplateMemory()
        for other in pages:
            if other["site"] == page["site"] and other is not page and other["id"] in lessons:
                memory.learn(page["site"], other["id"], lessons[other["id"]])
        template = memory.template(page["site"], page["id"])
        results[page["id"]] = score(page, read(page, mode, template))
    return results


def tell(name: str, pages: list[dict[str, Any]], found: dict[str, Score]) -> None:
    """A line for each set."""
    for which in ("sh", "fu", "wa"):
        rows = [found[p["id"]] for p in pages if p["set"] == which]
        if not rows:
            continue
        p, r = (float(np.mean([x[i] for x in rows])) for i in (0, 1))
        lost = np.mean([2 * x[0] * x[1] / ((x[0] + x[1]) or 1) < 0.5 for x in rows])
        print(
            f"{name:40} {which} n {len(rows):3} F1 {2 * p * r / ((p + r) or 1):.4f} P {p:.4f}"
            f" R {r:.4f} exact {np.mean([x[2] for x in rows]):.3f} lost {lost:.3f}",
            flush=True,
        )


def parts(mode: str) -> dict[str, tuple[Callable[[Trees], Any], bool]]:
    """What is switched off: how the model is changed, and whether there is metadata."""
    found: dict[str, tuple[Callable[[Trees], Any], bool]] = {
        "without language clue": (WithoutLanguage, True),
        "without text model (longest run)": (LongestRun, True),
    }
    if mode == "html":
        found["without metadata"] = (lambda model: model, False)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True)
    parser.add_argument("--mode", choices=["html", "text"], action="append")
    parser.add_argument("--trees", type=int, default=150, help="of each member")
    parser.add_argument("--depth", type=int, default=6)
    parser.add_argument("--weights", help="folder that keeps the weights of the folds")
    parser.add_argument("--ablation", action="store_true")
    arguments = parser.parse_args()
    pages = train.load(arguments.data)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(arguments.weights or scratch)
        folder.mkdir(exist_ok=True)
        for mode in arguments.mode or ["html", "text"]:
            validate(pages, mode, arguments, folder)


def validate(
    pages: list[dict[str, Any]], mode: str, arguments: argparse.Namespace, folder: Path
) -> None:
    found: dict[str, dict[str, Score]] = defaultdict(dict)
    for k, model in fitted(pages, mode, arguments.trees, arguments.depth, folder):
        held = [p for p in pages if fold(p["site"]) == k]
        use(mode, model)
        found["all"] |= {p["id"]: score(p, read(p, mode)) for p in held}
        if not arguments.ablation:
            continue
        found["with template memory"] |= with_memory(held, mode)
        for name, (change, metadata) in parts(mode).items():
            use(mode, change(model), metadata=metadata)
            found[name] |= {p["id"]: score(p, read(p, mode)) for p in held}
    for name, results in found.items():
        tell(f"{mode} {name}", pages, results)
    if arguments.ablation:
        sites = [p["site"] for p in pages]
        several = [p for p in pages if sites.count(p["site"]) >= SEVERAL]
        for name in ("all", "with template memory"):
            tell(f"{mode} sites of {SEVERAL} pages: {name}", several, found[name])


if __name__ == "__main__":
    text_title.load_trees = load_trees
    main()
