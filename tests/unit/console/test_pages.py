"""What the pages show."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from wirewatch.console.settings import ConsoleSettings, check_reach
from wirewatch.core.errors import Misconfigured, Retry
from wirewatch.events import Delivery, DeliveryStatus, Moment, Outcome, RevisionDifference
from wirewatch.testing.clock import START


async def test_an_empty_console_says_what_to_do(stage: Any) -> None:
    assert "Write the first rule" in await stage.text("/")
    assert "Write the first rule" in await stage.text("/rules")
    assert "No page has come in yet" in await stage.text("/outcomes")
    assert "Everything that came in could be read" in await stage.text("/dead")
    assert "wirewatch init" in await stage.text("/sources")
    assert "No article fits" in await stage.text("/search")


async def test_alerts_are_listed_by_rule_with_the_words_that_matched(
    start: Any, build: Any
) -> None:
    rules = build.rule("haqqani"), build.rule("doha", '"doha deal"')
    stage = await start(*rules)
    first = build.article("One", "The Haqqani network was named.")
    second = build.article("Two", "After the Doha deal.")
    await stage.keep(build.alert(first, rules[0]), build.alert(second, rules[1]))
    page = await stage.text("/")
    assert "The <mark>Haqqani</mark> network" in page
    assert "the <mark>Doha</mark>" in page or "<mark>Doha deal</mark>" in page
    assert "Haqqani" not in (await stage.text("/?rule=doha")).partition('id="alerts"')[2]


async def test_an_alert_is_shown_without_the_articles_index(start: Any, build: Any) -> None:
    rule = build.rule("haqqani", "haqqani AND NOT football")
    stage = await start(rule)
    alert = build.alert(build.article("One", "The Haqqani network."), rule)
    delivery = Delivery(
        delivery_id="d1", alert_id=alert.alert_id, rule_id="haqqani", endpoint_id="desk",
        match_id="m", kind="first", alert_sequence=1, status=DeliveryStatus.PENDING,
        created_at=START, version=1,
    )  # fmt: skip
    await stage.keep(alert, delivery)
    page = await stage.text(f"/alerts/{alert.alert_id}")
    assert "haqqani AND NOT football" in page
    assert "not there" in page
    assert "1 hit" in page
    assert "not tried yet" in page
    await stage.text("/alerts/none", status=404)


async def test_a_live_alert_has_its_page_before_the_store_has_it(start: Any, build: Any) -> None:
    rule = build.rule()
    stage = await start(rule)
    alert = build.alert(build.article("Fresh news", "The Haqqani network."), rule)
    await stage.say(alert)
    async with asyncio.timeout(5):
        while "Fresh news" not in await stage.text("/"):
            pass
    assert "Fresh news" in await stage.text(f"/alerts/{alert.alert_id}")


async def test_the_stream_tells_an_alert_and_ends_with_the_console(start: Any, build: Any) -> None:
    rules = build.rule("haqqani"), build.rule("doha", "doha")
    stage = await start(*rules)
    grouped = build.article("<b>One</b>", "The Haqqani network in Doha.")
    async with asyncio.timeout(10):
        for path in ("/api/v1/alerts/stream?rule=doha", "/live/stream?rule=doha"):
            answer = await stage.client.get(path)
            assert answer.content_type == "text/event-stream"
            await answer.content.readuntil(b"\n\n")
            alerts = [build.alert(grouped, r) for r in rules]
            for alert in alerts:
                await stage.say(alert)
            event = b""
            while b"event: alert" not in event:
                event = await answer.content.readuntil(b"\n\n")
            data = json.loads(event.decode().partition("data: ")[2])
            if "html" in data:
                assert data["id"] == alerts[1].alert_id
                assert "&lt;b&gt;One" in data["html"]
            else:
                assert data["rule_id"] == "doha"
            grouped = build.article("<b>One</b>", "The Haqqani network in Doha.")
            if path.startswith("/live"):
                stage.stop.set()
                await answer.content.read()
        await stage.running


async def test_search_marks_what_it_found(stage: Any, build: Any) -> None:
    await stage.keep(
        build.article("One", "A deal in Doha."),
        build.article("Deux", "Un accord à Doha.", language={"code": "fr", "confidence": 1}),
    )
    page = await stage.text("/search?q=doha&language=en")
    assert "A deal in <mark>Doha</mark>." in page
    assert "Un accord" not in page
    assert "verified" in page
    answer = json.loads(await stage.text("/api/v1/search?q=doha"))
    assert (answer["total"], answer["verified"]) == (2, True)
    assert answer["results"][0]["snippets"][0]["highlights"]


async def test_search_goes_on_where_the_page_ended(stage: Any, build: Any) -> None:
    await stage.keep(*(build.article(f"Number {n}", "Doha.") for n in range(25)))
    page = await stage.text("/search?q=doha")
    link = page.partition('<p class="pager">')[2].partition('href="')[2].partition('"')[0]
    assert (await stage.text(link.replace("&amp;", "&"))).count('class="result"') == 5


FAULTS = [
    ({"q": "(doha"}, "A bracket is not closed"),
    ({"q": "NOT doha"}, "at character"),
    ({"q": "doha AND"}, "at character"),
    ({"q": "\x00"}, "at character"),
    ({"since": "yesterday"}, "write it like 2026-01-31"),
    ({"since": "9999-12-31"}, "write it like 2026-01-31"),
    ({"since": "2026-02-02", "until": "2026-02-01"}, "after the last day"),
    ({"site": "x" * 600}, "too long"),
]


async def test_what_is_wrong_in_a_search_is_said(stage: Any) -> None:
    for query, told in FAULTS:
        assert told in await stage.text("/search", params=query), query
        answer = json.loads(await stage.text("/api/v1/search", params=query, status=422))
        assert told in answer["detail"], query


async def test_a_damaged_cursor_is_said(stage: Any) -> None:
    for path in ("/?", "/search?q=a&", "/search?", "/outcomes?", "/api/v1/alerts?"):
        assert "damaged" in await stage.text(f"{path}before=nonsense", status=400), path


async def test_an_article_shows_marks_topics_and_what_was_left_out(start: Any, build: Any) -> None:
    rule = build.rule()
    stage = await start(rule)
    grouped = build.article(
        "Title",
        "The Haqqani network.",
        published=Moment(value="2026-01-04", precision="day", found_in="meta", sure=True),
        removed=(build.removed("Read also: football"),),
        topics=(build.topic("conflict"),),
    )
    await stage.keep(grouped, build.alert(grouped, rule))
    page = await stage.text("/articles/article1?q=network")
    assert "The <mark>Haqqani</mark> <mark>network</mark>." in page
    assert "Read also: football" in page
    assert "4 Jan 2026<" in page
    assert "conflict" in page
    await stage.text("/articles/none", status=404)


async def test_an_article_shows_its_story_and_what_its_revision_changed(
    stage: Any, build: Any
) -> None:
    first = build.article("First", "The bridge opened.", "Cars went over it.")
    fullest = build.article(
        "Fullest", "The bridge opened.", "Cars and lorries went over it.", site="other.example"
    ).model_copy(update={"story_id": first.story_id, "first_seen": START + timedelta(minutes=1)})
    change = RevisionDifference(title_changed=True, added=(0,), changed=((1, 1),))
    revised = first.model_copy(update={"revision": 2, "difference": change})
    await stage.keep(revised, fullest)
    page = await stage.text("/articles/article1")
    assert "On 2 sites" in page
    assert page.index("this article") < page.index(">first<") < page.index(">fullest<")
    assert page.index("added in revision 2") < page.index("The bridge opened.")
    assert page.index("reworded in revision 2") < page.index("Cars went over it.")
    assert "another title, 1 paragraph added, 1 paragraph reworded" in page
    assert "Told elsewhere" not in page


async def test_outcomes_are_counted_and_followed(stage: Any, build: Any) -> None:
    grouped = build.article("Title", "Text.")
    other = build.article("Other", "Text.")
    await stage.keep(
        grouped,
        build.settled(grouped),
        build.settled(other, outcome=Outcome.NOT_AN_ARTICLE, reason="front_page"),
    )
    page = await stage.text("/outcomes?outcome=indexed")
    assert grouped.article.url in page
    assert other.article.url not in page
    assert "Title" in await stage.text(f"/outcomes/{grouped.article.page_id}")
    counts = json.loads(await stage.text("/api/v1/outcomes"))["counts"]
    assert counts == {"indexed": 1, "unchanged": 0, "not_an_article": 1, "dead": 0}
    assert ">2</dd>" in await stage.text("/")


async def test_a_dead_letter_is_shown_as_text_and_sent_again(stage: Any, build: Any) -> None:
    content = b"\x00<script>alert(1)</script>" + b"x" * 9_000
    letter = build.letter(content)
    await stage.bus.produce([build.letter(b"another"), letter])
    assert "it is an image" in await stage.text("/dead?topic=pages&reason=binary")
    assert "pages:0:1" not in await stage.text("/dead?reason=empty")
    page = await stage.text("/dead/pages:0:1")
    assert "\ufffd&lt;script&gt;" in page
    assert page.count("x" * 100) < 100
    status, target = await stage.post("/dead/pages:0:1/replay")
    assert (status, target) == (303, "/dead/pages:0:1?sent=true")
    (again,) = [r.message async for r in stage.bus.read("pages")]
    assert again.value == content
    assert not any(name.startswith("dlq-") for name, _ in again.headers)
    for nonsense in ("pages:0:2", "pages:1:0", "rules:0:0", "pages:0", "pages:x:1", "pages:0:²"):
        await stage.text(f"/dead/{nonsense}", status=404)


async def test_a_store_that_is_not_ready_is_no_defect(stage: Any, monkeypatch: Any) -> None:
    async def not_ready(*_: object, **__: object) -> None:
        raise Retry("later")

    monkeypatch.setattr(stage.store, "records", not_ready)
    assert "not ready" in await stage.text("/", status=503)
    assert "not ready" in await stage.text("/api/v1/alerts", status=503)


async def test_a_record_that_cannot_be_read_does_not_hide_the_others(
    stage: Any, build: Any, monkeypatch: Any
) -> None:
    rule = build.rule()
    await stage.keep(build.alert(build.article("One", "Haqqani."), rule))
    (record,) = await stage.store.records("alerts")

    async def with_a_stranger(*_: object, **__: object) -> list[object]:
        return [{"cursor": "1~x", "alert_id": "of a later version"}, record]

    monkeypatch.setattr(stage.store, "records", with_a_stranger)
    answer = json.loads(await stage.text("/api/v1/alerts"))
    assert [a["alert_id"] for a in answer["alerts"]] == [record["alert_id"]]


async def test_the_bus_out_of_reach_is_told_by_the_probe(stage: Any, monkeypatch: Any) -> None:
    async def not_ready(*_: object, **__: object) -> None:
        raise Retry("no broker answers")

    monkeypatch.setattr(stage.bus, "ends", not_ready)
    async with asyncio.timeout(5):
        while (await stage.client.get("/readyz")).status == 200:
            stage.clock.advance(10)
    assert "no broker answers" in await stage.text("/readyz", status=503)


async def test_the_probes_answer(stage: Any) -> None:
    assert json.loads(await stage.text("/readyz")) == {"console": "ready"}
    assert json.loads(await stage.text("/healthz")) == {"stuck": []}
    assert "python_info" in await stage.text("/metrics")
    assert "/api/v1/alerts" in json.loads(await stage.text("/api/v1/openapi.json"))["paths"]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "news.example"])
def test_beyond_loopback_a_token_is_needed(host: str) -> None:
    with pytest.raises(Misconfigured, match=r"console\.token"):
        check_reach(ConsoleSettings(host=host))
    check_reach(ConsoleSettings(host=host, token=SecretStr("a" * 20)))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_on_loopback_none_is_needed(host: str) -> None:
    check_reach(ConsoleSettings(host=host))


def test_a_short_token_is_refused() -> None:
    with pytest.raises(ValidationError, match="16 characters"):
        ConsoleSettings(token=SecretStr("short"))


async def test_a_port_that_is_taken_is_said(stage: Any, tmp_path: Any) -> None:
    from wirewatch.console.app import run_console
    from wirewatch.runtime.context import Context
    from wirewatch.runtime.health import Health

    port = int(stage.address.rpartition(":")[2])
    context = Context(stage.bus, stage.clock, asyncio.Event(), Health(), tmp_path)
    with pytest.raises(Misconfigured, match=str(port)):
        await run_console(context, stage.store, ConsoleSettings(port=port))
