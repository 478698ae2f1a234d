"""What it costs to decide a story: articles a second on one core, and memory per article.

    python tests/bench/stories.py [--articles 50000] [--stored 1000000] [--copies 0.3]

Timed is the decision with everything group does for it (`group`, the view's tables, a commit for
each 100 articles). The signatures are those of invented articles of 300 words, some of each hundred
being an edited copy of an earlier one; they are drawn directly, for texts would take far longer to
make than to decide on (what a signature costs, and peers beside: tests/bench/story_peers.py).
`--stored` is how many articles the window and its day more hold: with more `--articles` than that
the last lines show the steady state, in which for each article that comes one is forgotten.

    python tests/bench/stories.py --articles 1200000
"""

import argparse
import os
import tempfile
import time
from base64 import b64encode
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import numpy as np
import psutil

from wirewatch.core.grouping import STORY_WINDOW, group
from wirewatch.core.identity import content_hash, hashed
from wirewatch.core.revisions import outline
from wirewatch.core.stories import Signature
from wirewatch.core.stories.signature import Fingerprints
from wirewatch.events import Article, ArticleEnriched, ArticleGrouped, Language, StoryDecided
from wirewatch.group.copies import KEPT_LATER_MS
from wirewatch.group.decisions import StoryView
from wirewatch.runtime import metrics

START = datetime(2026, 1, 5, tzinfo=UTC)
BATCH = 100
PRINTS = 66
"""Of a text of 300 words: of its 296 runs of five words two in nine are kept."""

NO_CUTOFF = 0xFFFFFFFF
OUTLINE = outline("a title", [f"paragraph {number}" for number in range(6)])


def articles(
    count: int, copies: float, seed: int, *, apart: timedelta
) -> Iterator[tuple[ArticleEnriched, int]]:
    """Articles in order of acceptance, each with the number of its original."""
    chance = np.random.default_rng(seed)
    recent: deque[tuple[int, Fingerprints]] = deque(maxlen=200)
    for number in range(count):
        if recent and chance.random() < copies:
            origin, prints = recent[chance.integers(len(recent))]
            prints = _edited(prints, chance)
        else:
            origin, prints = number, _drawn(PRINTS, chance)
            recent.append((number, prints))
        yield _event(number, prints, START + apart * number), origin


def _drawn(count: int, chance: np.random.Generator) -> Fingerprints:
    return np.unique(chance.integers(2**32, size=count, dtype=np.uint32))


def _edited(prints: Fingerprints, chance: np.random.Generator) -> Fingerprints:
    """What a cut, an added notice, or one word in twenty changed leaves of the fingerprints."""
    kept, added = ((chance.uniform(0.4, 0.9), 0), (1.0, 3), (0.75, 16))[chance.integers(3)]
    left = prints[chance.random(len(prints)) < kept]
    return np.union1d(left, _drawn(added, chance))


def _event(number: int, prints: Fingerprints, accepted_at: datetime) -> ArticleEnriched:
    digest = content_hash(prints.tobytes())
    return ArticleEnriched(
        article=Article(
            article_id=hashed("article", str(number)),
            page_id=hashed("page", str(number)),
            url=f"https://site{number % 997}.example/{number}",
            site=f"site{number % 997}.example",
            source_id="bench",
            title="",
            paragraphs=(),
            language=Language(code="und", confidence=0),
            text_digest=digest,
            outline=OUTLINE,
            signature=b64encode(bytes(Signature(prints, NO_CUTOFF))).decode(),
            analysis_version=1,
            content_hash=digest,
            fetched_at=accepted_at,
            accepted_at=accepted_at,
            version=number + 1,
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--stored", type=int, default=1_000_000)
    parser.add_argument("--limit", type=int, default=1_000_000)
    parser.add_argument("--copies", type=float, default=0.3)
    options = parser.parse_args()
    apart = (STORY_WINDOW + timedelta(milliseconds=KEPT_LATER_MS)) / options.stored
    generated = articles(options.articles, options.copies, 1, apart=apart)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "group.sqlite"
        view = StoryView(path, signatures_in_memory=options.limit)
        spent, tally = _run(view, generated, options.articles)
        view.close()
        disk = path.stat().st_size / options.articles
        started = time.process_time()
        again = StoryView(path, signatures_in_memory=options.limit)
        again.commit()
        print(f"start with {options.articles} articles: {time.process_time() - started:.1f} CPU s")
        again.close()
    print(f"{options.articles / spent:.0f} articles a CPU second; {disk:.0f} bytes each on disk")
    print(tally)


def _run(
    view: StoryView, generated: Iterator[tuple[ArticleEnriched, int]], count: int
) -> tuple[float, str]:
    """The CPU seconds of all decisions, and how many were right."""
    process = psutil.Process()
    before = process.memory_info().rss
    stories: dict[int, str] = {}
    found = copies = done = 0
    spent = shown = 0.0
    step = max(BATCH, count // 12)
    while batch := list(islice(generated, BATCH)):
        started = time.process_time()
        decided = [_decide(view, event) for event, _ in batch]
        view.commit()
        spent += time.process_time() - started
        for (_, origin), story in zip(batch, decided, strict=True):
            known = stories.setdefault(origin, story)
            copies += known is not story
            found += known == story and known is not story
        done += len(batch)
        if done % step < BATCH:
            kept = metrics.STORY_SIGNATURES._value.get()
            memory = process.memory_info().rss - before
            print(
                f"{done:>9} articles, {kept:>7.0f} kept: {step / (spent - shown):>6.0f} a CPU s,"
                f" {memory / kept:>5.0f} bytes each (growth of the process);"
                f" load {os.getloadavg()[0]:.1f}",
                flush=True,
            )
            shown = spent
    wrong = len(stories) - len(set(stories.values()))
    return spent, f"copies found {found} of {copies}; different stories joined {wrong}"


def _decide(view: StoryView, event: ArticleEnriched) -> str:
    outputs = group(event, view, now=event.article.accepted_at)
    for output in outputs:
        if isinstance(output, StoryDecided):
            view.apply(output)
    last = outputs[-1]
    assert isinstance(last, ArticleGrouped)
    return last.story_id


if __name__ == "__main__":
    main()
