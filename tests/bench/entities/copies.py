"""What it saves that no paragraph is read twice, on a stream of which a part are copies.

    python tests/bench/entities/copies.py --data ARTICLES.jsonl.xz [--copies 0.35]

Rows of DATA: `lang`, `title`, `text`, as for `chain.py`. A copy is another of the latest hundred
articles as it is, cut after two thirds, or with another title, a line of its own above and one
below. Each article is enriched as `enrich` does it after extraction (language, entities, topics,
signature, outline), once with the memory and once without, in one process: the result must be the
same.
"""

import argparse
import random
import time
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

from chain import articles

from wirewatch.core.entities import EntityRecogniser, ReadBefore
from wirewatch.core.language import detect
from wirewatch.core.revisions import outline
from wirewatch.core.stories import signature
from wirewatch.core.topics import TopicTagger

Written = tuple[str, list[str]]


def stream(originals: Iterator[Written], count: int, copies: float) -> Iterator[Written]:
    chance = random.Random(5)
    recent: deque[Written] = deque(maxlen=100)
    for number in range(count):
        if recent and chance.random() < copies:
            title, body = chance.choice(recent)
            kind = chance.randrange(3)
            if kind == 1:
                body = body[: max(1, len(body) * 2 // 3)]
            elif kind == 2:
                title = f"Report {number}: {title}"
                body = [f"From our desk, {number}.", *body, f"Contact the desk: {number}."]
            yield title, body
        else:
            try:
                recent.append(next(originals))
            except StopIteration:
                return
            yield recent[-1]


def seconds(recogniser: EntityRecogniser, written: Sequence[Written]) -> tuple[float, list[object]]:
    tagger = TopicTagger()
    recogniser.recognise("Warm words", ["Anna Marlow came to Oslo."], "en")
    tagger.tag("Warm words", ["Anna Marlow came to Oslo."], "en")
    found: list[object] = []
    started = time.process_time()
    for title, body in written:
        whole = "\n".join([title, *body])
        language = detect(whole[:3000]).code
        found.append(recogniser.recognise(title, body, language))
        tagger.tag(title, body, language)
        signature(whole), outline(title, body)
    return time.process_time() - started, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--copies", type=float, default=0.35)
    parser.add_argument("--articles", type=int, default=600)
    options = parser.parse_args()
    written = list(stream(articles(options.data), options.articles, options.copies))
    without, expected = seconds(EntityRecogniser(), written)
    with_it, found = seconds(EntityRecogniser(read_before=ReadBefore()), written)
    assert found == expected
    print(
        f"{len(written)} articles, {options.copies:.0%} copies: {len(written) / without:.1f} a CPU"
        f" second without, {len(written) / with_it:.1f} with ({without / with_it:.2f} times)"
    )


if __name__ == "__main__":
    main()
