"""From a page to a verified webhook, the same on every bus."""

import json
from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any

import pytest

from tests.contract.building import page
from tests.flow.conftest import BAD, SAMPLES, World, sample_rules
from wirewatch.cli.auditing import run_audit
from wirewatch.cli.commands.dead import dead_letters
from wirewatch.cli.reprocessing import planned, reprocess
from wirewatch.cli.tracing import run_trace
from wirewatch.core import codec
from wirewatch.core.identity import content_hash
from wirewatch.core.message import Message
from wirewatch.core.ports import Query
from wirewatch.events import DeliveryStatus, Outcome, PageSettled, Rule

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def outcomes(world: World) -> dict[str, PageSettled]:
    """The outcome that stands for each page id."""
    standing: dict[str, PageSettled] = {}
    for event in await world.pipeline.events("outcomes"):
        known = standing.get(event.page_id)
        if known is None or event.outcome.precedence > known.outcome.precedence:
            standing[event.page_id] = event
    return standing


async def outcomes_by_url(world: World) -> dict[str, list[PageSettled]]:
    by_url: dict[str, list[PageSettled]] = defaultdict(list)
    for event in sorted((await outcomes(world)).values(), key=lambda e: e.accepted_at):
        by_url[event.url].append(event)
    return by_url


async def stories(world: World) -> dict[str, str]:
    """The story of each article by its URL; an article never moves."""
    found: dict[str, str] = {}
    for event in await world.pipeline.events("articles"):
        assert found.setdefault(event.article.url, event.story_id) == event.story_id
    return found


def news(url: str, words: str, *, number: int = 0) -> dict[str, Any]:
    """A page of plain news with the given words in it."""
    text = "".join(
        f"<p>The council of the harbour town met again on day {n} of the month and talked for"
        f" hours about the {words} and what it would cost, a speaker said.</p>"
        for n in range(4)
    )
    title = f"Council talks about the {words} again"
    html = f"<html><head><title>{title}</title></head><body><nav><a href=/>Home</a></nav>"
    html += f"<article><h1>{title}</h1>{text}</article><footer>{number}</footer></body></html>"
    return {"url": url, "content_type": "text/html", "content": html.encode()}


async def test_samples_become_what_the_manifest_says(world: World) -> None:
    pages = {
        (p.url, p.content_hash): p.page_id
        for p in await world.pipeline.events("pages")
        if p.source_id == "samples"
    }
    settled = await outcomes(world)
    articles = {a.article.page_id: a.article for a in await world.pipeline.events("articles")}
    wrong = []
    for sample in world.samples:
        expect = sample["expect"]
        content = (SAMPLES / sample["file"]).read_bytes()
        page_id = pages[sample["url"], content_hash(content)]
        outcome = settled[page_id].outcome.value
        article = articles.get(page_id)
        got = (
            outcome,
            article and article.language.code,
            article and article.title,
        )
        told = outcome == "indexed"
        want = (
            expect["outcome"],
            expect["language"] if told else None,
            expect["title"] if told else None,
        )
        if got != want:
            wrong.append((sample["file"], got, want))
    # The line of a plain dump that is its title is a guess, and sometimes a wrong one.
    guesses = [w for w in wrong if w[0].endswith(".txt") and w[1][:2] == w[2][:2]]
    assert [w for w in wrong if w not in guesses] == []
    dumps = sum(s["file"].endswith(".txt") for s in world.samples)
    assert len(guesses) <= dumps / 4, guesses


async def test_samples_fire_the_alerts_that_the_manifest_says(world: World) -> None:
    urls = {s["url"] for s in world.samples}
    got = {
        (m.snapshot.url, m.rule_id)
        for m in await world.pipeline.events("matches")
        if m.snapshot.url in urls
    }
    assert got == {(s["url"], rule) for s in world.samples for rule in s["expect"]["alerts"]}


async def test_rules_on_words_of_the_chrome_stay_silent(world: World) -> None:
    never = {r["id"] for r in sample_rules() if r.get("must_not_fire")}
    assert never
    assert not [p.place for p in world.hooks.posts if p.data["rule"]["id"] in never]


