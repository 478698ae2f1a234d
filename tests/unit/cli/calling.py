"""Calls the command line in this process, as the console script does."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from wirewatch.cli.main import run


@dataclass(frozen=True)
class Called:
    """What a command left behind."""

    code: int
    out: str
    err: str


Call = Callable[..., Called]


def caller(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Call:
    """`call("rule", "list")` runs a command to its end."""

    def call(*arguments: str) -> Called:
        monkeypatch.setattr(sys, "argv", ["wirewatch", *arguments])
        capfd.readouterr()
        code = 0
        try:
            run()
        except SystemExit as end:
            code = int(end.code or 0)
        captured = capfd.readouterr()
        return Called(code, captured.out, captured.err)

    return call
