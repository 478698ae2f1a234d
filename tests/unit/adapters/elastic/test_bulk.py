"""Verdicts on a bulk request, against a little server that answers as a busy cluster does."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web

from wirewatch.adapters.elastic import ElasticStore
from wirewatch.adapters.elastic.bulk import Line, requests
from wirewatch.adapters.elastic.layout import Layout
from wirewatch.adapters.storing import keep
from wirewatch.core.errors import Misconfigured, Reason, Reject, Retry
from wirewatch.events import Outcome, PageSettled

NOW = datetime(2026, 11, 3, tzinfo=UTC)
HEADERS = {"X-Elastic-Product": "Elasticsearch"}


def outcome(n: int, detail: str = "") -> PageSettled:
    """The nth outcome."""
    return PageSettled(
        page_id=f"page-{n}", article_id="a", url="https://x.example/", site="x.example",
        source_id="s", outcome=Outcome.INDEXED, detail=detail, stage="index", accepted_at=NOW,
        settled_at=NOW, version=1,
    )  # fmt: skip


@dataclass
class Cluster:
    """Answers each bulk request with `answer(ids)`: a status for the whole, or one for each id."""

    url: str = ""
    bulks: list[list[str]] = field(default_factory=list)
    answer: Callable[[list[str]], int | list[int]] = lambda ids: [201] * len(ids)

    async def bulk(self, request: web.Request) -> web.Response:
        lines = [json.loads(line) for line in (await request.text()).splitlines()]
        actions = [line["index"] for line in lines[::2]]
        assert all(action["require_alias"] for action in actions)
        assert all(action["version_type"] == "external_gte" for action in actions)
        ids = [action["_id"] for action in actions]
        self.bulks.append(ids)
        answer = self.answer(ids)
        if isinstance(answer, int):
            body: dict[str, Any] = {"error": {"type": "whole", "reason": "no"}, "status": answer}
            return web.json_response(body, status=answer, headers=HEADERS)
        items = [
            {"index": {"_id": i, "status": s, "error": {"type": f"t{s}", "reason": "because"}}}
            for i, s in zip(ids, answer, strict=True)
        ]
        return web.json_response({"errors": True, "items": items}, headers=HEADERS)

    async def create(self, request: web.Request) -> web.Response:
        return web.json_response({"acknowledged": True}, headers=HEADERS)


@pytest.fixture
async def cluster() -> AsyncIterator[Cluster]:
    """A running server."""
    made = Cluster()
    app = web.Application(client_max_size=2**30)
    app.router.add_put("/_bulk", made.bulk)
    app.router.add_post("/_bulk", made.bulk)
    app.router.add_put("/{index}", made.create)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@pytest.fixture
async def store(cluster: Cluster) -> AsyncIterator[ElasticStore]:
    """A store on it."""
    made = ElasticStore(cluster.url)
    yield made
    await made.close()


EVENTS = [outcome(n) for n in range(4)]


async def test_kept_and_already_newer_are_both_done(cluster: Cluster, store: ElasticStore) -> None:
    cluster.answer = lambda ids: [201, 409, 200, 409]
    assert list(await store.upsert(EVENTS)) == [None] * 4


async def test_only_the_refused_one_is_refused(cluster: Cluster, store: ElasticStore) -> None:
    cluster.answer = lambda ids: [201, 400, 201, 201]
    first, refused, *rest = await store.upsert(EVENTS)
    assert isinstance(refused, Reject)
    assert refused.reason is Reason.REFUSED_BY_STORE
    assert "t400: because" in str(refused)
    assert [first, *rest] == [None] * 3


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 403, 404])
async def test_one_that_may_work_later_repeats_all(
    cluster: Cluster, store: ElasticStore, status: int
) -> None:
    cluster.answer = lambda ids: [201, 201, status, 400]
    with pytest.raises(Retry):
        await store.upsert(EVENTS)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
async def test_an_overloaded_cluster(cluster: Cluster, store: ElasticStore, status: int) -> None:
    cluster.answer = lambda ids: status
    with pytest.raises(Retry):
        await store.upsert(EVENTS)


@pytest.mark.parametrize("status", [401, 403])
async def test_credentials_that_are_refused(
    cluster: Cluster, store: ElasticStore, status: int
) -> None:
    cluster.answer = lambda ids: status
    with pytest.raises(Misconfigured, match="credentials"):
        await store.upsert(EVENTS)


@pytest.mark.parametrize("status", [400, 413])
async def test_a_request_refused_as_a_whole_is_halved(
    cluster: Cluster, store: ElasticStore, status: int
) -> None:
    cluster.answer = lambda ids: status if "page-2" in ids else [201] * len(ids)
    verdicts = await store.upsert(EVENTS)
    assert [isinstance(verdict, Reject) for verdict in verdicts] == [False, False, True, False]
    assert [len(ids) for ids in cluster.bulks] == [4, 2, 2, 1, 1]


def test_requests_are_bounded_and_complete(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [Line.of(keep(outcome(n, "x" * (n % 7) * 400)), Layout()) for n in range(40)]
    monkeypatch.setattr("wirewatch.adapters.elastic.bulk.REQUEST_BYTES", 4_000)
    made = list(requests(lines))
    assert [line for request in made for line in request] == lines
    assert len(made) > 5
    for request in made:
        assert len(request) == 1 or sum(line.size_bytes for line in request) <= 4_000
    assert list(requests([])) == []
