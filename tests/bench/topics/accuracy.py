"""How right topics are on our own items, topic by topic, and how fast.

    python tests/bench/topics/votes.py --without-third --out /tmp/third.npz
    python tests/bench/topics/accuracy.py --votes /tmp/third.npz

The table must be built without every third item; those are what is measured here.
"""

import argparse
import time
from collections import Counter
from pathlib import Path

import numpy as np

from wirewatch.core.topics import MEDIA_TOPICS, TopicTagger
from wirewatch.core.topics.word_votes import WordVotes

ITEMS = Path(__file__).parent / "items.tsv"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--votes", type=Path, required=True)
    with np.load(parser.parse_args().votes) as parts:
        tagger = TopicTagger({"en": WordVotes(dict(parts))})
    lines = [line.split("\t") for line in ITEMS.read_text(encoding="utf-8").splitlines()]
    items = [line for number, line in enumerate(lines) if number % 3 == 2]
    right, given, missed, first = Counter(), Counter(), Counter(), 0
    for codes, _, title, lead in items:
        gold = [f"medtop:{code}000000" for code in codes.split(",")]
        tagged = tagger.tag(title, [lead], "en")
        found = [topic.code for topic in tagged if topic.code in MEDIA_TOPICS]
        first += found[:1] == gold[:1]
        given.update(found)
        right.update(set(found) & set(gold))
        missed.update(set(gold) - set(found))
    print(f"{len(items)} items, first topic right {100 * first / len(items):.1f} %")
    precision = right.total() / given.total()
    recall = right.total() / (right.total() + missed.total())
    print(f"all topics: precision {100 * precision:.1f}, recall {100 * recall:.1f}")
    for code, name in MEDIA_TOPICS.items():
        f1 = 2 * right[code] / (given[code] + right[code] + missed[code])
        print(f"{name:45s} {right[code] + missed[code]:3d} items, F1 {100 * f1:.0f}")
    print(f"{speed(tagger, items):.0f} articles a CPU second, of 300 words")


def speed(tagger: TopicTagger, items: list[list[str]]) -> float:
    """Articles made of ten items each, best of five runs."""
    leads = [lead for *_, lead in items]
    articles = [(items[i][2], leads[i : i + 10]) for i in range(len(items) - 10)]
    best = min(_seconds(tagger, articles) for _ in range(5))
    return len(articles) / best


def _seconds(tagger: TopicTagger, articles: list[tuple[str, list[str]]]) -> float:
    start = time.process_time()
    for title, paragraphs in articles:
        tagger.tag(title, paragraphs, "en")
    return time.process_time() - start


if __name__ == "__main__":
    main()
