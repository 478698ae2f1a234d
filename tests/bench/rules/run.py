"""Milliseconds per article, time and memory per rule, on rules and articles of one's own.

usage: python run.py RULES.jsonl ARTICLES.jsonl[.xz] --sizes 1000 10000 100000 [--articles 200]

Rules as in `matcher.py`, articles `{"title", "body", "lang"}`, both a line each. Run on one quiet
core; the first articles warm the caches and are not counted.
"""

import argparse
import itertools
import json
import lzma
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from matcher import Matcher, load

from wirewatch.core.text import folded_words

WARMING = 300
ROUNDS = 3


def lines(path: Path) -> Iterator[Any]:
    """The records of a file."""
    if path.suffix == ".xz":
        with lzma.open(path, "rt", encoding="utf-8") as packed:
            yield from map(json.loads, packed)
    else:
        with path.open(encoding="utf-8") as file:
            yield from map(json.loads, file)


def resident_mb() -> float:
    """Memory of this process, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def measure(matcher: Matcher, articles: list[Any]) -> tuple[float, float]:
    """The best round's CPU ms per article, and the hits per article."""
    best, hits = float("inf"), 0
    for _ in range(ROUNDS):
        started = time.process_time()
        hits = sum(len(matcher.match(a["title"], a["body"], a["lang"])) for a in articles)
        best = min(best, time.process_time() - started)
    return best / len(articles) * 1e3, hits / len(articles)


def main() -> None:
    """Print a line for each number of rules."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rules", type=Path)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--count", type=int, default=200, help="articles that are measured")
    parser.add_argument("--learn", action="store_true", help="give no frequencies of words")
    options = parser.parse_args()
    articles = list(lines(options.articles))
    held_out = articles[-1_500:]
    counted: Counter[str] = Counter()
    for article in held_out:
        counted.update(set(folded_words(f"{article['title']} . {article['body']}")))
    frequencies = {word: count / len(held_out) for word, count in counted.items()}
    for size in options.sizes:
        rules = list(itertools.islice(lines(options.rules), size))
        before, started = resident_mb(), time.process_time()
        matcher = load(rules, None if options.learn else frequencies)
        built, grown = time.process_time() - started, resident_mb() - before
        for article in held_out[:WARMING]:
            matcher.match(article["title"], article["body"], article["lang"])
        milliseconds, hits = measure(matcher, articles[: options.count])
        print(
            f"{size:>9,} rules  {milliseconds:7.3f} ms/article  {hits:7.2f} hits/article  "
            f"{built / size * 1e3:.3f} ms/rule to add  {grown * 1e3 / size:.2f} kB/rule"
        )


if __name__ == "__main__":
    main()
