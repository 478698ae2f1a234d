"""Fit the two block classifiers of `wirewatch.core.extract` and write their weights.

    python tests/bench/extraction/train.py --data PAGES.jsonl.xz [--mode html|text] [--write]

The data file holds one page a line: `set`, `site`, `url`, `html`, `body` (the reference), `wet`
and `dump` (two plain-text forms). Needs catboost and numpy beside wirewatch. Prints figures
cross-validated by site; `--write` then fits on all pages and stores the trees. What is stored
are numbers only: feature numbers, borders and leaf values.
"""

import argparse
import json
import lzma
import random
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
from catboost import CatBoostClassifier

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[:0] = [str(HERE), str(ROOT / "shared"), str(ROOT / "services")]

from labels import FOLDS, fold, labels, scores, tokens  # noqa: E402
from recombined import recombined  # noqa: E402

from wirewatch.core.extract.html_blocks import read_html  # noqa: E402
from wirewatch.core.extract.html_features import HTML_FEATURES, html_rows  # noqa: E402
from wirewatch.core.extract.lines import ROW, measure  # noqa: E402
from wirewatch.core.extract.markup_words import CLASS_BITS  # noqa: E402
from wirewatch.core.extract.stated import read_stated  # noqa: E402
from wirewatch.core.extract.text_blocks import text_blocks  # noqa: E402
from wirewatch.core.extract.text_features import TEXT_FEATURES, text_rows  # noqa: E402
from wirewatch.core.extract.text_title import TITLE_FEATURES, title_index, title_rows  # noqa: E402

MEMBERS = 3
RATE = 20.0
L2 = 20.0
MADE_UP = 0.35
"""What a recombined page weighs beside a real one."""
MODELS = ROOT / "shared/wirewatch/core/extract/models"


