"""One run of the whole pipeline on each bus, shared by all tests of a module."""

import json
import tomllib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from tests.flow.hooks import Hooks
from tests.flow.pipeline import (
    Ground,
    KafkaGround,
    MemoryGround,
    Pipeline,
    ShiftedClock,
    SqliteGround,
    newsroom_lines,
)
from wirewatch.testing.newsroom import MARKERS, GeneratedPage, Newsroom

SAMPLES = Path(__file__).parents[2] / "samples"
GENERATED = 42
LIVE = [pytest.mark.live, pytest.mark.timeout(180, func_only=True)]

RUSSIAN = """<!DOCTYPE html><html><head><meta charset="utf-8">
<title>Пекарня у вокзала</title></head>
<body><article><h1>Пекарня у вокзала открылась снова</h1>
<p>Пекарня у старого вокзала открылась снова после ремонта, который занял почти полгода.</p>
<p>Хозяйка пекарни рассказала, что печь пришлось сложить заново, а муку теперь везут с мельницы.</p>
<p>Первые покупатели пришли ещё до рассвета и разобрали весь хлеб за один час.</p>
</article></body></html>"""

BAD: dict[str, tuple[bytes, str, str, str | None]] = {
    "empty.html": (b"", "text/html", "dead", "empty"),
    "blank.html": (b" \n\t ", "text/html", "dead", "empty"),
    "huge.html": (b"<p>news</p>" * 1_000_000, "text/html", "dead", "too_large"),
    "binary.html": (b"\x7fELF" + bytes(range(256)) * 40, "text/html", "dead", "binary"),
    "picture.html": (b"\x89PNG\r\n\x1a\n" + bytes(500), "text/html", "dead", "binary"),
    "wrong.html": (RUSSIAN.encode("windows-1251"), "text/html; charset=utf-8", "indexed", None),
    "front.html": (
        b"<html><body><nav><a href=/>Home</a></nav><h1>404 Not Found</h1></body></html>",
        "text/html",
        "not_an_article",
        None,
    ),
}
"""Bad input by file: its bytes, what it says it is, its outcome, and the reason if it is dead."""


@dataclass
class World:
    """A pipeline that has seen the samples, generated pages and bad input, and is still running."""

    pipeline: Pipeline
    hooks: Hooks
    samples: list[dict[str, Any]]
    generated: list[GeneratedPage]

    @property
    def page_count(self) -> int:
        return len(self.samples) + len(self.generated) + len(BAD)


def sample_rules() -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = tomllib.loads((SAMPLES / "rules.toml").read_text("utf-8"))["rule"]
    return rules


def rules_of_the_world() -> list[dict[str, Any]]:
    known = [
        {"id": r["id"], "expression": r["expression"], "endpoints": ["desk"]}
        for r in sample_rules()
    ]
    markers = [{"id": m, "expression": m, "endpoints": ["desk", "down"]} for m in MARKERS]
    flaky = [{"id": "flaky", "expression": "pumpernickel", "endpoints": ["flaky", "desk"]}]
    return [*known, *markers, *flaky]


def write_bad_folder(folder: Path) -> None:
    folder.mkdir()
    with (folder / "manifest.jsonl").open("w") as manifest:
        for name, (content, content_type, _, _) in BAD.items():
            (folder / name).write_bytes(content)
            line = {
                "file": name,
                "url": f"https://bad.example/{name}",
                "content_type": content_type,
            }
            manifest.write(json.dumps(line) + "\n")


@pytest.fixture(scope="session")
def make_ground(
    pytestconfig: pytest.Config, request: pytest.FixtureRequest
) -> Callable[[str, Path, ShiftedClock], Ground]:
    def make(kind: str, folder: Path, clock: ShiftedClock) -> Ground:
        if kind == "memory":
            return MemoryGround(clock)
        if kind == "sqlite":
            return SqliteGround(folder, clock)
        server: Any = request.getfixturevalue("kafka")
        return KafkaGround(server.endpoint, f"test-{uuid4().hex[:12]}")

    return make


@pytest_asyncio.fixture(
    scope="module",
    loop_scope="module",
    params=["memory", "sqlite", pytest.param("kafka", marks=LIVE)],
)
async def world(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    make_ground: Callable[[str, Path, ShiftedClock], Ground],
) -> AsyncIterator[World]:
    folder = tmp_path_factory.mktemp(f"flow-{request.param}")
    write_bad_folder(folder / "bad")
    hooks, clock = Hooks(), ShiftedClock()
    hooks.answers |= {"down": 500, "flaky": 503}
    await hooks.start()
    pipeline = Pipeline(
        make_ground(request.param, folder, clock),
        folder,
        hooks,
        rules=rules_of_the_world(),
        endpoints=["desk", "down", "flaky"],
        sources=[
            {"id": "samples", "kind": "folder", "location": str(SAMPLES)},
            {"id": "bad", "kind": "folder", "location": str(folder / "bad")},
        ],
        clock=clock,
    )
    manifest = (SAMPLES / "manifest.jsonl").read_text("utf-8").splitlines()
    made = World(
        pipeline,
        hooks,
        [json.loads(line) for line in manifest if line.strip()],
        list(Newsroom(seed=16).pages(GENERATED)),
    )
    pipeline.feed(*newsroom_lines(made.generated))
    await pipeline.start()
    try:
        await pipeline.quiet(pages=made.page_count)
        yield made
    finally:
        await pipeline.kill()
        await hooks.close()
