"""The demo's own webhook receiver: checks each signature as any receiver should."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from wirewatch.core.signing import SignatureRefused, verify


@dataclass(frozen=True, slots=True)
class ReceivedAlert:
    """One POST, with the outcome of its check."""

    webhook_id: str
    verified: bool
    payload: dict[str, Any]


class Receiver:
    """Listens on a free port of this machine."""

    def __init__(self, secret: str, on_alert: Callable[[ReceivedAlert], None]) -> None:
        self._secret = secret
        self._on_alert = on_alert
        app = web.Application(client_max_size=1024 * 1024)
        app.router.add_post("/alerts", self._receive)
        self._runner = web.AppRunner(app, access_log=None)
        self.url = ""

    async def start(self) -> None:
        """Begin to listen; `url` is set afterwards."""
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/alerts"

    async def close(self) -> None:
        """Stop listening."""
        await self._runner.cleanup()

    async def _receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        try:
            verify(self._secret, request.headers, body, int(time.time()))
            verified = True
        except SignatureRefused:
            verified = False
        payload = json.loads(body)
        self._on_alert(ReceivedAlert(request.headers.get("webhook-id", ""), verified, payload))
        return web.Response(status=204 if verified else 401)
