"""A console that runs, over a bus and a store in memory, and something to show on it."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from wirewatch.adapters.memory.bus import MemoryBus
from wirewatch.adapters.memory.store import MemoryStore
from wirewatch.console.app import run_console
from wirewatch.console.settings import ConsoleSettings
from wirewatch.core import codec
from wirewatch.core.alerting import fold
from wirewatch.core.dead_letters import dead_letter
from wirewatch.core.errors import Reason, Reject
from wirewatch.core.identity import content_hash
from wirewatch.core.matching import match_article
from wirewatch.core.message import Message, Received
from wirewatch.core.rule_book import RuleBook
from wirewatch.core.settling import settled
from wirewatch.events import (
    Alert,
    Article,
    ArticleGrouped,
    Event,
    Language,
    Outcome,
    PageFetched,
    Paragraph,
    RemovedBlock,
    Rule,
    Topic,
)
from wirewatch.runtime.context import Context
from wirewatch.runtime.health import Health
from wirewatch.testing.clock import START, FakeClock

TOKEN = "a token of twenty-four ch"


@dataclass
class Stage:
    """A running console with what is behind it, and a client in front of it."""

    bus: MemoryBus
    store: MemoryStore
    clock: FakeClock
    stop: asyncio.Event
    client: aiohttp.ClientSession
    address: str
    health: Health
    running: asyncio.Task[None]

    async def text(self, path: str, *, status: int = 200, **options: Any) -> str:
        """The page at a path, which must answer with that status."""
        async with self.client.get(path, **options) as answer:
            text = await answer.text()
            assert answer.status == status, text[:2000]
            return text

    async def csrf(self) -> str:
        """What a form must carry."""
        found = re.search(r'<meta name="csrf" content="(\w+)">', await self.text("/rules/new"))
        assert found is not None
        return found[1]

    async def post(self, path: str, *, csrf: str | None = None, **fields: Any) -> tuple[int, str]:
        """Post a form as the page would; status and page (or target) of the answer."""
        data = {**fields, "csrf": csrf if csrf is not None else await self.csrf()}
        async with self.client.post(path, data=data, allow_redirects=False) as answer:
            return answer.status, answer.headers.get("location") or await answer.text()

    async def keep(self, *events: Event) -> None:
        """Put events into the store."""
        assert await self.store.upsert(events) == [None] * len(events)

    async def say(self, event: Event) -> None:
        """Put an event onto its topic."""
        await self.bus.produce([codec.encode(event, service="test", now=self.clock.now())])

    async def rules(self) -> dict[str, Rule]:
        """The rules as the topic has them."""
        known: dict[str, Rule] = {}
        async for received in self.bus.read("rules"):
            known.pop(received.message.key, None)
            if received.message.value is not None:
                event = codec.decode(received.message)
                assert isinstance(event, Rule)
                known[event.rule_id] = event
        return known


@asynccontextmanager
async def running(folder: Path, token: str | None, *rules: Rule) -> AsyncIterator[Stage]:
    """A console until the end of the block; the rules stand on the topic before it starts."""
    clock = FakeClock()
    bus, store = MemoryBus(clock=clock), MemoryStore()
    context = Context(bus, clock, asyncio.Event(), Health(), folder)
    await bus.produce([codec.encode(r, service="test", now=clock.now()) for r in rules])
    settings = ConsoleSettings(port=0, token=None if token is None else SecretStr(token))
    started: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(run_console(context, store, settings, on_started=started.set_result))
    await asyncio.wait([task, started], return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        task.result()
    jar = aiohttp.CookieJar(unsafe=True)  # It is about IP addresses as hosts.
    async with aiohttp.ClientSession(started.result(), cookie_jar=jar) as client:
        yield Stage(bus, store, clock, context.stop, client, started.result(), context.health, task)
    context.stop.set()
    await asyncio.wait_for(task, 10)


Start = Callable[..., Awaitable[Stage]]


@pytest.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    """Start a console: `await start(*rules, token=None)`."""
    async with AsyncExitStack() as stack:

        async def started(*rules: Rule, token: str | None = None) -> Stage:
            return await stack.enter_async_context(running(tmp_path, token, *rules))

        yield started


@pytest.fixture
async def stage(start: Start) -> Stage:
    """A console without a token and without rules."""
    return await start()


@dataclass
class Build:
    """Events by hand."""

    count: int = field(default=0)

    def rule(self, rule_id: str = "haqqani", expression: str = "haqqani", **more: Any) -> Rule:
        """A rule that has been in force for a while."""
        fields = {"name": rule_id, "active_from": START, "updated_at": START, **more}
        return Rule(rule_id=rule_id, expression=expression, **fields)

    def article(self, title: str, *texts: str, **more: Any) -> ArticleGrouped:
        """An article of its own story."""
        self.count += 1
        number = self.count
        fields = {
            "article_id": f"article{number}",
            "page_id": f"{number:032x}",
            "url": f"https://news.example/{number}",
            "site": "news.example",
            "source_id": "sample",
            "title": title,
            "paragraphs": tuple(Paragraph(kind="paragraph", text=t) for t in texts),
            "language": Language(code="en", confidence=0.99),
            "text_digest": f"digest{number}",
            "analysis_version": 1,
            "content_hash": "0" * 64,
            "fetched_at": START,
            "accepted_at": START,
            "version": number,
            **more,
        }
        article = Article(**fields)
        return ArticleGrouped(
            article=article, story_id=f"story{number}", revision=1, first_seen=START
        )

    def alert(self, grouped: ArticleGrouped, rule: Rule) -> Alert:
        """The alert of a rule that matches the article."""
        book = RuleBook()
        book.put(rule)
        (match,) = match_article(grouped, book)
        alert = fold(match, None, rule, now=START)
        assert alert is not None
        return alert

    def settled(self, grouped: ArticleGrouped, **more: Any) -> Event:
        """The outcome of the article's page."""
        event = settled(grouped.article, Outcome.INDEXED, stage="index", now=START)
        return event.model_copy(update=more)

    def letter(self, content: bytes, url: str = "https://news.example/bad") -> Message:
        """A page that was refused."""
        page = PageFetched(
            page_id="f" * 32,
            article_id="e" * 32,
            url=url,
            site="news.example",
            source_id="sample",
            content_type="text/html",
            content=content,
            content_hash=content_hash(content),
            fetched_at=START,
            accepted_at=START,
        )
        received = Received(codec.encode(page, service="ingest", now=START), 0, 7, 0)
        return dead_letter(
            received, Reject(Reason.BINARY, "it is an image"), stage="enrich", now=START
        )

    def removed(self, text: str) -> RemovedBlock:
        """A block that was left out."""
        return RemovedBlock(text=text, reason="navigation")

    def topic(self, name: str) -> Topic:
        """A topic with evidence."""
        return Topic(code="medtop:16000000", name=name, score=0.5, evidence=(name,))


@pytest.fixture
def build() -> Build:
    """Makes events."""
    return Build()


@pytest.fixture
def token() -> str:
    """What people sign in with where a console has a token."""
    return TOKEN
