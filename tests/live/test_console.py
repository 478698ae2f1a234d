"""The console in a real browser: an alert appears by itself, a rule is added, a search finds."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect
from pydantic import SecretStr

from wirewatch.adapters.clock import SystemClock
from wirewatch.adapters.sqlite.bus import SqliteBus
from wirewatch.adapters.sqlite.store import SqliteStore
from wirewatch.console.app import run_console
from wirewatch.console.settings import ConsoleSettings
from wirewatch.core import backfilling, codec
from wirewatch.core.alerting import fold
from wirewatch.core.identity import hashed
from wirewatch.core.matching import match_article
from wirewatch.core.rule_book import RuleBook
from wirewatch.events import (
    Alert,
    Article,
    ArticleGrouped,
    Backfill,
    BackfillState,
    Language,
    Paragraph,
    Rule,
)
from wirewatch.runtime.context import Context
from wirewatch.runtime.health import Health
from wirewatch.testing.servers.chromium import CHROMIUM_ARGUMENTS

TOKEN = "the token of the live test"
SIZES = {"laptop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


class Newsroom:
    """A console over SQLite, and news for it."""

    def __init__(self, bus: SqliteBus, store: SqliteStore, clock: SystemClock) -> None:
        self.bus = bus
        self.store = store
        self.clock = clock
        self.address = ""
        now = clock.now()
        self.rule = Rule(
            rule_id="valve",
            name="Valves",
            expression="valve AND NOT football",
            active_from=now - timedelta(hours=1),
            updated_at=now,
        )

    def article(self, title: str, text: str) -> ArticleGrouped:
        now = self.clock.now()
        article = Article(
            article_id=hashed(title),
            page_id=hashed("page", title),
            url="https://lantern.example/valve",
            site="lantern.example",
            source_id="lantern",
            title=title,
            paragraphs=(Paragraph(kind="paragraph", text=text),),
            language=Language(code="en", confidence=0.99),
            text_digest=hashed(text),
            analysis_version=1,
            content_hash="0" * 64,
            fetched_at=now,
            accepted_at=now,
            version=1,
        )
        return ArticleGrouped(
            article=article, story_id=hashed("story", title), revision=1, first_seen=now
        )

    def alert(self, grouped: ArticleGrouped) -> Alert:
        book = RuleBook()
        book.put(self.rule)
        (match,) = match_article(grouped, book)
        alert = fold(match, None, self.rule, now=self.clock.now())
        assert alert is not None
        return alert

    async def say(self, event: Alert | Rule | Backfill) -> None:
        await self.bus.produce([codec.encode(event, service="test", now=self.clock.now())])


@pytest.fixture
async def newsroom(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Newsroom]:
    """A running console, with a token where the test asks for one."""
    clock = SystemClock()
    bus = SqliteBus(tmp_path / "bus.sqlite", clock=clock)
    store = SqliteStore(tmp_path / "store.sqlite")
    await store.prepare()
    room = Newsroom(bus, store, clock)
    await room.say(room.rule)
    context = Context(bus, clock, asyncio.Event(), Health(), tmp_path / "state")
    started: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    token = SecretStr(TOKEN) if getattr(request, "param", "") == "token" else None
    running = asyncio.create_task(
        run_console(
            context, store, ConsoleSettings(port=0, token=token), on_started=started.set_result
        )
    )
    room.address = await started
    yield room
    context.stop.set()
    await asyncio.wait_for(running, 10)
    await store.close()
    await bus.close()


@pytest.fixture
async def browser(chromium: Path) -> AsyncIterator[Browser]:
    """A headless Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=list(CHROMIUM_ARGUMENTS)
        )
        yield browser
        await browser.close()


async def open_page(browser: Browser, room: Newsroom, size: str) -> tuple[Page, list[str]]:
    """A page, and what its console complains about: errors, and violations of the policy."""
    context = await browser.new_context(viewport=SIZES[size], base_url=room.address)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None,
    )
    page.on(
        "requestfailed",
        # What the browser itself broke off, because it left the page, did not fail.
        lambda r: (
            complaints.append(f"failed: {r.url}: {r.failure}")
            if "stream" not in r.url and r.failure != "net::ERR_ABORTED"
            else None
        ),
    )
    return page, complaints


