"""Importing saved objects, against a little server that answers as Kibana does."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from wirewatch.adapters.elastic.kibana import BUNDLES, Imported, import_saved_objects
from wirewatch.core.errors import Misconfigured, Retry


@dataclass
class Desk:
    """A server that keeps objects, refuses what Kibana refuses, and remembers the requests."""

    url: str = ""
    kept: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    requests: list[web.Request] = field(default_factory=list)
    answer: Callable[[], web.Response] | None = None

    async def handle(self, request: web.Request) -> web.Response:
        self.requests.append(request)
        if self.answer is not None:
            return self.answer()
        if "kbn-xsrf" not in request.headers:
            return web.json_response({"message": "kbn-xsrf header is missing"}, status=400)
        part = (await request.post())["file"]
        assert isinstance(part, web.FileField)
        assert part.filename.endswith(".ndjson")
        overwrite = request.query.get("overwrite") == "true"
        written, errors = 0, []
        for line in part.file.read().decode().splitlines():
            saved = json.loads(line)
            key = (saved["type"], saved["id"])
            if key in self.kept and not overwrite:
                errors.append({"type": key[0], "id": key[1], "error": {"type": "conflict"}})
            else:
                self.kept[key] = saved
                written += 1
        body = {"success": not errors, "successCount": written}
        return web.json_response(body | ({"errors": errors} if errors else {}))


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """A running server."""
    made = Desk()
    app = web.Application()
    app.router.add_post("/base/api/saved_objects/_import", made.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    made.url = f"http://127.0.0.1:{port}/base"
    yield made
    await runner.cleanup()


async def test_everything_is_imported(desk: Desk) -> None:
    done = await import_saved_objects(desk.url + "/", headers={"Authorization": "ApiKey abc"})
    assert list(done) == [
        Imported("data-views.ndjson", written=2, left=0),
        Imported("dashboard.ndjson", written=2, left=0),
    ]
    lines = [json.loads(line) for bundle in BUNDLES for line in bundle.content.splitlines()]
    assert list(desk.kept.values()) == lines
    assert all(r.headers["Authorization"] == "ApiKey abc" for r in desk.requests)


async def test_a_repeat_replaces_the_dashboard_and_leaves_the_data_views(desk: Desk) -> None:
    await import_saved_objects(desk.url)
    for saved in desk.kept.values():
        saved["attributes"]["title"] = "changed by a person"
    again = await import_saved_objects(desk.url)
    assert [(done.written, done.left) for done in again] == [(0, 2), (2, 0)]
    titles = {key: saved["attributes"]["title"] for key, saved in desk.kept.items()}
    assert titles["index-pattern", "wirewatch-articles"] == "changed by a person"
    assert titles["dashboard", "wirewatch-overview"] == "wirewatch: overview"


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_kibana_that_is_not_ready(desk: Desk, status: int) -> None:
    desk.answer = lambda: web.Response(status=status, text="Kibana server is not ready yet")
    with pytest.raises(Retry, match="not ready"):
        await import_saved_objects(desk.url)


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404])
async def test_a_kibana_that_does_not_let_us_in(desk: Desk, status: int) -> None:
    desk.answer = lambda: web.Response(status=status, headers={"Location": "http://127.0.0.1:1/"})
    with pytest.raises(Misconfigured, match=str(status)):
        await import_saved_objects(desk.url)
    assert len(desk.requests) == 1


@pytest.mark.parametrize("body", ["<html>hello</html>", "[]", "{}", '{"successCount": "many"}'])
async def test_something_else_answers(desk: Desk, body: str) -> None:
    desk.answer = lambda: web.Response(text=body)
    with pytest.raises(Misconfigured, match="import"):
        await import_saved_objects(desk.url)


async def test_an_object_that_kibana_refuses(desk: Desk) -> None:
    refused = {"type": "dashboard", "id": "d", "error": {"type": "missing_references"}}
    body = {"success": False, "successCount": 0, "errors": [refused]}
    desk.answer = lambda: web.json_response(body)
    with pytest.raises(Misconfigured, match="missing_references"):
        await import_saved_objects(desk.url)


async def test_no_server(unused_tcp_port: int) -> None:
    with pytest.raises(Retry, match="does not answer"):
        await import_saved_objects(f"http://127.0.0.1:{unused_tcp_port}")


@pytest.mark.parametrize("url", ["", "kibana:5601", "file:///etc/passwd", "/relative"])
async def test_no_url(url: str) -> None:
    with pytest.raises(Misconfigured, match="URL"):
        await import_saved_objects(url)
