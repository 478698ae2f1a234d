"""Thumbs in the console: an example of the rule, its precision, and edits that it refuses."""

from typing import Any

from wirewatch.core import codec
from wirewatch.events import AlertJudged


async def thumbs(stage: Any) -> dict[str, AlertJudged]:
    found: dict[str, AlertJudged] = {}
    async for received in stage.bus.read("feedback"):
        found.pop(received.message.key, None)
        if received.message.value is not None:
            event = codec.decode(received.message)
            assert isinstance(event, AlertJudged)
            found[event.alert_id] = event
    return found


async def edit(stage: Any, expression: str, **more: Any) -> tuple[int, str]:
    version = (await stage.rules())["doha"].version
    found: tuple[int, str] = await stage.post(
        "/rules/doha",
        name="Doha",
        expression=expression,
        enabled="yes",
        expected_version=str(version),
        **more,
    )
    return found


async def test_a_thumb_down_is_open_until_an_edit_fulfils_it(start: Any, build: Any) -> None:
    rule = build.rule("doha", "doha")
    stage = await start(rule)
    cup, deal = build.article("Cup", "A match in Doha."), build.article("Deal", "Signed in Doha.")
    down, up = build.alert(cup, rule), build.alert(deal, rule)
    await stage.keep(cup, deal, down, up)
    page = await stage.text(f"/alerts/{down.alert_id}")
    assert 'value="down" aria-pressed="false"' in page
    for alert, thumb in ((down, "down"), (up, "up")):
        status, target = await stage.post(f"/alerts/{alert.alert_id}/feedback", thumb=thumb)
        assert (status, target) == (303, f"/alerts/{alert.alert_id}#feedback")
    assert 'value="none" aria-pressed="true"' in await stage.text(f"/alerts/{down.alert_id}")
    assert (await stage.rules())["doha"].version == 1, "a thumb does not change the rule"
    page = await stage.text("/rules/doha")
    assert "Precision <strong>50 %</strong>" in page
    assert (page.count(">open<"), page.count(">fulfilled<")) == (1, 1)
    assert "1 of 2 useful (50 %)" in await stage.text("/rules")

    assert (await edit(stage, "doha OR katara"))[0] == 303, "an open example hinders nobody"
    assert (await edit(stage, "doha NOT match"))[0] == 303
    assert (await stage.text("/rules/doha")).count(">fulfilled<") == 2
    status, page = await edit(stage, "doha")
    assert status == 422
    assert "must not match &#39;Cup&#39;, an alert with a thumb down" in page
    assert ">doha</textarea>" in page
    status, page = await edit(stage, "katara NOT match")
    assert (status, "must match &#39;Deal&#39;" in page) == (422, True)
    assert (await edit(stage, "katara NOT match", force="yes"))[0] == 303
    status, target = await stage.post(
        f"/alerts/{down.alert_id}/feedback", thumb="none", rule_id="doha"
    )
    assert (status, target) == (303, "/rules/doha#examples")
    assert set(await thumbs(stage)) == {up.alert_id}
    assert (await edit(stage, "doha"))[0] == 303


async def test_over_the_api(start: Any, build: Any) -> None:
    rule = build.rule("doha", "doha")
    stage = await start(rule)
    grouped = build.article("Cup", "A match in Doha.")
    alert = build.alert(grouped, rule)
    await stage.keep(grouped, alert)
    path, headers = (
        f"/api/v1/alerts/{alert.alert_id}/feedback",
        {"x-csrf-token": await stage.csrf()},
    )
    async with stage.client.put(path, json={"useful": False}, headers=headers) as answer:
        assert answer.status == 200
        assert (await answer.json())["useful"] is False
    async with stage.client.delete(path, headers=headers) as answer:
        assert answer.status == 204
    assert await thumbs(stage) == {}
    missing = "/api/v1/alerts/none/feedback"
    async with stage.client.put(missing, json={"useful": True}, headers=headers) as answer:
        assert answer.status == 404


async def test_examples_in_the_form(stage: Any) -> None:
    fields = {"name": "Doha", "expression": "doha", "enabled": "yes"}
    status, page = await stage.post(
        "/rules", **fields, must_match="Talks // in Doha\nRain", must_not_match=""
    )
    assert status == 422
    assert "The rule breaks an example: it must match &#39;Rain&#39;" in page
    assert ">Talks // in Doha\nRain</textarea>" in page
    assert "Save it all the same" in page
    status, _ = await stage.post(
        "/rules", **fields, must_match="Talks // in Doha\n\n", must_not_match="Rain"
    )
    assert status == 303
    rule = (await stage.rules())["doha"]
    assert (rule.must_match, rule.must_not_match) == (("Talks // in Doha",), ("Rain",))
    piece = (
        await stage.post(
            "/rules/check", expression="rain", must_match="Doha", must_not_match="Rain"
        )
    )[1]
    assert piece.count("Example: it must") == 2
    status, _ = await stage.post("/rules/doha", **fields, expected_version="1")
    assert status == 303
    assert (await stage.rules())["doha"].must_match == ("Talks // in Doha",)


async def test_the_spellings_of_a_name_say_where_they_come_from(stage: Any) -> None:
    _, piece = await stage.post("/rules/check", expression='name:"Vladimir Putin" AND x OR y')
    assert "Владимир Путин" in piece
    for origin in ("given", "gazetteer", "known from"):
        assert origin in piece
    assert '<details class="reading" open><summary>In brackets' in piece, "a mixed AND and OR"