async def test_generated_pages_come_out_as_known(world: World) -> None:
    got = await outcomes_by_url(world)
    want: dict[str, list[str]] = defaultdict(list)
    for generated in world.generated:
        want[generated.url].append(generated.outcome)
    assert {u: [e.outcome.value for e in got[u]] for u in want} == want


async def test_topics_of_the_settings_are_found(world: World) -> None:
    articles = [a.article for a in await world.pipeline.events("articles")]
    own = {a.url for a in articles if "own:armed" in {t.code for t in a.topics}}
    assert own == {s["url"] for s in world.samples if "haqqani" in s["expect"]["alerts"]}


async def test_copies_fold_into_one_story_and_one_alert(world: World) -> None:
    told = await stories(world)
    carried: dict[str, set[str]] = defaultdict(set)
    for generated in world.generated:
        if generated.story is not None:
            carried[generated.story].add(told[generated.url])
    assert all(len(ids) == 1 for ids in carried.values())
    assert len(carried) == len({i for ids in carried.values() for i in ids})
    urls = Counter(g.story for g in world.generated if g.story)
    assert max(urls.values()) > 1, "the newsroom made copies"


async def test_each_first_delivery_arrives_once_and_is_verified(world: World) -> None:
    told = await stories(world)
    expected = {(m, told[g.url], "desk") for g in world.generated for m in g.markers}
    expected |= {(r, told[s["url"]], "desk") for s in world.samples for r in s["expect"]["alerts"]}
    firsts = {place: ids for place, ids in world.hooks.firsts().items() if place[2] == "desk"}
    made_later = {"flaky", "later", "again"}
    assert {p for p in firsts if p[0] not in made_later} == expected
    assert all(len(ids) == 1 for ids in firsts.values())
    assert world.hooks.refused == []
    posts = Counter(p.webhook_id for p in world.hooks.at("desk"))
    assert set(posts.values()) == {1}, "200 copies are not 200 webhooks"


async def test_corrected_article_is_a_revision_of_the_same_story(world: World) -> None:
    [url] = [s["url"] for s in world.samples if s["file"].endswith("lantern-dam.html")]
    mine = [a for a in await world.pipeline.events("articles") if a.article.url == url]
    assert [(a.revision, a.story_id) for a in mine] == [
        (1, mine[0].story_id),
        (2, mine[0].story_id),
    ]
    firsts = [p for p in world.hooks.firsts() if p[0] == "dam-safety" and p[2] == "desk"]
    assert len([p for p in firsts if p[1] == mine[0].story_id]) == 1
    kept = await world.pipeline.system.store.article(mine[0].article.article_id)
    assert kept is not None
    assert kept.revision == 2


async def test_endpoint_that_is_down_holds_up_no_other(world: World) -> None:
    deliveries = (await world.pipeline.deliveries()).values()
    of_markers = {d.rule_id for d in deliveries if d.endpoint_id == "down"}
    assert of_markers, "some generated page has a marker"
    desk = [d for d in deliveries if d.endpoint_id == "desk" and d.kind == "first"]
    assert {d.status for d in desk} == {DeliveryStatus.DELIVERED}
    down = [d for d in deliveries if d.endpoint_id == "down"]
    assert {d.status for d in down} == {DeliveryStatus.PENDING}
    assert any(d.attempts_total for d in down), "its breaker may spare it the others"


@pytest.mark.parametrize("name", BAD)
async def test_bad_input_has_one_outcome_with_the_reason(world: World, name: str) -> None:
    _, _, outcome, reason = BAD[name]
    url = f"https://bad.example/{name}"
    [settled] = (await outcomes_by_url(world))[url]
    assert settled.outcome.value == outcome
    if reason is not None:
        assert settled.reason == reason
        letters = await dead_letters(world.pipeline.bus, "pages", reason)
        origin = [x for x in letters if name in str(x.message.headers)]
        assert len(origin) == 1
        if reason != "too_large":
            assert origin[0].message.value == BAD[name][0], "the original is kept"


async def test_wrong_encoding_is_read_right(world: World) -> None:
    [article] = [
        a.article
        for a in await world.pipeline.events("articles")
        if a.article.url.endswith("wrong.html")
    ]
    assert article.title == "Пекарня у вокзала открылась снова"
    assert article.language.code == "ru"


