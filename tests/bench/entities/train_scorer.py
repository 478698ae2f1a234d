"""Trains the scorer of spans of one language, and measures it on documents that it has not seen.

    python tests/bench/entities/train_scorer.py --lang en --data LABELLED.jsonl.xz --train wikigold

DATA is as for bench.py, its rows in the order of their documents. The sets of --train and the
sentences of our own are learned from; for a set that is learned from, the figures are of five
folds, cut so that neighbouring rows (`--block`) stay together; the others are pure transfer.
--write puts the weights of a scorer that has learned from all of it into the package.

A network of one hidden layer, trained by Adam (Kingma and Ba 2015) with dropout (Srivastava et
al. 2014); its weights are the mean over the second half of the training.
"""

import argparse
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tests.bench.entities.bench import LABELS, rows_of, scores, trimmed
from wirewatch.core.entities import EntityRecogniser
from wirewatch.core.entities.gazetteer import shipped_gazetteer
from wirewatch.core.entities.known_names import known_spans
from wirewatch.core.entities.recogniser import READERS
from wirewatch.core.entities.russian.signs import HEADS, lists, stem
from wirewatch.core.entities.scoring.knowledge import knowledge
from wirewatch.core.entities.scoring.reading import places
from wirewatch.core.entities.scoring.scored_model import SCORER, Reader, ScoredModel
from wirewatch.core.entities.scoring.scorer import ROLES, SpanScorer, role_rows
from wirewatch.core.entities.spans import cleaned, merged

HERE = Path(__file__).parent
CLASSES = {"PER": 1, "ORG": 2, "LOC": 3}
MARK = re.compile(r"\[([pol])\d*:([^\]]*)\]")
MARKED = {"p": "PER", "o": "ORG", "l": "LOC"}
FOLDS = 5
Row = dict[str, Any]


def own_rows(language: str) -> Iterator[Row]:
    """Sentences of our own, names marked as [p:…], [o:…], [l:…]; one a line."""
    for line in (HERE / f"sentences.{language}.txt").read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        text, ents, last = "", [], 0
        for mark in MARK.finditer(line):
            text += line[last : mark.start()]
            ents.append([len(text), len(text) + len(mark[2]), MARKED[mark[1]]])
            text += mark[2]
            last = mark.end()
        yield {"set": "own", "lang": language, "text": text + line[last:], "ents": ents}


def bare_start(text: str, start: int, end: int) -> int:
    """Where a name starts without the small words before it: `Blekko` of `компанию Blekko`.

    Those that belong to it stay: `министерство обороны России`.
    """
    heads = lists()[HEADS]
    for word in re.finditer(r"[^\s«\"]+", text[start:end]):
        first = word.group()
        if first[0].isupper() or first[0].isdigit() or stem(first.lower()) in heads:
            return start + word.start()
    return start


class Examples:
    """Every stretch of rows: what the scorer sees, which class it is, of which row it is."""

    def __init__(self, rows: Sequence[Row], language: str, reader: Reader) -> None:
        gazetteer = shipped_gazetteer()
        texts = [row["text"] for row in rows]
        seen, classes, of_row = [], [], []
        for number, (row, text) in enumerate(zip(rows, texts, strict=True)):
            read = list(reader.read([text]))
            parts = [part for part in read if part.found]
            names = [span for part in read for own in part.names for span in own]
            guesses = cleaned(text, names, language)
            matches = gazetteer.matches(text, language)
            known = known_spans(gazetteer, [text], [guesses], language, [matches])[0]
            first = merged(guesses, known)
            gold = {
                trimmed(text, bare_start(text, s, e), e): CLASSES[LABELS[label]]
                for s, e, label in row["ents"]
                if label in LABELS and text[s:e] != text[s:e].lower()
            }
            for part in parts:
                _, bounds = places(part.batch, part.found)
                lengths = [after - begin for begin, after in part.found]
                told = knowledge(bounds, lengths, guesses, first, matches)
                words = role_rows(part.words, part.found)
                seen.append(np.concatenate([words, part.stretches, told], axis=1))
                classes += [gold.get(trimmed(text, *bound), 0) for bound in bounds]
                of_row += [number] * len(bounds)
                self.widths = (part.words.shape[1], part.stretches.shape[1], told.shape[1])
        self.seen = np.concatenate(seen).astype(np.float32)
        self.classes = np.array(classes)
        self.of_row = np.array(of_row)


def trained(
    examples: Examples, use: np.ndarray, arguments: argparse.Namespace
) -> dict[str, np.ndarray]:
    """Weights in the form that SpanScorer reads."""
    seen, classes = examples.seen[use], examples.classes[use]
    mean = seen.mean(axis=0)
    spread = np.maximum(seen.std(axis=0), 0.1)
    seen = (seen - mean) / spread
    members = [fitted(seen, classes, seed, arguments) for seed in range(arguments.members)]
    first = np.concatenate([member[0] for member in members], axis=1) / spread[:, None]
    bias = np.concatenate([member[1] for member in members]) - mean @ first
    words, stretches, _ = examples.widths
    cut = ROLES * words
    return {
        "words": first[:cut].reshape(ROLES, words, -1).astype(np.float16),
        "stretches": first[cut : cut + stretches].astype(np.float16),
        "knowledge": first[cut + stretches :].astype(np.float16),
        "hidden_bias": bias.astype(np.float32),
        "out": np.stack([member[2] for member in members]).astype(np.float32),
        "out_bias": np.stack([member[3] for member in members]).astype(np.float32),
        "threshold": np.float32(arguments.threshold),
    }


