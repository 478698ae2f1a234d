"""The arrows between the packages, and libraries that only one place may know."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source_files import ROOT, SourceFile, source_files

PURE = ("shared/wirewatch/core/", "shared/wirewatch/flow/", "shared/wirewatch/events/")
ONLY_IN = {
    "aiokafka": ("shared/wirewatch/adapters/kafka/", "shared/wirewatch/testing/"),
    "elasticsearch": ("shared/wirewatch/adapters/elastic/", "shared/wirewatch/testing/"),
    "faust": ("services/wirewatch/enrich/faust_app.py",),
    "yaml": ("services/wirewatch/cli/documenting/",),
}
ALSO_IN = {
    ("services/wirewatch/cli/system.py", "aiokafka"): "TLS settings, when Kafka is asked for",
    ("services/wirewatch/cli/system.py", "elasticsearch"): "the client, when Kafka is asked for",
}
NOT_IN_THE_CORE = {
    "aiohttp", "aiokafka", "asyncio", "elasticsearch", "faust", "logging", "multiprocessing", "os",
    "pydantic_settings", "random", "secrets", "socket", "sqlite3", "structlog", "subprocess",
    "threading", "urllib3",
}  # fmt: skip


def imported(file: SourceFile) -> Iterator[str]:
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name}:{node.lineno}: a relative import"
            yield node.module or ""


def test_the_contracts_of_import_linter_hold() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    if not program.exists():
        pytest.skip("import-linter is not installed")
    done = subprocess.run([program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]


def test_the_core_imports_nothing_that_acts() -> None:
    for file in source_files():
        if file.name.startswith(PURE):
            tops = {name.partition(".")[0] for name in imported(file)}
            assert not tops & NOT_IN_THE_CORE, f"{file.name}: {tops & NOT_IN_THE_CORE}"


def test_the_core_asks_no_clock_and_throws_no_dice() -> None:
    asking = {"now", "utcnow", "today", "perf_counter", "monotonic", "time_ns", "urandom", "uuid4"}
    for file in source_files():
        for node in ast.walk(file.tree) if file.name.startswith(PURE) else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                where = f"{file.name}:{node.lineno}"
                assert node.func.attr not in asking, f"{where}: {ast.unparse(node)}"
                assert ast.unparse(node.func) != "time.time", where


def test_a_library_of_one_technology_stays_in_its_adapter() -> None:
    for file in source_files():
        for name in imported(file):
            top = name.partition(".")[0]
            if top in ONLY_IN and (file.name, top) not in ALSO_IN:
                assert file.name.startswith(ONLY_IN[top]), f"{file.name} imports {name}"


def test_services_do_not_know_each_other() -> None:
    for file in source_files():
        if not file.name.startswith("services/") or file.name.startswith("services/wirewatch/cli/"):
            continue
        own = file.name.split("/")[2]
        for name in imported(file):
            parts = name.split(".")
            services = {p.name for p in (ROOT / "services/wirewatch").iterdir()} - {own}
            assert not (parts[0] == "wirewatch" and len(parts) > 1 and parts[1] in services), (
                f"{file.name} imports {name}"
            )


def test_what_the_program_ships_imports_no_test_tool() -> None:
    for file in source_files():
        if not file.name.startswith("shared/wirewatch/testing/"):
            tops = {name.partition(".")[0] for name in imported(file)}
            assert not tops & {"pytest", "hypothesis", "tests", "unittest"}, file.name
            assert "wirewatch.testing" not in {".".join(n.split(".")[:2]) for n in imported(file)}
