"""Service processes on real servers, killed and started again, and a webhook receiver."""

import base64
import json
import os
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web
from standardwebhooks import Webhook

from wirewatch import flow
from wirewatch.testing.newsroom import MARKERS, GeneratedPage

SECRET = "whsec_" + base64.b64encode(b"a secret for tests, 32 bytes long").decode()
ENDPOINTS = ("hook-a", "hook-b")


@dataclass
class Posts:
    """What the receiver got, each POST checked by an independent implementation."""

    ids_by_delivery: dict[tuple[str, str, str], set[str]] = field(
        default_factory=lambda: defaultdict(set)
    )
    posts_by_id: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    kinds: dict[str, str] = field(default_factory=dict)
    refused: int = 0


class PostReceiver:
    """Two endpoints on loopback. It answers the first POST of some ids with an error."""

    def __init__(self, *, fail_every: int = 0) -> None:
        self.posts = Posts()
        self._fail_every = fail_every
        self._count = 0
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

    async def _receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        try:
            Webhook(SECRET).verify(body, dict(request.headers))
        except Exception:
            self.posts.refused += 1
            return web.Response(status=401)
        data = json.loads(body)["data"]
        webhook_id = request.headers["webhook-id"]
        self._count += 1
        self.posts.posts_by_id[webhook_id] += 1
        first = self.posts.posts_by_id[webhook_id] == 1
        if first and self._fail_every and self._count % self._fail_every == 0:
            return web.Response(status=503)
        self.posts.kinds[webhook_id] = data["kind"]
        if data["kind"] == "first":
            place = (data["rule"]["id"], data["story_id"], request.match_info["endpoint"])
            self.posts.ids_by_delivery[place].add(webhook_id)
        return web.Response(status=204)


class Fleet:
    """One process per service, each under `wirewatch <service>` as an operator runs it."""

    def __init__(
        self, folder: Path, *, kafka: str, elasticsearch: str, prefix: str, hooks: str
    ) -> None:
        self.folder = folder
        self.source = folder / "pages.jsonl"
        self.source.touch()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.kills: dict[str, int] = defaultdict(int)
        self.config = folder / "wirewatch.toml"
        self.config.write_text(_config(self.source, hooks), encoding="utf-8")
        names = prefix.strip(".-").replace(".", "-")
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("WIREWATCH_")},
            "OMP_NUM_THREADS": "1",
            "WIREWATCH_SYSTEM": "kafka",
            "WIREWATCH_DATA_DIR": str(folder / "data"),
            "WIREWATCH_KAFKA__BOOTSTRAP": kafka,
            "WIREWATCH_KAFKA__PREFIX": names,
            "WIREWATCH_ELASTICSEARCH__URL": elasticsearch,
            "WIREWATCH_ELASTICSEARCH__PREFIX": names,
            "WIREWATCH_CONSOLE__PORT": "0",
        }

    def wirewatch(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "wirewatch.cli.main", *arguments, "--config", str(self.config)],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def start(self, service: str, *, name: str | None = None) -> None:
        """Start a process; `name` tells a second one of a service from the first."""
        name = name or service
        data = self.folder / "data" / name
        log = (self.folder / f"{name}.log").open("ab")
        self.processes[name] = subprocess.Popen(
            [sys.executable, "-m", "wirewatch.cli.main", service, "--config", str(self.config)],
            env={**self.environment, "WIREWATCH_DATA_DIR": str(data)},
            stdout=log,
            stderr=log,
        )
        log.close()

    def start_all(self) -> None:
        for service in flow.TOPOLOGY:
            self.start(service.name)

    def kill(self, name: str) -> None:
        """SIGKILL, as the machine would, and start again."""
        process = self.processes[name]
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.kills[name] += 1
        self.start(name.split("-")[0], name=name)

    def heeds_termination(self, name: str) -> bool:
        """Whether a process has come so far that it handles SIGTERM itself."""
        status = Path(f"/proc/{self.processes[name].pid}/status").read_text("ascii")
        [caught] = [int(x.split()[1], 16) for x in status.splitlines() if x.startswith("SigCgt:")]
        return bool(caught >> (signal.SIGTERM - 1) & 1)

    def terminate(self, name: str, *, seconds: float = 40) -> int:
        """SIGTERM, and wait for an orderly end."""
        process = self.processes.pop(name)
        process.terminate()
        return process.wait(seconds)

    def dead(self) -> dict[str, int]:
        """Processes that ended by themselves."""
        return {n: p.returncode for n, p in self.processes.items() if p.poll() is not None}

    def close(self) -> None:
        for process in self.processes.values():
            process.kill()
        for process in self.processes.values():
            process.wait()

    def feed(self, pages: Iterable[GeneratedPage]) -> None:
        """Append pages to the source."""
        with self.source.open("a", encoding="utf-8") as file:
            for page in pages:
                record = {
                    "url": page.url,
                    "content_type": page.content_type,
                    "content_base64": base64.b64encode(page.content).decode(),
                }
                file.write(json.dumps(record) + "\n")


def endpoints_of(marker: str) -> tuple[str, ...]:
    """Each rule tells one endpoint, the first two tell both."""
    index = MARKERS.index(marker)
    return ENDPOINTS if index < 2 else (ENDPOINTS[index % 2],)


def _config(source: Path, hooks: str) -> str:
    parts = [
        '[notify]\nallow_private = ["127.0.0.0/8"]\n',
        f'[[source]]\nid = "generated"\nkind = "jsonl"\nlocation = "{source}"\n',
        "interval_seconds = 1\n",
    ]
    parts += [
        f'[[endpoint]]\nid = "{name}"\nurl = "{hooks}/{name}"\nsecret = "{SECRET}"\n'
        for name in ENDPOINTS
    ]
    for marker in MARKERS:
        told = json.dumps(endpoints_of(marker))
        parts.append(f'[[rule]]\nid = "{marker}"\nexpression = "{marker}"\nendpoints = {told}\n')
    return "".join(parts)
