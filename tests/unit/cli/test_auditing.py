"""The audit and the trace over topics that somebody tampered with."""

from datetime import timedelta
from typing import Any

import pytest

from tests.contract.building import NOW, alert, at, grouped, page, rule_matched
from wirewatch.adapters.memory import MemoryBus
from wirewatch.adapters.memory.store import MemoryStore
from wirewatch.cli.auditing import WINDOW, AuditReport, run_audit
from wirewatch.cli.tracing import run_trace
from wirewatch.core import codec
from wirewatch.core.dead_letters import dead_letter
from wirewatch.core.errors import Reason, Reject
from wirewatch.core.message import Message, Received
from wirewatch.core.settling import settled
from wirewatch.events import ArticleGrouped, Event, Outcome, PageFetched, PageSettled
from wirewatch.testing.clock import FakeClock

WATERMARK = at(3600)


class Books:
    """A bus and a store to be held against each other."""

    def __init__(self) -> None:
        self.bus = MemoryBus(clock=FakeClock())
        self.store = MemoryStore()

    async def put(self, *events: Event, stored: bool = True) -> None:
        await self.bus.produce([codec.encode(e, service="tests", now=NOW) for e in events])
        if stored:
            kept = [e for e in events if isinstance(e, PageSettled | ArticleGrouped)]
            assert not any(await self.store.upsert(kept))

    async def problems(self) -> list[str]:
        return [h.problem for h in (await self.audit()).holes]

    async def audit(self) -> AuditReport:
        return await run_audit(self.bus, self.store, WATERMARK)


@pytest.fixture
def books() -> Books:
    return Books()


def outcome(of: PageFetched, is_: Outcome, *, stage: str = "enrich") -> PageSettled:
    return settled(of, is_, stage=stage, now=NOW)


def a_page(number: int = 1, **fields: Any) -> PageFetched:
    return page(f"page {number}".encode(), url=f"https://a.example/{number}", **fields)


def its_article(of: PageFetched) -> ArticleGrouped:
    return grouped(
        "Text.",
        url=of.url,
        page_id=of.page_id,
        accepted_at=of.accepted_at,
        version=of.version,
    )


async def test_account_that_adds_up(books: Books) -> None:
    pages = [a_page(n) for n in range(4)]
    await books.put(*pages, its_article(pages[0]))
    await books.put(
        outcome(pages[0], Outcome.INDEXED, stage="index"),
        outcome(pages[1], Outcome.NOT_AN_ARTICLE),
        outcome(pages[2], Outcome.DEAD),
        outcome(pages[3], Outcome.UNCHANGED, stage="group"),
        outcome(a_page(9), Outcome.UNCHANGED, stage="ingest"),
    )
    report = await books.audit()
    assert report.holes == ()
    assert (report.accepted, report.stored) == (5, 1)
    assert report.outcomes == {"indexed": 1, "unchanged": 2, "not_an_article": 1, "dead": 1}
    assert report.as_json()["accepted"] == 5


async def test_each_kind_of_hole(books: Books) -> None:
    await books.put(a_page(1))
    assert await books.problems() == ["accepted, and no outcome"]
    await books.put(outcome(a_page(1), Outcome.DEAD), stored=False)
    assert await books.problems() == ["its outcome is not in the store"]
    await books.store.upsert([outcome(a_page(1), Outcome.DEAD)])
    assert await books.problems() == []
    await books.put(outcome(a_page(1), Outcome.UNCHANGED), stored=False)
    assert await books.problems() == ["unchanged on the bus, dead in the store"]


async def test_indexed_article_must_be_in_the_store_in_its_version(books: Books) -> None:
    old, new = a_page(1), a_page(1, accepted_at=at(60))
    await books.put(old, its_article(old), outcome(old, Outcome.INDEXED, stage="index"))
    assert await books.problems() == []
    again = page(b"newer", url=old.url, accepted_at=at(60))
    await books.put(again, outcome(again, Outcome.INDEXED, stage="index"))
    assert await books.problems() == ["indexed, and its article is older in the store"]
    await books.put(its_article(new))
    assert await books.problems() == []


async def test_stronger_outcome_stands(books: Books) -> None:
    one = a_page(1)
    await books.put(one, its_article(one), outcome(one, Outcome.DEAD))
    await books.put(outcome(one, Outcome.INDEXED, stage="index"))
    await books.put(outcome(one, Outcome.DEAD), stored=False)
    report = await books.audit()
    assert (report.holes, report.outcomes["indexed"], report.outcomes["dead"]) == ((), 1, 0)


async def test_stronger_outcome_stands_where_compaction_has_left_a_weaker_one(
    books: Books,
) -> None:
    one, two = a_page(1), a_page(2)
    await books.put(one, its_article(one), two)
    await books.store.upsert([outcome(p, Outcome.INDEXED, stage="index") for p in (one, two)])
    await books.put(outcome(one, Outcome.DEAD), outcome(two, Outcome.DEAD), stored=False)
    report = await books.audit()
    assert report.outcomes == {"indexed": 2, "unchanged": 0, "not_an_article": 0, "dead": 0}
    assert [h.problem for h in report.holes] == ["indexed, and its article is not in the store"]


async def test_late_pages_are_left_out_and_so_are_those_that_pages_may_have_lost(
    books: Books,
) -> None:
    await books.put(a_page(1, accepted_at=WATERMARK))
    forgotten = a_page(2, accepted_at=WATERMARK - WINDOW - timedelta(seconds=1))
    await books.put(outcome(forgotten, Outcome.DEAD))
    report = await books.audit()
    assert (report.accepted, report.holes) == (0, ())


async def test_records_that_nobody_can_read_do_not_stop_the_account(books: Books) -> None:
    one = a_page(1)
    await books.put(one, outcome(one, Outcome.DEAD))
    noise = (("ce_type", b"x"), ("traceparent", b"nonsense"))
    await books.bus.produce([Message(t, "k", b"?", noise) for t in ("pages", "outcomes", "alerts")])
    assert await books.problems() == []
    steps = await run_trace(books.bus, one.url)
    assert [s.topic for s in steps] == ["pages", "outcomes"]


async def test_trace_by_page_finds_the_alert_that_another_page_raised(books: Books) -> None:
    second = rule_matched(2)
    await books.put(rule_matched(1), second, alert(2))
    steps = await run_trace(books.bus, second.snapshot.page_id)
    assert [s.topic for s in steps] == ["matches", "alerts"]


async def test_trace_of_what_ingest_refused(books: Books) -> None:
    one = a_page(1)
    named = Message(
        "pages",
        one.site,
        b"",
        (("wirewatch-origin", b"/in/huge.html"), ("wirewatch-page-id", one.page_id.encode())),
    )
    reject = Reject(Reason.TOO_LARGE, "12 MB")
    await books.bus.produce(
        [dead_letter(Received(named, -1, -1, 0), reject, stage="ingest", now=NOW)]
    )
    await books.put(outcome(one, Outcome.DEAD, stage="ingest"))
    for asked in (one.page_id, "/in/huge.html"):
        assert "pages.dead" in [s.topic for s in await run_trace(books.bus, asked)]


async def test_trace_says_which_run_sent_a_page_again(books: Books) -> None:
    one = a_page(1)
    await books.put(one, one.model_copy(update={"pipeline_epoch": 2}), stored=False)
    first, again = await run_trace(books.bus, one.url)
    assert first.what.startswith("accepted from ")
    assert again.what.startswith("sent by run 2 from ")
