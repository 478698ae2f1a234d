"""A rule on the past: told once or not at all, whatever dies on the way."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from tests.flow.hooks import SECRET, Hooks
from tests.flow.pipeline import Ground, MemoryGround, ShiftedClock, SqliteGround
from wirewatch.alert.app import run_alert
from wirewatch.backfill import stories, worker
from wirewatch.backfill.app import run_backfill
from wirewatch.core import backfilling, codec
from wirewatch.core.identity import alert_id, hashed
from wirewatch.core.matching import match_article
from wirewatch.core.ports import ArticleStore, Bus
from wirewatch.core.rule_book import RuleBook
from wirewatch.events import (
    Alert,
    Article,
    ArticleGrouped,
    Backfill,
    BackfillState,
    Endpoint,
    Event,
    Language,
    Paragraph,
    Past,
    Rule,
)
from wirewatch.index.app import run_index
from wirewatch.match.app import run_match
from wirewatch.notify.app import NotifySettings, run_notify
from wirewatch.runtime.context import Context
from wirewatch.runtime.health import Health

NOW = datetime.now(UTC).replace(microsecond=0)
STORIES = 30


def grouped(n: int, text: str, story: str, *, accepted: datetime) -> ArticleGrouped:
    article = Article(
        article_id=hashed(str(n)),
        page_id=hashed("page", str(n)),
        url=f"https://quay.example/{n}",
        site="quay.example",
        source_id="quay",
        title=f"Title {n}",
        paragraphs=(Paragraph(kind="paragraph", text=text),),
        language=Language(code="en", confidence=1.0),
        text_digest=hashed(text),
        analysis_version=1,
        content_hash="c" * 64,
        fetched_at=accepted,
        accepted_at=accepted,
        version=n + 1,
    )
    return ArticleGrouped(article=article, story_id=story, revision=1, first_seen=accepted)


def history() -> list[ArticleGrouped]:
    """Stories of two articles each; the rule matches every second story."""
    texts = ["A ferry deal.", "Rain over the ferry; a deal of cards, and later still a deal."]
    return [
        grouped(
            n,
            texts[n // 2 % 2],
            hashed("story", str(n // 2)),
            accepted=NOW - timedelta(days=20, minutes=-n),
        )
        for n in range(STORIES * 2)
    ]


@dataclass
class Desk:
    """The services behind a backfill; they can be cut off and started again."""

    ground: Ground
    folder: Path
    hooks: Hooks
    clock: ShiftedClock
    bus: Bus = field(init=False)
    store: ArticleStore = field(init=False)
    rule: Rule = field(init=False)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _lives: int = 0

    async def start(self) -> None:
        self.bus, self.store = await self.ground.open()
        self._lives += 1
        self._stop = asyncio.Event()
        folder = self.folder / f"life-{self._lives}"
        context = Context(self.bus, self.clock, self._stop, Health(), folder)
        settings = NotifySettings.model_validate({"allow_private": ["127.0.0.0/8"]})
        secrets = {"desk": [SecretStr(SECRET)]}
        await self.store.prepare()
        self._tasks = [
            asyncio.create_task(run_backfill(context, self.store)),
            asyncio.create_task(run_match(context)),
            asyncio.create_task(run_alert(context)),
            asyncio.create_task(run_index(context, self.store)),
            asyncio.create_task(run_notify(context, settings, secrets)),
        ]

    async def kill(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.store.close()
        await self.bus.close()

    async def stop(self) -> None:
        self._stop.set()
        await asyncio.wait(self._tasks, timeout=20)
        for task in self._tasks:
            task.result()
        await self.store.close()
        await self.bus.close()

    async def say(self, *events: Event) -> None:
        now = self.clock.now()
        await self.bus.produce([codec.encode(e, service="test", now=now) for e in events])

    async def request(self, past: Past) -> Backfill:
        since = self.clock.now() - timedelta(days=30)
        job = backfilling.requested(
            self.rule, past=past, since=since, now=self.clock.now(), origin="test"
        )
        await self.say(job)
        return job

    async def job(self, job: Backfill) -> Backfill:
        found = [e for e in await self.events("backfills") if e.backfill_id == job.backfill_id]
        return found[-1]

    async def until(self, what: str, condition: Any) -> None:
        async with asyncio.timeout(60):
            while not await condition():  # noqa: ASYNC110 - services of their own are waited for
                await asyncio.sleep(0.02)

    async def done(self, job: Backfill) -> Backfill:
        async def is_over() -> bool:
            return not (await self.job(job)).state.is_open

        await self.until("the backfill is over", is_over)
        return await self.job(job)

    async def quiet(self) -> None:
        async def is_quiet() -> bool:
            for service, topic in (
                ("alert", "matches"),
                ("index", "alerts"),
                ("match", "articles"),
            ):
                if sum((await self.bus.lag(service, [topic])).values()):
                    return False
            lag = await self.bus.lag("notify", ["alerts", "backfills"])
            return not sum(lag.values())

        await self.until("all is quiet", is_quiet)

    async def events(self, topic: str) -> list[Any]:
        return [codec.decode(r.message) async for r in self.bus.read(topic)]

    async def alerts(self) -> dict[str, Alert]:
        return {a.alert_id: a for a in await self.events("alerts")}


@pytest.fixture(params=["memory", "sqlite"])
async def desk(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Desk]:
    clock = ShiftedClock()
    ground: Ground = (
        MemoryGround(clock) if request.param == "memory" else SqliteGround(tmp_path, clock)
    )
    hooks = Hooks()
    await hooks.start()
    made = Desk(ground, tmp_path, hooks, clock)
    await made.start()
    made.rule = Rule(
        rule_id="deals",
        name="Deals",
        expression="ferry NEAR/0 deal",
        endpoints=("desk",),
        active_from=clock.now(),
        updated_at=clock.now(),
    )
    endpoint = Endpoint(endpoint_id="desk", url=f"{hooks.base}/desk", updated_at=clock.now())
    await made.say(made.rule, endpoint)
    assert not any(await made.store.upsert(history()))
    yield made
    await made.stop()
    await hooks.close()


async def test_a_digest_tells_once_and_alerts_are_marked(desk: Desk) -> None:
    job = await desk.done(await desk.request(Past.DIGEST))
    assert job.state is BackfillState.DONE
    assert (job.articles, job.stories, job.told_before) == (STORIES, STORIES // 2, 0)
    assert job.examined == job.candidates == STORIES * 2
    assert job.story_marks == ()
    await desk.quiet()
    alerts = await desk.alerts()
    assert len(alerts) == STORIES // 2
    for alert in alerts.values():
        assert (alert.backfill_id, alert.endpoints) == (job.backfill_id, ())
        assert alert.copies[0].article_id == alert.snapshot.article_id
        assert len(alert.copies) == 2
        assert alert.raised_at == alert.snapshot.accepted_at

    async def told() -> bool:
        return bool(desk.hooks.posts)

    await desk.until("the digest arrived", told)
    [post] = desk.hooks.posts
    assert post.data["kind"] == "digest"
    assert (post.data["stories_total"], post.data["articles_total"]) == (STORIES // 2, STORIES)
    assert post.data["stories"][0]["articles"] == 2
    times = [story["accepted_at"] for story in post.data["stories"]]
    assert times == sorted(times, reverse=True)
    assert not desk.hooks.refused


async def test_what_was_seen_tells_nobody_later_either_and_news_do(desk: Desk) -> None:
    job = await desk.done(await desk.request(Past.SEEN))
    assert job.digest == ()
    await desk.quiet()
    old_story = hashed("story", "0")
    copy = grouped(500, "A ferry deal.", old_story, accepted=desk.clock.now())
    news = grouped(501, "A ferry deal.", hashed("new"), accepted=desk.clock.now())
    await desk.say(copy, news)

    async def told() -> bool:
        return bool(desk.hooks.posts)

    await desk.until("news is told", told)
    await desk.quiet()
    assert [p.data["story_id"] for p in desk.hooks.posts] == [hashed("new")]
    alerts = await desk.alerts()
    assert len(alerts[alert_id("deals", old_story)].copies) == 3
    again = await desk.done(await desk.request(Past.DIGEST))
    assert again.told_before == again.stories == STORIES // 2 + 1
    assert again.digest == ()
    await desk.quiet()
    assert len(desk.hooks.posts) == 1


async def test_a_story_that_was_told_live_is_not_told_again(desk: Desk) -> None:
    book = RuleBook()
    live = desk.rule.model_copy(update={"active_from": NOW - timedelta(days=90)})
    book.put(live)
    [match] = match_article(history()[0], book)
    await desk.say(match)

    async def told() -> bool:
        return bool(desk.hooks.posts)

    await desk.until("it is told", told)
    await desk.quiet()
    job = await desk.done(await desk.request(Past.DIGEST))
    await desk.quiet()
    assert (job.stories, job.told_before, len(job.digest)) == (15, 1, 14)
    alert = (await desk.alerts())[match.alert_id]
    assert (alert.backfill_id, len(alert.copies)) == (None, 1)

    async def digest_came() -> bool:
        return len(desk.hooks.posts) == 2

    await desk.until("the digest arrived", digest_came)
    assert [p.data["kind"] for p in desk.hooks.posts] == ["first", "digest"]


async def test_it_goes_on_after_each_death(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "STEP", 7)
    job = await desk.request(Past.DIGEST)
    cursors = []
    for lives in range(4):

        async def moved(lives: int = lives) -> bool:
            return (await desk.job(job)).version > 2 + lives

        await desk.until("it has moved", moved)
        cursors.append((await desk.job(job)).examined)
        await desk.kill()
        await desk.start()
    over = await desk.done(job)
    assert cursors == sorted(cursors)
    assert cursors[0] < STORIES * 2
    assert over.state is BackfillState.DONE
    assert (over.articles, over.stories, over.examined) == (STORIES, STORIES // 2, STORIES * 2)
    await desk.quiet()

    async def told() -> bool:
        return bool(desk.hooks.posts)

    await desk.until("the digest arrived", told)
    assert {p.webhook_id for p in desk.hooks.posts} == {desk.hooks.posts[0].webhook_id}
    assert len(desk.hooks.posts[0].data["stories"]) == STORIES // 2
    matches = {m.match_id for m in await desk.events("matches")}
    assert len(matches) == STORIES
    alerts = await desk.alerts()
    assert sorted(len(a.copies) for a in alerts.values()) == [2] * (STORIES // 2)


async def test_it_can_be_cancelled_and_ends_with_its_rule(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "STEP", 1)
    job = await desk.request(Past.SEEN)
    now = desk.clock.now()
    await desk.say(backfilling.ended(job, BackfillState.CANCELLED, now=now, detail="on request"))
    over = await desk.done(job)
    assert over.state is BackfillState.CANCELLED
    gone = desk.rule.model_copy(update={"rule_id": "gone"})
    desk.rule = gone
    over = await desk.done(await desk.request(Past.SEEN))
    assert (over.state, over.detail) == (BackfillState.CANCELLED, "the rule was removed")


async def test_what_it_forgot_it_asks_the_store(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Copies of a story far behind one another count one story, with hardly any memory."""
    monkeypatch.setattr(stories, "REMEMBERED", 2)
    monkeypatch.setattr(worker, "STEP", 3)
    late = [
        grouped(
            600 + n,
            "A ferry deal." if n % 2 else "Rain.",
            hashed("story", str(n)),
            accepted=NOW - timedelta(days=10, minutes=-n),
        )
        for n in range(STORIES)
    ]
    assert not any(await desk.store.upsert(late))
    over = await desk.done(await desk.request(Past.SEEN))
    again = {history()[n].story_id for n in range(0, STORIES * 2, 4)}
    again |= {one.story_id for n, one in enumerate(late) if n % 2}
    assert (over.articles, over.stories) == (STORIES + STORIES // 2, len(again))
