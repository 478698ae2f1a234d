"""The template memory of enrich between runs."""

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from wirewatch.core.extract.memory import PageBlocks
from wirewatch.enrich import templates as module
from wirewatch.enrich.templates import Templates

_BLOCKS = PageBlocks(np.array([3, 5], dtype=np.uint64), np.array([True, False]))


def test_what_was_learnt_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "enrich.sqlite"
    first = Templates(path)
    first.learn([("a.example", "1", _BLOCKS), ("a.example", "2", _BLOCKS)])
    first.close()
    second = Templates(path)
    known = second.template("a.example", "3")
    assert known.pages == 2
    assert [c.tolist() for c in known.counts(_BLOCKS.prints)] == [[2, 0], [0, 2]]
    assert second.template("a.example", "1").pages == 1, "its own page is no other one"
    second.close()


def test_a_damaged_file_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "enrich.sqlite"
    path.write_bytes(b"no database " * 400)
    templates = Templates(path)
    assert templates.template("a.example", "1").pages == 0
    templates.learn([("a.example", "1", _BLOCKS)])
    templates.close()


def test_sites_seen_longest_ago_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "enrich.sqlite"
    monkeypatch.setattr(module, "SITES_KEPT", 3)
    templates = Templates(path)
    for page, site in enumerate((0, 1, 2, 0, 3)):
        templates.learn([(f"{site}.example", str(page), _BLOCKS)])
    templates.close()
    with sqlite3.connect(path) as db:
        kept = sorted(site for (site,) in db.execute("SELECT site FROM sites"))
    assert kept == ["0.example", "2.example", "3.example"]
