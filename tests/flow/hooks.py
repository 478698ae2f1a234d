"""A webhook receiver whose every POST is checked by an independent implementation."""

import base64
import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from standardwebhooks import Webhook

SECRET = "whsec_" + base64.b64encode(b"a secret for tests, 32 bytes long").decode()


@dataclass(frozen=True)
class Post:
    """One POST with a good signature."""

    endpoint: str
    webhook_id: str
    body: bytes
    data: dict[str, Any]

    @property
    def place(self) -> tuple[str, str, str]:
        """What one first delivery is for."""
        return self.data["rule"]["id"], self.data["story_id"], self.endpoint


class Hooks:
    """Any number of endpoints on loopback; `answers` sets what one answers instead of 204."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.refused: list[str] = []
        self.answers: dict[str, int] = {}
        app = web.Application()
        app.router.add_post("/{endpoint}", self._receive)
        self._runner = web.AppRunner(app, access_log=None)
        self.base = ""

    async def start(self) -> None:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        await self._runner.cleanup()

    def at(self, endpoint: str) -> list[Post]:
        """The POSTs to one endpoint."""
        return [p for p in self.posts if p.endpoint == endpoint]

    def firsts(self) -> dict[tuple[str, str, str], set[str]]:
        """The webhook ids of the first deliveries of each (rule, story, endpoint)."""
        ids: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for post in self.posts:
            if post.data["kind"] == "first":
                ids[post.place].add(post.webhook_id)
        return dict(ids)

    async def _receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        try:
            Webhook(SECRET).verify(body, dict(request.headers))
        except Exception as error:
            self.refused.append(repr(error))
            return web.Response(status=401)
        endpoint = request.match_info["endpoint"]
        self.posts.append(
            Post(endpoint, request.headers["webhook-id"], body, json.loads(body)["data"])
        )
        return web.Response(status=self.answers.get(endpoint, 204))
