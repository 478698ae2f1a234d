"""The tests that the security page names exist, and every row says what shows it."""

import ast
import functools
import re
from pathlib import Path

import pytest

from tests.architecture.source_files import ROOT

PAGE = (ROOT / "docs/security.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))


def rows() -> list[list[str]]:
    """The cells of each row of the table of tests."""
    table = PAGE.partition("## What is shown by which test")[2].partition("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


@functools.cache
def named_in(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text("utf-8"))
    functions = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(f.name for f in functions if f.name.startswith("test_"))


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_the_test_exists(file: str, name: str) -> None:
    assert name in named_in(ROOT / file)


def test_every_row_names_a_test_or_says_why_there_is_none() -> None:
    table = rows()
    assert len(table) > 30
    for cells in table:
        assert len(cells) == 3, cells
        assert "::test_" in cells[2] or cells[2].startswith("no test: "), cells


@pytest.mark.parametrize("name", ["requirements.lock", "deploy/docker/requirements.lock"])
def test_every_locked_package_has_a_hash(name: str) -> None:
    text = re.sub(r"\\\n\s*", " ", (ROOT / name).read_text("utf-8"))
    packages = [li for li in text.splitlines() if li.strip() and not li.strip().startswith("#")]
    assert len(packages) > 20
    for package in packages:
        assert re.match(r"[\w.\[\]-]+==\S+ ", package), package[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", package), package[:80]