async def test_malformed_messages_put_on_the_topic_by_hand(world: World) -> None:
    pipeline = world.pipeline
    before = {x.letter_id for x in await dead_letters(pipeline.bus, None, None)}
    hand = ("x-made-by-hand", b"1")
    good = codec.encode(page(b"fine"), service="ingest", now=pipeline.clock.now())
    newer = tuple((k, v.replace(b".v1", b".v2") if k == "ce_type" else v) for k, v in good.headers)
    sent = [
        Message("pages", "a.example", b"no headers at all", (hand,)),
        Message("pages", "b.example", b"a later version", (*newer, hand)),
        Message("enriched", "c.example", b"{", (("ce_type", b"x"), hand)),
        Message(
            "alerts",
            "d",
            b'{"alert_id": 3}',
            (("ce_type", b"wirewatch.alert.raised.v1"), hand),
        ),
    ]
    await pipeline.put(*sent)

    async def are_dead() -> bool:
        new = {x.letter_id for x in await dead_letters(pipeline.bus, None, None)} - before
        return len(new) >= 5

    await pipeline.until("dead letters", are_dead)
    letters = [x for x in await dead_letters(pipeline.bus, None, None) if x.letter_id not in before]
    got = sorted((x.topic, x.stage, x.reason, x.message.value) for x in letters)
    assert got == [
        # Two services read alerts, and each refuses by itself.
        ("alerts", "index", "malformed_message", b'{"alert_id": 3}'),
        ("alerts", "notify", "malformed_message", b'{"alert_id": 3}'),
        ("enriched", "group", "unknown_schema", b"{"),
        ("pages", "enrich", "malformed_message", b"no headers at all"),
        ("pages", "enrich", "unknown_schema", b"a later version"),
    ]
    assert {x.message.headers for x in letters} == {m.headers for m in sent}


async def test_audit_has_no_holes_and_finds_a_planted_one(world: World) -> None:
    pipeline = world.pipeline
    store = pipeline.system.store
    report = await run_audit(pipeline.bus, store, pipeline.clock.now())
    assert report.holes == ()
    assert report.accepted == sum(report.outcomes.values()) >= world.page_count
    planted = PageSettled(
        page_id="f" * 32,
        article_id="e" * 32,
        url="https://never.example/",
        site="never.example",
        source_id="tests",
        outcome=Outcome.INDEXED,
        stage="index",
        accepted_at=report.watermark.replace(microsecond=0),
        settled_at=report.watermark,
        version=1,
    )
    bus = _With(pipeline.bus, "outcomes", planted, pipeline.clock.now())
    found = await run_audit(bus, store, pipeline.clock.now())  # type: ignore[arg-type]
    assert {h.problem for h in found.holes} == {
        "settled by index, and never accepted",
        "its outcome is not in the store",
        "indexed, and its article is not in the store",
    }
    lost = page(b"lost", accepted_at=report.watermark.replace(microsecond=0))
    bus = _With(pipeline.bus, "pages", lost, pipeline.clock.now())
    found = await run_audit(bus, store, pipeline.clock.now())  # type: ignore[arg-type]
    assert [h.problem for h in found.holes] == ["accepted, and no outcome"]


class _With:
    """A bus with one more record on one topic."""

    def __init__(self, bus: Any, topic: str, event: Any, now: Any) -> None:
        self._bus, self._topic = bus, topic
        self._message = codec.encode(event, service="tests", now=now)

    async def read(self, topic: str, start: Any = None) -> Any:
        last = None
        async for last in self._bus.read(topic, start):
            yield last
        if topic == self._topic:
            assert last is not None
            yield type(last)(self._message, 0, 10**9, 0)


async def test_trace_tells_the_whole_life_of_a_page(world: World) -> None:
    [sample] = [s for s in world.samples if s["file"].endswith("/harbour-ferryhack.html")]
    for asked in (sample["url"], (await _page_id(world, sample["url"]))):
        steps = await run_trace(world.pipeline.bus, asked)
        topics = [s.topic for s in steps]
        for topic in ("pages", "fetches", "enriched", "stories", "articles", "matches", "alerts"):
            assert topics.count(topic) == 1, (asked, topic, topics)
        assert topics.count("deliveries") == 2, "planned, and delivered"
        assert [s.what for s in steps if s.topic == "outcomes"] == ["outcome: indexed"]
        assert any("delivered, 1 attempts" in s.what for s in steps)
        assert [s.at for s in steps] == sorted(s.at for s in steps)
    refused = await run_trace(world.pipeline.bus, "https://bad.example/binary.html")
    assert any(s.topic == "pages.dead" and "binary" in s.what for s in refused)
    assert await run_trace(world.pipeline.bus, "https://never.example/") == []


