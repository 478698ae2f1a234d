"""Rules are added, changed, switched and removed; every edit is a record on the topic."""

from typing import Any

from wirewatch.core import codec
from wirewatch.events import Endpoint
from wirewatch.testing.clock import START


async def test_a_new_rule_stands_on_the_topic_and_in_the_list(stage: Any) -> None:
    stage.clock.advance(60)
    status, target = await stage.post(
        "/rules", name="The Doha deal", expression='"doha deal"', enabled="yes"
    )
    assert (status, target) == (303, "/rules?done=added+the-doha-deal#the-doha-deal")
    rule = (await stage.rules())["the-doha-deal"]
    assert rule.expression == '"doha deal"'
    assert rule.origin == "console"
    assert rule.version == 1
    assert rule.enabled
    assert rule.active_from == stage.clock.now()
    assert "The Doha deal" in await stage.text("/rules")


async def test_a_mistake_is_shown_beside_what_was_typed(stage: Any) -> None:
    status, page = await stage.post("/rules", name="x", expression="(doha AND OR deal")
    assert status == 422
    assert "is not closed" in page
    assert ">(doha AND OR deal</textarea>" in page
    assert await stage.rules() == {}


async def test_names_in_any_script_make_an_id(stage: Any) -> None:
    status, _ = await stage.post("/rules", name="تحلية المياه", expression="تحلية")
    assert status == 303
    (rule,) = (await stage.rules()).values()
    assert rule.name == "تحلية المياه"


async def test_an_id_is_taken_once(start: Any, build: Any) -> None:
    stage = await start(build.rule("doha"))
    status, page = await stage.post("/rules", rule_id="doha", expression="doha")
    assert status == 422
    assert "There is a rule doha already" in page


async def test_an_edit_keeps_what_it_does_not_touch(start: Any, build: Any) -> None:
    stage = await start(build.rule("doha", digest="daily", version=4))
    stage.clock.advance(3600)
    status, _ = await stage.post(
        "/rules/doha",
        name="Doha",
        expression="doha OR katara",
        enabled="yes",
        expected_version="4",
        update_interval_minutes="5",
    )
    assert status == 303
    rule = (await stage.rules())["doha"]
    assert (rule.version, rule.expression, rule.digest) == (5, "doha OR katara", "daily")
    assert rule.active_from == START
    assert rule.update_interval_seconds == 300


async def test_an_edit_of_an_earlier_version_is_a_conflict(start: Any, build: Any) -> None:
    stage = await start(build.rule("doha", version=2))
    await stage.say(build.rule("doha", "from elsewhere", version=3))
    for path in ("/rules/doha", "/rules/doha/remove", "/rules/doha/enabled"):
        status, page = await stage.post(path, expression="mine", expected_version="2")
        assert status == 409, path
        assert "changed meanwhile" in page
    assert (await stage.rules())["doha"].expression == "from elsewhere"


async def test_switched_on_it_applies_from_then(start: Any, build: Any) -> None:
    stage = await start(build.rule("doha"))
    stage.clock.advance(60)
    await stage.post("/rules/doha/enabled", enabled="no", expected_version="1")
    rule = (await stage.rules())["doha"]
    assert not rule.enabled
    assert rule.active_from == START
    await stage.post("/rules/doha/enabled", enabled="yes", expected_version="2")
    rule = (await stage.rules())["doha"]
    assert rule.enabled
    assert rule.active_from == stage.clock.now()


async def test_a_removed_rule_is_gone(start: Any, build: Any) -> None:
    stage = await start(build.rule("doha"))
    status, _ = await stage.post("/rules/doha/remove", expected_version="1")
    assert status == 303
    assert await stage.rules() == {}
    await stage.text("/rules/doha", status=404)


async def test_the_files_rules_are_not_edited_here(start: Any, build: Any) -> None:
    stage = await start(build.rule("doha", origin="file"))
    assert "kept in the configuration file" in await stage.text("/rules/doha")
    for path in ("/rules/doha", "/rules/doha/remove", "/rules/doha/enabled"):
        status, page = await stage.post(path, expression="mine", expected_version="1")
        assert status == 403
        assert "change it there" in page
    assert (await stage.rules())["doha"].expression == "haqqani"


async def test_many_rules_are_found_by_text_and_shown_in_parts(start: Any, build: Any) -> None:
    stage = await start(*(build.rule(f"rule-{n:03}", f"word{n}") for n in range(103)))
    page = await stage.text("/rules")
    assert page.count('class="card') == 100
    assert "after=rule-099" in page
    assert (await stage.text("/rules?after=rule-099")).count('class="card') == 3
    assert (await stage.text("/rules?find=WORD42")).count('class="card') == 1
    assert "No rule fits" in await stage.text("/rules?find=nothing")


async def test_endpoints_must_be_known(stage: Any) -> None:
    endpoint = Endpoint(endpoint_id="desk", url="https://desk.example", updated_at=START)
    status, page = await stage.post("/rules", expression="doha", endpoints="desk")
    assert status == 422
    assert "no endpoint desk" in page
    await stage.bus.produce([codec.encode(endpoint, service="test", now=START)])
    page = await stage.text("/rules/new")
    while 'value="desk"' not in page:  # The table follows the topic by itself.
        page = await stage.text("/rules/new")
    status, _ = await stage.post("/rules", name="doha", expression="doha", endpoints="desk")
    assert status == 303
    assert (await stage.rules())["doha"].endpoints == ("desk",)


async def test_the_check_tells_reading_warnings_and_hits(stage: Any, build: Any) -> None:
    await stage.keep(build.article("One", "A deal in Doha."), build.article("Two", "Nothing."))
    _, page = await stage.post("/rules/check", expression="doha deal OR katara")
    assert "(doha AND deal) OR katara" in page
    assert "AND binds closer than OR" in page
    assert "<strong>1</strong> article in 1 story" in page
    _, page = await stage.post("/rules/check", expression="doha OR")
    assert "at character 8" in page


async def test_the_api_does_the_same(stage: Any) -> None:
    async with stage.client.post(
        "/api/v1/rules", json={"name": "Doha", "rule_id": "doha", "expression": "doha"}
    ) as answer:
        assert answer.status == 201
        made = await answer.json()
    assert (made["rule_id"], made["version"]) == ("doha", 1)
    edit = {"name": "Doha", "expression": "katara"}
    for version, status in ((7, 409), (1, 200), (1, 409)):
        async with stage.client.put(
            "/api/v1/rules/doha", json={**edit, "expected_version": version}
        ) as answer:
            assert answer.status == status
    async with stage.client.post("/api/v1/rules", json={"expression": "NOT x"}) as answer:
        assert answer.status == 422
        assert "character" in (await answer.json())["detail"]
    async with stage.client.post("/api/v1/rules/check", json={"expression": "a b"}) as answer:
        assert (await answer.json())["reading"] == "a AND b"
    async with stage.client.delete("/api/v1/rules/doha?expected_version=2") as answer:
        assert answer.status == 204
    assert await stage.rules() == {}
