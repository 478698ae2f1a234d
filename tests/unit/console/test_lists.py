"""Lists are added, changed and guarded; rules use them."""

from typing import Any

from wirewatch.events import TermList
from wirewatch.testing.clock import START


async def lists(stage: Any) -> dict[str, TermList]:
    """The lists as the interface has them."""
    async with stage.client.get("/api/v1/lists") as answer:
        found = (await answer.json())["lists"]
    return {one["list_id"]: TermList.model_validate(one) for one in found}


async def test_a_list_is_made_and_used_in_a_rule(stage: Any, build: Any) -> None:
    assert "No lists yet" in await stage.text("/lists")
    status, target = await stage.post(
        "/lists", list_id="boats", name="Boats", terms="ferry\r\n\r\n# small ones\r\ntug"
    )
    assert (status, target) == (303, "/lists?done=added+boats#boats")
    kept = (await lists(stage))["boats"]
    assert (kept.terms, kept.version, kept.origin) == (("ferry", "tug"), 1, "console")
    await stage.keep(build.article("One", "A tug deal."), build.article("Two", "A deal."))
    _, page = await stage.post("/rules/check", expression="@boats deal")
    assert "<strong>1</strong> article in" in page
    assert "(ferry OR tug) AND deal" in page
    status, _ = await stage.post("/rules", rule_id="deals", expression="@boats deal", enabled="yes")
    assert status == 303
    assert "/rules/deals" in await stage.text("/lists")
    assert "@boats" in await stage.text("/rules/new")
    assert "A <mark>tug</mark> <mark>deal</mark>." in await stage.text("/search?q=@boats+deal")


async def test_an_example_is_broken_only_on_purpose(start: Any, build: Any) -> None:
    deals = build.rule("deals", "@boats deal").model_copy(update={"must_match": ("ferry deal",)})
    stage = await start(deals)
    assert (await stage.post("/lists", list_id="boats", terms="ferry"))[0] == 303
    status, page = await stage.post("/lists/boats", terms="tug", expected_version="1")
    assert status == 422
    assert "rule deals uses @boats" in page
    assert "Save it all the same" in page
    assert (await lists(stage))["boats"].terms == ("ferry",)
    status, _ = await stage.post("/lists/boats", terms="tug", expected_version="1", force="yes")
    assert status == 303
    assert (await lists(stage))["boats"].terms == ("tug",)


async def test_edits_that_would_do_harm_are_refused(start: Any, build: Any) -> None:
    stage = await start(build.rule("deals", "@boats NEAR/3 deal"))
    assert (await stage.post("/lists", list_id="boats", terms="ferry"))[0] == 303
    for terms, message in (
        ("@deals", "@boats → @deals → @boats"),
        ("(ferry", "A bracket is not closed"),
        ("ferry AND tug", "deals uses @boats and could no longer be read"),
        ("# nothing", "no terms"),
    ):
        status, page = await stage.post("/lists/boats", terms=terms, expected_version="1")
        assert status == 422, terms
        assert message in page
    status, page = await stage.post("/lists", list_id="deals", terms="x")
    assert (status, "same name" in page) == (422, True)
    status, page = await stage.post("/lists/boats/remove", expected_version="1")
    assert (status, "used by deals" in page) == (409, True)
    status, page = await stage.post("/lists/boats", terms="tug", expected_version="7")
    assert (status, "changed meanwhile" in page) == (409, True)
    status, page = await stage.post("/rules", rule_id="boats", expression="x")
    assert (status, "same name" in page) == (422, True)
    status, page = await stage.post(
        "/rules/deals", expression="@deals x", expected_version="1", enabled="yes"
    )
    assert (status, "@deals → @deals" in page) == (422, True)
    assert (await lists(stage))["boats"].terms == ("ferry",)


async def test_the_files_lists_are_not_edited_here(stage: Any) -> None:
    kept = TermList(list_id="boats", terms=("<b>ferry</b>",), origin="file", updated_at=START)
    await stage.say(kept)
    status, _ = await stage.post("/lists/boats", terms="x", expected_version="1")
    assert status == 403
    page = await stage.text("/lists/boats")
    assert "kept in the configuration file" in page
    assert "<b>ferry" not in page
    async with stage.client.delete("/api/v1/lists/boats?expected_version=1") as answer:
        assert answer.status == 403


async def test_a_list_is_removed(stage: Any) -> None:
    edit = {"list_id": "boats", "terms": ["ferry"]}
    async with stage.client.put("/api/v1/lists", json=edit) as answer:
        assert (await answer.json())["version"] == 1
    async with stage.client.put("/api/v1/lists", json=edit) as answer:
        assert answer.status == 422
    async with stage.client.put("/api/v1/lists", json={**edit, "expected_version": 1}) as answer:
        assert (await answer.json())["version"] == 2
    assert (await stage.post("/lists/boats/remove", expected_version="2"))[0] == 303
    assert await lists(stage) == {}