async def _page_id(world: World, url: str) -> str:
    [found] = [p.page_id for p in await world.pipeline.events("pages") if p.url == url]
    return str(found)


async def test_trace_of_a_later_copy_shows_the_alert_too(world: World) -> None:
    alerts = [a for a in await world.pipeline.events("alerts") if len(a.copies) > 1]
    assert alerts
    last = alerts[-1].copies[-1]
    pages = {p.url: p.page_id for p in await world.pipeline.events("pages")}
    steps = await run_trace(world.pipeline.bus, pages[last.url])
    assert any(s.topic == "alerts" for s in steps)


async def test_dead_letter_sent_again_may_improve_its_page(world: World) -> None:
    """A letter whose cause is mended: the page is good, and only its refusal was wrong."""
    pipeline = world.pipeline
    now = pipeline.clock.now()
    good = news("https://mended.example/1", "lighthouse")
    event = page(good["content"], url=good["url"], accepted_at=now)
    settled = PageSettled(
        page_id=event.page_id,
        article_id=event.article_id,
        url=event.url,
        site=event.site,
        source_id=event.source_id,
        outcome=Outcome.DEAD,
        reason="crashed",
        stage="enrich",
        accepted_at=now,
        settled_at=now,
        version=event.version,
    )
    await pipeline.put(codec.encode(settled, service="enrich", now=now))
    await pipeline.put(codec.encode(event, service="ingest", now=now))

    async def is_indexed() -> bool:
        record = await pipeline.system.store.record("outcomes", event.page_id)
        return record is not None and record["outcome"] == "indexed"

    await pipeline.until("the better outcome", is_indexed)
    # Those that are truly dead stay dead, with one letter more.
    letters = await dead_letters(pipeline.bus, "pages", "empty")
    before = await outcomes(world)
    await pipeline.put(*(x.message for x in letters))

    async def are_dead_again() -> bool:
        return len(await dead_letters(pipeline.bus, "pages", "empty")) == 2 * len(letters)

    await pipeline.until("the letters again", are_dead_again)
    after = await outcomes(world)
    assert {k: v.outcome for k, v in after.items()} == {k: v.outcome for k, v in before.items()}


async def test_rule_added_while_running_applies_to_later_articles_only(world: World) -> None:
    pipeline = world.pipeline
    now = pipeline.clock.now()
    added = Rule(
        rule_id="later",
        name="Later",
        expression="council OR haqqani",
        endpoints=("desk",),
        active_from=now,
        updated_at=now,
    )
    await pipeline.put(codec.encode(added, service="cli", now=now))
    pipeline.feed(news("https://late.example/1", "breakwater"))

    async def is_told() -> bool:
        return any(p.data["rule"]["id"] == "later" for p in world.hooks.at("desk"))

    await pipeline.until("the new rule's alert", is_told)
    told = [p.data["article"]["url"] for p in world.hooks.at("desk") if p.place[0] == "later"]
    assert told == ["https://late.example/1"]


async def test_search_finds_what_was_indexed(world: World) -> None:
    from wirewatch.core.rules import parse

    store = world.pipeline.system.store
    found = await store.search(Query(node=parse("haqqani"), limit=50))
    want = {s["url"] for s in world.samples if "haqqani" in s["expect"]["alerts"]}
    assert {f.article.article.url for f in found.found} == want
    assert (await store.overview(Query())).total == len(await stories(world))


