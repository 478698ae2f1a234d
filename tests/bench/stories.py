"""What it costs to decide a story: articles a second on one core, and memory per article.

    python tests/bench/stories.py [--articles 200000] [--limit 1000000] [--copies 0.3]

Texts are made of invented words, 300 to an article; of each hundred some are edited copies of an
earlier one. Timed is the decision with everything group does for it (`group`, the view's tables, a
commit for each 100 articles); making the articles and their signatures is not.
"""

import argparse
import random
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

from wirewatch.core.grouping import group
from wirewatch.core.identity import content_hash, hashed
from wirewatch.core.revisions import outline
from wirewatch.core.stories import signature
from wirewatch.events import Article, ArticleEnriched, ArticleGrouped, Language, StoryDecided
from wirewatch.events.article import Paragraph
from wirewatch.group.decisions import StoryView

START = datetime(2026, 1, 5, tzinfo=UTC)
BATCH = 100
WORDS = 300


def articles(
    count: int, copies: float, chance: random.Random
) -> Iterator[tuple[ArticleEnriched, int]]:
    """Articles in order of acceptance, each with the number of its original."""
    recent: list[tuple[int, list[str]]] = []
    for number in range(count):
        if recent and chance.random() < copies:
            origin, words = chance.choice(recent)
            words = _edited(words, chance)
        else:
            origin = number
            words = [f"w{chance.randrange(60_000)}" for _ in range(WORDS)]
            recent = [*recent[-200:], (number, words)]
        paragraphs = [" ".join(words[at : at + 50]) for at in range(0, len(words), 50)]
        yield _event(number, paragraphs, START + timedelta(seconds=0.25 * number)), origin


def _edited(words: list[str], chance: random.Random) -> list[str]:
    kind = chance.randrange(3)
    if kind == 0:
        return words[: int(len(words) * chance.uniform(0.4, 0.9))]
    if kind == 1:
        return ["our", "own", "correspondent", *words, "all", "rights", "reserved"]
    return [f"v{n}" if chance.random() < 0.05 else w for n, w in enumerate(words)]


def _event(number: int, paragraphs: list[str], accepted_at: datetime) -> ArticleEnriched:
    text = "\n".join(paragraphs)
    return ArticleEnriched(
        article=Article(
            article_id=hashed("article", str(number)),
            page_id=hashed("page", str(number)),
            url=f"https://site{number % 997}.example/{number}",
            site=f"site{number % 997}.example",
            source_id="bench",
            title="",
            paragraphs=tuple(Paragraph(kind="paragraph", text=p) for p in paragraphs),
            language=Language(code="und", confidence=0),
            text_digest=content_hash(text.encode()),
            outline=outline("", paragraphs),
            signature=b64encode(signature(text)).decode(),
            analysis_version=1,
            content_hash=content_hash(text.encode()),
            fetched_at=accepted_at,
            accepted_at=accepted_at,
            version=number + 1,
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--limit", type=int, default=1_000_000)
    parser.add_argument("--copies", type=float, default=0.3)
    options = parser.parse_args()
    process = psutil.Process()
    stories: dict[int, str] = {}
    found = wrong = copies = 0
    spent = 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "group.sqlite"
        view = StoryView(path, signatures_in_memory=options.limit)
        before = process.memory_info().rss
        batch: list[tuple[ArticleEnriched, int]] = []
        last = spent_before = 0.0
        generated = articles(options.articles, options.copies, random.Random(1))
        for number, item in enumerate(generated, 1):
            batch.append(item)
            if len(batch) < BATCH and number < options.articles:
                continue
            started = time.process_time()
            decided = [_decide(view, event) for event, _ in batch]
            view.commit()
            spent += time.process_time() - started
            for (_, origin), story in zip(batch, decided, strict=True):
                known = stories.setdefault(origin, story)
                copies += known is not story
                found += known == story and known is not story
            batch = []
            if number % max(BATCH, options.articles // 10) == 0:
                memory = process.memory_info().rss - before
                print(
                    f"{number:>9} articles {(number - last) / (spent - spent_before):>7.0f} a CPU s"
                    f"  {memory / number:>7.0f} bytes an article (growth of the process)",
                    flush=True,
                )
                last, spent_before = number, spent
        wrong = len(stories) - len(set(stories.values()))
        disk = path.stat().st_size / options.articles
        view.close()
        started = time.process_time()
        again = StoryView(path, signatures_in_memory=options.limit)
        again.commit()
        print(f"start with {options.articles} articles: {time.process_time() - started:.1f} CPU s")
        again.close()
    print(
        f"{options.articles / spent:.0f} articles a CPU second; {disk:.0f} bytes each on disk;"
        f" copies found {found} of {copies}; different stories joined {wrong}"
    )


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
