"""The source files of the project, parsed once."""

import ast
import functools
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVICES = ROOT / "services/wirewatch"
SHARED = ROOT / "shared/wirewatch"
NAMESPACES = (SERVICES, SHARED)


@dataclass(frozen=True)
class SourceFile:
    """One module."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The path from the project's folder."""
        return self.path.relative_to(ROOT).as_posix()


@functools.cache
def source_files() -> Sequence[SourceFile]:
    """Every module below the two source roots."""
    found = []
    for namespace in NAMESPACES:
        for path in sorted(namespace.rglob("*.py")):
            text = path.read_text("utf-8")
            found.append(SourceFile(path, text, ast.parse(text)))
    assert len(found) > 100
    return found


@functools.cache
def packages() -> Sequence[Path]:
    """The packages right below the namespace."""
    found = [p for n in NAMESPACES for p in sorted(n.iterdir()) if (p / "__init__.py").is_file()]
    assert len(found) > 10
    return found


@functools.cache
def tracked_files() -> Sequence[Path]:
    """What git keeps; the test is skipped where this is no clone."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip("this is not a clone")
    paths = [ROOT / name for name in done.stdout.decode().split("\0") if name]
    assert paths
    return [path for path in paths if path.is_file()]


@functools.cache
def pages() -> Sequence[Path]:
    """The pages that people read."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