@pytest.mark.parametrize("stage", ["enrich", "group", "index"])
async def test_history_run_again_replaces_the_articles_and_alerts_nobody(
    world: World, stage: str
) -> None:
    pipeline, store = world.pipeline, world.pipeline.system.store
    stories_before = await stories(world)
    decisions_before = {d.page_id: d for d in await pipeline.events("stories")}
    alerts_before = {a.alert_id: a for a in await pipeline.events("alerts")}
    told = set(await pipeline.deliveries())
    settled_before = {k: v.outcome for k, v in (await outcomes(world)).items()}
    clock = pipeline.clock
    since = clock.now() - timedelta(days=4000)

    async with planned(pipeline.bus, stage, since, clock.now()) as plan:
        total = await reprocess(
            pipeline.bus, plan, clock=clock, per_second=1e6, progress=lambda count: None
        )
    assert total == plan.total == plan.left > 50
    await pipeline.quiet(pages=len(settled_before))

    latest = {a.article.article_id: a for a in await pipeline.events("articles")}
    for article_id, event in latest.items():
        stored = await store.article(article_id)
        assert stored is not None
        assert stored.article.pipeline_epoch == event.article.pipeline_epoch == plan.run
    assert await stories(world) == stories_before
    assert {d.page_id: d for d in await pipeline.events("stories")} == decisions_before
    assert {a.alert_id: a for a in await pipeline.events("alerts")} == alerts_before
    assert set(await pipeline.deliveries()) == told
    assert {p.webhook_id for p in world.hooks.posts} <= told
    assert {k: v.outcome for k, v in (await outcomes(world)).items()} == settled_before
    assert (await run_audit(pipeline.bus, store, clock.now())).holes == ()
    async with planned(pipeline.bus, stage, since, clock.now(), run=plan.run) as again:
        assert (again.total, again.left) == (plan.total, 0)


async def test_restart_in_the_midst_and_replay_from_the_start_change_nothing(world: World) -> None:
    """Killed while a delivery waits for its retry; then everything is read again by new views."""
    pipeline, hooks = world.pipeline, world.hooks
    pipeline.feed(news("https://flaky.example/1", "pumpernickel"))

    async def is_refused_once() -> bool:
        waiting = [d for d in (await pipeline.deliveries()).values() if d.endpoint_id == "flaky"]
        return bool(waiting) and all(d.attempts_total for d in waiting)

    await pipeline.until("a refused delivery", is_refused_once)
    await pipeline.quiet(pages=world.page_count)
    stories_before = await stories(world)
    alerts_before = {a.alert_id: a for a in await pipeline.events("alerts")}
    decisions_before = {d.page_id: d for d in await pipeline.events("stories")}
    outcomes_before = {k: v.outcome for k, v in (await outcomes(world)).items()}
    posts_before = list(hooks.posts)
    known = {p.webhook_id for p in posts_before} | set(await pipeline.deliveries())
    await pipeline.kill()

    await pipeline.ground.rewind()
    pipeline.forget_state()
    hooks.answers["flaky"] = 204
    # The waits after a first and second refusal, five seconds and five minutes, are over.
    pipeline.clock.shift += pipeline.clock.shift.__class__(seconds=200)
    await pipeline.start()

    async def is_delivered() -> bool:
        return any(p.endpoint == "flaky" for p in hooks.posts[len(posts_before) :])

    await pipeline.until("the retry after the restart", is_delivered)
    await pipeline.quiet(pages=len(outcomes_before))

    tries = hooks.at("flaky")
    assert len({(p.webhook_id, p.body) for p in tries}) == 1, "the same id, the same bytes"
    assert await stories(world) == stories_before
    assert {d.page_id: d for d in await pipeline.events("stories")} == decisions_before
    assert {a.alert_id: a for a in await pipeline.events("alerts")} == alerts_before
    assert {k: v.outcome for k, v in (await outcomes(world)).items()} == outcomes_before
    again = [p for p in hooks.posts[len(posts_before) :] if p.endpoint == "desk"]
    assert again == [], "what was delivered is not delivered again"
    # What the breaker of an endpoint that is down had held back may be tried for the first time.
    assert {p.webhook_id for p in hooks.posts} <= known
    report = await run_audit(pipeline.bus, pipeline.system.store, pipeline.clock.now())
    assert report.holes == ()


async def test_stop_is_orderly(world: World) -> None:
    """SIGTERM: every service ends by itself, and a new start has nothing left to do."""
    await world.pipeline.stop()
    await world.pipeline.start()
    lags = await world.pipeline.lags()
    assert sum(sum(lag.values()) for lag in lags.values()) == 0, json.dumps(lags)
