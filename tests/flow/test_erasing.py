"""An article is erased: nothing of it is left in any file, and nothing brings it back."""

from pathlib import Path
from typing import Any

import pytest

from tests.flow.hooks import Hooks
from tests.flow.pipeline import (
    Ground,
    KafkaGround,
    MemoryGround,
    Pipeline,
    ShiftedClock,
    SqliteGround,
)
from wirewatch.cli import erasing
from wirewatch.cli.auditing import run_audit
from wirewatch.core.identity import article_id
from wirewatch.events import ArticleErased

WORD = "zanzibarium"
FIRST, COPY, OTHER, FOURTH = (
    f"https://{n}.example/news" for n in ("first", "second", "third", "fourth")
)


def news(url: str, word: str, what: str) -> dict[str, Any]:
    """A page whose text is the same for the same words."""
    text = "".join(
        f"<p>On day {n} of the month the {what} met in Port Elder and spoke for hours, and one"
        f" named {word} said that a way out of the matter of {what} was near at last.</p>"
        for n in range(4)
    )
    title = f"The {what} meets {word}"
    html = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}"
    html += "</article></body></html>"
    return {"url": url, "content_type": "text/html", "content": html.encode()}


@pytest.fixture(params=["memory", "sqlite", "kafka"])
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Ground:
    clock = ShiftedClock()
    if request.param == "memory":
        return MemoryGround(clock)
    if request.param == "sqlite":
        return SqliteGround(tmp_path, clock)
    kafka = request.getfixturevalue("kafka")
    return KafkaGround(kafka.endpoint, request.getfixturevalue("topic_prefix").strip("."))


def files_with(folder: Path, word: str) -> list[str]:
    files = [f for f in folder.rglob("*") if f.is_file() and f.name != "pages.jsonl"]
    return [str(f.relative_to(folder)) for f in files if word.encode() in f.read_bytes()]


async def test_an_article_is_erased(ground: Ground, tmp_path: Path) -> None:
    hooks = Hooks()
    await hooks.start()
    rules = [{"id": "who", "expression": WORD, "endpoints": ["desk"]}]
    pipeline = Pipeline(
        ground, tmp_path, hooks, rules=rules, endpoints=["desk"], sources=[], clock=ShiftedClock()
    )
    await pipeline.start()
    pipeline.feed(news(FIRST, WORD, "harbour board"))
    await pipeline.quiet(pages=1)
    pipeline.feed(news(COPY, WORD, "harbour board"), news(OTHER, "somebody", "flower club"))
    await pipeline.quiet(pages=3)
    store = pipeline.system.store
    [alert] = await store.records("alerts")
    assert [copy["url"] for copy in alert["copies"]] == [FIRST, COPY]

    report = await erasing.erase(pipeline.system, COPY)
    assert (report.known, report.changed) == (True, 1)
    await pipeline.quiet(pages=1)
    [alert] = await store.records("alerts")
    assert ([c["url"] for c in alert["copies"]], alert["copies_total"]) == ([FIRST], 2)
    assert await store.article(article_id(COPY)) is None
    assert await store.article(article_id(FIRST)) is not None

    report = await erasing.erase(pipeline.system, f"{FIRST}?utm_source=x#top")
    assert report.deleted["alerts"] == 1
    assert report.deleted["deliveries"] >= 1
    pipeline.feed(news(FIRST, WORD, "harbour board again"))
    pipeline.feed(news(FOURTH, "nobody", "tea room"))

    async def fourth_is_there() -> bool:
        return await store.count("outcomes", where={"article_id": article_id(FOURTH)}) > 0

    await pipeline.until("the fourth page is settled", fourth_is_there)
    await pipeline.quiet(pages=2)
    for kind in ("alerts", "deliveries"):
        assert await store.records(kind) == [], kind
    urls = {record["url"] for record in await store.records("outcomes")}
    assert urls == {OTHER, FOURTH}
    erased = [e for e in await pipeline.events("erasures") if isinstance(e, ArticleErased)]
    assert [e.article_id for e in erased] == [article_id(COPY), article_id(FIRST)]
    assert (erased[1].alert_ids, len(erased[1].proof_hashes)) == ((alert["alert_id"],), 1)
    assert WORD not in str(erased)
    told = len(hooks.posts)
    report_of_audit = await run_audit(pipeline.bus, store, pipeline.clock.now())
    assert not report_of_audit.holes

    await pipeline.stop()
    await ground.rewind()
    await pipeline.start()
    await pipeline.quiet(pages=2)
    assert await store_of(pipeline).records("alerts") == []
    assert await store_of(pipeline).article(article_id(FIRST)) is None
    assert len(hooks.posts) == told, "nobody hears of it again"
    await pipeline.stop()
    if isinstance(ground, SqliteGround):
        assert len(files_with(tmp_path, "flower club")) >= 2, "the others are there"
        assert files_with(tmp_path, "harbour board") == []
    await hooks.close()


def store_of(pipeline: Pipeline) -> Any:
    return pipeline.system.store
