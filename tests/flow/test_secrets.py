"""Secrets stay where they are used: none stands in anything that a whole run puts out."""

import asyncio
import base64
import os
import re
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import aiohttp
import pytest

from tests.flow.hooks import SECRET, Hooks

CONSOLE_TOKEN = "canary-console-5gk2Vd1xQe"
PUSH_TOKEN = "canary-push-9sTq0LmZb4uW"
KAFKA_PASSWORD = "canary-kafka-r7Yc3Ha8"
ELASTIC_KEY = "canary-elastic-w2Pn6Jf5"
KIBANA_KEY = "canary-kibana-m4Xs1Ko9"
SIGNING = SECRET
SIGNING_FILE = "whsec_" + base64.b64encode(b"Canary in a file, 32 characters!").decode()
CANARIES = (
    CONSOLE_TOKEN, PUSH_TOKEN, KAFKA_PASSWORD, ELASTIC_KEY, KIBANA_KEY, SIGNING, SIGNING_FILE,
)  # fmt: skip

PAGE = (
    "<html><head><title>Quillstone opens its harbour</title></head><body><article>"
    + "<h1>Quillstone opens its harbour</h1>"
    + "".join(
        f"<p>Paragraph {n} of the report tells how the town of Quillstone opened its harbour, what "
        "the pilots said about the ice, and who paid for the new light.</p>"
        for n in range(5)
    )
    + "</article></body></html>"
)
PATHS = (
    "/", "/search?q=quillstone", "/rules", "/rules/new", "/outcomes", "/dead", "/sources",
    "/api/v1/openapi.json", "/api/v1/rules", "/api/v1/alerts", "/api/v1/dead", "/metrics",
    "/healthz", "/readyz", "/nothing-here", "/search?q=%22",
)  # fmt: skip


def forms(secret: str) -> Iterator[bytes]:
    """How a secret may come to stand in an output."""
    yield secret.encode()
    yield quote(secret, safe="").encode()
    yield base64.b64encode(secret.encode()).rstrip(b"=")[:-2]
    yield secret.removeprefix("whsec_").encode()


def settings(folder: Path, hooks: str, console_port: int, push_port: int) -> str:
    (folder / "desk.secret").write_text(SIGNING_FILE)
    return f"""
data_dir = "{folder}/data"
rules = [{{id = "q", expression = "quillstone", endpoints = ["desk", "down", "closed"]}}]
sources = [{{id = "desk", kind = "push"}}]
endpoints = [
  {{id = "desk", url = "{hooks}/desk", secret = "{SIGNING}"}},
  {{id = "down", url = "{hooks}/down", secret_file = "{folder}/desk.secret"}},
  {{id = "closed", url = "http://127.0.0.1:9/", secret = "{SIGNING}"}},
]
[console]
port = {console_port}
[ingest]
push_port = {push_port}
push_token = "{PUSH_TOKEN}"
[notify]
allow_private = ["127.0.0.0/8"]
[kafka]
sasl_username = "wirewatch"
sasl_password = "{KAFKA_PASSWORD}"
[elasticsearch]
api_key = "{ELASTIC_KEY}"
[kibana]
api_key = "{KIBANA_KEY}"
[log]
level = "debug"
"""


async def until(seconds: float, done: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(seconds):
        while not await done():  # noqa: ASYNC110 (another process)
            await asyncio.sleep(0.1)


def arguments_of_processes(parent: int) -> bytes:
    """The command lines of a process and of its children, as any user can read them."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                above = re.search(r"^PPid:\s*(\d+)", (entry / "status").read_text(), re.M)
                if int(entry.name) == parent or (above and int(above[1]) == parent):
                    found.append((entry / "cmdline").read_bytes())
            except OSError:
                continue
    return b"\n".join(found)


async def command(*arguments: str) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "wirewatch.cli.main", *arguments,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await process.communicate()
    return output


@pytest.mark.timeout(180, func_only=True)
async def test_no_secret_in_any_output(
    tmp_path: Path, unused_tcp_port_factory: Callable[[], int]
) -> None:
    console_port = unused_tcp_port_factory()
    push_port = unused_tcp_port_factory()
    console, push = f"http://127.0.0.1:{console_port}", f"http://127.0.0.1:{push_port}/v1/pages"
    hooks = Hooks()
    await hooks.start()
    config = tmp_path / "wirewatch.toml"
    config.write_text(settings(tmp_path, hooks.base, console_port, push_port))
    environment = {**os.environ, "WIREWATCH_CONSOLE__TOKEN": CONSOLE_TOKEN}
    log = (tmp_path / "log").open("wb")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "wirewatch.cli.main", "run", "--config", str(config),
        stdout=log, stderr=log, env=environment,
    )  # fmt: skip
    outputs: dict[str, bytes] = {}
    try:
        async with aiohttp.ClientSession() as client:

            async def is_up() -> bool:
                assert process.returncode is None, (tmp_path / "log").read_text()
                try:
                    async with client.get(f"{console}/readyz") as answer:
                        return answer.status == 200
                except aiohttp.ClientError:
                    return False

            await until(60, is_up)
            html = {"Content-Type": "text/html", "X-Wirewatch-Url": "https://a.example/q"}
            right, wrong = f"Bearer {PUSH_TOKEN}", f"Bearer {PUSH_TOKEN}x"
            pushes = ((PAGE, wrong, 401), (PAGE, right, 202), ("\0" * 99, right, 202))
            for body, token, status in pushes:
                headers = {**html, "Authorization": token}
                async with client.post(push, data=body.encode(), headers=headers) as answer:
                    outputs[f"push {status}"] = await answer.read()
                    assert answer.status == status

            async def is_delivered() -> bool:
                return bool(hooks.at("desk")) and bool(hooks.refused)

            await until(60, is_delivered)
            for path in PATHS:
                headers = {"Authorization": f"Bearer {CONSOLE_TOKEN}"}
                async with client.get(console + path, headers=headers) as answer:
                    outputs[path] = repr(answer.headers).encode() + await answer.read()
            form = {"token": CONSOLE_TOKEN + "x", "next": "/"}
            async with client.post(f"{console}/signin", data=form) as answer:
                outputs["sign-in"] = await answer.read()
        outputs["webhook"] = b"".join(post.body for post in hooks.posts)
        outputs["arguments"] = arguments_of_processes(process.pid)
        for words in (["config"], ["dead", "list"], ["rule", "list"], ["audit"]):
            outputs[" ".join(words)] = await command(*words, "--config", str(config))
        outputs["trace"] = await command("trace", "https://a.example/q", "--config", str(config))
        for file in (tmp_path / "data").rglob("*"):  # with the write-ahead logs of a live run
            outputs[str(file)] = file.read_bytes() if file.is_file() else b""
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 60)
        await hooks.close()
        log.close()
    outputs["log"] = (tmp_path / "log").read_bytes()

    assert b"quillstone" in outputs["/search?q=quillstone"].lower()
    assert b"empty" in outputs["dead list"]
    assert b"matched rule q" in outputs["trace"]
    assert b"run" in outputs["arguments"]
    assert b"console_started" in outputs["log"]
    assert sum(name.endswith(".sqlite") for name in outputs) >= 3
    leaks = [
        (where, secret)
        for where, output in outputs.items()
        for secret in CANARIES
        if any(form in output for form in forms(secret))
    ]
    assert leaks == []
