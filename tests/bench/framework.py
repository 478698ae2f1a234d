"""What the framework costs: the pure chain in one process against the system end to end.

    python tests/bench/framework.py [--pages 600] [--kafka] [--languages en]

Measured is CPU time of all our processes per page, servers and warm-up excluded, in one run on one
machine. The chain is what any system must do: extract, detect, recognise, tag, sign, match. With
`--kafka` the eight services run on real servers (WIREWATCH_TEST_KAFKA and
WIREWATCH_TEST_ELASTICSEARCH, or what this machine can start).
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.live.fleet import Fleet
from wirewatch import flow
from wirewatch.adapters.sqlite.bus import SqliteBus
from wirewatch.core.enriching import Enricher, extract_page
from wirewatch.core.errors import Reject
from wirewatch.core.extract import NotAnArticle
from wirewatch.core.identity import article_id, content_hash, page_id
from wirewatch.core.matching import document_of
from wirewatch.core.ports import Bus
from wirewatch.core.rule_book import RuleBook
from wirewatch.core.urls import normalise, registrable_domain
from wirewatch.events import PageFetched, Rule
from wirewatch.testing.newsroom import MARKERS, GeneratedPage, Newsroom

WARM_UP = 60
PARAGRAPHS = 5
"""About 400 words, the length of a news article."""


@dataclass(frozen=True)
class Figure:
    """CPU and wall seconds per page."""

    name: str
    cpu_seconds: float
    wall_seconds: float
    parts: Mapping[str, float] = field(default_factory=dict)
    """CPU seconds per page by process."""

    def line(self, chain: "Figure") -> str:
        extra = self.cpu_seconds / chain.cpu_seconds - 1
        return (
            f"{self.name:<28}{1000 * self.cpu_seconds:>10.2f}{1 / self.cpu_seconds:>12.1f}"
            f"{1 / self.wall_seconds:>12.1f}{100 * extra:>11.0f} %"
            + "".join(f"\n    {name:<24}{1000 * cost:>10.2f}" for name, cost in self.parts.items())
        )


def pure_chain(pages: Sequence[GeneratedPage]) -> Figure:
    """The engines alone, one page after the other in this process."""
    enricher, book = Enricher(), RuleBook()
    now = datetime.now(UTC)
    for marker in MARKERS:
        book.put(
            Rule(rule_id=marker, name=marker, expression=marker, active_from=now, updated_at=now)
        )

    def work(some: Sequence[GeneratedPage]) -> None:
        for page in some:
            fetched = _fetched(page, now)
            try:
                extraction = extract_page(fetched)
            except Reject:
                continue
            if not isinstance(extraction, NotAnArticle):
                book.match(document_of(enricher(fetched, extraction).article))

    work(pages[:WARM_UP])
    measured = pages[WARM_UP:]
    cpu, wall = time.process_time(), time.perf_counter()
    work(measured)
    return Figure(
        "pure chain, one process",
        (time.process_time() - cpu) / len(measured),
        (time.perf_counter() - wall) / len(measured),
    )


async def embedded(pages: Sequence[GeneratedPage], folder: Path) -> Figure:
    """`wirewatch run` on SQLite."""
    fleet = Fleet(
        folder,
        kafka="unused",
        elasticsearch="http://unused",
        prefix="bench",
        hooks="http://127.0.0.1:9",
    )
    log = (folder / "run.log").open("wb")
    environment = {
        **fleet.environment,
        "WIREWATCH_SYSTEM": "embedded",
        "WIREWATCH_DATA_DIR": str(folder / "data"),
        "WIREWATCH_LOG__LEVEL": "info",
    }
    process = subprocess.Popen(  # noqa: ASYNC220 - nothing else runs here yet
        [sys.executable, "-m", "wirewatch.cli.main", "run", "--config", str(fleet.config)],
        env=environment,
        stdout=log,
        stderr=log,
    )
    try:
        while not (folder / "data" / "bus.sqlite").exists():  # noqa: ASYNC110 - not ours to set
            await asyncio.sleep(0.1)
        bus = SqliteBus(folder / "data" / "bus.sqlite")
        try:
            return await _measured(
                "embedded, end to end", fleet, bus, pages, lambda: {"run": process.pid}
            )
        finally:
            await bus.close()
    finally:
        process.terminate()
        process.wait(60)
        log.close()


async def on_kafka(pages: Sequence[GeneratedPage], folder: Path) -> Figure:
    """Eight processes on real Kafka and Elasticsearch."""
    from wirewatch.adapters.kafka.bus import KafkaBus
    from wirewatch.testing.servers import Missing, find_elasticsearch, find_kafka

    with ExitStack() as stack:
        kafka, elastic = find_kafka(), find_elasticsearch()
        for server in (kafka, elastic):
            if isinstance(server, Missing):
                raise SystemExit(f"cannot be measured: {server.reason}")
            server.start()
            stack.callback(server.close)
        assert not isinstance(kafka, Missing)
        assert not isinstance(elastic, Missing)
        fleet = Fleet(
            folder,
            kafka=kafka.endpoint,
            elasticsearch=elastic.endpoint,
            prefix=f"bench{os.getpid()}",
            hooks="http://127.0.0.1:9",
        )
        stack.callback(fleet.close)
        done = fleet.wirewatch("setup")
        if done.returncode:
            raise SystemExit(done.stderr)
        fleet.start_all()
        bus = KafkaBus(kafka.endpoint, prefix=fleet.environment["WIREWATCH_KAFKA__PREFIX"])
        try:
            return await _measured(
                "Kafka, end to end",
                fleet,
                bus,
                pages,
                lambda: {name: p.pid for name, p in fleet.processes.items()},
            )
        finally:
            await bus.close()


async def _measured(
    name: str,
    fleet: Fleet,
    bus: Bus,
    pages: Sequence[GeneratedPage],
    pids: Callable[[], dict[str, int]],
) -> Figure:
    fleet.feed(pages[:WARM_UP])
    await _until(bus, WARM_UP)
    before, wall = _cpu_seconds(pids()), time.perf_counter()
    fleet.feed(pages[WARM_UP:])
    await _until(bus, len(pages))
    count = len(pages) - WARM_UP
    wall = (time.perf_counter() - wall) / count
    parts = {part: (now - before[part]) / count for part, now in _cpu_seconds(pids()).items()}
    return Figure(name, sum(parts.values()), wall, parts)


async def _until(bus: Bus, pages: int) -> None:
    """Until each page has an outcome and no service has anything left to do."""
    while True:
        await asyncio.sleep(0.25)
        if sum((await bus.ends("outcomes")).values()) < pages:
            continue
        waiting = 0
        for service in flow.TOPOLOGY:
            if service.reads:
                waiting += sum((await bus.lag(service.name, service.reads)).values())
        if not waiting:
            return


def _cpu_seconds(pids: Mapping[str, int]) -> dict[str, float]:
    """User and system time of each process with all that it started."""
    seconds = {}
    for name, pid in pids.items():
        process = psutil.Process(pid)
        each = [one.cpu_times() for one in (process, *process.children(recursive=True))]
        seconds[name] = sum(times.user + times.system for times in each)
    return seconds


def _fetched(page: GeneratedPage, now: datetime) -> PageFetched:
    url = normalise(page.url)
    article, digest = article_id(url), content_hash(page.content)
    return PageFetched(
        page_id=page_id(article, digest, page.number),
        article_id=article,
        url=url,
        site=registrable_domain(url),
        source_id="bench",
        content_type=page.content_type,
        content=page.content,
        content_hash=digest,
        fetched_at=now,
        accepted_at=now,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--kafka", action="store_true")
    parser.add_argument("--languages", default="en")
    options = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    newsroom = Newsroom(languages=tuple(options.languages.split(",")), paragraphs=PARAGRAPHS)
    pages = list(newsroom.pages(options.pages + WARM_UP))
    chain = pure_chain(pages)
    print(f"{options.pages} generated pages ({options.languages}), {WARM_UP} more to warm up")
    print(f"{'':<28}{'CPU ms/page':>10}{'pages/CPU s':>12}{'pages/s':>12}{'over chain':>13}")
    print(chain.line(chain), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        print(asyncio.run(embedded(pages, Path(folder))).line(chain), flush=True)
    if options.kafka:
        with tempfile.TemporaryDirectory() as folder:
            print(asyncio.run(on_kafka(pages, Path(folder))).line(chain), flush=True)


if __name__ == "__main__":
    main()