async def is_as_wide_as_the_screen(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways."""
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    return bool(await page.evaluate(wide))


@pytest.mark.parametrize("size", SIZES)
async def test_an_alert_appears_by_itself(browser: Browser, newsroom: Newsroom, size: str) -> None:
    page, complaints = await open_page(browser, newsroom, size)
    await page.goto("/")
    await expect(page.locator("#connection")).to_contain_text("live")
    await expect(page.locator("#alerts .alert")).to_have_count(0)
    grouped = newsroom.article("<img src=x onerror=alert(1)>", "A rusted valve was blamed.")
    alert = newsroom.alert(grouped)
    await newsroom.say(alert)
    card = page.locator(".alert")
    await expect(card.locator("mark")).to_have_text("valve")
    await expect(card.locator("h2")).to_have_text("<img src=x onerror=alert(1)>")
    later = alert.model_copy(
        update={"sequence": 2, "version": 2, "copies": (*alert.copies, alert.copies[0])}
    )
    await newsroom.say(later)
    await expect(card.locator(".copies")).to_have_text("2 copies")
    await expect(card).to_have_count(1)
    assert await is_as_wide_as_the_screen(page)
    await card.locator("h2 a").click()
    await expect(page.locator(".clauses")).to_contain_text("not there")
    assert await is_as_wide_as_the_screen(page)
    assert complaints == []


async def test_a_rule_is_tried_and_added(browser: Browser, newsroom: Newsroom) -> None:
    grouped = newsroom.article("Inquiry", "A rusted valve was blamed.")
    await newsroom.store.upsert([grouped, newsroom.alert(grouped)])
    page, complaints = await open_page(browser, newsroom, "phone")
    await page.goto("/rules")
    await page.get_by_role("link", name="New rule").click()
    await page.get_by_label("What to watch for").fill("rusted AND")
    await expect(page.locator("#check .fault")).to_contain_text("Add what is missing")
    await page.get_by_label("What to watch for").fill("rusted OR lamp")
    await expect(page.locator("#check")).to_contain_text("1 article in 1 story")
    await page.get_by_label("Name").fill("Rust")
    await page.get_by_role("button", name="Add rule").click()
    await expect(page.get_by_role("status")).to_have_text("Rule rust is added.")
    rules = [r.message.key async for r in newsroom.bus.read("rules")]
    assert rules == ["valve", "rust"]
    await page.locator("#rust").get_by_role("button", name="Switch off").click()
    await expect(page.locator("#rust .state")).to_have_text("off")
    assert await is_as_wide_as_the_screen(page)
    assert complaints == []


async def test_a_search_leads_to_the_article(browser: Browser, newsroom: Newsroom) -> None:
    await newsroom.store.upsert(
        [newsroom.article(f"Inquiry {n}", "A rusted valve was blamed.") for n in range(3)]
    )
    page, complaints = await open_page(browser, newsroom, "laptop")
    await page.goto("/search")
    await page.get_by_label("What to look for").fill('"rusted valve"')
    await page.get_by_role("button", name="Search").click()
    await expect(page.locator(".total")).to_contain_text("3 articles")
    await expect(page.locator(".result mark").first).to_have_text("rusted valve")
    await page.locator(".result h2 a").first.click()
    await expect(page.locator(".body mark")).to_have_text("rusted valve")
    assert complaints == []


@pytest.mark.parametrize("newsroom", ["token"], indirect=True)
async def test_with_a_token_one_signs_in_and_out(browser: Browser, newsroom: Newsroom) -> None:
    page, complaints = await open_page(browser, newsroom, "phone")
    await page.goto("/outcomes?outcome=dead")
    await page.get_by_label("Token").fill(TOKEN)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page).to_have_url(f"{newsroom.address}/outcomes?outcome=dead")
    # A link from another site comes without the cookie; the sign-in page finds it again.
    elsewhere = newsroom.address.replace("127.0.0.1", "localhost")
    await page.goto(f"{elsewhere}/static/icon.svg")
    await page.evaluate(f"location.href = '{newsroom.address}/rules'")
    await expect(page.get_by_role("heading", name="Rules")).to_be_visible()
    complaints.clear()  # The sign-in page asks whether one is signed in, and may be told no.
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    await page.goto("/")
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


async def test_a_list_is_used_in_a_rule_that_is_held_against_the_past(
    browser: Browser, newsroom: Newsroom
) -> None:
    await newsroom.store.upsert(
        [newsroom.article(f"Inquiry {n}", "A rusted valve was blamed.") for n in range(3)]
    )
    page, complaints = await open_page(browser, newsroom, "phone")
    await page.goto("/lists/new")
    await page.get_by_label("Terms, one a line").fill('valve\n"pressure gauge"')
    await page.get_by_label("Id").fill("parts")
    await page.get_by_role("button", name="Add list").click()
    await expect(page.get_by_role("status")).to_have_text("List parts is added.")
    await page.goto("/rules/new")
    await page.get_by_label("What to watch for").fill("@parts rusted")
    await expect(page.locator("#check")).to_contain_text("3 articles in 3 stories")
    await expect(page.locator("#check")).to_contain_text("verified")
    await expect(page.locator("#check mark").first).to_have_text("rusted")
    assert await is_as_wide_as_the_screen(page)
    await page.get_by_label("Name").fill("Rust")
    await page.get_by_label("Mark it as seen").check()
    await page.get_by_role("button", name="Add rule").click()
    await expect(page.locator("#progress")).to_contain_text("Waits until")
    [asked] = [codec.decode(r.message) async for r in newsroom.bus.read("backfills")]
    assert isinstance(asked, Backfill)
    running = backfilling.started(asked, candidates=400, now=newsroom.clock.now())
    await newsroom.say(backfilling.changed(running, examined=100, articles=3, stories=3))
    await expect(page.locator("#progress progress")).to_have_attribute("value", "100")
    done = backfilling.ended(running, BackfillState.DONE, now=newsroom.clock.now())
    await newsroom.say(done.model_copy(update={"version": running.version + 5}))
    await expect(page.locator("#progress .state")).to_have_text("done")
    await expect(page.get_by_role("button", name="Cancel")).to_have_count(0)
    assert await is_as_wide_as_the_screen(page)
    assert complaints == []


@pytest.mark.parametrize("size", SIZES)
async def test_an_article_says_why_a_rule_does_not_match(
    browser: Browser, newsroom: Newsroom, size: str
) -> None:
    grouped = newsroom.article("Inquiry", "A rusted gate was blamed.")
    await newsroom.store.upsert([grouped])
    page, complaints = await open_page(browser, newsroom, size)
    await page.goto(f"/articles/{grouped.article.article_id}")
    await page.get_by_role("button", name="Why, or why not?").click()
    await expect(page.locator(".lacking")).to_have_text("valve does not occur")
    assert await is_as_wide_as_the_screen(page)
    assert complaints == []


@pytest.mark.parametrize("size", SIZES)
async def test_a_thumb_becomes_an_example_that_an_edit_must_keep(
    browser: Browser, newsroom: Newsroom, size: str
) -> None:
    grouped = newsroom.article("Inquiry", "A rusted valve was blamed.")
    alert = newsroom.alert(grouped)
    await newsroom.store.upsert([grouped, alert])
    page, complaints = await open_page(browser, newsroom, size)
    await page.goto(f"/alerts/{alert.alert_id}")
    await page.get_by_role("button", name="Useful", exact=True).click()
    pressed = page.get_by_role("button", name="Useful", exact=True, pressed=True)
    await expect(pressed).to_be_visible()
    assert await is_as_wide_as_the_screen(page)
    await page.get_by_role("link", name="its examples").click()
    await expect(page.locator("#examples .state")).to_have_text("fulfilled")
    await page.get_by_text("Examples", exact=False).first.click()
    await page.get_by_label("It must match").fill("A pump // failed")
    await expect(page.locator("#check")).to_contain_text("it must match 'A pump // failed'")
    await page.get_by_label("It must match").fill("The valve // failed")
    await page.get_by_label("What to watch for").fill('name:"Vladimir Putin" OR pump')
    await expect(page.locator(".names tbody tr").first).to_contain_text("given")
    assert await is_as_wide_as_the_screen(page)
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator(".fault")).to_contain_text("The rule breaks an example")
    await page.get_by_label("What to watch for").fill("valve NOT pump")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("status")).to_have_text("Rule valve is changed.")
    # A refused form answers 422, which the browser reports by itself.
    assert [c for c in complaints if "422" not in c] == []
