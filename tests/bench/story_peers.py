"""Finding copies, texts included, beside MinHash (datasketch) and plain winnowing in dictionaries.

    python tests/bench/story_peers.py [--articles 20000]

Texts are made of invented words, 300 to an article; three in ten are edited copies of an earlier
one: cut to 40 to 90 percent, with notices around it, or with one word in seven changed. Each index
is given every text once, in a process of its own: it makes what it compares by, tells the earlier
copies, and keeps the text. `datasketch` (with scipy) is measured where it is installed.
"""

import argparse
import multiprocessing
import random
import re
import time
import zlib
from collections import Counter, deque
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import psutil

from wirewatch.core.stories import NearDuplicates

Add = Callable[[int, str], list[int]]

WORDS = 300
COPIES = 0.3
PERMUTATIONS = 128
GRAM, WINDOW, LEAST_SHARE = 5, 8, 0.3


def texts(count: int) -> Iterator[tuple[int, int, str]]:
    """Number, number of the original, text."""
    chance = random.Random(1)
    vocabulary = [f"w{number}" for number in range(60_000)]
    recent: deque[tuple[int, list[str]]] = deque(maxlen=200)
    for number in range(count):
        if recent and chance.random() < COPIES:
            origin, words = chance.choice(recent)
            words = edited(words, vocabulary, chance)
        else:
            origin, words = number, chance.choices(vocabulary, k=WORDS)
            recent.append((number, words))
        yield number, origin, " ".join(words)


def edited(words: list[str], vocabulary: list[str], chance: random.Random) -> list[str]:
    kind = chance.randrange(3)
    if kind == 0:
        return words[: int(len(words) * chance.uniform(0.4, 0.9))]
    if kind == 1:
        return ["our", "own", "correspondent", *words, "all", "rights", "reserved"]
    return [chance.choice(vocabulary) if chance.random() < 1 / 7 else word for word in words]


def ours() -> Add:
    index: NearDuplicates[int] = NearDuplicates()
    return index.add


def minhash() -> Add:
    """Word 5-grams, 128 permutations, Jaccard .3: what its documentation leads to for copies."""
    from datasketch import MinHash, MinHashLSH

    index: Any = MinHashLSH(threshold=LEAST_SHARE, num_perm=PERMUTATIONS)

    def add(number: int, text: str) -> list[int]:
        words = re.findall(r"\w+", text.lower())
        grams = {" ".join(words[at : at + GRAM]).encode() for at in range(len(words) - GRAM + 1)}
        sketch: Any = MinHash(num_perm=PERMUTATIONS, hashfunc=zlib.crc32)
        sketch.update_batch(list(grams))
        found = index.query(sketch)
        index.insert(number, sketch)
        return list(found)

    return add


def winnowing() -> Add:
    """The method that ours is, as one writes it plainly: a dictionary of lists."""
    holders: dict[int, list[int]] = {}
    sizes: list[int] = []

    def add(number: int, text: str) -> list[int]:
        words = re.findall(r"\w+", text.lower())
        crcs = np.array([zlib.crc32(word.encode()) for word in words], dtype=np.uint64)
        grams = np.zeros(max(1, len(crcs) - GRAM + 1), dtype=np.uint64)
        for at in range(min(GRAM, len(crcs))):
            grams = grams * np.uint64(0x9E3779B97F4A7C15) + crcs[at : at + len(grams)]
        if len(grams) > WINDOW:
            grams = np.lib.stride_tricks.sliding_window_view(grams, WINDOW).min(axis=1)
        prints = set(grams.tolist())
        shared: Counter[int] = Counter()
        for each in prints:
            shared.update(holders.get(each, ())[-50:])
            holders.setdefault(each, []).append(number)
        sizes.append(len(prints))
        return [
            other
            for other, count in shared.items()
            if count / min(len(prints), sizes[other]) >= LEAST_SHARE
        ]

    return add


PEERS: dict[str, Callable[[], Add]] = {
    "wirewatch": ours,
    "datasketch": minhash,
    "winnowing": winnowing,
}


def measure(name: str, count: int, answers: Any) -> None:
    try:
        add = PEERS[name]()
    except ImportError as error:
        answers.put(f"not measured: {error}")
        return
    process = psutil.Process()
    before = process.memory_info().rss
    spent, found, copies, wrong = 0.0, 0, 0, 0
    origins: list[int] = []
    for number, origin, text in texts(count):
        started = time.process_time()
        earlier = add(number, text)
        spent += time.process_time() - started
        families = {origins[each] for each in earlier}
        found += origin in families
        wrong += bool(families - {origin})
        copies += origin != number
        origins.append(origin)
    memory = process.memory_info().rss - before
    answers.put(
        f"{count / spent:>7.0f} articles a CPU s, copies found {found / copies:.1%}, wrong ones"
        f" {wrong}, {memory / count:>6.0f} bytes each"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--articles", type=int, default=20_000)
    count = parser.parse_args().articles
    context = multiprocessing.get_context("spawn")
    for name in PEERS:
        answers = context.Queue()
        process = context.Process(target=measure, args=(name, count, answers))
        process.start()
        print(f"{name:12}{answers.get()}", flush=True)
        process.join()


if __name__ == "__main__":
    main()