def fitted(
    seen: np.ndarray, classes: np.ndarray, seed: int, arguments: argparse.Namespace
) -> list[np.ndarray]:
    random = np.random.default_rng(seed)
    inputs, hidden, outputs = seen.shape[1], arguments.hidden, 4
    weights = [
        random.normal(0, 1 / np.sqrt(inputs), (inputs, hidden)).astype(np.float32),
        np.zeros(hidden, np.float32),
        random.normal(0, 1 / np.sqrt(hidden), (hidden, outputs)).astype(np.float32),
        np.zeros(outputs, np.float32),
    ]
    moments = [(np.zeros_like(w), np.zeros_like(w)) for w in weights]
    total = [np.zeros_like(w) for w in weights]
    steps = summed = 0
    target = np.eye(outputs, dtype=np.float32)[classes]
    batches = max(1, len(seen) // arguments.batch)
    for epoch in range(arguments.epochs):
        order = random.permutation(len(seen))
        for chosen in np.array_split(order, batches):
            given = seen[chosen]
            given = given * (random.random(given.shape, np.float32) > arguments.drop_inputs)
            given /= np.float32(1 - arguments.drop_inputs)
            middle = np.maximum(given @ weights[0] + weights[1], 0)
            kept = (random.random(middle.shape, np.float32) > arguments.drop_hidden).astype(
                np.float32
            ) / np.float32(1 - arguments.drop_hidden)
            middle *= kept
            scored = middle @ weights[2] + weights[3]
            scored -= scored.max(axis=1, keepdims=True)
            chances = np.exp(scored)
            chances /= chances.sum(axis=1, keepdims=True)
            wrong = (chances - target[chosen]) / len(chosen)
            back = (wrong @ weights[2].T) * kept * (middle > 0)
            slopes = [given.T @ back, back.sum(axis=0), middle.T @ wrong, wrong.sum(axis=0)]
            steps += 1
            for weight, slope, (one, two) in zip(weights, slopes, moments, strict=True):
                one += 0.1 * (slope - one)
                two += 0.001 * (slope**2 - two)
                step = (one / (1 - 0.9**steps)) / (np.sqrt(two / (1 - 0.999**steps)) + 1e-8)
                weight -= arguments.rate * step
                if weight.ndim > 1:
                    weight *= 1 - arguments.rate * arguments.decay
        if epoch * 2 >= arguments.epochs:
            summed += 1
            for mean, weight in zip(total, weights, strict=True):
                mean += weight
    return [mean / summed for mean in total]


def tagged(
    texts: Sequence[str], language: str, reader: Reader, weights: dict[str, np.ndarray]
) -> list[list[tuple[int, int, str]]]:
    """What the whole recogniser finds with these weights."""
    model = ScoredModel(reader, SpanScorer(weights))
    return EntityRecogniser(models={language: model}).spans_each(texts, language)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--lang", default="en")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--train", nargs="+", default=["wikigold"])
    parser.add_argument("--block", type=int, default=12)
    parser.add_argument("--threshold", type=float, default=0.36)
    parser.add_argument("--hidden", type=int, default=32)
    parser.add_argument("--members", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=0.001)
    parser.add_argument("--decay", type=float, default=0.3)
    parser.add_argument("--drop-inputs", type=float, default=0.4)
    parser.add_argument("--drop-hidden", type=float, default=0.4)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--no-folds", action="store_true")
    arguments = parser.parse_args()
    language = arguments.lang
    rows = [row for row in rows_of(arguments.data) if row["lang"] == language]
    rows += own_rows(language)
    counts: dict[str, int] = defaultdict(int)
    folds = []
    for row in rows:
        folds.append(counts[row["set"]] // arguments.block % FOLDS)
        counts[row["set"]] += 1
    reader = READERS[language]()
    learned = {*arguments.train, "own"}
    learning = [at for at, row in enumerate(rows) if row["set"] in learned]
    examples = Examples([rows[at] for at in learning], language, reader)
    fold_of = np.array([folds[at] for at in learning])[examples.of_row]
    answers: dict[int, Any] = {}
    for fold in [] if arguments.no_folds else range(FOLDS):
        weights = trained(examples, fold_of != fold, arguments)
        own = [at for at in learning if folds[at] == fold]
        found = tagged([rows[at]["text"] for at in own], language, reader, weights)
        answers.update(zip(own, found, strict=True))
    weights = trained(examples, fold_of >= 0, arguments)
    rest = [at for at in range(len(rows)) if at not in answers and at not in learning]
    found = tagged([rows[at]["text"] for at in rest], language, reader, weights)
    answers.update(zip(rest, found, strict=True))
    for name in counts:
        own = [at for at in answers if rows[at]["set"] == name]
        if own:
            kinds = scores([rows[at] for at in own], [answers[at] for at in own])
            told = "  ".join(f"{kind} {value:.1f}" for kind, value in kinds.items())
            print(f"{name:12} {'5 folds ' if name in learned else 'transfer'}  {told}")
    if arguments.write:
        target = Path("shared", *reader.package.split("."), SCORER)
        np.savez_compressed(target, **weights)
        print(f"{target}: {target.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
