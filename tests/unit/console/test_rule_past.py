"""What became of rules, what they would have found, and their past."""

import json
from datetime import timedelta
from typing import Any

from wirewatch.core import backfilling
from wirewatch.events import Backfill, BackfillState
from wirewatch.testing.clock import START


async def jobs(stage: Any) -> list[Backfill]:
    """Every state of every backfill."""
    from wirewatch.core import codec

    return [codec.decode(r.message) async for r in stage.bus.read("backfills")]


async def test_saving_offers_the_past(stage: Any) -> None:
    page = await stage.text("/rules/new")
    for value in ("digest", "seen"):
        assert f'name="past" value="{value}"' in page
    status, target = await stage.post(
        "/rules", rule_id="doha", expression="doha", enabled="yes", past="digest", days="7"
    )
    assert (status, target) == (303, "/rules/doha?done=added#past")
    [job] = await jobs(stage)
    assert (job.rule_id, job.past.value, job.state.value) == ("doha", "digest", "waiting")
    assert job.until - job.since == timedelta(days=7)
    assert "Rule doha is added." in await stage.text("/rules/doha?done=added")
    status, page = await stage.post("/rules/doha/past", past="seen", days="7")
    assert (status, "already" in page) == (409, True)
    assert (await stage.post("/rules/doha/past/cancel"))[0] == 303
    assert (await jobs(stage))[-1].state is BackfillState.CANCELLED
    status, _ = await stage.post("/rules/none/past", past="seen", days="7")
    assert status == 404
    for wrong in ({"past": "never", "days": "7"}, {"past": "seen", "days": "0"}):
        assert (await stage.post("/rules/doha/past", **wrong))[0] == 422


async def test_progress_comes_as_it_is_made(start: Any, build: Any) -> None:
    stage = await start(build.rule("doha"))
    async with stage.client.post("/api/v1/rules/doha/past", json={"past": "seen"}) as answer:
        assert answer.status == 202
        job = Backfill.model_validate(await answer.json())
    async with stage.client.get("/rules/doha/past/stream") as answer:
        assert answer.content_type == "text/event-stream"
        first = b""
        while b"event: progress" not in first:
            first = await answer.content.readuntil(b"\n\n")
        assert b"Waits until" in first
        running = backfilling.started(job, candidates=400, now=START)
        running = backfilling.changed(running, examined=200, articles=3, stories=2)
        await stage.say(running)
        told = (await answer.content.readuntil(b"\n\n")).decode()
        html = json.loads(told.partition("data: ")[2])["html"]
        assert '<progress max="400" value="200"' in html
        assert "<strong>2</strong> stories of 3 articles" in html
        await stage.say(backfilling.ended(running, BackfillState.DONE, now=START))
        rest = (await answer.content.read()).decode()
        assert '"over": true' in rest
    async with stage.client.get("/api/v1/rules/doha/past") as answer:
        assert (await answer.json())["state"] == "done"
    assert 'data-stream=""' in await stage.text("/rules/doha")


async def test_an_alert_of_the_past_says_so_and_is_not_live(start: Any, build: Any) -> None:
    rule = build.rule()
    stage = await start(rule)
    alert = build.alert(build.article("Old news", "The Haqqani network."), rule)
    alert = alert.model_copy(update={"backfill_id": "b" * 32, "endpoints": ()})
    await stage.keep(alert)
    assert "of the past" in await stage.text("/")
    assert "Found in the past" in await stage.text(f"/alerts/{alert.alert_id}")


async def test_what_became_of_rules_is_in_the_list(start: Any, build: Any) -> None:
    rules = build.rule("haqqani"), build.rule("doha", "doha"), build.rule("off", "x", enabled=False)
    stage = await start(*rules)
    await stage.keep(build.alert(build.article("One", "The Haqqani network."), rules[0]))
    await stage.keep(build.article("Two", "Rain."))
    page = await stage.text("/rules")
    assert "<strong>1</strong> alert<" in page
    assert "1 hit in 30 days" in page
    assert "µs an article" in page
    assert 'class="state pending">silent' not in page
    stage.clock.advance(15 * 86_400)
    await stage.keep(
        build.alert(
            build.article("Three", "Haqqani again.", accepted_at=stage.clock.now()), rules[0]
        ).model_copy(update={"raised_at": stage.clock.now(), "updated_at": stage.clock.now()})
    )
    page = await stage.text("/rules?silent=yes")
    assert page.count('class="card') == 1
    assert 'id="doha"' in page
    one = await stage.text("/rules/haqqani")
    assert "2 alerts in all" in " ".join(one.split())


async def test_the_preview_is_verified_folded_and_explained(stage: Any, build: Any) -> None:
    first = build.article("One", "A deal in Doha.", "More.")
    copy = build.article("One again", "A deal in Doha.").model_copy(
        update={"story_id": first.story_id}
    )
    await stage.keep(first, copy, build.article("Two", "Doha. And no d-e-a-l."))
    await stage.post("/rules", rule_id="old", expression="deal NEAR/3 doha", enabled="yes")
    _, page = await stage.post("/rules/check", expression="doha NEAR/3 deal")
    assert "<strong>2</strong> articles in 1 story" in page
    assert ">verified<" in page
    assert "2 articles</span>" in page
    assert "An article that has" in page
    assert 'href="/rules/old"' in page
    assert "A <mark>deal</mark> in <mark>Doha</mark>." in page
    async with stage.client.post(
        "/api/v1/rules/check", json={"expression": "doha NEAR/3 deal", "days": 7}
    ) as answer:
        told = await answer.json()
    assert (told["hits"], told["verified"], told["stories"], told["days"]) == (2, True, 1, 7)
    assert sum(day["articles"] for day in told["by_day"]) == 2
    assert told["same_as"] == ["old"]


async def test_every_mistake_is_shown_in_its_line(stage: Any) -> None:
    _, page = await stage.post("/rules/check", expression="doha\nAND (deal OR\nOR x")
    assert page.count('class="here"') >= 1
    assert ", line 3" in page


async def test_an_article_says_why_and_why_not(start: Any, build: Any) -> None:
    rules = build.rule("haqqani"), build.rule("deals", '"doha deal" kabul')
    stage = await start(*rules)
    grouped = build.article("One", "The Haqqani network. A deal in Doha.")
    await stage.keep(grouped, build.alert(grouped, rules[0]))
    path = f"/articles/{grouped.article.article_id}"
    page = await stage.text(path)
    assert "Why, or why not?" in page
    assert "The <mark>Haqqani</mark> network" in page.partition("<details open>")[2]
    page = await stage.text(f"{path}?rule=deals")
    assert "does not match" in page
    assert '<code dir="auto">kabul</code> <span>does not occur</span>' in page
    assert "not side by side" in page
    page = await stage.text(f"{path}?rule=haqqani")
    assert ">matches<" in page
    await stage.text(f"{path}?rule=none", status=404)


async def test_the_spellings_of_a_name_are_shown_before_it_is_kept(stage: Any) -> None:
    _, page = await stage.post("/rules/check", expression='name:"Sirajuddin Haqqani" doha')
    assert "<bdi>Sirajuddin Haqqani</bdi></code> stands for " in page
    assert page.count("<tr><td><bdi>") > 1
