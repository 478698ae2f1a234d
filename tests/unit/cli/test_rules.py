"""Rules on the command line: mistakes pointed at, lists, the past, one article, statistics."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.contract import building
from tests.unit.cli.calling import Call
from wirewatch.adapters.sqlite import SqliteBus
from wirewatch.adapters.sqlite.store import SqliteStore
from wirewatch.cli.opening import opened
from wirewatch.core import codec
from wirewatch.core.identity import article_id, hashed
from wirewatch.events import Article, ArticleGrouped, Event, Language, Paragraph, Rule

NOW = datetime.now(UTC)


def grouped(n: int, text: str, story: str = "") -> ArticleGrouped:
    url = f"https://quay.example/{n}"
    accepted = NOW - timedelta(days=n, minutes=5)
    article = Article(
        article_id=article_id(url),
        page_id=hashed(url),
        url=url,
        site="quay.example",
        source_id="quay",
        title=f"Title {n} \x1b[31m",
        paragraphs=(Paragraph(kind="paragraph", text=text),),
        language=Language(code="en", confidence=1.0),
        text_digest="d" * 64,
        analysis_version=1,
        content_hash="c" * 64,
        fetched_at=accepted,
        accepted_at=accepted,
        version=n + 1,
    )
    story = story or f"story{n}"
    return ArticleGrouped(article=article, story_id=story, revision=1, first_seen=accepted)


@pytest.fixture
def data(folder: Path) -> Path:
    """What a run has left behind: three articles of two stories with a ferry deal, one without."""
    keep(folder, events=[])
    articles = [
        grouped(1, "The ferry deal holds.", "a"),
        grouped(2, "A ferry deal.", "a"),
        grouped(3, "Ferry owners seek a deal."),
        grouped(5, "A ferry deal near."),
    ]

    async def fill() -> None:
        store = SqliteStore(folder / "data" / "store.sqlite")
        await store.prepare()
        await store.upsert(articles)
        await store.close()

    asyncio.run(fill())
    return folder


def keep(folder: Path, *, events: list[Event]) -> None:
    async def main() -> None:
        (folder / "data").mkdir(exist_ok=True)
        bus = SqliteBus(folder / "data" / "bus.sqlite")
        await bus.produce([codec.encode(event, service="test", now=NOW) for event in events])
        await bus.ends("rules")
        await bus.close()

    asyncio.run(main())


def test_a_mistake_is_pointed_at(call: Call, folder: Path) -> None:
    called = call("rule", "add", "x", "doha AND (deal OR")
    assert called.code == 2
    lines = called.err.splitlines()
    assert lines[0].startswith("wirewatch: rule x cannot be read: ")
    assert lines[1] == "  doha AND (deal OR"
    mark = lines[2].index("^") - 2
    assert mark in (9, 17)
    wide = call("rule", "add", "x", "東京 (deal")
    assert wide.err.splitlines()[2].index("^") - 2 == 5, "wide characters take two cells"


def test_a_rule_is_read_before_there_is_a_system(call: Call, folder: Path) -> None:
    wrong = call("rule", "test", "titel:doha")
    assert wrong.code == 2
    assert "no field titel:" in wrong.err
    assert "Write title:" in wrong.err
    right = call("rule", "test", "北京 NEAR/0 deal")
    assert right.code == 2
    assert 'has "北京" right beside "deal"' in right.out
    assert "no embedded system" in right.err


def test_a_rule_is_explained_when_it_is_kept(call: Call, data: Path) -> None:
    assert call("rule", "add", "one", "deal AND (ferry OR quay)").code == 0
    called = call("rule", "add", "two", "(quay OR ferry) deal")
    assert "An article that fulfils all of" in called.out
    assert "the rule one means the same" in called.out
    mixed = call("rule", "add", "three", "ferry deal OR quay")
    assert "read as  (ferry AND deal) OR quay" in mixed.out
    assert "AND binds closer than OR" in mixed.out


def test_the_past_of_a_rule(call: Call, data: Path) -> None:
    told = json.loads(call("rule", "test", '"ferry deal"', "--since", "4d", "--json").out)
    assert (told["articles"], told["articles_are"]) == (2, "verified")
    assert (told["stories"], told["stories_are"]) == (1, "verified")
    assert sum(day["articles"] for day in told["days"]) == 2
    assert len(told["days"]) == 5
    assert [s["articles"] for s in told["samples"]] == [2]
    assert told["samples"][0]["snippets"][0]["highlights"] == [[4, 14]]
    assert told["cost"]["microseconds_per_article"] > 0
    few = json.loads(call("rule", "test", "ferry NEAR/3 deal", "--verify", "1", "--json").out)
    assert few["examined"] == 1
    shown = call("rule", "test", "ferry deal")
    assert "4 articles in 3 stories" in shown.out
    assert "verified: all 4 candidates" in shown.out
    assert "Title 1" in shown.out
    assert "\x1b[31m" not in shown.out
    assert "0 articles" in call("rule", "test", "nothing").out
    assert call("rule", "test", "ferry", "--since", "soon").code == 2


def test_a_saved_rule_is_tried_by_its_id(call: Call, data: Path) -> None:
    call("lists", "set", "boats", "ferry", "tug")
    assert call("rule", "add", "deals", '@boats AND "ferry deal"').code == 0
    assert json.loads(call("rule", "test", "deals", "--json").out)["articles"] == 3


def test_why_and_why_not(call: Call, data: Path) -> None:
    call("rule", "add", "deals", '"ferry deal"')
    yes = call("rule", "why", "deals", "https://quay.example/1")
    assert "✓ matches" in yes.out
    assert "before the rule was in force" in " ".join(yes.out.split())
    no = json.loads(
        call("rule", "why", "deals", article_id("https://quay.example/3"), "--json").out
    )
    assert not no["matches"]
    assert no["lacking"] == [
        {"clause": '"ferry deal"', "reason": "its words occur, but not side by side"}
    ]
    assert "no article" in call("rule", "why", "deals", "https://quay.example/9").err


def test_a_list_that_breaks_an_example_is_refused_unless_forced(call: Call, data: Path) -> None:
    assert call("lists", "set", "boats", "ferry").code == 0
    added = call("rule", "add", "deals", "@boats deal", "--must-match", "a ferry deal")
    assert added.code == 0
    refused = call("lists", "set", "boats", "tug")
    assert refused.code == 2
    assert "rule deals uses @boats, and then it must match" in refused.err
    assert "--force" in refused.err
    assert call("lists", "show", "boats").out.split() == ["ferry"]
    assert call("lists", "set", "boats", "tug", "--force").code == 0
    assert call("lists", "show", "boats").out.split() == ["tug"]


def test_lists_are_kept_used_and_guarded(call: Call, data: Path) -> None:
    (data / "terms.txt").write_text("# boats\nferry\n\ntug\n")
    called = call("lists", "set", "boats", "--file", "terms.txt", "--name", "Boats")
    assert "2 terms kept; write @boats in a rule" in called.out
    assert call("lists", "show", "boats").out.split() == ["ferry", "tug"]
    assert call("rule", "add", "deals", "@boats deal").code == 0
    assert call("lists", "set", "boats", "ferry", "barge").code == 0
    assert json.loads(call("rule", "list", "--json").out)["names"] == {"boats": 2}
    assert "deals" in call("lists", "show").out
    assert "used by deals" in call("lists", "remove", "boats").err
    assert "@boats → @deals → @boats" in call("lists", "set", "boats", "@deals").err
    assert "(ferry" in call("lists", "set", "boats", "(ferry").err
    assert "same name" in call("lists", "set", "deals", "x").err
    assert call("rule", "remove", "deals").code == 0
    assert call("lists", "remove", "boats").code == 0
    assert "no lists" in call("lists", "show").out


def test_what_became_of_rules(call: Call, data: Path) -> None:
    long_ago = NOW - timedelta(days=40)
    old = Rule(rule_id="old", name="Old", expression="x", active_from=long_ago, updated_at=long_ago)
    keep(data, events=[old, old.model_copy(update={"rule_id": "new", "active_from": NOW})])
    listed = [json.loads(line) for line in call("rule", "list", "--json").out.splitlines()]
    assert {r["rule_id"]: r["silent"] for r in listed} == {"old": True, "new": False}
    assert listed[0]["alerts_30d"] == 0
    assert "never, silent" in call("rule", "list").out
    silent = call("rule", "list", "--silent").out
    assert "Old" in silent
    assert "new" not in silent


def test_a_backfill_is_asked_for_shown_and_cancelled(call: Call, data: Path) -> None:
    assert "no backfills" in call("rule", "backfills").out
    added = call("rule", "add", "deals", '"ferry deal"', "--past", "seen", "--since", "4d")
    assert "asked for" in added.out
    [job] = [json.loads(line) for line in call("rule", "backfills", "--json").out.splitlines()]
    assert (job["rule_id"], job["past"], job["state"]) == ("deals", "seen", "waiting")
    assert (datetime.fromisoformat(job["until"]) - datetime.fromisoformat(job["since"])).days == 4
    assert "open backfill" in call("rule", "backfill", "deals").err
    assert "waiting" in call("rule", "backfills").out
    assert call("rule", "cancel", "deals").code == 0
    assert "cancelled: on request" in call("rule", "backfills").out
    assert "no open backfill" in call("rule", "cancel", "deals").err
    assert "not in the past" in call("rule", "backfill", "deals", "--since", "2999-01-01").err
    assert "no rule" in call("rule", "backfill", "nothing").err


def test_a_query_of_another_system_becomes_a_rule(call: Call, folder: Path) -> None:
    (folder / "query.txt").write_text("doha^2 AND kabul\n", "utf-8")
    called = call("rule", "import", "--from", "lucene", "query.txt")
    assert (called.code, called.out) == (0, "doha AND kabul\n")
    assert "note: at character 1: ^ only ranks" in called.err
    told = json.loads(call("rule", "import", "--from", "lucene", "query.txt", "--json").out)
    assert told["expression"] == "doha AND kabul"
    refused = call("rule", "import", "--from", "meltwater", "query.txt", "--json")
    assert refused.code == 0
    (folder / "query.txt").write_text("_exists_:author", "utf-8")
    refused = call("rule", "import", "--from", "lucene", "query.txt")
    assert refused.code == 2
    assert "nothing like the field _exists_" in refused.err


def test_a_rule_carries_its_own_tests(call: Call, data: Path) -> None:
    added = call(
        "rule", "add", "ferry", "ferry deal", "--must-match", "a deal on the ferry",
        "--must-not-match", "[de] Fähre",
    )  # fmt: skip
    assert added.code == 0, added.err
    assert call("rule", "check").out.count(" 2 examples, 0 rules with a problem") == 1
    refused = call("rule", "add", "ferry", '"ferry deal"')
    assert refused.code == 2
    assert "it must match 'a deal on the ferry'" in refused.err
    assert "side by side" in refused.err
    refused = call("rule", "add", "other", "ferry", "--must-not-match", "the ferry")
    assert "must not match 'the ferry': it holds by ferry" in refused.err
    assert call("rule", "add", "ferry", '"ferry deal"', "--force").code == 0
    checked = call("rule", "check")
    assert checked.code == 1
    assert "rule ferry: it must match 'a deal on the ferry'" in checked.out


def test_thumbs_on_alerts(call: Call, data: Path) -> None:
    assert call("rule", "add", "bridges", "bridge").code == 0
    raised = building.alert()

    async def keep() -> None:
        async with opened(None) as system:
            await system.store.prepare()
            url = raised.snapshot.url
            grouped = building.grouped("The bridge opened.", title="Monday", url=url)
            await system.store.upsert([raised, grouped])

    asyncio.run(keep())
    said = call("feedback", raised.alert_id, "down")
    assert "rule bridges: 0 of 1 useful (0 %)" in said.out
    assert "it must not match, open until an edit fulfils it" in said.out
    assert "0 of 1 useful (0 %)" in call("rule", "list").out
    checked = call("rule", "check")
    assert (checked.code, "1 example, 1 of them open, 0 rules" in checked.out) == (0, True)
    assert "it should not match 'Bridge 1'" in checked.out
    assert call("rule", "add", "bridges", "bridge NOT monday").code == 0
    refused = call("rule", "add", "bridges", "bridge")
    assert (refused.code, "an alert with a thumb down" in refused.err) == (2, True)
    assert call("feedback", raised.alert_id, "none").code == 0
    assert call("rule", "add", "bridges", "bridge").code == 0
    assert call("feedback", "nothing", "up").code == 2