def load(path: str) -> list[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf8") as stream:
        return [json.loads(line) for line in stream]


def sample(page: dict[str, Any], texts: list[str], rows: Any, title: str, form: str) -> Any:
    truth = labels(texts, page["body"])
    plain = " ".join(tokens(title)).lower()
    words = [len(tokens(t)) for t in texts]
    first_long = next((i for i, k in enumerate(truth) if k and words[i] >= 12), 0)
    total = sum(min(w, 80) for w, k in zip(words, truth, strict=True) if k) or 50
    weights = np.array([(min(w, 80) + 2) / (total + 50) for w in words])
    for i, text in enumerate(texts):
        own = " ".join(tokens(text)).lower()
        if own and len(own) > 12 and own in plain:
            truth[i], weights[i] = False, weights[i] * 0.3
        elif truth[i] and i < first_long and page["set"] == "wa":
            weights[i] = 0.0
    return {"page": page, "texts": texts, "rows": rows, "y": np.array(truth), "w": weights,
            "form": form, "fold": fold(page["site"])}  # fmt: skip


def html_sample(page: dict[str, Any]) -> Any:
    markup, flat = read_html(page["html"])
    stated = read_stated(markup)
    title = stated.title_guess
    texts = [b.text for b in flat.blocks]
    lines = measure([*texts, title] if title else texts)
    rows = html_rows(flat, lines, len(texts) if title else -1, stated.body, stated.description)
    made = sample(page, texts, rows.T, title, "html")
    made["containers"] = flat.containers
    made["own"] = [b.container for b in flat.blocks]
    return made


def text_sample(page: dict[str, Any], form: str) -> Any:
    texts = [b.text for b in text_blocks(page[form]).blocks]
    rows, guess = rows_and_title(texts)
    return sample(page, texts, rows, page.get("title") or guess, form)


def rows_and_title(texts: list[str]) -> tuple[Any, str]:
    """Features of plain lines, and the title that the present title model finds among them."""
    lines = measure(texts)
    title = title_index(texts, lines)
    rows = text_rows(len(texts), lines, -1 if title is None else title).T
    return rows, "" if title is None else texts[title]


def caption_of(text: str, rng: random.Random) -> str:
    """A made-up caption: some words of a sentence of the article, without an end."""
    words = text.split()
    if len(words) < 12:
        return ""
    start = rng.randrange(len(words) - 8)
    piece = " ".join(words[start : start + rng.randrange(6, 14)]).strip(" ,.;:!?\"'“”«»()")
    return piece[:1].upper() + piece[1:]


def is_tool(text: str) -> bool:
    """Whether a line looks like a share bar, a byline or a date."""
    rows = measure([text]).rows[:, 0]
    return bool(
        max(rows[ROW["vocabulary_share"]], rows[ROW["vocabulary_byline"]]) > 0.2
        or rows[ROW["date"]]
    )


def spliced(page: dict[str, Any], other: dict[str, Any], extras: list[dict[str, Any]], seed: int):
    """The furniture of `page` around the article of `other`, with teasers of other stories.

    Between headline and body stand the lines of `other` that stood there, or a made-up caption.
    """
    rng = random.Random(seed)
    form = rng.choice(("dump", "wet"))
    texts = [b.text for b in text_blocks(page[form]).blocks]
    truth = labels(texts, page["body"])
    source = [b.text for b in text_blocks(other[form]).blocks]
    source_truth = labels(source, other["body"])
    if not any(truth) or not any(source_truth):
        return None
    first, last = truth.index(True), len(truth) - truth[::-1].index(True)
    body = [line for line in other["body"].split("\n") if line.strip()]
    name = other.get("title") or re.split(r"\s[-|\u2013\u2014]\s", other["wet"].split("\n")[0])[0]
    where = source_truth.index(True)
    same = [i for i in range(where) if source[i].lower() == name.lower()]
    between = source[same[-1] + 1 : where][:6] if same and where - same[-1] < 9 else []
    if rng.random() < 0.5:
        between.append(caption_of(rng.choice(body), rng))
    between = [t for t in between if t]
    tools = [t for t in texts if len(t) < 40 and is_tool(t)]
    if tools and between and rng.random() < 0.5:
        between.insert(rng.randrange(len(between) + 1), rng.choice(tools))
    rail = []
    for extra in extras:
        lines = [x for x in extra["body"].split("\n") if len(x) > 80]
        if lines:
            story = rng.choice(lines[:3])
            cut = rng.choice([90, 160, 240, 400])
            rail.append(story if len(story) < cut else story[:cut].rsplit(" ", 1)[0] + "...")
    after = texts[last:]
    place = rng.randrange(len(after) + 1) if after else 0
    after[place:place] = rail
    before = texts[:first]
    if rng.random() < 0.4:
        before.insert(
            rng.randrange(max(len(before) - 3, 0), len(before) + 1),
            name[: rng.randrange(40, 90)] + " ..",
        )
    if rng.random() < 0.3:
        before.insert(0, name + " - " + page["site"])
    texts = [*before, name, *between, *body, *after]
    fake = {**page, "body": other["body"], "set": other["set"], "title": name}
    made = sample(fake, texts, rows_and_title(texts)[0], name, "spliced")
    start = len(before) + 1 + len(between)
    y = np.zeros(len(texts), dtype=bool)
    y[start : start + len(body)] = True
    made["y"] = y & (made["w"] > 0)
    return made


def title_sample(made: dict[str, Any]) -> dict[str, Any] | None:
    """The lines of a text page that may be its title, true where they say what the title says."""
    name = made["page"].get("title")
    if not name or not made["y"].any() or made["form"] == "recombined":
        return None
    where = np.flatnonzero(made["y"])
    candidates, rows = title_rows(
        made["texts"], measure(made["texts"]), int(where[0]), int(where[-1]) + 1
    )
    wanted = set(tokens(name.lower()))
    y = []
    for i in candidates:
        own = set(tokens(made["texts"][i].lower()))
        y.append(2 * len(own & wanted) >= 0.8 * (len(own) + len(wanted)))
    if not any(y):
        return None
    return {**made, "rows": rows.T, "y": np.array(y), "w": np.full(len(y), 1.0 / len(y))}


def samples(pages: list[dict[str, Any]], mode: str) -> list[Any]:
    """The pages as the models see them; of plain text also made-up pages for each member."""
    if mode == "html":
        return [html_sample(page) for page in pages]
    made = [text_sample(page, form) for page in pages for form in ("wet", "dump")]
    by_fold = {f: [p for p in pages if fold(p["site"]) == f] for f in range(FOLDS)}
    for member in range(MEMBERS):
        rng = random.Random(7 + member)
        for number, page in enumerate(pages):
            pool = by_fold[fold(page["site"])]
            foreign = [p for p in pool if p["lang"] != page["lang"]] or pool
            extras = rng.sample(pool, min(5, len(pool)))
            extra = spliced(page, rng.choice(foreign), extras, number + 1000 * member)
            if extra:
                made.append({**extra, "member": member})
        rng = random.Random(100 * member)
        for page in pages:
            extra = recombined_sample(page, by_fold[fold(page["site"])], rng)
            if extra:
                made.append({**extra, "member": member})
    return made


def recombined_sample(page: dict[str, Any], pool: list[dict[str, Any]], rng: random.Random) -> Any:
    """A made-up page in the furniture of `page`; of its far furniture only a fifth is used."""
    alike = [p for p in pool if p["lang"] == page["lang"]]
    kind = rng.random()
    other = page if kind < 0.34 else rng.choice(alike if kind < 0.75 else pool)
    extras = [p for p in pool if p["lang"] == other["lang"] and p is not other]
    form = rng.choice(("wet", "dump"))
    lines = []
    for one in (page, other):
        texts = [b.text for b in text_blocks(one[form]).blocks]
        lines.append((texts, labels(texts, one["body"])))
    made = recombined(page, lines[0], other, lines[1], extras if len(extras) > 2 else pool, rng)
    if made is None:
        return None
    texts, truth, title = made
    body = "\n".join(t for t, inside in zip(texts, truth, strict=True) if inside)
    fake = {**page, "body": body, "set": other["set"], "title": title}
    found = sample(fake, texts, rows_and_title(texts)[0], title, "recombined")
    inside = np.array(truth) & (found["w"] > 0)
    where = np.flatnonzero(inside)
    if not len(where):
        return None
    near = np.zeros(len(texts), dtype=bool)
    near[max(0, where[0] - 25) : where[-1] + 40] = True
    used = near | np.array([rng.random() < 0.2 for _ in texts])
    weights = found["w"] * np.where(near, MADE_UP, 5 * MADE_UP)
    return {**found, "rows": found["rows"][used], "y": inside[used], "w": weights[used],
            "texts": [t for t, u in zip(texts, used, strict=True) if u]}  # fmt: skip


def fit_titles(made: list[Any], write: bool) -> None:
    """Cross-validate and store the title model."""
    pages = [t for t in (title_sample(s) for s in made) if t]
    hits: dict[str, list[bool]] = {}
    for k in range(FOLDS):
        model = [fit_member([s for s in pages if s["fold"] != k], 120, 4, 0)]
        for s in pages:
            if s["fold"] == k:
                best = int(np.argmax(chances(model, s["rows"])))
                hits.setdefault(s["form"], []).append(bool(s["y"][best]))
    print("title cv", {f: (len(h), round(sum(h) / len(h), 3)) for f, h in hits.items()}, flush=True)
    if write:
        export([fit_member(pages, 120, 4, 0)], TITLE_FEATURES, MODELS / "title.npz")


_CLASS_COLUMNS = [
    i
    for i, name in enumerate(HTML_FEATURES)
    if name.startswith(("own_", "near_", "any_", "side_")) and name.split("_", 1)[1] in CLASS_BITS
]


def without_classes(made: dict[str, Any]) -> dict[str, Any]:
    """The page as if its classes and ids said nothing, so that the model does not lean on them."""
    rows = made["rows"].copy()
    rows[:, _CLASS_COLUMNS] = 0
    return {**made, "rows": rows, "w": made["w"] * 0.5}


def fit(train: list[Any], trees: int, depth: int) -> list[CatBoostClassifier]:
    """Models that differ in their seed and their spliced pages; their mean is one model's answer.

    With few pages a single model's answer on a new site depends much on its seed.
    """
    return [
        fit_member([s for s in train if s.get("member", member) == member], trees, depth, member)
        for member in range(MEMBERS)
    ]


def fit_member(train: list[Any], trees: int, depth: int, member: int) -> CatBoostClassifier:
    if train[0]["form"] == "html":
        train = [*train, *map(without_classes, train)]
    model = CatBoostClassifier(
        iterations=trees, depth=depth, learning_rate=RATE / trees,
        l2_leaf_reg=L2, random_seed=1 + member, thread_count=2, verbose=0, border_count=64, rsm=0.3,
        bootstrap_type="Bernoulli", subsample=0.7, leaf_estimation_iterations=3,
        allow_writing_files=False,
    )  # fmt: skip
    model.fit(
        np.vstack([s["rows"] for s in train]),
        np.concatenate([s["y"] for s in train]).astype(int),
        sample_weight=np.concatenate([s["w"] for s in train]),
    )
    return model


def chances(models: list[CatBoostClassifier], rows: Any) -> Any:
    """The probabilities of the mean of the models, as `export` writes it."""
    total = np.mean([m.predict(rows, prediction_type="RawFormulaVal") for m in models], axis=0)
    return 1 / (1 + np.exp(-total))


def report(name: str, held: list[Any], limit: float = 0.5) -> None:
    for which in ("sh", "fu", "wa", "spliced"):
        rows = []
        for s in held:
            if (s["form"] if s["form"] == "spliced" else s["page"]["set"]) != which:
                continue
            if s["form"] in ("dump", "recombined"):
                continue
            kept = [t for t, p in zip(s["texts"], s["p"], strict=True) if p > limit]
            rows.append(scores(s["page"]["body"], "\n".join(kept)))
        if rows:
            p, r = (sum(x[i] for x in rows) / len(rows) for i in (0, 1))
            lost = sum(2 * x[0] * x[1] / ((x[0] + x[1]) or 1) < 0.5 for x in rows) / len(rows)
            exact = sum(x[2] for x in rows) / len(rows)
            print(f"{name} {which} F1 {2 * p * r / (p + r):.4f} P {p:.4f} R {r:.4f} "
                  f"exact {exact:.3f} lost {lost:.3f}", flush=True)  # fmt: skip


def cross_validate(name: str, made: list[Any], arguments: argparse.Namespace) -> None:
    """Give each page the chances of a model that saw none of its fold's sites, and report."""
    found = []
    for k in range(FOLDS):
        model = fit([s for s in made if s["fold"] != k], arguments.trees, arguments.depth)
        found += [(s, chances(model, s["rows"])) for s in made if s["fold"] == k]
    for s, p in found:
        s["p"] = p
    for limit in (0.4, 0.5, 0.6):
        report(f"{name} cv>{limit}", made, limit)


def export(models: list[CatBoostClassifier], names: tuple[str, ...], path: Path) -> None:
    """Write the trees of all models as one whose answer is their mean.

    Shallower trees are padded with a question never answered yes.
    """
    path.parent.mkdir(exist_ok=True)
    read = [trees_of(model, path.with_suffix(".json")) for model in models]
    depth = max(len(splits) for trees, _ in read for splits, _ in trees)
    features, borders, leaves = [], [], []
    for trees, _ in read:
        for splits, values in trees:
            pad = depth - len(splits)
            features.append([feature for feature, _ in splits] + [0] * pad)
            borders.append([border for _, border in splits] + [np.inf] * pad)
            leaves.append([*values, *[0.0] * (2**depth - len(values))])
    np.savez_compressed(
        path,
        features=np.array(features, np.int16),
        borders=np.array(borders, np.float32),
        leaves=np.array(leaves, np.float32) / len(models),
        bias=np.float32(np.mean([bias for _, bias in read])),
        members=np.int16(len(models)),
        names=np.array(names),
    )
    print("wrote", path.name, path.stat().st_size, "bytes")


def trees_of(model: CatBoostClassifier, scratch: Path) -> tuple[list[Any], float]:
    """A model's trees, each its questions (feature, border) and leaf values, and its bias."""
    model.save_model(str(scratch), format="json")
    data = json.loads(scratch.read_text())
    scratch.unlink()
    index = {f["feature_index"]: f["flat_feature_index"]
             for f in data["features_info"]["float_features"]}  # fmt: skip
    scale, bias = data["scale_and_bias"]
    trees = [
        (
            [(index[s["float_feature_index"]], s["border"]) for s in tree["splits"] or ()],
            [scale * value for value in tree["leaf_values"]],
        )
        for tree in data["oblivious_trees"]
    ]
    return trees, float(np.ravel(bias)[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True)
    parser.add_argument("--mode", choices=["html", "text"], action="append")
    parser.add_argument("--seed-title", action="store_true", help="fit the title model only")
    parser.add_argument("--trees", type=int, default=150, help="of each member")
    parser.add_argument("--depth", type=int, default=6)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--no-cv", action="store_true")
    arguments = parser.parse_args()
    pages = load(arguments.data)
    for mode in arguments.mode or ["html", "text"]:
        made = samples(pages, mode)
        if mode == "text":
            fit_titles(made, arguments.write)
            if arguments.seed_title:
                continue
        print(mode, len(made), "pages", sum(len(s["y"]) for s in made), "blocks", flush=True)
        names = HTML_FEATURES if mode == "html" else TEXT_FEATURES
        if not arguments.no_cv:
            cross_validate(mode, made, arguments)
        if arguments.write:
            export(fit(made, arguments.trees, arguments.depth), names, MODELS / f"{mode}.npz")


if __name__ == "__main__":
    main()
