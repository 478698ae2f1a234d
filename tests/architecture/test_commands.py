"""Every command that the pages show exists, with the options that they show."""

import functools
import importlib.util
import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from tests.architecture.source_files import ROOT, pages
from wirewatch.cli import commands

SHELL = re.compile(r"^```(?:sh|bash|console|shell)\n(.*?)^```", re.S | re.M)


def shown() -> Iterator[tuple[str, str]]:
    """Each command line in a fenced shell block, with its page."""
    for page in pages():
        for block in SHELL.findall(page.read_text("utf-8")):
            for line in block.replace("\\\n", " ").splitlines():
                command = line.removeprefix("$ ").partition("  #")[0].strip()
                yield from ((page.name, part.strip()) for part in command.split(" | ") if part)


LINES = sorted(set(shown()))


def lines_of(program: str) -> list[tuple[str, str]]:
    return [(page, line) for page, line in LINES if re.match(rf"(\S+=\S+ )*{program}\b", line)]


@functools.cache
def application() -> Any:
    app = typer.Typer(name="wirewatch")
    commands.register(app)
    return typer.main.get_command(app)


def words_of(line: str) -> list[str]:
    words = shlex.split(line)
    while "=" in words[0]:
        words.pop(0)
    return words


def test_the_readme_shows_the_first_steps() -> None:
    readme = {line for page, line in LINES if page == "README.md"}
    assert "make demo" in readme
    assert any(line.startswith("wirewatch try ") for line in readme)
    assert {"wirewatch init", "wirewatch run"} <= readme
    assert any(line.startswith("docker compose") and line.endswith("up") for line in readme)


@pytest.mark.parametrize(("page", "line"), lines_of("wirewatch"))
def test_wirewatch_commands_exist(page: str, line: str) -> None:
    command, path = application(), []
    words = words_of(line)[1:]
    while words and hasattr(command, "commands") and not words[0].startswith("-"):
        assert words[0] in command.commands, f"{page}: {line}"
        command = command.commands[words[0]]
        path.append(words.pop(0))
    known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)} | {"--help"}
    used = {w.partition("=")[0] for w in words if w.startswith("-") and w != "-"}
    assert used <= known, f"{page}: {line}: {used - known}"
    app = typer.Typer(name="wirewatch")
    commands.register(app)
    done = CliRunner().invoke(app, [*path, "--help"])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize(("page", "line"), lines_of("make"))
def test_make_targets_exist(page: str, line: str) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.M))
    asked = {w for w in words_of(line)[1:] if "=" not in w and not w.startswith("-")}
    assert asked <= targets, f"{page}: {line}"


@pytest.mark.parametrize(("page", "line"), lines_of(r"\S*python"))
def test_modules_exist(page: str, line: str) -> None:
    words = words_of(line)
    if "-m" not in words:
        pytest.skip("no module of ours")
    module = words[words.index("-m") + 1]
    assert importlib.util.find_spec(module) is not None, f"{page}: {line}"


def test_every_target_is_explained() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = re.findall(r"^([a-z][a-z-]*):(.*)$", makefile, re.M)
    assert len(targets) > 5
    for target, rest in targets:
        assert "## " in rest, f"make {target} has no line for `make help`"


def test_every_command_of_the_system_is_named_in_the_pages() -> None:
    """In running text or in a block: `wirewatch audit`."""
    text = "\n".join(page.read_text("utf-8") for page in pages())
    for name in application().commands:
        assert re.search(rf"wirewatch {name}\b|`{name}`", text), f"wirewatch {name}"
